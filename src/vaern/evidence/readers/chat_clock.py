"""When a chat's line was written: dates in any order, clocks of twelve or twenty-four hours, in many languages."""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from vaern.evidence.readers.shapes import Time
from vaern.evidence.readers.times import clock_time

DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
GAP = r"[ \u00a0\u202f]"
HALF = (
    rf"[AaPp]{GAP}?\.?{GAP}?[Mm]\.?|上午|下午|午前|午後|오전|오후|[صم]|[πμΠΜ]\.?{GAP}?[μΜ]\.?|öö|ös|"
    r"de\.|du\.|f\.?m\.?|e\.?m\.?|SA|CH"
)
DATE = (
    rf"(?P<a>\d{{1,4}}){GAP}?[./\-年년]{GAP}?(?P<b>\d{{1,2}}){GAP}?[./\-月월]{GAP}?(?P<c>\d{{1,4}})[.日일]?"
    rf"(?:{GAP}?г\.)?"
)
CLOCK = (
    rf"(?:(?P<before>{HALF}){GAP}?)?(?P<h>\d{{1,2}})[:.](?P<m>\d{{2}})(?:[:.](?P<s>\d{{2}}))?"
    rf"(?:{GAP}?(?P<after>{HALF}))?(?:{GAP}?ч\.)?"
)
BETWEEN = rf"(?:,|{GAP}|\bkl\.?|\bklo|\bklokken|\bà|\bat|\bum|\ba las|\bàs|\bo)+"
STAMP = rf"{DATE}{BETWEEN}{GAP}?{CLOCK}"
LATER = re.compile(r"^(p|下午|午後|오후|م$|μ\.?\s?[μΜ]|Μ|ös|du|e\.?m|CH)", re.IGNORECASE)
ORDERS = ("dmy", "mdy", "ymd")
THAI = 2400  # years after this are counted from the Buddha


class Stamp(NamedTuple):
    """The numbers of a line's time as they stand, and its words."""

    date: tuple[str, str, str]
    clock: tuple[int, int, int]
    half: str
    words: str


class Order(NamedTuple):
    """In which order the dates stand, and whether that had to be guessed."""

    name: str
    guessed: bool


def stamp(found: re.Match[str], words: str) -> Stamp:
    """The time in a line that matched STAMP; `words` are those that stand there."""
    half = (found["before"] or found["after"] or "").strip()
    clock = (int(found["h"]), int(found["m"]), int(found["s"] or 0))
    return Stamp((found["a"], found["b"], found["c"]), clock, half, words)


def order(stamps: Sequence[Stamp]) -> Order:
    """The order that makes every date a date; of several, the one in which time goes forward."""
    if any(len(one.date[0]) == 4 for one in stamps):  # noqa: PLR2004 - a year with its century
        return Order("ymd", guessed=False)
    able = [name for name in ORDERS if all(_placed(one, name) for one in stamps)]
    if not any("/" in one.words for one in stamps):  # with points or hyphens nobody puts the month first
        able = [name for name in able if name != "mdy"]
    able = [name for name in able if name != "ymd"] or able or ["dmy"]
    back = {name: _backwards(stamps, name) for name in able}
    best = [name for name in able if back[name] == min(back.values())]
    if len(best) == 1:
        return Order(best[0], guessed=False)
    american = any(one.half in ("AM", "PM") for one in stamps)
    return Order("mdy" if american else "dmy", guessed=True)


def time(one: Stamp, name: str) -> Time:
    """The line's time, read as Danish, since no zone stands there."""
    moment = _placed(one, name)
    return clock_time(moment, one.words) if moment else Time("sent", None, one.words, zone_known=False)


def _placed(one: Stamp, name: str) -> datetime | None:
    numbers = dict(zip(name, map(int, one.date), strict=True))
    year = numbers["y"] + (2000 if numbers["y"] < 100 else 0)  # noqa: PLR2004 - chats are younger than 2000
    year -= 543 if year > THAI else 0
    try:
        return datetime(year, numbers["m"], numbers["d"], _hour(one), one.clock[1], one.clock[2])  # noqa: DTZ001 - read as Danish later
    except ValueError:
        return None


def _hour(one: Stamp) -> int:
    if not one.half:
        return one.clock[0]
    return one.clock[0] % 12 + 12 if LATER.match(one.half) else one.clock[0] % 12


def _backwards(stamps: Sequence[Stamp], name: str) -> int:
    """How often time goes back."""
    placed = [moment for one in stamps if (moment := _placed(one, name))]
    return sum(later < earlier for earlier, later in pairwise(placed))
