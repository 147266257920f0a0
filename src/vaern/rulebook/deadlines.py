"""When something is due: a pure function of an event's time, a rule and the calendar."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from vaern.rulebook.calendar import plus_months, plus_working_days
from vaern.rulebook.danish import COPENHAGEN, moment
from vaern.rulebook.shapes import DeadlineRule

LAST, FIRST = time(23, 59, 59), time(0, 0, 0)
DAYS: dict[str, Callable[[date, int], date]] = {
    "same_day": lambda start, _: start,
    "days": lambda start, n: start + timedelta(days=n),
    "weeks": lambda start, n: start + timedelta(weeks=n),
    "working_days": plus_working_days,
    "months": plus_months,
    "years": lambda start, n: plus_months(start, 12 * n),
}


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline's latest moment, and the first one of a window; both in UTC."""

    at: datetime
    not_before: datetime | None
    starts_from: str
    says: str


def due(rule: DeadlineRule, start: datetime) -> Due:
    """When the rule is due for an event at `start` (aware).

    Hours are elapsed hours, also over a change of clocks. Days of every kind end at 23.59.59 in Copenhagen, and a
    window opens at 00.00 there.
    """
    at = _plus(rule.length, start, LAST)
    opens = None if rule.opens is None else _plus(rule.opens, start, FIRST)
    since = f"Tidligst {moment(opens)} og senest" if opens else "Senest"
    return Due(at, opens, rule.starts_from, f"{since} {moment(at)}: {rule.what_for}")


def _plus(span: Mapping[str, int], start: datetime, at: time) -> datetime:
    if start.tzinfo is None:
        raise ValueError("a deadline needs a time with a zone")
    ((unit, n),) = span.items()
    if unit == "hours":
        return start.astimezone(UTC) + timedelta(hours=n)
    on = DAYS[unit](start.astimezone(COPENHAGEN).date(), n)
    return datetime.combine(on, at, COPENHAGEN).astimezone(UTC)


def remind_at(rule: DeadlineRule, at: datetime) -> datetime | None:
    """When to remind of a deadline due `at`; None when the rule asks for no reminder."""
    if rule.remind_before is None:
        return None
    ((unit, n),) = rule.remind_before.items()
    return at - timedelta(**{unit: n})
