"""The words of Word before 2007 (.doc): the list of pieces says where in the file each stretch of text stands."""
# ruff: noqa: PLR2004 - the numbers are the format's own

import re
import struct
from collections.abc import Iterator
from typing import NamedTuple

from vaern.evidence.readers.locked import Locked

MAGICS = (0xA5EC, 0xA5DC)
WORD_97 = 0xC0
COMPRESSED = 1 << 30
MOST_CHARACTERS, MOST_FIELDS_DEEP = 4_000_000, 20
PARTS = (  # where the count of characters stands, and what the words are; they lie one after the other
    (0x4C, "body"),
    (0x50, "note"),
    (0x54, "header"),
    (0x58, ""),
    (0x5C, "comment"),
    (0x60, "note"),
    (0x64, "box"),
    (0x68, "header"),
)
CODE_OF_FIELD = re.compile(r"\x13[^\x13\x14\x15]*(?:\x14([^\x13\x14\x15]*))?\x15")
BREAKS = str.maketrans({"\r": "\n", "\x0b": "\n", "\x0c": "\n", "\x0e": "\n", "\x07": "\t", "\x1e": "-", "\xa0": " "})
MARKS = re.compile(r"[\x00-\x08\x0f-\x1f]")


class Piece(NamedTuple):
    """A stretch of characters: where it begins, how many, and how many bytes each takes."""

    place: int
    letters: int
    width: int


def words(document: bytes, tables: dict[str, bytes], encoding: str) -> Iterator[tuple[str, str]]:
    """The kind of each flow of text, and its words. Raises ValueError when it is no such document, and Locked."""
    if len(document) < 0x200 or struct.unpack_from("<H", document)[0] not in MAGICS:
        raise ValueError("no Word document")
    version, flags = struct.unpack_from("<H", document, 2)[0], struct.unpack_from("<H", document, 0x0A)[0]
    if flags & 0x0100:
        raise Locked
    if version < WORD_97:
        yield "body", _plain(_before_97(document, encoding))
        return
    table = tables.get("1Table" if flags & 0x0200 else "0Table", b"")
    text = "".join(_characters(document, list(_pieces(document, table))))
    place = 0
    for where, kind in PARTS:
        count = max(0, struct.unpack_from("<i", document, where)[0])
        if kind and (said := _plain(text[place : place + count])):
            yield kind, said
        place += count


def _before_97(document: bytes, encoding: str) -> str:
    """One byte for each letter, in one stretch; saved in haste, the old pieces follow too."""
    start, end = struct.unpack_from("<II", document, 0x18)
    if not 0 < start < end <= len(document):
        raise ValueError("its text is not where it says")
    return document[start:end][:MOST_CHARACTERS].decode(encoding, "replace")


def _pieces(document: bytes, table: bytes) -> Iterator[Piece]:
    """The list of pieces: character positions, and then where the bytes of each stand."""
    start, size = struct.unpack_from("<II", document, 0x1A2)
    listed = table[start : start + size]
    while listed[:1] == b"\x01":  # formatting stands before it
        listed = listed[3 + struct.unpack_from("<H", listed, 1)[0] :]
    if listed[:1] != b"\x02" or len(listed) < 5:
        raise ValueError("no list of pieces")
    listed = listed[5 : 5 + struct.unpack_from("<I", listed, 1)[0]]
    count = (len(listed) - 4) // 12
    marks = struct.unpack_from(f"<{count + 1}I", listed)
    for number in range(count):
        place = struct.unpack_from("<I", listed, 4 * (count + 1) + 8 * number + 2)[0]
        length = marks[number + 1] - marks[number]
        if length < 0 or length > MOST_CHARACTERS:
            raise ValueError("a piece without sense")
        narrow = bool(place & COMPRESSED)
        yield Piece((place & ~COMPRESSED) // 2 if narrow else place, length, 1 if narrow else 2)


def _characters(document: bytes, pieces: list[Piece]) -> Iterator[str]:
    left = MOST_CHARACTERS
    for place, letters, width in pieces:
        data = document[place : place + min(letters, left) * width]
        said = data.decode("cp1252" if width == 1 else "utf-16-le", "replace")
        left -= len(said)
        yield said
        if left <= 0:
            return


def _plain(text: str) -> str:
    """Without the marks of fields, pictures and notes; of a field only what it shows."""
    for _ in range(MOST_FIELDS_DEEP):
        before, text = text, CODE_OF_FIELD.sub(lambda field: field[1] or "", text)
        if before == text:
            break
    lines = MARKS.sub("", text.translate(BREAKS).replace("\t\t\n", "\n")).split("\n")
    return "\n".join(line.strip() for line in lines).strip()
