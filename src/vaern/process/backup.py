"""Backs up database, vault and keys apart from each other, reads them back, and proves that it can be done."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections
from django.utils.translation import gettext as _

from vaern import clock
from vaern.errors import BadInput, IntegrityBroken, NotNow
from vaern.process import dumps, forget
from vaern.vault import keys, ledger, storage

DATABASE, VAULT, KEYS, LEDGER = "database/database.dump", "vault/vault.tar", "keys/keys.dump", "keys/forgotten.ledger"
PARTS = (DATABASE, VAULT, KEYS, LEDGER)
MANIFEST = "manifest.json"


def backup(to: Path) -> str:
    """Write the three archives and their manifest to an empty or new folder.

    Keep `keys/` in another place than the rest: together they can be read by whoever has the master key. The keys are
    copied last, so that every scope in the database has its key in the copy.
    """
    if to.exists() and any(to.iterdir()):
        raise NotNow(_("The folder %(to)s is not empty.") % {"to": to}, todo=_("Name a new folder."))
    for part in PARTS:
        (to / part).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    dumps.dump("default", to / DATABASE)
    _pack_vault(to / VAULT)
    dumps.dump(keys.DATABASE, to / KEYS)
    (to / LEDGER).write_text("".join(entry.line for entry in ledger.entries()), encoding="utf-8")
    hashes = {part: _sha256(to / part) for part in PARTS}
    manifest = {"made_at": clock.now().isoformat(), "backup_days": settings.BACKUP_DAYS, "sha256": hashes}
    (to / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return _(
        "Backup written to %(to)s. Move %(to)s/keys to a place of its own, and delete the backup after %(days)s days."
    ) % {
        "to": to,
        "days": settings.BACKUP_DAYS,
    }


def restore(source: Path) -> str:
    """Read a backup into empty places, then destroy again every key that has been forgotten since it was made."""
    check_manifest(source)
    _check_vault_empty()
    dumps.load("default", source / DATABASE)
    dumps.load(keys.DATABASE, source / KEYS)
    _unpack_vault(source / VAULT)
    _merge_ledger(source / LEDGER)
    returned = keys.replay_ledger()
    forget.forget_again(returned)
    return _("The backup has been restored. %(count)s scopes that were forgotten since it was made stay forgotten.") % {
        "count": len(returned)
    }


def drill(source: Path) -> str:
    """Restore to a temporary place, in a process of its own, and prove that chains hold and sealed things open."""
    check_manifest(source)
    with tempfile.TemporaryDirectory(prefix="vaern-drill-") as folder, _drill_databases(folder) as places:
        if ledger.path().exists():
            shutil.copy(ledger.path(), Path(folder) / "forgotten.ledger")
        environment = {**os.environ, **places, **_same_keys(folder)}
        command = [sys.executable, "-m", "vaern.process.drill", str(source.resolve())]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own module, no shell
    if done.returncode:
        raise IntegrityBroken(_("The backup could not be proved."), done.stderr.strip()[-800:])
    return done.stdout.strip()


def check_manifest(source: Path) -> dict[str, Any]:
    """The manifest, once every part has been found to be what it says; BadInput or IntegrityBroken otherwise."""
    try:
        manifest: dict[str, Any] = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
        differing = [part for part in PARTS if _sha256(source / part) != manifest["sha256"][part]]
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(
            _("This is not a whole backup: %(source)s.") % {"source": source},
            str(error),
            _("Put the three folders database, vault and keys back beside manifest.json."),
        ) from error
    if differing:
        raise IntegrityBroken(_("Parts of the backup have been changed: %(parts)s.") % {"parts": ", ".join(differing)})
    return manifest


def _pack_vault(to: Path) -> None:
    """The sealed files as they are: nothing is opened on the way."""
    with tarfile.open(to, "w") as archive:
        for blob_id in sorted(storage.all_ids()):
            path = storage.place_of(blob_id)
            archive.add(path, arcname=str(path.relative_to(settings.VAULT_FOLDER)))


def _unpack_vault(source: Path) -> None:
    with tarfile.open(source) as archive:
        archive.extractall(settings.VAULT_FOLDER, filter="data")


def _check_vault_empty() -> None:
    if any(storage.all_ids()):
        raise NotNow(
            _("The vault folder is not empty."),
            _("A restore never writes over what is there."),
            _("Point VAERN_VAULT_FOLDER at an empty place, and run the restore again."),
        )


def _merge_ledger(source: Path) -> None:
    """What the backup knows to be forgotten is added to the ledger that is here."""
    known = {entry.scope for entry in ledger.entries()}
    for entry in ledger.entries(source):
        if entry.scope not in known:
            ledger.append(entry)


def _same_keys(folder: str) -> dict[str, str]:
    """The drill uses the installation's own master key, and a folder of its own for all else."""
    return {
        "VAERN_VAR": folder,
        "VAERN_VAULT_FOLDER": f"{folder}/vault",
        "VAERN_LEDGER_FILE": f"{folder}/forgotten.ledger",
        "VAERN_MODE": settings.MODE,
        "VAERN_ORGANISATION": settings.ORGANISATION,
        "VAERN_SECRET_KEY": "only-for-the-drill",
        "VAERN_MASTER_KEY_FILE": str(settings.MASTER_KEY_FILE),
        "VAERN_ESCROW_KEY_FILE": str(settings.ESCROW_PUBLIC_KEY_FILE),
        "DJANGO_SETTINGS_MODULE": "vaern.config.settings",
    }


class _drill_databases:  # noqa: N801 - used as a function
    """Two empty databases for the drill: files in its folder, or on the same PostgreSQL server, dropped afterwards."""

    def __init__(self, folder: str) -> None:
        self.folder, self.made = folder, list[tuple[str, str]]()

    def __enter__(self) -> dict[str, str]:
        return {
            name: self._place(alias) for name, alias in (("VAERN_DATABASE", "default"), ("VAERN_KEYS_DATABASE", "keys"))
        }

    def __exit__(self, *_error: object) -> None:
        for alias, name in self.made:
            self._execute(alias, f'DROP DATABASE "{name}"')

    def _place(self, alias: str) -> str:
        if connections[alias].vendor == "sqlite":
            return f"sqlite:///{self.folder}/{alias}.sqlite3"
        own = connections[alias].settings_dict
        name = f"{own['NAME']}_drill"
        self._execute(alias, f'CREATE DATABASE "{name}"')
        self.made.append((alias, name))
        password = f":{own['PASSWORD']}" if own["PASSWORD"] else ""
        return f"postgresql://{own['USER']}{password}@{own['HOST']}:{own['PORT']}/{name}"

    def _execute(self, alias: str, statement: str) -> None:
        with connections[alias].cursor() as cursor:
            cursor.execute(statement)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
