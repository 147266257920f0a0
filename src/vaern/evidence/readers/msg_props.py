"""The properties of an Outlook object (.msg): read leniently, since one broken value must not hide the rest."""

import struct
from datetime import datetime
from typing import Any

from olefile import OleFileIO
from oxmsg.storage import Storage, Stream

from vaern.evidence.readers import times

ROOT, EMBEDDED, CHILD = 32, 24, 8
STRING8, STRING, BINARY, TIME = 0x001E, 0x001F, 0x0102, 0x0040
MESSAGE_CODEPAGE, INTERNET_CODEPAGE = 0x3FFD, 0x3FDE
APPOINTMENT, NAMED = bytes.fromhex("0220060000000000c000000000000046"), 0x8000
MOST_DEPTH = 40
CODEPAGES = {
    65001: "utf-8",
    28591: "cp1252",
    20127: "cp1252",
    28605: "iso-8859-15",
    1200: "utf-16-le",
    54936: "gb18030",
    **dict.fromkeys((50220, 50221, 50222), "iso2022_jp_ext"),
    51932: "euc_jp",
    51949: "cp949",
    51936: "gb18030",
    20866: "koi8_r",
    21866: "koi8_u",
    **{28590 + number: f"iso8859_{number}" for number in (2, 3, 4, 5, 6, 7, 8, 13)},
    38598: "iso8859_8",
}
NARROW = {  # what a computer of that language keeps its own words in, where only the encoding of its mail is said
    **dict.fromkeys((50220, 50221, 50222, 51932), "cp932"),
    51949: "cp949",
    51936: "gb18030",
    **dict.fromkeys((20866, 21866, 28595), "cp1251"),
    28592: "cp1250",
    28597: "cp1253",
    **dict.fromkeys((28598, 38598), "cp1255"),
}


def tree(path: Any) -> tuple[Storage, int]:
    """The file's storages and streams, and how many streams could not be read."""
    with OleFileIO(path) as ole:
        lost: list[str] = []
        return _branch(ole, ole.root, "", lost), len(lost)


def _branch(ole: OleFileIO, node: Any, prefix: str, lost: list[str]) -> Storage:
    """As the library's own `from_ole`, but a stream that cannot be read is left out instead of ending all."""
    streams, storages = [], []
    for kid in node.kids:
        path = f"{prefix}/{kid.name}" if prefix else kid.name
        if kid.entry_type == 1 and path.count("/") < MOST_DEPTH:
            storages.append(_branch(ole, kid, path, lost))
        elif kid.entry_type == 2:  # noqa: PLR2004 - a stream, in the format's own numbers
            try:
                streams.append(Stream(path, ole._open(kid.isectStart, kid.size).read()))  # noqa: SLF001 - a name may hold "/"
            except (OSError, ValueError, IndexError):
                lost.append(path)
    return Storage(path=prefix, streams=tuple(streams), storages=tuple(storages))


class Props:
    """One object's properties by number; `offset` is where its fixed ones begin."""

    def __init__(self, storage: Storage, offset: int, codepage: str = "cp1252") -> None:
        self.storage = storage
        self.streams = {stream.name: stream.bytes_ for stream in storage.streams}
        self.fixed = self._fixed(offset)
        self.codepage = self._codepage() or codepage

    def text(self, number: int) -> str:
        """Words, from either of the two kinds of string; "" when there are none."""
        wide = self.streams.get(_stream(number, STRING))
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = self.streams.get(_stream(number, STRING8))
        return _decoded(narrow, self.codepage).rstrip("\0") if narrow is not None else ""

    def binary(self, number: int) -> bytes | None:
        """Bytes, or None when there are none."""
        return self.streams.get(_stream(number, BINARY))

    def number(self, number: int) -> int | None:
        """A whole number, or None."""
        kind, value = self.fixed.get(number, (0, b""))
        return int.from_bytes(value[:4], "little") if kind in (0x0003, 0x000B) else None

    def time(self, number: int) -> datetime | None:
        """A moment in UTC, or None."""
        kind, value = self.fixed.get(number, (0, b""))
        return times.from_filetime(int.from_bytes(value, "little")) if kind == TIME else None

    def html(self) -> str:
        """The body as HTML, if it is there in that form."""
        data = self.binary(0x1013)
        if data is None:
            return self.text(0x1013)
        return _decoded(data, CODEPAGES.get(self.number(INTERNET_CODEPAGE) or 0) or self._named(INTERNET_CODEPAGE))

    def appointment(self, number: int) -> int:
        """Where this file keeps the appointment's property of that number; 0 when it names none. Of the root only."""
        names = next((one for one in self.storage.storages if one.name == "__nameid_version1.0"), None)
        kept = {stream.name: stream.bytes_ for stream in names.streams} if names else {}
        classes, entries = kept.get(_stream(2, BINARY), b""), kept.get(_stream(3, BINARY), b"")
        for start in range(0, len(entries) - 7, 8):
            found, of, place = struct.unpack_from("<IHH", entries, start)
            own = 16 * ((of >> 1) - 3)  # the first three classes are Outlook's own, and the lowest bit means a word
            if found == number and not of & 1 and own >= 0 and classes[own : own + 16] == APPOINTMENT:
                return NAMED + int(place)
        return 0

    def _fixed(self, offset: int) -> dict[int, tuple[int, bytes]]:
        stream = self.streams.get("__properties_version1.0", b"")
        found = {}
        for start in range(offset, len(stream) - 15, 16):
            kind, number = struct.unpack_from("<HH", stream, start)
            found[number] = (kind, stream[start + 8 : start + 16])
        return found

    def _codepage(self) -> str:
        own = NARROW.get(self.number(INTERNET_CODEPAGE) or 0)
        return self._named(MESSAGE_CODEPAGE) or own or self._named(INTERNET_CODEPAGE)

    def _named(self, number: int) -> str:
        value = self.number(number)
        return CODEPAGES.get(value, f"cp{value}") if value else ""


def _stream(number: int, kind: int) -> str:
    return f"__substg1.0_{number:04X}{kind:04X}"


def _decoded(data: bytes, encoding: str) -> str:
    if data[1::2] and not any(data[1:64:2]) and all(data[:64:2]):
        encoding = "utf-16-le"  # some programs write the wide letters where the narrow ones belong
    try:
        return data.decode(encoding or "cp1252")
    except (LookupError, UnicodeDecodeError):
        return data.decode("cp1252", "replace")
