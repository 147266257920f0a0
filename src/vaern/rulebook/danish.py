"""Dates and lists as Danish writes them."""

from collections.abc import Sequence
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


def days(first: date, last: date) -> str:
    """3.–17. november 2026; 28. november – 2. december 2026; one day where both are the same."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}.–{day(last)}"
    begins = day(first) if first.year != last.year else day(first).rpartition(" ")[0]
    return f"{begins} – {day(last)}"


def counted(n: int, one: str, many: str) -> str:
    """1 punkt, 2 punkter, and 0 punkter."""
    return f"{n} {one if n == 1 else many}"


def listed(parts: Sequence[str]) -> str:
    """A list as it is said: a, b og c."""
    return " og ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)


def capital(text: str) -> str:
    """As it begins a sentence; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """As it stands within a sentence; what is written in capitals stays so (HR-konsulent)."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def ended(text: str) -> str:
    """With the full stop that ends it, which an abbreviation (2. pkt.) has already."""
    return text if text.endswith(".") else f"{text}."


def moment(at: datetime) -> str:
    """Fredag den 6. november 2026 kl. 23.59, in Copenhagen."""
    local = at.astimezone(COPENHAGEN)
    return f"{WEEKDAYS[local.weekday()]} den {day(local.date())} kl. {local:%H.%M}"
