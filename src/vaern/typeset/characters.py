"""Text that the vendored fonts can draw: what they cannot is shown by its number, as in [U+6F22].

One character without a glyph would stop the whole document, because an accessible PDF may not hold an empty box.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

FONTS = Path(__file__).parent / "fonts"

# Hidden marks that only steer how neighbours join: chats and emoji are full of them, and nothing is lost without them.
JOINERS = "\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f"
_dropped = re.compile(f"[{CONTROLS}{JOINERS}]")
_line_ends = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_spaces = re.compile("[\t\u1680\u2000-\u200a\u202f\u205f\u3000]")


def printable(text: str) -> str:
    """The text with every character either drawn by the fonts, dropped because it is hidden, or shown as [U+6F22].

    Marks that turn the reading direction are shown, not obeyed: they could make a sentence read as another.
    """
    plain = _dropped.sub("", _spaces.sub(" ", _line_ends.sub("\n", text)))
    return _without_glyph().sub(_numbered, unicodedata.normalize("NFC", plain))


def printable_data(value: Any) -> Any:
    """The same JSON value with every text in it made printable; keys are ours and stay."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: printable_data(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable_data(item) for item in value]
    return value


def _numbered(match: re.Match[str]) -> str:
    return f"[U+{ord(match.group()):04X}]"


@cache
def _without_glyph() -> re.Pattern[str]:
    ranges = (FONTS / "coverage.txt").read_text(encoding="ascii").split()
    return re.compile("[^\n" + "".join(_as_class(entry) for entry in ranges) + "]")


def _as_class(entry: str) -> str:
    """`41-5A` as a piece of a character class."""
    return "-".join(f"\\U{int(end, 16):08x}" for end in entry.split("-"))
