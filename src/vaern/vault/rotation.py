"""Changes the master key: a new version, every data key wrapped anew, and at last the old version gone."""

import os
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from vaern.errors import NotNow
from vaern.vault import keys, master, wrapping
from vaern.vault.models import ScopeKey

AT_ONCE = 200


def rotate_master() -> str:
    """Wrap every data key with a new master key; a rotation that was cut off is taken up where it stopped.

    The old version stays in the file, since backups of the key store still need it, until `retire_old_masters`.
    """
    newest, _key = master.newest()
    if not ScopeKey.objects.exclude(master_version=newest).exists():
        newest = _add_version()
    rewrapped = sum(iter(lambda: _rewrap_some(newest), 0))
    return _("%(count)s keys are now wrapped with version %(version)s of the master key.") % {
        "count": rewrapped,
        "version": newest,
    }


def retire_old_masters() -> list[int]:
    """Drop old versions from the file, when no backup needs them any more. NotNow while a key is wrapped by one."""
    newest, key = master.newest()
    old = sorted(set(master.versions()) - {newest})
    if ScopeKey.objects.exclude(master_version=newest).exists():
        raise NotNow(
            _("An old version of the master key is still in use."),
            _("Not every key has been wrapped anew."),
            _("Run: vaern keys rotate"),
        )
    _write(master.line(newest, key))
    return old


def _rewrap_some(version: int) -> int:
    """Wrap the next keys anew, in one transaction; how many."""
    key = master.of_version(version)
    with transaction.atomic(using=keys.DATABASE):
        rows = list(ScopeKey.objects.select_for_update().exclude(master_version=version)[:AT_ONCE])
        for row in rows:
            row.wrapped = wrapping.wrap(key, keys.scope_of(row), keys.opened(row))
            row.master_version = version
        ScopeKey.objects.bulk_update(rows, ["wrapped", "master_version"])
    return len(rows)


def _add_version() -> int:
    held = master.versions()
    version = max(held) + 1
    lines = [master.line(number, key) for number, key in sorted(held.items())]
    _write("".join([*lines, master.line(version, os.urandom(master.BYTES))]))
    return version


def _write(content: str) -> None:
    """Replace the file whole: a crash leaves the old one or the new one."""
    path = Path(settings.MASTER_KEY_FILE)
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
