"""Times as files state them: kept in UTC, with the words that stood there, and whether the zone was known."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz
from zoneinfo import ZoneInfo

from vaern.evidence.readers.shapes import Time

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
WINDOWS_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
ZONES = frozenset({"GMT", "UT", "UTC", "Z", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT", "AST", "ADT"})
MONTH = re.compile(r"\b(jan|feb|mar|apr|maj|jun|jul|aug|sep|okt|nov|dec)[a-zæøå]*\.?(?= )", re.IGNORECASE)
IN_ENGLISH = {"maj": "May", "okt": "Oct"}
DOTTED = re.compile(r"\b(\d{1,2})\. (?=[A-Z][a-z]{2}\b|[a-z]{3}\b)")
HALF = re.compile(r"\b(0?[1-9]|1[0-2])([:.]\d\d(?:[:.]\d\d)?) ?([AaPp])\.?[Mm]\b\.?")
ZONE = re.compile(r" ?(?:GMT|UTC)?([+-])(\d\d?)(?::?(\d\d))?(?= *(?:\(.*)?$)")
EUROPEAN = {
    "CET": 1,
    "MET": 1,
    "MEZ": 1,
    "MESZ": 2,
    "CEST": 2,
    "MEST": 2,
    "EET": 2,
    "EEST": 3,
    "BST": 1,
    "WET": 0,
    "WEST": 1,
}


def from_epoch(value: object, *, per_second: int = 1) -> datetime | None:
    """Seconds (or milliseconds, `per_second=1000`) since 1970. None for what is no moment, and for 0: "not set"."""
    try:
        count = int(str(value))
        return EPOCH + timedelta(microseconds=count * (1_000_000 // per_second)) if count > 0 else None
    except (ValueError, OverflowError):
        return None


def from_filetime(ticks: int) -> datetime | None:
    """Tenths of microseconds since 1601, as Outlook and Windows count."""
    try:
        return WINDOWS_EPOCH + timedelta(microseconds=ticks // 10) if 0 < ticks < 1 << 63 else None
    except OverflowError:
        return None


def clock_time(moment: datetime, words: str, what: str = "sent") -> Time:
    """A clock time without a zone, read as Danish time. An hour that occurs twice is read as its first."""
    return Time(what, moment.replace(tzinfo=COPENHAGEN, fold=0).astimezone(UTC), words, zone_known=False)


def from_mail(words: str, what: str, part: str = "") -> Time:
    """The time in a mail's header. A zone by letters is placed where it is unmistakable."""
    plain = " ".join(words.split())
    if (at := _iso(plain)) is not None:
        known = at.tzinfo is not None
        moment = at.astimezone(UTC) if known else clock_time(at, plain).at
        return Time(what, moment, plain, zone_known=known, part=part)
    try:
        parsed = parsedate_tz(_tidied(plain))
        if parsed is None:
            return Time(what, None, plain, zone_known=False, part=part)
        moment = datetime(*parsed[:6])  # noqa: DTZ001 - the zone is added below
        offset = _offset(_tidied(plain), parsed[9])
        if offset is None:
            return Time(what, clock_time(moment, plain).at, plain, zone_known=False, part=part)
        return Time(what, (moment - timedelta(seconds=offset)).replace(tzinfo=UTC), plain, part=part)
    except (ValueError, OverflowError, TypeError, IndexError):
        return Time(what, None, plain, zone_known=False, part=part)


def _iso(words: str) -> datetime | None:
    try:
        return datetime.fromisoformat(words) if ":" in words else None
    except ValueError:
        return None


def _tidied(words: str) -> str:
    """As the standard wants it: months in English, a clock of 24 hours, the zone as four digits."""
    words = DOTTED.sub(r"\1 ", MONTH.sub(lambda found: IN_ENGLISH.get(found[1].lower(), found[1]), words))
    words = HALF.sub(lambda found: f"{int(found[1]) % 12 + 12 * (found[3] in 'pP'):02}{found[2]}", words)
    return ZONE.sub(lambda found: f" {found[1]}{int(found[2]):02}{found[3] or '00'}", words)


def shown(moment: datetime) -> str:
    """The moment on a Danish clock: "4. juni 2024 kl. 15.31"."""
    local = moment.astimezone(COPENHAGEN)
    return f"{local.day}. {MONTHS[local.month - 1]} {local.year} kl. {local:%H.%M}"


MONTHS = (
    "januar", "februar", "marts", "april", "maj", "juni",
    "juli", "august", "september", "oktober", "november", "december",
)  # fmt: skip


def _offset(words: str, parsed: int | None) -> int | None:
    """Seconds east of Greenwich, or None where the words name no zone that we know."""
    bare = words.partition("(")[0].split()
    last = bare[-1].upper() if bare else ""
    if last in EUROPEAN:
        return EUROPEAN[last] * 3600
    numeric = last[:1] in "+-" and last[1:].isdigit()
    return parsed if numeric or last in ZONES else None
