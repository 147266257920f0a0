"""Times as services write them in their downloads: numbers, ISO, or words in English or Danish."""

import re
from datetime import UTC, datetime, timedelta, timezone

from vaern.evidence.readers.shapes import Time
from vaern.evidence.readers.times import clock_time, from_epoch

MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar", "apr", "maj may", "jun", "jul", "aug", "sep", "okt oct", "nov", "dec"), start=1
    )
    for name in names.split()
}
ZONE = r"(?P<utc> ?(?:UTC|GMT|Z)(?P<off>[+-]\d\d?(?::?\d\d)?)?(?!\w))?"
CLOCK = rf"(?P<h>\d{{1,2}})[:.](?P<m>\d\d)(?:[:.](?P<s>\d\d))?\s?(?P<half>[AaPp])?\.?[Mm]?\.?{ZONE}"
DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?"
MONTH = r"(?P<month>[A-Za-zæøå]{3})[a-zæøå]*\.?"
WORDS = tuple(
    re.compile(date + r"[,]?(?: kl\.?| at| -|,)? ?" + CLOCK, re.IGNORECASE)
    for date in (
        rf"{MONTH} {DAY},? (?P<y>\d{{4}})",
        rf"{DAY}\.? (?:de )?{MONTH},? (?P<y>\d{{4}})",
        rf"(?P<d>\d\d?)-{MONTH}-(?P<y>\d{{4}}|\d\d)\b",  # as Discord's exporter wrote it before 2022
    )
)
NUMBERS = (
    re.compile(r"^(?P<y>\d{4})[-/.](?P<mo>\d\d?)[-/.](?P<d>\d\d?)[ T,]+" + CLOCK, re.IGNORECASE),
    re.compile(r"^(?P<d>\d\d?)[-/.](?P<mo>\d\d?)[-/.](?P<y>\d{4})[ ,]+" + CLOCK, re.IGNORECASE),
)
X_FORM = "%a %b %d %H:%M:%S %z %Y"
NOON, CENTURY = 12, 2000


def told(value: object, what: str = "sent", *, utc: bool = False) -> Time | None:
    """The time that stands there; without a zone as Danish time, or, with `utc`, as the service's own UTC."""
    words = " ".join(str("" if value is None else value).split())
    if not words:
        return None
    moment = _parsed(words)
    if moment is None:
        return Time(what, None, words, zone_known=False)
    if moment.tzinfo is None and utc:
        moment = moment.replace(tzinfo=UTC)
    return clock_time(moment, words, what) if moment.tzinfo is None else Time(what, moment.astimezone(UTC), words)


def counted(value: object, *, per_second: int = 1) -> Time | None:
    """A count since 1970."""
    at = from_epoch(value, per_second=per_second)
    return Time("sent", at, str(value), zone_known=at is not None) if value is not None else None


def _parsed(words: str) -> datetime | None:
    try:
        return datetime.fromisoformat(words)
    except ValueError:
        pass
    try:
        if words[:1].isalpha():
            return datetime.strptime(words, X_FORM)  # noqa: DTZ007 - the zone is in the form
    except ValueError:
        pass
    for form in (*NUMBERS, *WORDS):
        if found := form.search(words):
            return _placed(found)
    return None


def _placed(found: re.Match[str]) -> datetime | None:
    named = found.groupdict()
    month = int(named["mo"]) if named.get("mo") else MONTHS.get((named.get("month") or "").lower(), 0)
    half, hour = (named["half"] or "").lower(), int(named["h"])
    hour = hour % NOON + (NOON if half == "p" else 0) if half else hour
    zone = timezone(_offset(named["off"] or "")) if named["utc"] else None
    year = int(named["y"]) + (CENTURY if len(named["y"]) == len("24") else 0)
    try:
        return datetime(year, month, int(named["d"]), hour, int(named["m"]), int(named["s"] or 0), tzinfo=zone)
    except ValueError:
        return None


def _offset(words: str) -> timedelta:
    """From "+01", "+0100" or "+01:00"."""
    digits = words[1:].replace(":", "")
    hours, minutes = (digits[:-2], digits[-2:]) if len(digits) > 2 else (digits, "0")  # noqa: PLR2004 - minutes follow
    east = timedelta(hours=int(hours or 0), minutes=int(minutes))
    return -east if words.startswith("-") else east
