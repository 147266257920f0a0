"""Danish working days.

The public holidays come from the holidays library, with Store Bededag until 2023. The stated rule for the days that
agreements treat differently: 5 June, 24 December and 31 December are days off; 1 May is a working day.
"""

from datetime import date, timedelta
from functools import cache

import holidays

DAYS_OFF = {(6, 5), (12, 24), (12, 31)}
SATURDAY = 5


@cache
def _public(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("DK", years=year))


def is_working_day(on: date) -> bool:
    """Whether the workplace is open on the day by the stated rule."""
    return on.weekday() < SATURDAY and (on.month, on.day) not in DAYS_OFF and on not in _public(on.year)


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
