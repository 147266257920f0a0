"""MP4, MOV, M4A and 3GP: boxes within boxes. Read here, so that it works without ffmpeg."""
# ruff: noqa: PLR2004 - the numbers are the format's own

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from struct import error as StructError  # noqa: N812 - a class
from struct import unpack_from

from vaern.evidence.readers.gather import Gather

EPOCH = datetime(1904, 1, 1, tzinfo=UTC)
MOST_HEAD, MOST_BOXES = 32 << 20, 20_000
INNER = (b"moov", b"trak", b"mdia", b"udta", b"ilst", b"minf", b"stbl", b"edts")
PLACE = re.compile(r"([+-]\d+(?:\.\d+)?)([+-]\d+(?:\.\d+)?)")
ITUNES = {b"\xa9nam": "title", b"\xa9ART": "artist", b"\xa9alb": "album", b"\xa9cmt": "comment", b"\xa9day": "date"}
ITUNES |= {b"\xa9too": "encoder", b"desc": "description", b"\xa9gen": "genre", b"\xa9des": "description"}
USER = {b"\xa9xyz": "position", b"\xa9mak": "make", b"\xa9mod": "model", b"\xa9swr": "software", b"\xa9day": "date"}
KEYS = {
    "com.apple.quicktime.make": "make",
    "com.apple.quicktime.model": "model",
    "com.apple.quicktime.software": "software",
    "com.apple.quicktime.creationdate": "creation_date",
    "com.apple.quicktime.location.iso6709": "position",
    "com.android.version": "android_version",
}
SHORT = "Filen er kortere, end den selv siger. Slutningen mangler."
NO_HEAD = "Filen mangler den del, der siger, hvordan den afspilles. Optagelsen kan være afbrudt, før den var færdig."


def tell(gather: Gather) -> None:
    """Length, times, size of picture, and who and where."""
    size, head = gather.source.path.stat().st_size, None
    with gather.source.path.open("rb") as file:
        at = 0
        while at + 8 <= size:
            file.seek(at)
            start = file.read(16)
            length, kind = _length(start, size - at), start[4:8]
            if kind == b"moov" and length <= MOST_HEAD:
                file.seek(at)
                head = file.read(length)
            at += length
    if at > size:
        gather.broken("truncated", SHORT)
    if head is None:
        gather.broken("no_head", NO_HEAD)
        return
    Boxes(gather, head).tell()


def _length(start: bytes, left: int) -> int:
    length = int.from_bytes(start[:4], "big")
    if length == 1 and len(start) == 16:
        length = int.from_bytes(start[8:16], "big")
    return left if length == 0 else max(length, 8)


class Boxes:
    """The boxes of one moov."""

    def __init__(self, gather: Gather, head: bytes) -> None:
        self.gather, self.head, self.count = gather, head, 0
        self.keys: list[str] = []

    def tell(self) -> None:
        """Every box that says something; broken ones are passed over, and told."""
        for kind, start, end in self._walk(0, len(self.head), 0):
            try:
                self._one(kind, start, end)
            except (StructError, IndexError, ValueError, OverflowError):
                says = "Filens egne oplysninger er beskadiget og kunne ikke læses helt."
                self.gather.broken_once("head_broken", says)

    def _walk(self, at: int, end: int, depth: int) -> Iterator[tuple[bytes, int, int]]:
        while at + 8 <= end and depth < 12 and self.count < MOST_BOXES:
            self.count += 1
            length, kind = _length(self.head[at : at + 16], end - at), self.head[at + 4 : at + 8]
            stop, wide = min(at + length, end), self.head[at : at + 4] == b"\0\0\0\1"
            start = at + (16 if wide else 8)
            if kind in INNER:
                yield from self._walk(start, stop, depth + 1)
            elif kind == b"meta":
                full = self.head[start + 4 : start + 8] != b"hdlr"
                yield from self._walk(start + (4 if full else 0), stop, depth + 1)
            yield kind, start, stop
            at += length

    def _one(self, kind: bytes, start: int, end: int) -> None:
        if kind == b"mvhd":
            self._movie(start)
        elif kind == b"tkhd":
            width, height = unpack_from(">II", self.head, end - 8)
            if width and height:
                self.gather.fact("width", width >> 16)
                self.gather.fact("height", height >> 16)
        elif kind == b"hdlr" and self.head[start + 8 : start + 12] in (b"vide", b"soun"):
            self.gather.fact("track", "video" if self.head[start + 8 : start + 12] == b"vide" else "audio")
        elif kind == b"keys":
            self._keys(start, end)
        elif kind in USER and (kind not in ITUNES or kind == b"\xa9xyz"):
            self._user(kind, start)
        elif kind in ITUNES or int.from_bytes(kind, "big") <= len(self.keys):
            self._item(kind, start, end)

    def _movie(self, start: int) -> None:
        wide = self.head[start] == 1
        made, changed = unpack_from(">QQ" if wide else ">II", self.head, start + 4)
        scale, length = unpack_from(">IQ" if wide else ">II", self.head, start + (20 if wide else 12))
        if scale and length:  # a recording in pieces says nothing here
            self.gather.fact("duration", f"{length / scale:.3f}")
        for what, seconds in (("created", made), ("modified", changed)):
            if 0 < seconds < 1 << 36:
                at = EPOCH + timedelta(seconds=seconds)
                self.gather.time(what, at, at.isoformat())

    def _keys(self, start: int, end: int) -> None:
        at = start + 8
        while at + 8 <= end and len(self.keys) < 200:
            length = int.from_bytes(self.head[at : at + 4], "big")
            if length < 8:
                return
            self.keys.append(self.head[at + 8 : at + length].decode("utf-8", "replace"))
            at += length

    def _user(self, kind: bytes, start: int) -> None:
        (length,) = unpack_from(">H", self.head, start)
        self._say(USER[kind], self.head[start + 4 : start + 4 + length].decode("utf-8", "replace"))

    def _item(self, kind: bytes, start: int, end: int) -> None:
        """iTunes' and Apple's items: a data box with a type."""
        if self.head[start + 4 : start + 8] != b"data":
            return
        (what,) = unpack_from(">I", self.head, start + 8)
        value = self.head[start + 16 : min(end, start + 4016)]
        number = int.from_bytes(kind, "big")
        name = ITUNES.get(kind) or KEYS.get(self.keys[number - 1].lower(), "")
        if name and what & 0xFFFFFF == 1:
            self._say(name, value.decode("utf-8", "replace"))

    def _say(self, name: str, value: str) -> None:
        if name == "title" and not self.gather.title:
            self.gather.title = value
        if name == "position":
            say_place(self.gather, value)
        elif name == "creation_date":
            self.gather.time("taken", moment(value), value)
        else:
            self.gather.fact(name, value)


def say_place(gather: Gather, value: str) -> None:
    """A position in the form +55.6761+012.5683/."""
    found = PLACE.match(value)
    if not found or any(name == "position" for name, _ in gather.facts):
        return
    place = f"{float(found[1]):.6f}, {float(found[2]):.6f}"
    gather.fact("position", place)
    gather.identify("position", place.replace(" ", ""), role="taken")
    gather.warn(
        "position", "Filen fortæller, hvor den er optaget. Originalen har stedet med sig, også når den gives videre."
    )


def moment(value: str) -> datetime | None:
    """A time as tags have it; None for anything else."""
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None
