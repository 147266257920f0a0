"""Where a reader lays what it finds inside a file: one folder, numbered names of our own, and limits."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, TypedDict

from vaern.evidence.readers.shapes import Unreadable

CHUNK = 1 << 20
MIB = 1 << 20


class Kept(TypedDict):
    """The fields of a `Part` that follow from its bytes: `Part(id="1", kind="attachment", **out.keep(data))`."""

    size: int
    sha256: str
    file: str


class TooMuch(Unreadable):
    """A limit is reached: nothing more is kept. What was kept before it stays."""


class Out:
    """A folder for the bytes of parts. A file's own names are never used as names on the disk.

    Limits: `most_parts` files, `most_bytes` in all, `most_each` in one. A part over a limit raises `TooMuch`, and
    what was written of it is removed.
    """

    def __init__(
        self, folder: Path, *, most_parts: int = 2000, most_bytes: int = 2048 * MIB, most_each: int = 2048 * MIB
    ) -> None:
        self.folder = folder
        self.most_parts, self.most_bytes, self.most_each = most_parts, most_bytes, most_each
        self.parts = 0
        self.bytes = 0

    def keep(self, data: bytes | IO[bytes]) -> Kept:
        """Write the bytes (all at once, or from a stream) and say size, SHA-256 and the name in the folder.

        Raises TooMuch when a limit is reached.
        """
        if self.parts >= self.most_parts:
            raise TooMuch(f"Filen indeholder flere end {self.most_parts} dele. Resten er ikke pakket ud.")
        name = f"part-{self.parts + 1:05d}"
        try:
            size, digest = self._write(self.folder / name, data)
        except Exception:  # a limit, or a stream that turns out to be damaged half-way
            with suppress(OSError):
                (self.folder / name).unlink()
            raise
        self.parts += 1
        self.bytes += size
        return Kept(size=size, sha256=digest, file=name)

    def room(self) -> int:
        """How many bytes one more part may have."""
        return min(self.most_each, self.most_bytes - self.bytes)

    def _write(self, path: Path, data: bytes | IO[bytes]) -> tuple[int, str]:
        digest, size, room = hashlib.sha256(), 0, self.room()
        with path.open("xb") as file:
            for chunk in _chunks(data):
                size += len(chunk)
                if size > room:
                    raise TooMuch(f"Indholdet fylder mere end {_mib(room)} MB pakket ud. Resten er ikke pakket ud.")
                digest.update(chunk)
                file.write(chunk)
        return size, digest.hexdigest()


def _chunks(data: bytes | IO[bytes]) -> Iterator[bytes]:
    if isinstance(data, bytes | bytearray | memoryview):
        yield bytes(data)
        return
    while chunk := data.read(CHUNK):
        yield chunk


def _mib(count: int) -> int:
    return max(count // MIB, 0)
