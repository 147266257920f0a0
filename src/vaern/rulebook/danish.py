"""Dates and lists as Danish writes them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
MONTHS = [
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
]
WEEKDAYS = ["mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"]


def day(on: date) -> str:
    """3. november 2021."""
    return f"{on.day}. {MONTHS[on.month - 1]} {on.year}"


def moment(at: datetime) -> str:
    """Fredag den 6. november 2026 kl. 23.59, in Copenhagen."""
    local = at.astimezone(COPENHAGEN)
    return f"{WEEKDAYS[local.weekday()]} den {day(local.date())} kl. {local:%H.%M}"
