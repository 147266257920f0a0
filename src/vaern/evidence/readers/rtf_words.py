"""The words of Rich Text, as Outlook keeps the bodies of mails: packed, and often with a web page inside."""

import re
import struct

from vaern.evidence.readers import html_words

PACKED, BARE = b"LZFu", b"MELA"
START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
RING = 4096
MOST = 64 << 20
TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]+"
)
SILENT = frozenset(
    {b"fonttbl", b"colortbl", b"stylesheet", b"info", b"pict", b"object", b"generator"}
    | {b"themedata", b"datastore", b"listtable", b"listoverridetable", b"rsidtbl", b"xmlnstbl", b"fldinst", b"mmathPr"}
    | {b"list", b"listoverride"}
)
CHARSETS = {77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253", 162: "cp1254"}
CHARSETS |= {163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"}
BREAKS = {b"par": "\n", b"line": "\n", b"tab": "\t", b"cell": " ", b"row": "\n", b"sect": "\n", b"page": "\n"}
MARKS = {b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•", b"endash": "–"}
MARKS |= {b"emdash": "—", b"emspace": " ", b"enspace": " "}


def unpacked(data: bytes) -> bytes:
    """Rich Text from its packed form ([MS-OXRTFCP]). Raises ValueError when it is not that."""
    if len(data) < 16:  # noqa: PLR2004 - its four numbers
        raise ValueError("too short to be packed Rich Text")
    _, size, how, _ = struct.unpack("<II4sI", data[:16])
    if how == BARE:
        return data[16 : 16 + size]
    if how != PACKED or size > MOST:
        raise ValueError("not packed Rich Text")
    return _unpack(data[16:], size)


def words(rtf: bytes) -> str:
    """Plain text; of a page kept inside, only what belongs to the page."""
    return _Text(rtf).text()


def _unpack(data: bytes, size: int) -> bytes:
    ring = bytearray(RING)
    ring[: len(START)] = START
    write, place, out = len(START), 0, bytearray()
    while place < len(data) and len(out) < size:
        control, place = data[place], place + 1
        for bit in range(8):
            if control >> bit & 1:
                if place + 1 >= len(data):
                    return bytes(out)
                pair, place = data[place] << 8 | data[place + 1], place + 2
                start, count = pair >> 4, (pair & 15) + 2
                if start == write:
                    return bytes(out)
                for step in range(count):
                    out.append(ring[(start + step) % RING])
                    ring[write] = out[-1]
                    write = (write + 1) % RING
            elif place < len(data):
                out.append(data[place])
                ring[write] = data[place]
                write, place = (write + 1) % RING, place + 1
    return bytes(out[:size])


class _Text:
    """Goes through the tokens once, with a stack of groups."""

    def __init__(self, rtf: bytes) -> None:
        self.rtf = rtf
        self.page = b"\\fromhtml" in rtf[:500]
        self.codepage = "cp1252"
        self.fonts: dict[int, str] = {}  # those that have letters of their own
        self.font = self.defined = 0
        self.pieces: list[str] = []
        self.pending = bytearray()
        self.silent = False
        self.stack: list[tuple[bool, int, bool, int]] = []
        self.skip_after = 1
        self.skipping = 0
        self.only_rtf = False
        self.fresh = False

    def text(self) -> str:
        for token in TOKEN.finditer(self.rtf):
            self._take(token)
        self._flush()
        found = "".join(self.pieces)
        return html_words.words(found) if self.page else re.sub(r"\n{3,}", "\n\n", found).strip()

    def _take(self, token: re.Match[bytes]) -> None:
        word, number, code, symbol, brace, plain = token.groups()
        if brace:
            self._brace(brace)
        elif word:
            self._word(word, number)
        elif code:
            self._bytes(bytes([int(code, 16)]))
        elif symbol:
            self._symbol(symbol)
        elif plain:
            self._bytes(plain)
        if not brace and symbol != b"*":
            self.fresh = False

    def _brace(self, brace: bytes) -> None:
        self._flush()
        if brace == b"{":
            self.stack.append((self.silent, self.skip_after, self.only_rtf, self.font))
            self.fresh = True
        elif self.stack:
            self.silent, self.skip_after, self.only_rtf, self.font = self.stack.pop()

    def _word(self, word: bytes, number: bytes | None) -> None:
        value = int(number) if number else None
        if word in SILENT:
            self.silent = True
        elif word in (b"f", b"fcharset", b"plain"):
            self._set_font(word, value or 0)
        elif word == b"ansicpg" and value:
            self.codepage = f"cp{value}" if value != 65001 else "utf-8"  # noqa: PLR2004 - Microsoft's number for it
        elif word == b"annotation" or (word == b"htmltag" and self.page):
            self.silent = self.stack[-1][0] if self.stack else False
            self._say("\n" if word == b"annotation" else "")
        elif word == b"htmlrtf" and self.page:
            self.only_rtf = value != 0
        elif word == b"uc":
            self.skip_after = value or 0
        elif word == b"u" and value is not None:
            self._say(chr(value % 65536))
            self.skipping = self.skip_after
        else:
            self._say(BREAKS.get(word, MARKS.get(word, "")))

    def _set_font(self, word: bytes, value: int) -> None:
        """In the table of fonts, which letters each has; after it, which font is written in."""
        if word == b"fcharset" and value in CHARSETS:
            self.fonts[self.defined] = CHARSETS[value]
        elif word == b"f" and self.silent:
            self.defined = value
        elif word != b"fcharset":
            self._flush()
            self.font = value

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self.silent = self.silent or self.fresh
        elif symbol == b"~":
            self._say("\u00a0")
        elif symbol in b"\\{}":
            self._bytes(symbol)
        elif symbol in b"\r\n":
            self._say("\n")

    def _bytes(self, data: bytes) -> None:
        skipped = min(self.skipping, len(data))
        self.skipping -= skipped
        if not self.silent and not self.only_rtf:
            self.pending += data[skipped:]

    def _say(self, text: str) -> None:
        self._flush()
        if text and not self.silent and not self.only_rtf:
            self.pieces.append(text)

    def _flush(self) -> None:
        """The letters of the font; where they are none of its own, those of the whole text."""
        if self.pending:
            said = _decoded(self.pending, self.fonts.get(self.font, self.codepage))
            self.pieces.append(_decoded(self.pending, self.codepage) if "\ufffd" in said else said)
            self.pending.clear()


def _decoded(data: bytes | bytearray, codepage: str) -> str:
    try:
        return data.decode(codepage, "replace")
    except LookupError:
        return data.decode("cp1252", "replace")
