"""What on a phone's screen is not the conversation: the clock at the top, the name, the field to write in."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from vaern.evidence.readers.screen_lines import ALIKE, Screen, ScreenLine, likeness

STATUS_PART, HEAD_PART, FOOT_PART = 0.06, 0.18, 0.12  # of the height
SAME_PLACE = 12
SAME_NAME = SAME_PART = 0.6
MANY = 0.4  # of the pictures: that an "Ok" stands in the same place in two of forty says nothing
STATUS = re.compile(r"\b\d{1,2}[.:]\d{2}\b|\d{1,3}\s?%|\b[345]G\b|\bLTE\b", re.IGNORECASE)
MOST_STATUS = 24  # letters; what is longer at the top is a message in a picture that was cut
FIELD = re.compile(
    r"^\W*(?:imessage|tekstbesked|sms(?:/mms)?(?:[- ]?besked)?|rcs(?:[- ]?besked)?|(?:skriv(?: en)? )?besked|aa|"
    r"text message|(?:type a )?message|send (?:en )?besked|chatbesked)\W*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Framed:
    """A screenshot's conversation without what stands around it; `heading` is the name above, where it can be seen."""

    heading: tuple[str, ...]
    lines: tuple[ScreenLine, ...]


def framed(screens: Sequence[Screen]) -> list[Framed]:
    """Each screen without its frame. The name above is what stands in the same place at the top of several pictures."""
    bare = [_without_status(screen) for screen in screens]
    heads = [one for number in range(len(bare)) for one in _repeated_heads(screens, bare, number)]
    places = sorted({one.middle for one in heads})
    return [_framed(screen, lines, places) for screen, lines in zip(screens, bare, strict=True)]


def same_name(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two headings may be the same name; where one of them cannot be seen, they may."""
    if not one or not other:
        return True
    return max(likeness(first, second) for first in one for second in other) >= SAME_NAME


def _without_status(screen: Screen) -> list[ScreenLine]:
    return [one for one in screen.lines if not _is_status(one, screen) and not _is_field(one, screen)]


def _is_status(one: ScreenLine, screen: Screen) -> bool:
    at_top = one.middle < screen.height * STATUS_PART
    return at_top and len(one.words) <= MOST_STATUS and STATUS.search(one.words) is not None


def _is_field(one: ScreenLine, screen: Screen) -> bool:
    return one.middle > screen.height * (1 - FOOT_PART) and FIELD.match(one.words) is not None


def _repeated_heads(screens: Sequence[Screen], bare: Sequence[list[ScreenLine]], number: int) -> list[ScreenLine]:
    """Lines at the top of this picture that many of the others, which show something else, have in the same place."""
    others = [lines for at, lines in enumerate(bare) if at != number and not _same_picture(bare[number], lines)]
    top = [one for one in bare[number] if one.middle < screens[number].height * HEAD_PART]
    least = max(1, MANY * len(others))
    return [one for one in top if sum(_stands_in(one, lines) for lines in others) >= least]


def _same_picture(one: Sequence[ScreenLine], other: Sequence[ScreenLine]) -> bool:
    """Nearly all lines stand in the same place: then that a line is repeated says nothing about it."""
    fewest = min(len(one), len(other))
    return sum(_stands_in(line, other) for line in one) > fewest * SAME_PART


def _stands_in(one: ScreenLine, lines: Sequence[ScreenLine]) -> bool:
    """Whether the line is there too. Lines stand in order from the top."""
    first = bisect_left(lines, one.middle - SAME_PLACE, key=_middle)
    last = bisect_right(lines, one.middle + SAME_PLACE, key=_middle)
    return any(
        abs(one.left - other.left) <= SAME_PLACE and likeness(one.words, other.words) >= ALIKE
        for other in lines[first:last]
    )


def _middle(one: ScreenLine) -> int:
    return one.middle


def _framed(screen: Screen, lines: Sequence[ScreenLine], places: Sequence[int]) -> Framed:
    head = [one for one in lines if any(abs(one.middle - place) <= SAME_PLACE for place in places)]
    lowest = max((one.bottom for one in head), default=0)
    above = [one for one in lines if one.bottom <= lowest and one.middle < screen.height * HEAD_PART]
    left = tuple(one for one in lines if one not in head and one not in above)
    return Framed(tuple(one.words for one in head), left)
