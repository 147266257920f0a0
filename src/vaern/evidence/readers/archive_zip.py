"""The contents of a zip, read from its own list, or from the entries themselves where the list is broken."""
# ruff: noqa: PLR2004 - the numbers are the format's own

import mmap
import stat
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import error as StructError  # noqa: N812 - a class
from struct import unpack_from
from typing import IO

from vaern.evidence.readers.archive_codecs import for_zip
from vaern.evidence.readers.archive_limits import Broken, pieces_of
from vaern.evidence.readers.archive_zipname import Details, details, name_of

END, END64, LOCATOR, LISTED, LOCAL = b"PK\5\6", b"PK\6\6", b"PK\6\7", b"PK\1\2", b"PK\3\4"
MOST_LISTED = 20_000
MOST_DIRECTORY = 32 << 20
MOST_TAIL = 66_000
ENCRYPTED, AES = 0x1, 99


@dataclass(slots=True)
class Entry:
    """One entry as the zip lists it: `at` is where its own head lies; crc is None where nobody says it."""

    name: str
    guessed_name: bool
    method: int
    flags: int
    crc: int | None
    packed: int
    size: int
    at: int
    mode: int = 0
    modified: str = ""
    overlaps: bool = False

    @property
    def is_folder(self) -> bool:
        return self.name.endswith("/") or stat.S_ISDIR(self.mode)

    @property
    def is_link(self) -> bool:
        return stat.S_ISLNK(self.mode)

    @property
    def is_encrypted(self) -> bool:
        """Says that it is; a stored entry whose bytes have the right checksum is not."""
        return bool(self.flags & ENCRYPTED) or self.method == AES


@dataclass(slots=True)
class Listing:
    """What lies in a zip. `faults` are codes: list_broken, list_cut."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    comment: str = ""


def listing(file: IO[bytes]) -> Listing:
    """Read the list at the end; where it cannot be read, or names nothing, walk the entries from the start."""
    size = file.seek(0, 2)
    found = Listing()
    try:
        _read_list(file, size, found)
    except (StructError, ValueError, IndexError, OverflowError):
        found.entries, found.faults = [], ["list_broken"]
    if not found.entries or not _first_is_there(file, found.entries[0]):
        walked = _walked(file, size)
        if walked:
            found.entries, found.faults = walked, ["list_broken"]
    _mark_overlaps(found.entries)
    return found


def pieces(file: IO[bytes], entry: Entry) -> Iterator[bytes]:
    """The unpacked bytes of an entry. Raises Broken when damaged, Unreadable when packed in an unknown way."""
    file.seek(max(entry.at, 0))
    head = file.read(30)
    if entry.at < 0 or head[:4] != LOCAL or len(head) < 30:
        raise Broken("the entry is not where the list says")
    name, extra = unpack_from("<HH", head, 26)
    file.seek(entry.at + 30 + name + extra)
    checksum = 0
    for piece in for_zip(entry.method)(pieces_of(file, entry.packed)):
        checksum = zlib.crc32(piece, checksum)
        yield piece
    if entry.crc is not None and checksum != entry.crc:
        raise Broken("the checksum does not match")


def _read_list(file: IO[bytes], size: int, found: Listing) -> None:
    tail_at = max(0, size - MOST_TAIL)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(END)
    if at < 0:
        raise ValueError("no end record")
    count, length, start, comment = unpack_from("<HIIH", tail, at + 10)
    found.comment = tail[at + 22 : at + 22 + comment].decode("utf-8", "replace")
    end_at = tail_at + at
    if tail[max(0, at - 20) : max(0, at - 16)] == LOCATOR and (0xFFFFFFFF in (length, start) or count == 0xFFFF):
        length, start, end_at = _wide(file, tail, at, end_at)
    if length > MOST_DIRECTORY or length > end_at:
        raise ValueError("the list is longer than the file")
    _entries(*_directory(file, length=length, start=start, end_at=end_at), found)
    wide = count == 0xFFFF and end_at != tail_at + at
    if not found.entries and end_at > 0:
        raise ValueError("something is there, and nothing is listed")
    if not wide and count != len(found.entries) & 0xFFFF and not found.faults:
        found.faults.append("list_broken")


def _directory(file: IO[bytes], *, length: int, start: int, end_at: int) -> tuple[bytes, int]:
    """The list, and how far everything is moved by something put in front of the zip."""
    file.seek(end_at - length)
    directory = file.read(length)
    if directory[:4] == LISTED:
        return directory, end_at - length - start
    file.seek(min(start, end_at))  # something stands between the list and its end
    return file.read(length), 0


def _wide(file: IO[bytes], tail: bytes, at: int, end_at: int) -> tuple[int, int, int]:
    """Length, place and end of the list in the 64-bit form."""
    (where,) = unpack_from("<Q", tail, at - 12)
    for place in (where, end_at - 20 - 56):
        if 0 <= place < end_at:
            file.seek(place)
            record = file.read(56)
            if record[:4] == END64:
                length, start = unpack_from("<QQ", record, 40)
                return length, start, place
    raise ValueError("the 64-bit end record is missing")


def _entries(directory: bytes, shift: int, found: Listing) -> None:
    at = 0
    while directory[at : at + 4] == LISTED:
        if len(found.entries) >= MOST_LISTED:
            found.faults.append("list_cut")
            return
        flags, method, clock, day, crc, packed, size, name, extra, comment = unpack_from(
            "<HHHHIIIHHH", directory, at + 8
        )
        attributes, offset = unpack_from("<II", directory, at + 38)
        start = at + 46
        told = details(directory[start + name : start + name + extra], Details(size, packed, offset), clock, day)
        words, guessed = name_of(directory[start : start + name], flags, told)
        found.entries.append(
            Entry(
                name=words,
                guessed_name=guessed,
                method=method,
                flags=flags,
                crc=crc,
                packed=told.packed,
                size=told.size,
                at=told.at + shift,
                mode=attributes >> 16,
                modified=told.modified,
            )
        )
        at = start + name + extra + comment
    if directory[at:].strip(b"\x00"):
        found.faults.append("list_broken")


def _first_is_there(file: IO[bytes], entry: Entry) -> bool:
    file.seek(max(entry.at, 0))
    return file.read(4) == LOCAL


def _walked(file: IO[bytes], size: int) -> list[Entry]:
    """Entries found by their own heads, where the list at the end does not say them."""
    if size < 30:
        return []
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        found: list[Entry] = []
        at = data.find(LOCAL)
        while 0 <= at <= size - 30 and len(found) < MOST_LISTED:
            entry, next_at = _own_head(data, at)
            found.append(entry)
            at = data.find(LOCAL, next_at)
        return found


def _own_head(data: mmap.mmap, at: int) -> tuple[Entry, int]:
    flags, method, clock, day, crc, packed, size, name, extra = unpack_from("<HHHHIIIHH", data, at + 6)
    start = at + 30 + name + extra
    told = details(data[at + 30 + name : start], Details(size, packed, at), clock, day)
    told.at = at
    known = not (flags & 8 and told.packed == 0)
    if not known:
        told.packed = max(0, _next_mark(data, start) - start)
    words, guessed = name_of(data[at + 30 : at + 30 + name], flags, told)
    entry = Entry(
        name=words,
        guessed_name=guessed,
        method=method,
        flags=flags,
        crc=crc if known else None,
        packed=told.packed,
        size=told.size,
        at=at,
        modified=told.modified,
    )
    after = start + told.packed
    return entry, after if start <= after <= len(data) else start


def _next_mark(data: mmap.mmap, start: int) -> int:
    places = [place for mark in (b"PK\7\x08", LOCAL, LISTED, END) if (place := data.find(mark, start)) >= 0]
    return min(places, default=len(data))


def _mark_overlaps(entries: list[Entry]) -> None:
    """Two entries that share bytes: a way to unfold without end. Every one but the first is marked."""
    end = -1
    for entry in sorted(entries, key=lambda one: one.at):
        entry.overlaps = entry.at < end
        end = max(end, entry.at + 30 + entry.packed)
