"""Lines of a conversation as bubbles: received or sent by the side, dates and clock times as they stand there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from statistics import median

from vaern.evidence.readers.ocr_finds import DATED, ISO, MONTHS, NUMBERED
from vaern.evidence.readers.screen_join import Placed
from vaern.evidence.readers.shapes import Sure, Time
from vaern.evidence.readers.threads import Line
from vaern.evidence.readers.times import clock_time

RECEIVED, SENT = "Modtaget (venstre side)", "Sendt (højre side)"
UNREAD = "Her står et klokkeslæt uden en besked, der kan læses. Se på billedet."
NEAR_LEFT, NEAR_RIGHT, WIDTH = 190, 160, 1000
CENTRED = 60
PITCH = 1.9  # line heights from line to line within a bubble; between bubbles it is more
SAME_EDGE = 15
LONGEST_SEPARATOR = 40
LEAST_HEIGHT = 18
CLOCK = re.compile(r"^\W*(\d{1,2})[.:](\d{2})\W*$")
CLOCK_WITHIN = re.compile(r"(?<!\d)(\d{1,2})[.:](\d{2})(?![\d.]*\d{4})(?!\d)")
RECEIPT = re.compile(r"^\W*(leveret|læst|set|sendt|ikke leveret|delivered|read|not delivered)\b", re.IGNORECASE)
DAY_WORD = re.compile(
    r"^\W*(?:i dag|i går|i forgårs|today|yesterday|man|tir|tirs|ons|tor|tors|fre|lør|søn)(?:dag)?\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that hang together: a bubble, a date, a receipt."""

    lines: tuple[Placed, ...]

    @property
    def words(self) -> str:
        """All of them in one line."""
        return " ".join(one.line.words for one in self.lines)

    @property
    def edges(self) -> tuple[int, int]:
        """Free room to the left and to the right."""
        return min(one.line.left for one in self.lines), WIDTH - max(one.line.right for one in self.lines)


def talk(lines: Sequence[Placed]) -> list[Line]:
    """The bubbles of one stretch as lines of a thread; `attachments` number the pictures they are seen in."""
    found: list[Line] = []
    day: date | None = None
    above: Time | None = None
    for block in _blocks(lines):
        if _is_clock(block) and found and _has_no_clock(found[-1]):
            found[-1] = _timed(found[-1], block, day)
        elif _is_clock(block):
            found.append(_line(block, "missing", _time(block.words, day), UNREAD))
        elif is_date(block):
            day = _day(block.words) or (None if above else day)
            above = _time(block.words, day)
            found.append(_line(block, "system", above))
        else:
            kind = "system" if RECEIPT.match(block.words) and len(block.words) < LONGEST_SEPARATOR else "message"
            found.append(_line(block, kind, above if kind == "message" else None))
            above = None if kind == "message" else above
    return found


def is_date(block: Block) -> bool:
    """Whether the words stand in the middle and begin with a day or hold a date."""
    words = block.words
    if len(words) > LONGEST_SEPARATOR or not _is_centred(block):
        return False
    dated = any(pattern.search(words) for pattern in (*DATED, NUMBERED, ISO))
    return dated or DAY_WORD.match(words) is not None or CLOCK.match(words) is not None


def side(block: Block) -> str:
    """Received stands to the left, sent to the right; empty where the place does not tell."""
    left, right = block.edges
    if left <= NEAR_LEFT and left < right - SAME_EDGE:
        return RECEIVED
    return SENT if right <= NEAR_RIGHT and right < left - SAME_EDGE else ""


def _blocks(lines: Sequence[Placed]) -> list[Block]:
    height = max(LEAST_HEIGHT, median(one.line.bottom - one.line.top for one in lines)) if lines else 0
    found: list[list[Placed]] = []
    for one in lines:
        if found and _goes_on(found[-1][-1], one, height):
            found[-1].append(one)
        else:
            found.append([one])
    return [Block(tuple(block)) for block in found]


def _goes_on(before: Placed, one: Placed, height: float) -> bool:
    """Whether the line is the next in the same bubble: close below, from the same edge, and no clock by itself."""
    if CLOCK.match(one.line.words) or CLOCK.match(before.line.words) or RECEIPT.match(one.line.words):
        return False
    close = one.line.middle - before.line.middle <= PITCH * height
    return close and abs(one.line.left - before.line.left) <= SAME_EDGE


def _is_centred(block: Block) -> bool:
    left, right = block.edges
    return abs(left - right) <= CENTRED and left > NEAR_RIGHT


def _is_clock(block: Block) -> bool:
    return CLOCK.match(block.words) is not None and not _is_centred(block)


def _has_no_clock(line: Line) -> bool:
    """A message whose own clock has not been met yet; a time from the date above it is not its own."""
    return line.kind == "message" and not (line.at and CLOCK.match(line.at.words))


def _line(block: Block, kind: str, at: Time | None, words: str = "") -> Line:
    seen = sorted({number for one in block.lines for number in one.seen})
    sender = "" if kind == "system" else side(block)
    return Line(sender, words or block.words, at, kind=kind, attachments=tuple(str(number + 1) for number in seen))


def _timed(line: Line, block: Block, day: date | None) -> Line:
    """The bubble with the clock that stands under it. The picture it is seen in is noted too."""
    seen = {*line.attachments, *(str(number + 1) for one in block.lines for number in one.seen)}
    return replace(line, at=_time(block.words, day), attachments=tuple(sorted(seen, key=int)))


def _time(words: str, day: date | None) -> Time:
    """The words as they stand; a moment only where both the day with its year and the clock can be read."""
    clock = list(CLOCK_WITHIN.finditer(words))
    moment = _moment(day, clock[-1]) if day and clock else None
    if moment is None:
        return Time("sent", None, words, zone_known=False, sure=Sure.PROPOSED)
    placed = clock_time(moment, words)
    return Time("sent", placed.at, words, zone_known=False, sure=Sure.PROPOSED)


def _moment(day: date, clock: re.Match[str]) -> datetime | None:
    try:
        return datetime(day.year, day.month, day.day, int(clock[1]), int(clock[2]))  # noqa: DTZ001 - a phone's own clock
    except ValueError:
        return None


def _day(words: str) -> date | None:
    """The day with its year; None where the year does not stand there."""
    for pattern in DATED:
        if (found := pattern.search(words)) and found["year"]:
            month = next(MONTHS[one[:3].lower()] for one in found.groups() if one and one[:3].lower() in MONTHS)
            return _date(int(found["year"]), month, int(found["day"]))
    if found := NUMBERED.search(words):
        return _date(int(found[3]), int(found[2]), int(found[1]))
    if found := ISO.search(words):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
