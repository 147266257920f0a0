"""Danish working days.

The public holidays come from the holidays library, with Store Bededag until 2023. The days that agreements treat
differently follow the stated rule. Source: content/guidance/calendar.yaml
"""

from datetime import date, timedelta
from functools import cache

import holidays

from vaern.rulebook.load import load

SATURDAY = 5


@cache
def _public(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DK", years=year))


@cache
def _days_off() -> frozenset[tuple[int, int]]:
    """The days that are no public holidays and on which the stated rule still says that nobody works."""
    return frozenset((int(one["month"]), int(one["day"])) for one in load().texts["calendar"]["days"] if one["off"])


def is_working_day(on: date) -> bool:
    """Whether the workplace is open on the day by the stated rule."""
    return on.weekday() < SATURDAY and (on.month, on.day) not in _days_off() and on not in _public(on.year)


def plus_working_days(start: date, n: int) -> date:
    """The n-th working day after the start, which does not count itself."""
    on = start
    while n > 0:
        on += timedelta(days=1)
        n -= is_working_day(on)
    return on


def plus_months(start: date, n: int) -> date:
    """The same day n months on, or that month's last day."""
    year, month0 = divmod(start.year * 12 + start.month - 1 + n, 12)
    first_of_next = date(year + (month0 == 11), (month0 + 1) % 12 + 1, 1)  # noqa: PLR2004 - December is month 11 from zero
    return date(year, month0 + 1, min(start.day, (first_of_next - timedelta(days=1)).day))
