"""What a spreadsheet's cell shows: a number, or the day and hour that the number stands for."""

import re
from datetime import datetime, timedelta

FIRST_DAY, FIRST_DAY_MAC = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - a cell has no zone
BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h|m|s)[^\]]*\]', re.IGNORECASE)
DAYS = re.compile(r"[dyhs]|m{1,5}", re.IGNORECASE)
MOST_DAYS = 2_958_466  # the last day of the year 9999
MOST_CELLS = 200_000
TRUE, FALSE = "SAND", "FALSK"
HIDDEN_CELLS = "Regnearket har skjulte rækker eller kolonner. Værn viser dem sammen med resten."
HIDDEN = "Regnearket har skjulte ark. Værn viser dem sammen med resten."


def is_date(number: int, code: str = "") -> bool:
    """Whether a number format shows a date or a time of day. `code` is the format as its author wrote it."""
    if not code:
        return number in BUILT_IN_DATES
    shown = QUOTED.sub("", code.partition(";")[0])
    return "general" not in shown.lower() and bool(DAYS.search(shown))


def shown(value: float, *, date: bool, mac: bool = False) -> str:
    """The number as people write it; a date as year-month-day, and the time of day where there is one."""
    if not date or not 0 <= value < MOST_DAYS:
        return f"{value:.15g}"
    at = (FIRST_DAY_MAC if mac else FIRST_DAY) + timedelta(seconds=round(value * 86_400))
    if value < 1:
        return f"{at:%H:%M:%S}".removesuffix(":00")
    return f"{at:%Y-%m-%d %H:%M:%S}".removesuffix(" 00:00:00").removesuffix(":00")
