"""Where the words of a screenshot stand: recognised lines with their boxes, as one text beside the recognised words.

Its first line is the picture's height; then one line each: left, top, right, bottom, sureness of 100, words, parted by
tabs. All lengths are thousandths of the picture's width, so that one measure holds for every screen.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from vaern.evidence.readers.shapes import Reading

KIND = "ocr_lines"
MOST_LINES, MOST_LENGTH = 120, 100_000
NUMBERS = 5
ALIKE = 0.75
LETTERS = re.compile(r"[^\W_]", re.UNICODE)


@dataclass(frozen=True, slots=True)
class ScreenLine:
    """One recognised line and its box."""

    left: int
    top: int
    right: int
    bottom: int
    sureness: int
    words: str

    @property
    def middle(self) -> int:
        """How far down it stands."""
        return (self.top + self.bottom) // 2


@dataclass(frozen=True, slots=True)
class Screen:
    """A screenshot as lines from the top. `height` is in thousandths of the width."""

    height: int
    lines: tuple[ScreenLine, ...]


def told(screen: Screen) -> str:
    """The published text. Words without a letter or digit (icons, rules) are left out."""
    rows = [str(screen.height)]
    for one in screen.lines[:MOST_LINES]:
        words = " ".join(one.words.split())
        if letters(words):
            rows.append(f"{one.left}\t{one.top}\t{one.right}\t{one.bottom}\t{one.sureness}\t{words}")
    return "\n".join(rows)


def screen_of(text: str) -> Screen:
    """The screen again. Raises ValueError where the form is not the published one."""
    height, *rows = text.split("\n")
    lines = sorted((_line(row) for row in rows[:MOST_LINES]), key=lambda one: (one.middle, one.left))
    return Screen(_length(height), tuple(lines))


def in_reading(reading: Reading) -> Screen | None:
    """The screen that a reading of a picture holds; None where no words were recognised in it."""
    return _first(one.text for one in reading.texts if one.kind == KIND)


def letters(words: str) -> int:
    """How many letters and digits."""
    return len(LETTERS.findall(words))


def likeness(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1, by the pairs of letters they share: a few misread letters do not part them."""
    first, second = _pairs(one), _pairs(other)
    if not first or not second:
        return float(bool(first == second and one == other))
    return 2 * len(first & second) / (len(first) + len(second))


@lru_cache(maxsize=8192)
def words_of(words: str) -> tuple[str, ...]:
    """The longest words in a line, at most three, without case: what it can be looked up by."""
    found = {"".join(LETTERS.findall(word.casefold())) for word in words.split()} - {""}
    return tuple(sorted(found, key=lambda word: (-len(word), word))[:3])


@lru_cache(maxsize=8192)
def _pairs(words: str) -> frozenset[tuple[str, int]]:
    plain = "".join(LETTERS.findall(words.casefold()))
    seen: dict[str, int] = {}
    found = set()
    for pair in (plain[at : at + 2] for at in range(max(1, len(plain) - 1))):
        seen[pair] = seen.get(pair, 0) + 1
        found.add((pair, seen[pair]))
    return frozenset(found) if plain else frozenset()


def _first(texts: Iterable[str]) -> Screen | None:
    text = next(iter(texts), None)
    try:
        return screen_of(text) if text else None
    except ValueError:
        return None


def _line(row: str) -> ScreenLine:
    *numbers, words = row.split("\t", NUMBERS)
    if len(numbers) != NUMBERS:
        raise ValueError("not a line of a screen")
    left, top, right, bottom, sureness = (_length(one) for one in numbers)
    return ScreenLine(left, top, right, bottom, sureness, words)


def _length(words: str) -> int:
    number = int(words)
    if not 0 <= number <= MOST_LENGTH:
        raise ValueError("not a length")
    return number
