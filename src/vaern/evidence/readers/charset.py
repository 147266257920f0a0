"""Words from bytes of unknown encoding: UTF-8, UTF-16, or Western European, and how sure that is."""
# ruff: noqa: PLR2004 - the numbers are the formats' own

import codecs
import re
from typing import NamedTuple

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
MARKUP = re.compile(r"<[^<>]{0,2000}>")
WIDER = {
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb-2312", "csgb2312", "chinesesimplified"), "gb18030"),
    **dict.fromkeys(("ks-c-5601-1987", "ks-c-5601", "euc-kr", "ksc5601"), "cp949"),
    **dict.fromkeys(("shift-jis", "sjis", "x-sjis"), "cp932"),
    **dict.fromkeys(("windows-874", "tis-620", "dos-874"), "cp874"),
    **dict.fromkeys(("unicode-1-1-utf-8", "utf8mb4", "x-utf-8", "cp65001"), "utf-8"),
    **dict.fromkeys(("ansi", "x-ansi", "cp-1252"), "cp1252"),
    "big5": "big5hkscs",
    "iso-2022-jp": "iso2022_jp_ext",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso8859_8",
    "macintosh": "mac_roman",
}
LETTERS = {  # between two letters: alone, the same bytes are quotation marks elsewhere
    name: re.compile(rb"(?<=[A-Za-z])[" + re.escape("æøå".encode(name)) + rb"](?=[a-z])")
    for name in ("cp1252", "cp865", "mac_roman")
}
LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")  # of UTF-8
SURELY, MOST_LETTERS = 2, 65_536
TEXT_CONTROLS = frozenset(b"\t\n\r\x0b\x0c\x1b\x08\x07")


class Decoded(NamedTuple):
    """Text, the encoding that gave it, and whether the bytes said so themselves."""

    text: str
    encoding: str
    sure: bool


def named(name: str) -> str:
    """The encoding that programs mean by this name: often a wider one than the name's own."""
    return WIDER.get(name.strip().lower().replace("_", "-"), name)


def words(data: bytes) -> str | None:
    """The text, or None where the bytes are hardly text. The end may be cut in the middle of a character."""
    decoded = decode(data)
    return None if decoded is None else decoded.text


def decode(data: bytes, *, lenient: bool = False) -> Decoded | None:
    """The text and its encoding. None where it is not text; `lenient` takes anything, byte for byte."""
    if not data:
        return Decoded("", "utf-8", sure=True) if lenient else None
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return Decoded(data.decode(encoding, "replace").removeprefix("\ufeff"), encoding, sure=True)
    unmarked = _utf8(data, may_be_cut=not lenient) or _utf16(data) or _mixed(data) or _western(data)
    if unmarked is None and lenient:
        return Decoded(data.decode("cp1252", "replace"), "unknown", sure=False)
    return unmarked


def _utf8(data: bytes, *, may_be_cut: bool) -> Decoded | None:
    if not _few_controls(data):
        return None
    try:
        return Decoded(data.decode(), "utf-8", sure=True)
    except UnicodeDecodeError as error:
        if may_be_cut and error.start > len(data) - 4:  # cut in the middle of a character
            return Decoded(data[: error.start].decode(), "utf-8", sure=True)
        return None


def _utf16(data: bytes) -> Decoded | None:
    """Without a mark: nearly every second byte of European text is zero."""
    if len(data) < 8:
        return None
    sample = data[:4096]
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros = sample[first::2].count(0)
        if zeros > len(sample) * 0.4 and sample[1 - first :: 2].count(0) < len(sample) * 0.02:
            return Decoded(data.decode(encoding, "replace"), encoding, sure=False)
    return None


def _mixed(data: bytes) -> Decoded | None:
    """UTF-8 with a few bytes that are not: two texts were put together, or one was damaged on its way."""
    sound = len(LETTER.findall(data))
    if not sound or b"\x00" in data or not _few_controls(data):
        return None
    strange = sum(byte >= 0x80 for byte in LETTER.sub(b"", data))
    return Decoded(data.decode("utf-8", "as_western"), "mixed", sure=False) if strange <= sound else None


def _as_western(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("as_western", _as_western)


def _western(data: bytes) -> Decoded | None:
    if not _few_controls(data) or b"\x00" in data:
        return None
    high = sum(byte >= 0x80 for byte in data[:4096])
    if high > len(data[:4096]) * 0.35:
        return None
    encoding = _of_the_letters(data[:MOST_LETTERS])
    return Decoded(data.decode(encoding, "replace"), encoding.replace("cp1252", "windows-1252"), sure=False)


def _of_the_letters(data: bytes) -> str:
    """Where our own letters stand inside words, and in no other encoding do: DOS and the old Mac had other numbers."""
    told = {name: len(inside.findall(data)) for name, inside in LETTERS.items()}
    best = max(told, key=lambda name: told[name])
    return best if told[best] >= SURELY and told[best] > SURELY * told["cp1252"] else "cp1252"


def _few_controls(data: bytes) -> bool:
    sample = data[:4096]
    controls = sum(byte < 0x20 and byte not in TEXT_CONTROLS for byte in sample)
    return controls <= len(sample) * 0.02


def without_marks(text: str) -> str:
    """What is left of a page when everything between < and > is taken out."""
    return " ".join(MARKUP.sub(" ", text).split())
