"""When a chat's line was written: dates in any order, clocks of twelve or twenty-four hours, in many languages."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from vaern.evidence.readers import chat_moments
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.shapes import Time
from vaern.evidence.readers.threads import Line
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
STROKED = re.compile(rf"^(?=\d{{1,2}}/\d{{1,2}}/\d{{4}}\b){STAMP}")
SWAPPED = re.compile(r"^(\d{1,2})/(\d{1,2})/")
MOST_BACK, NAMED = timedelta(hours=2), 5
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


def order(stamps: Sequence[Stamp], *, either_way: bool = False) -> Order:
    """The order that makes every date a date; of several, the one in which time goes forward.

    With `either_way` time may as well go back all the way: lists with the newest first do so.
    """
    if any(len(one.date[0]) == 4 for one in stamps):  # noqa: PLR2004 - a year with its century
        return Order("ymd", guessed=False)
    able = [name for name in ORDERS if all(_placed(one, name) for one in stamps)]
    if not any("/" in one.words for one in stamps):  # with points or hyphens nobody puts the month first
        able = [name for name in able if name != "mdy"] or able
    able = [name for name in able if name != "ymd"] or able
    turns = {name: _turns(stamps, name, either_way=either_way) for name in able}
    best = [name for name in able if turns[name] == min(turns.values())]
    if len(best) == 1:
        return Order(best[0], guessed=False)
    american = any(one.half in ("AM", "PM") for one in stamps)
    return Order("mdy" if american else "dmy", guessed=True)


def orders(stamps: Sequence[Stamp]) -> list[Order]:
    """The order of each. Lines that came from several exports are written in several forms: each has its own."""
    forms = [_form(one) for one in stamps]
    found = {form: order([one for one, its in zip(stamps, forms, strict=True) if its == form]) for form in set(forms)}
    return [found[form] for form in forms]


def _form(one: Stamp) -> tuple[str, bool]:
    stroke = next((char for char in one.words if char in "/.-"), "")
    return stroke, len(one.date[0]) == 4  # noqa: PLR2004 - a year with its century


def say_backwards(g: Gather, lines: Sequence[Line]) -> None:
    """Tell it when a line is written well before the one above it: exports stand in the order in which it came."""
    placed = [(number, line.at.at) for number, line in enumerate(lines, start=1) if line.at and line.at.at]
    back = [number for (_above, before), (number, at) in pairwise(placed) if before - at > MOST_BACK]
    if back:
        places = ", ".join(map(str, back[:NAMED])) + (" og flere" if len(back) > NAMED else "")
        g.warn_once(
            "goes_back_in_time",
            f"Klokken går tilbage i filen ved nr. {places}. Rækkefølgen er filens egen. "
            "Et ur kan være stillet, filen kan være sat sammen af flere, eller noget i den kan være lavet om.",
        )


def say(g: Gather, found: Order) -> None:
    """Tell it when the order had to be guessed."""
    if found.guessed:
        g.warn_once(
            "date_order_guessed",
            "Datoerne kan læses både som dag-måned og måned-dag. Værn har valgt "
            f"{'dag først' if found.name == 'dmy' else 'måned først'}. Bekræft med telefonens egen visning.",
        )


def settled(g: Gather, lines: Iterable[Line]) -> list[Line]:
    """Lines whose dates are numbers between strokes, all read in the one order that the whole list has."""
    held = list(lines)
    found = {number: one for number, line in enumerate(held) if (one := _stroked(line.at)) is not None}
    if not found:
        return held
    chosen = order(list(found.values()), either_way=True)
    say(g, chosen)
    for number in found:
        held[number] = replace(held[number], at=_in_order(held[number].at, chosen.name))
    return held


def _stroked(at: Time | None) -> Stamp | None:
    begun = STROKED.match(at.words) if at else None
    return stamp(begun, begun[0]) if begun else None


def _in_order(at: Time | None, name: str) -> Time | None:
    """The same words with the day first, as they are otherwise read; the zone stays as it was."""
    if at is None or name != "mdy":
        return at
    turned = chat_moments.told(SWAPPED.sub(r"\2/\1/", at.words), at.what, utc=at.zone_known)
    return replace(turned, words=at.words) if turned else at


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


def _turns(stamps: Sequence[Stamp], name: str, *, either_way: bool) -> int:
    """How often time goes against the list's own direction."""
    placed = [moment for one in stamps if (moment := _placed(one, name))]
    back = sum(later < earlier for earlier, later in pairwise(placed))
    return min(back, sum(later > earlier for earlier, later in pairwise(placed))) if either_way else back
