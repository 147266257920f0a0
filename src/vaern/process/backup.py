"""Backs up database, vault and keys apart from each other, reads them back, and proves that it can be done."""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from django.db import OperationalError, connections
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vaern import clock
from vaern.errors import BadInput, IntegrityBroken, NotNow, why_not
from vaern.process import dumps, forget
from vaern.vault import keys, ledger, master, storage

DATABASE, VAULT, KEYS, LEDGER = "database/database.dump", "vault/vault.tar", "keys/keys.dump", "keys/forgotten.ledger"
PARTS = (DATABASE, VAULT, KEYS, LEDGER)
MANIFEST = "manifest.json"
SEALED = re.compile(r"[0-9a-f]{2}/[0-9a-f]{32}\.sealed")


def backup(to: Path) -> str:
    """Write the three archives and their manifest to an empty or new folder.

    Keep `keys/` in another place than the rest: together they can be read by whoever has the master key. Work goes on
    meanwhile. The keys are copied last, so that every scope in the database has its key in the copy, and the vault on
    both sides of the database, so that every row has its file: also one that is taken away or moved afterwards.
    """
    if to.exists() and any(to.iterdir()):
        raise NotNow(_("The folder %(to)s is not empty.") % {"to": to}, todo=_("Name a new folder."))
    for part in PARTS:
        (to / part).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tarfile.open(to / VAULT, "w") as archive:
        packed = _pack_vault(archive, set())
        packed |= _pack_vault(archive, packed)  # what came while the first was at it, which may take hours
        dumps.dump("default", to / DATABASE)
        _pack_vault(archive, packed)
    dumps.dump(keys.DATABASE, to / KEYS)
    (to / LEDGER).write_text("".join(entry.line for entry in ledger.entries()), encoding="utf-8")
    hashes = {part: _sha256(to / part) for part in PARTS}
    manifest = {"made_at": clock.now().isoformat(), "backup_days": settings.BACKUP_DAYS, "sha256": hashes}
    (to / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    return ngettext(
        "Backup written to %(to)s. Move %(to)s/keys to a place of its own, and delete the backup after %(days)s day.",
        "Backup written to %(to)s. Move %(to)s/keys to a place of its own, and delete the backup after %(days)s days.",
        settings.BACKUP_DAYS,
    ) % {"to": to, "days": settings.BACKUP_DAYS}


def restore(source: Path) -> str:
    """Read a backup into empty places, then destroy again every key that has been forgotten since it was made.

    Clear rows go with every key that the ledger knows: a case may have been forgotten while the backup was made, after
    its rows were copied and before the keys were. IntegrityBroken before anything is written when the master key is
    missing, and afterwards when it is another one than the backup's.
    """
    check_manifest(source)
    master.versions()
    _check_vault_empty()
    dumps.load("default", source / DATABASE)
    dumps.load(keys.DATABASE, source / KEYS)
    _unpack_vault(source / VAULT)
    _merge_ledger(source / LEDGER)
    returned = keys.replay_ledger()
    forget.forget_again([entry.scope for entry in ledger.entries()])
    _check_master_key_fits()
    return ngettext(
        "The backup has been restored. %(count)s scope that was forgotten since it was made stays forgotten.",
        "The backup has been restored. %(count)s scopes that were forgotten since it was made stay forgotten.",
        len(returned),
    ) % {"count": len(returned)}


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
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BadInput(
            _("This is not a whole backup: %(source)s.") % {"source": source},
            f"{error.filename}: {why_not(error)}" if isinstance(error, OSError) else str(error),
            _("Put the three folders database, vault and keys back beside manifest.json."),
        ) from error
    if differing:
        raise IntegrityBroken(_("Parts of the backup have been changed: %(parts)s.") % {"parts": ", ".join(differing)})
    return manifest


def _pack_vault(archive: tarfile.TarFile, packed: set[UUID]) -> set[UUID]:
    """Add the sealed files that are not packed yet, as they are: nothing is opened on the way. Which were added.

    One that is removed at the same moment (from a draft, or with a forgotten case) is passed over.
    """
    added = set()
    for blob_id in sorted(set(storage.all_ids()) - packed):
        path = storage.place_of(blob_id)
        with suppress(FileNotFoundError):
            archive.add(path, arcname=str(path.relative_to(settings.VAULT_FOLDER)))
            added.add(blob_id)
    return added


def _unpack_vault(source: Path) -> None:
    """Each sealed file to the place that its id gives it, whatever place, owner and rights the archive gives it."""
    with tarfile.open(source) as archive:
        for member in archive:
            sealed = archive.extractfile(member) if member.isfile() else None
            if sealed is None or not SEALED.fullmatch(member.name):
                raise IntegrityBroken(_("The backup holds something that is no sealed file: %s.") % member.name)
            storage.put_back(UUID(hex=Path(member.name).stem), sealed)


def _check_master_key_fits() -> None:
    try:
        keys.check_master_key()
    except IntegrityBroken as error:
        raise IntegrityBroken(
            _("The backup has been read back, but this master key does not open it."),
            error.text,
            _("Put the master key that belongs to the backup at %(path)s. Then prove it with vaern drill.")
            % {"path": settings.MASTER_KEY_FILE},
        ) from error


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
        self._clear(alias, name)
        self._execute(alias, f'CREATE DATABASE "{name}"')
        self.made.append((alias, name))
        return _address(own, name)

    def _clear(self, alias: str, name: str) -> None:
        """A drill that was killed could not drop its databases. One that is running holds on to them."""
        try:
            self._execute(alias, f'DROP DATABASE IF EXISTS "{name}"')
        except OperationalError as error:
            raise NotNow(
                _("Another drill is running, or its database is in use."),
                str(error).strip(),
                _("Wait until it has ended, and try again."),
            ) from error

    def _execute(self, alias: str, statement: str) -> None:
        with connections[alias].cursor() as cursor:
            cursor.execute(statement)


def _address(own: dict[str, Any], name: str) -> str:
    """Another database on the same server, as VAERN_DATABASE says it; a password may hold any sign."""
    user, password = quote(own["USER"], safe=""), quote(own["PASSWORD"], safe="")
    host = f"[{own['HOST']}]" if ":" in own["HOST"] else own["HOST"]
    who = f"{user}:{password}" if password else user
    return f"postgresql://{who}@{host}:{own['PORT']}/{quote(name, safe='')}"


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
