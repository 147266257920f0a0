"""Reads when something happened as people write it: a day, a clock time, or only words.

Words are always kept and start no clock. A time within an interval counts from its earliest moment, and says so.
"""

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from django.utils.translation import gettext as _

from vaern import clock
from vaern.cases.enums import Precision
from vaern.clock import COPENHAGEN
from vaern.errors import BadInput

ABOUT_WORDS = re.compile(r"\b(ca|cirka|omkring|om ved|vist|about)\b\.?|[~?]", re.IGNORECASE)
CLOCK = re.compile(r"(?:kl(?:okken)?\.?\s*)?(\d{1,2})(?:[.:h ]?(\d{2}))?")
CLOCK_RANGE = re.compile(rf"(?:mellem\s+)?{CLOCK.pattern}\s*(?:-|–|til|og|to|and)\s*{CLOCK.pattern}")
DAY = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\.?(?:\s*[./-]?\s*(\d{4}|\d{2}))?")
FIRST_DAY = date(1900, 1, 1)  # a day before it is a slip of the finger: kept in words
RELATIVE_DAYS = {"i dag": 0, "idag": 0, "today": 0, "i går": 1, "igår": 1, "yesterday": 1, "i forgårs": 2}


@dataclass(frozen=True, slots=True)
class When:
    """When it happened: earliest and latest moment (UTC, None where nobody knows), how precisely, and the words."""

    start: datetime | None = None
    until: datetime | None = None
    precision: Precision = Precision.WORDS
    words: str = ""
    notes: tuple[str, ...] = ()


def parse_when(day: str = "", clock_time: str = "", words: str = "") -> When:
    """What was typed as a time. BadInput when it lies in the future; the caller keeps what was typed.

    What cannot be read is no error: it is kept as words and starts no clock.
    """
    day, clock_time = day.strip(), clock_time.strip()
    _check_day_has_begun(_read_day(day))
    kept = " · ".join(part for part in (words.strip(), _unread(day, clock_time)) if part)
    found = _read_day(day)
    if found is None:
        return When(words=kept)
    when = _with_clock(found, clock_time)
    _check_not_in_future(when)
    return replace(when, words=kept, until=_not_past_now(when))


def happening(at: datetime, words: str = "") -> When:
    """It was going on when she said so."""
    return When(start=at, until=at, precision=Precision.ABOUT, words=words)


def moment(day: date, at: time) -> tuple[datetime, tuple[str, ...]]:
    """A clock time in Denmark as a moment, with what must be said of it on a night when the clocks are changed."""
    early = datetime.combine(day, at, COPENHAGEN).astimezone(UTC)
    late = datetime.combine(day, at, COPENHAGEN).replace(fold=1).astimezone(UTC)
    if early == late:
        return early, ()
    shown = {"time": at.strftime("%H.%M")}
    if early < late:
        return early, (_("%(time)s came twice that night. We count from the first one.") % shown,)
    # The clock jumped over it: both readings lie around the jump, which is the moment we can be sure of.
    jump = datetime.combine(day, time(1), UTC)
    return jump, (_("%(time)s did not exist that night, the clock went forward. We count from 03.00.") % shown,)


def _with_clock(day: date, typed: str) -> When:
    plain = ABOUT_WORDS.sub("", typed).strip()
    span = CLOCK_RANGE.fullmatch(plain)
    single = CLOCK.fullmatch(plain)
    if span:
        groups = span.groups()
        first, last = _time(groups[0], groups[1]), _time(groups[2], groups[3])
        if first and last:
            return _interval(day, first, last)
    if single:
        at = _time(*single.groups())
        if at:
            start, notes = moment(day, at)
            written = plain == typed and single.group(2) is not None
            exists = not notes or _is_twice(day, at)
            precision = Precision.EXACT if written and exists else Precision.ABOUT
            return When(start=start, until=start, precision=precision, notes=notes)
    return _whole_day(day)


def _interval(day: date, first: time, last: time) -> When:
    start, notes = moment(day, first)
    ends = day if last >= first else day + timedelta(days=1)
    until = max(moment(ends, last)[0], datetime.combine(ends, last, COPENHAGEN).replace(fold=1).astimezone(UTC))
    says = _("It counts from the earliest moment, %(time)s.") % {"time": first.strftime("%H.%M")}
    return When(start=start, until=until, precision=Precision.INTERVAL, notes=(*notes, says))


def _whole_day(day: date) -> When:
    start, _notes = moment(day, time(0))
    until, _later = moment(day + timedelta(days=1), time(0))
    says = _("Without a clock time it counts from the beginning of the day.")
    return When(start=start, until=until, precision=Precision.DAY, notes=(says,))


def _is_twice(day: date, at: time) -> bool:
    local = datetime.combine(day, at, COPENHAGEN)
    return local.astimezone(UTC) < local.replace(fold=1).astimezone(UTC)


def _time(hour: str, minute: str | None) -> time | None:
    try:
        return time(int(hour), int(minute or 0))
    except ValueError:
        return None


def _read_day(typed: str) -> date | None:
    found = _day_in(typed.lower())
    return found if found and found >= FIRST_DAY else None


def _day_in(text: str) -> date | None:
    if text in RELATIVE_DAYS:
        return clock.today() - timedelta(days=RELATIVE_DAYS[text])
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    found = DAY.fullmatch(text)
    return _from_parts(*found.groups()) if found else None


def _from_parts(day: str, month: str, year: str | None) -> date | None:
    try:
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), int(month), int(day))  # noqa: PLR2004 - two digits
        found = date(clock.today().year, int(month), int(day))
        return found if found <= clock.today() else found.replace(year=found.year - 1)
    except ValueError:
        return None


def _unread(day: str, clock_time: str) -> str:
    """What could not be read as a day or a time, so that it is kept in words."""
    found = _read_day(day)
    unread_day = day if day and found is None else ""
    is_clock = found is not None and _with_clock(found, clock_time).precision != Precision.DAY
    unread_clock = "" if is_clock or not clock_time else clock_time
    return ", ".join(part for part in (unread_day, unread_clock) if part)


def _check_day_has_begun(day: date | None) -> None:
    """Before anything is computed from it: the calendar has a last day."""
    if day is not None and day > clock.today():
        raise _not_come_yet()


def _check_not_in_future(when: When) -> None:
    if when.start is not None and when.start > clock.now():
        raise _not_come_yet()


def _not_come_yet() -> BadInput:
    return BadInput(
        _("The time you wrote has not come yet."),
        _("It is later than now."),
        _("Look at the day and the clock again, or leave the field empty. What you wrote is kept."),
    )


def _not_past_now(when: When) -> datetime | None:
    return min(when.until, clock.now()) if when.until else None
