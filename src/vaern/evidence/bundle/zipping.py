"""Writes a zip in which every byte is decided: files stored as they are, one after another, with nothing between them.

So the verifier can write the same frame again and compare it byte for byte: an added, removed, moved or doubled file,
a comment, or data before, between or after the files is found. Stored bytes are also hashed at full speed. Changing
anything here is a new version of the format, told in docs/errata.md.
"""

import struct
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from vaern.errors import IntegrityBroken

LOCAL, CENTRAL, END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
END_64, LOCATOR_64 = b"PK\x06\x06", b"PK\x06\x07"
LARGE, MANY = 0xFFFFFFFF, 0xFFFF
UTF8_NAME, FIRST_DAY = 0x0800, 0x0021  # 1 January 1980: the times of files are in the metadata
PLAIN_FILE = 0o100644 << 16


@dataclass(slots=True)
class Entry:
    """One file in the zip: its name, where its header begins, how many bytes, and their CRC-32."""

    name: str
    offset: int
    size: int
    crc: int = 0

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


class PlainZip:
    """A zip that is being written to a file that can be searched."""

    def __init__(self, out: BinaryIO) -> None:
        self.out, self.entries, self.names = out, list[Entry](), set[str]()

    def add(self, name: str, chunks: Iterable[bytes], size: int) -> None:
        """Add a file of `size` bytes. IntegrityBroken when there are more or fewer, or the name is there already."""
        entry = Entry(name, self.out.tell(), size)
        self.out.write(entry.local())
        written = 0
        for chunk in chunks:
            entry.crc = zlib.crc32(chunk, entry.crc)
            written += self.out.write(chunk)
        if written != size or name in self.names:
            raise IntegrityBroken(_("A file of the bundle is not as long as it was."), name)
        end = self.out.tell()
        self.out.seek(entry.offset)
        self.out.write(entry.local())
        self.out.seek(end)
        self.entries.append(entry)
        self.names.add(name)

    def close(self) -> None:
        """Write the list of files at the end."""
        start = self.out.tell()
        listed = b"".join(entry.central() for entry in self.entries)
        self.out.write(listed + end_of(len(self.entries), len(listed), start))


def end_of(count: int, size: int, start: int) -> bytes:
    """What stands after the list: how many files, and where the list began."""
    large = b""
    if count >= MANY or size >= LARGE or start >= LARGE:
        record = struct.pack("<QHHIIQQQQ", 44, 3 << 8 | 45, 45, 0, 0, count, count, size, start)
        large = END_64 + record + LOCATOR_64 + struct.pack("<IQI", 0, start + size, 1)
    few = min(count, MANY)
    return large + END + struct.pack("<HHHHIIH", 0, 0, few, few, min(size, LARGE), min(start, LARGE), 0)
