"""Names and details of zip entries: the encodings that writers use, and the fields they add."""
# ruff: noqa: PLR2004 - the numbers are the format's own

from dataclasses import dataclass
from datetime import UTC, datetime
from struct import error as StructError  # noqa: N812 - a class
from struct import unpack_from

UTF8 = 0x800
WIDE, UNIX_TIME, UNICODE_NAME = 0x0001, 0x5455, 0x7075


@dataclass(slots=True)
class Details:
    """Sizes and place, the time as text (with a zone only where the zip gives one), and a name in Unicode if added."""

    size: int
    packed: int
    at: int
    modified: str = ""
    name: str = ""


def details(extra: bytes, told: Details, clock: int, day: int) -> Details:
    """The fields that writers add: 64-bit sizes, time in UTC, the name in Unicode. Broken ones are passed over."""
    told.modified = _dos_time(clock, day)
    at = 0
    while at + 4 <= len(extra):
        kind, length = unpack_from("<HH", extra, at)
        value = extra[at + 4 : at + 4 + length]
        at += 4 + length
        try:
            _one(kind, value, told)
        except (StructError, ValueError, OverflowError, OSError):
            continue
    return told


def name_of(raw: bytes, flags: int, told: Details) -> tuple[str, bool]:
    """The name, and whether its encoding is a guess: Danish Windows writes code page 850 without saying so."""
    if told.name:
        return told.name, False
    try:
        return raw.decode("utf-8"), not (flags & UTF8 or raw.isascii())
    except UnicodeDecodeError:
        return raw.decode("cp850", "replace"), True


def _one(kind: int, value: bytes, told: Details) -> None:
    if kind == WIDE:
        _wide(value, told)
    elif kind == UNIX_TIME and value and value[0] & 1:
        (seconds,) = unpack_from("<i", value, 1)
        told.modified = datetime.fromtimestamp(seconds, UTC).isoformat()
    elif kind == UNICODE_NAME and len(value) > 5:
        told.name = value[5:].decode("utf-8")


def _wide(value: bytes, told: Details) -> None:
    at = 0
    for field in ("size", "packed", "at"):
        if getattr(told, field) == 0xFFFFFFFF:
            (wide,) = unpack_from("<Q", value, at)
            setattr(told, field, wide)
            at += 8


def _dos_time(clock: int, day: int) -> str:
    try:
        return datetime(  # noqa: DTZ001 - zip keeps clock times without a zone
            1980 + (day >> 9), day >> 5 & 15, day & 31, clock >> 11, clock >> 5 & 63, min((clock & 31) * 2, 59)
        ).isoformat()
    except ValueError:
        return ""
