"""Writes a zip in which every byte is decided: files stored as they are, one after another, with nothing between them.

So the verifier can write the same frame again and compare it byte for byte: an added, removed, moved or doubled file,
a comment, or data before, between or after the files is found. Stored bytes are also hashed at full speed. Changing
anything here is a new version of the format, told in docs/errata.md.
"""

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from vaern.errors import IntegrityBroken

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END_64, LOCATOR_64 = b"PK\x06\x06", b"PK\x06\x07"
LARGE, MANY = 0xFFFFFFFF, 0xFFFF
UTF8_NAME, FIRST_DAY = 0x0800, 0x0021  # 1 January 1980: the times of files are in the metadata
PLAIN_FILE = 0o100644 << 16


@dataclass(frozen=True, slots=True)
class Part:
    """One file to be: its name, how many bytes, their CRC-32, and the way to read them, as often as needed."""

    name: str
    size: int
    crc: int
    chunks: Callable[[], Iterable[bytes]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One file in the zip: its name, where its header begins, how many bytes, and their CRC-32."""

    name: str
    offset: int
    size: int
    crc: int

    def local(self) -> bytes:
        """The header before the bytes."""
        encoded = self.name.encode()
        large = struct.pack("<HHQQ", 1, 16, self.size, self.size) if self.size >= LARGE else b""
        size = LARGE if large else self.size
        head = struct.pack("<HHHHHIIIHH", 45 if large else 20, UTF8_NAME, 0, 0, FIRST_DAY, self.crc, size, size,
                           len(encoded), len(large))  # fmt: skip
        return LOCAL + head + encoded + large

    def central(self) -> bytes:
        """The line in the list at the end."""
        encoded = self.name.encode()
        parts = [self.size, self.size] if self.size >= LARGE else []
        parts += [self.offset] if self.offset >= LARGE else []
        large = struct.pack(f"<HH{len(parts)}Q", 1, 8 * len(parts), *parts) if parts else b""
        size, version = min(self.size, LARGE), 45 if large else 20
        head = struct.pack("<HHHHHHIIIHHHHHII", 3 << 8 | version, version, UTF8_NAME, 0, 0, FIRST_DAY, self.crc, size,
                           size, len(encoded), len(large), 0, 0, 0, PLAIN_FILE, min(self.offset, LARGE))  # fmt: skip
        return CENTRAL + head + encoded + large


def entries_of(parts: Iterable[Part]) -> list[Entry]:
    """Where each file will stand."""
    found, at = list[Entry](), 0
    for part in parts:
        found.append(Entry(part.name, at, part.size, part.crc))
        at += len(found[-1].local()) + part.size
    return found


def stream(parts: Sequence[Part]) -> Iterator[bytes]:
    """The zip, piece by piece. IntegrityBroken when a file has become longer or shorter since it was looked at."""
    entries, at = entries_of(parts), 0
    for part, entry in zip(parts, entries, strict=True):
        yield entry.local()
        written = 0
        for chunk in part.chunks():
            written += len(chunk)
            yield chunk
        if written != part.size:
            raise IntegrityBroken(_("A file of the bundle is not as long as it was."), part.name)
        at = entry.offset + len(entry.local()) + part.size
    listed = b"".join(entry.central() for entry in entries)
    yield listed + end_of(len(entries), len(listed), at)


def length_of(parts: Sequence[Part]) -> int:
    """How many bytes the zip will have."""
    entries = entries_of(parts)
    files = sum(len(entry.local()) + entry.size for entry in entries)
    listed = sum(len(entry.central()) for entry in entries)
    return files + listed + len(end_of(len(entries), listed, files))


def end_of(count: int, size: int, start: int) -> bytes:
    """What stands after the list: how many files, and where the list began."""
    large = b""
    if count >= MANY or size >= LARGE or start >= LARGE:
        record = struct.pack("<QHHIIQQQQ", 44, 3 << 8 | 45, 45, 0, 0, count, count, size, start)
        large = END_64 + record + LOCATOR_64 + struct.pack("<IQI", 0, start + size, 1)
    few = min(count, MANY)
    return large + END + struct.pack("<HHHHIIH", 0, 0, few, few, min(size, LARGE), min(start, LARGE), 0)
