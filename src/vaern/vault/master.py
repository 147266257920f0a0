"""The master key: a file that only its owner can read, one line for each version (`1:<32 bytes in base64>`)."""

import base64
import binascii
import os
import stat
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from vaern.errors import IntegrityBroken

BYTES = 32


def versions() -> dict[int, bytes]:
    """Every master key that the file holds, by version. IntegrityBroken says what is wrong with the file."""
    path = Path(settings.MASTER_KEY_FILE)
    try:
        state = path.stat()
    except FileNotFoundError:
        raise IntegrityBroken(
            _("The master key file is missing."),
            _("Without it nothing that is sealed can be read."),
            _("Put the file back at %(path)s, or set VAERN_MASTER_KEY_FILE to where it is.") % {"path": path},
        ) from None
    check_permissions(path, state)
    return _read(path, state.st_mtime_ns, state.st_ino)


def newest() -> tuple[int, bytes]:
    """The version that new keys are wrapped with, and its key."""
    held = versions()
    return max(held), held[max(held)]


def of_version(version: int) -> bytes:
    """The master key of a version; IntegrityBroken when the file does not hold it."""
    held = versions()
    if version not in held:
        raise IntegrityBroken(
            _("The master key file does not hold version %(version)s.") % {"version": version},
            _("Some keys are wrapped with that version."),
            _("Add the line of that version to the file, from your own copy of it."),
        )
    return held[version]


def check_permissions(path: Path, state: os.stat_result) -> None:
    """Refuse a key file that others than its owner may read or write."""
    if stat.S_IMODE(state.st_mode) & 0o077:
        raise IntegrityBroken(
            _("The master key file can be read by others."),
            _("Its permissions are %(mode)s; only its owner may read it.") % {"mode": oct(stat.S_IMODE(state.st_mode))},
            _("Run: chmod 600 %(path)s") % {"path": path},
        )


def line(version: int, key: bytes) -> str:
    """One key as the file writes it."""
    return f"{version}:{base64.b64encode(key).decode()}\n"


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int, _inode: int) -> dict[int, bytes]:
    """Parse the file; read again only when it has changed."""
    try:
        held = dict(_parse(text) for text in path.read_text(encoding="ascii").split())
    except (OSError, ValueError, binascii.Error):
        held = {}
    if not held:
        raise IntegrityBroken(
            _("The master key file cannot be used."),
            _("It must hold lines like 1:<32 bytes in base64>."),
            _("Put back the right file at %(path)s.") % {"path": path},
        )
    return held


def _parse(text: str) -> tuple[int, bytes]:
    version, _colon, encoded = text.partition(":")
    key = base64.b64decode(encoded, validate=True)
    if len(key) != BYTES:
        raise ValueError("a master key is 32 bytes")
    return int(version), key
