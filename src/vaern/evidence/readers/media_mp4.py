"""MP4, MOV, M4A and 3GP: boxes within boxes. Read here, so that it works without ffmpeg."""
# ruff: noqa: PLR2004 - the numbers are the format's own

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from struct import error as StructError  # noqa: N812 - a class
from struct import unpack_from

from vaern.evidence.readers import sniff
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
    "com.apple.quicktime.title": "title",
    "com.apple.quicktime.author": "artist",
    "com.apple.quicktime.comment": "comment",
    "com.apple.quicktime.description": "description",
    "com.apple.quicktime.content.identifier": "content_identifier",  # the same in a live photo's picture and film
    "com.android.version": "android_version",
}
PHONES = {b"titl": "title", b"auth": "artist", b"dscp": "description", b"cprt": "copyright"}  # 3GPP's own
TURNS = {(0, 1, -1, 0): 90, (-1, 0, 0, -1): 180, (0, -1, 1, 0): 270}
MOST_COVERS = 20
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
        self.located = ""

    def tell(self) -> None:
        """Every box that says something; broken ones are passed over, and told."""
        for kind, start, end in self._walk(0, len(self.head), 0):
            try:
                self._one(kind, start, end)
            except (StructError, IndexError, ValueError, OverflowError):
                says = "Filens egne oplysninger er beskadiget og kunne ikke læses helt."
                self.gather.broken_once("head_broken", says)
        say_place(self.gather, self.located)  # coarser than what others state, so it comes last

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
        own = {
            b"mvhd": self._movie,
            b"tkhd": self._track,
            b"hdlr": self._handler,
            b"keys": self._keys,
            b"loci": self._located,
            b"covr": self._covers,
        }.get(kind)
        if own is not None:
            own(start, end)
        elif kind in PHONES:
            self._say(PHONES[kind], _third_generation(self.head[start + 6 : end]))
        elif kind in USER or kind in ITUNES or int.from_bytes(kind, "big") <= len(self.keys):
            self._words(kind, start, end)

    def _handler(self, start: int, _end: int) -> None:
        what = self.head[start + 8 : start + 12]
        if what in (b"vide", b"soun"):
            self.gather.fact("track", "video" if what == b"vide" else "audio")

    def _words(self, kind: bytes, start: int, end: int) -> None:
        """The same four letters stand over iTunes' item, which holds a box, and over QuickTime's bare words."""
        if self.head[start + 4 : start + 8] == b"data":
            self._item(kind, start, end)
        elif kind in USER or kind in ITUNES:
            self._user(kind, start)

    def _track(self, _start: int, end: int) -> None:
        width, height = unpack_from(">II", self.head, end - 8)
        if width and height:
            self.gather.fact("width", width >> 16)
            self.gather.fact("height", height >> 16)
            across, up, _, along, down = unpack_from(">5i", self.head, end - 44)
            turned = TURNS.get(tuple(one >> 16 for one in (across, up, along, down)))
            if turned:
                self.gather.fact("rotation", turned)

    def _located(self, start: int, end: int) -> None:
        """Where a telephone of the third generation was: a name, then east and north in sixteenths of a bit."""
        found = self.head.index(b"\0", start + 6, end)
        east, north = unpack_from(">ii", self.head, found + 2)
        self.located = f"{north / 65536:+.4f}{east / 65536:+.4f}/"

    def _covers(self, start: int, end: int) -> None:
        at = start
        for _ in range(MOST_COVERS):
            length = int.from_bytes(self.head[at : at + 4], "big")
            if length < 16 or at + length > end:
                return
            if self.head[at + 4 : at + 8] == b"data" and length > 16:
                data = self.head[at + 16 : at + length]
                self.gather.keep_or_say(data, kind="picture", name="cover", media_type=sniff.from_head(data[:64]))
            at += length

    def _movie(self, start: int, _end: int) -> None:
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
        value = self.head[start + 4 : start + 4 + length]
        self._say(USER.get(kind) or ITUNES[kind], value.decode("utf-8", "replace"))

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


def _third_generation(value: bytes) -> str:
    """3GPP's words: UTF-16 where they begin with its mark."""
    wide = value[:2] in (b"\xfe\xff", b"\xff\xfe")
    return value.decode("utf-16" if wide else "utf-8", "replace").partition("\0")[0]


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
