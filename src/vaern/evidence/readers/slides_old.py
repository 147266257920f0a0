"""The words of PowerPoint before 2007 (.ppt): records in records; the newest edit says which of them are alive."""
# ruff: noqa: PLR2004 - the numbers are the format's own

import struct
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from vaern.evidence.readers.locked import Locked

ENCRYPTED = 0xF3D1C4DF
DOCUMENT, LIST, PLACE, EDIT = 0x03E8, 0x0FF0, 0x03F3, 0x0FF5
WIDE, NARROW, SAID = 0x0FA0, 0x0FA8, 0x0FBA
COMMENT, AUTHOR, REMARK, SLIDES, NOTED = 0x2EE0, 0, 1, 0, 2
TAG = 0x138B  # an atom, but comments lie in it
FILE, CONTROL, PROGRAM = 0x0FCC, 0x0FEE, 0x0400
MOST_RECORDS, MOST_DEPTH, MOST_EDITS = 200_000, 16, 200
BREAKS = str.maketrans({"\r": "\n", "\x0b": "\n"})


class Record(NamedTuple):
    """One record: its kind, its number among its like, and where its contents stand."""

    kind: int
    number: int
    start: int
    end: int
    holds: bool


def words(data: bytes, user: bytes) -> Iterator[tuple[str, str]]:
    """What kind of words, and the words, slide by slide. Raises ValueError where there are none, and Locked."""
    if len(user) >= 20 and struct.unpack_from("<I", user, 12)[0] == ENCRYPTED:
        raise Locked
    alive = _alive(data, struct.unpack_from("<I", user, 16)[0] if len(user) >= 20 else 0)
    document = next((one for one in _found(data, alive.values()) if one.kind == DOCUMENT), None)
    if document is None:
        yield from _whatever(data)
        return
    for record in _inside(data, document):
        if record.kind == LIST and record.number in (SLIDES, NOTED):
            yield from _listed(data, record, alive)


def beside_words(data: bytes) -> set[str]:
    """What else lies in the show: `embedded` files and `macros`, which PowerPoint keeps in its own records."""
    found: set[str] = set()
    for record in _inside(data, Record(0, 0, 0, len(data), holds=True)):
        for inside, _ in _all(data, record) if record.kind == DOCUMENT else ():
            if inside.kind in (FILE, CONTROL):
                found.add("embedded")
            elif inside.kind == PROGRAM and data[inside.start + 4 : inside.start + 8] == b"\1\0\0\0":
                found.add("macros")
    return found


def _listed(data: bytes, record: Record, alive: dict[int, int]) -> Iterator[tuple[str, str]]:
    """The outline's words of each slide, and those that stand on the slide alone."""
    kind = "page" if record.number == SLIDES else "notes"
    said: list[str] = []
    place = -1
    for one in [*_inside(data, record), Record(PLACE, 0, 0, 0, holds=False)]:
        if one.kind != PLACE:
            said += _text(data, one)
            continue
        if place >= 0:
            yield from _slide(data, alive.get(place, -1), kind, said)
        place = struct.unpack_from("<I", data, one.start)[0] if one.end - one.start >= 4 else -1
        said = []


def _slide(data: bytes, place: int, kind: str, said: list[str]) -> Iterator[tuple[str, str]]:
    comments: list[str] = []
    author = ""
    for record in _found(data, [place]):
        for inside, comment in _all(data, record):
            text = _text(data, inside)
            if not comment:
                said += text
            elif inside.number == AUTHOR:
                author = "".join(text)
            elif inside.number == REMARK:
                comments += [f"{author}: {one}" if author else one for one in text]
    if said:
        yield kind, "\n".join(said)
    yield from (("comment", one) for one in comments)


def _whatever(data: bytes) -> Iterator[tuple[str, str]]:
    """Without a list of what is alive: every text, once, in the order of the file."""
    said: dict[str, None] = {}
    for record in _inside(data, Record(0, 0, 0, len(data), holds=True)):
        for inside, _ in [(record, False), *_all(data, record)]:
            said.update(dict.fromkeys(_text(data, inside)))
    if not said:
        raise ValueError("no words")
    yield "page", "\n".join(said)


def _text(data: bytes, record: Record) -> list[str]:
    if record.kind not in (WIDE, NARROW, SAID):
        return []
    text = data[record.start : record.end].decode("latin-1" if record.kind == NARROW else "utf-16-le", "replace")
    text = text.translate(BREAKS).strip("\n\x00 ")
    return [text] if text and text != "*" else []


def _alive(data: bytes, place: int) -> dict[int, int]:
    """Which object stands where, the newest edit first. Empty where there is no such list."""
    found: dict[int, int] = {}
    for _ in range(MOST_EDITS):
        edit = next(iter(_found(data, [place])), None)
        if edit is None or edit.kind != EDIT or edit.end - edit.start < 16:
            break
        place, directory = struct.unpack_from("<II", data, edit.start + 8)
        for record in _found(data, [directory]):
            for number, where in _directory(data[record.start : record.end]):
                found.setdefault(number, where)
        if not place:
            break
    return found


def _directory(data: bytes) -> Iterator[tuple[int, int]]:
    place = 0
    while place + 4 <= len(data):
        head = struct.unpack_from("<I", data, place)[0]
        first, count = head & 0xFFFFF, head >> 20
        place += 4
        for step in range(min(count, (len(data) - place) // 4)):
            yield first + step, struct.unpack_from("<I", data, place + 4 * step)[0]
        place += 4 * count


def _found(data: bytes, places: Iterable[int]) -> Iterator[Record]:
    """The records that begin at these places."""
    for place in places:
        record = _record(data, place, len(data))
        if record is not None:
            yield record


def _record(data: bytes, place: int, end: int) -> Record | None:
    if place < 0 or place + 8 > end:
        return None
    head, kind, size = struct.unpack_from("<HHI", data, place)
    return Record(kind, head >> 4, place + 8, min(end, place + 8 + size), holds=head & 15 == 15 or kind == TAG)


def _inside(data: bytes, outer: Record) -> Iterator[Record]:
    place = outer.start
    for _ in range(MOST_RECORDS):
        record = _record(data, place, outer.end)
        if record is None:
            return
        yield record
        place = record.end


def _all(data: bytes, outer: Record, depth: int = 0, *, comment: bool = False) -> Iterator[tuple[Record, bool]]:
    """Everything inside, at any depth, and whether it belongs to a comment. Names and tags are no words."""
    if not outer.holds or depth > MOST_DEPTH:
        return
    for record in _inside(data, outer):
        remark = comment or record.kind == COMMENT
        if record.kind != SAID or remark:
            yield record, remark
        yield from _all(data, record, depth + 1, comment=remark)
