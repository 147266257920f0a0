"""What in recognised words may be an address line, an account, an id or a post's time. Proposals, nothing more."""

import re
from datetime import datetime

from vaern.evidence.readers.accounts import account_of
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.shapes import Sure

ADDRESS = re.compile(
    r"(?:https?://)?(?:[a-z0-9-]+\.)+(?:dk|com|net|org|me|io|eu|de|se|no|tv|gg|info)(?:/[\w./?=&%@~+#:-]*)?(?![\w@])",
    re.IGNORECASE,
)
HANDLE = re.compile(r"(?<![\w.])@([A-Za-z0-9_][\w.]{2,29})")
ID_NEAR = re.compile(r"\b(?:id|bruger-?id|profil-?id|user ?id|uid)\s*[:=#]?\s*(\d{5,20})\b", re.IGNORECASE)
LONG_NUMBER = re.compile(r"(?<![\d+./-])\d{14,20}(?![\d./-])")
MAIL = re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]+\b")
MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "maj": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "okt": 10,
    "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
MONTH = r"(jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-zæø]*\.?"
CLOCK = r"(?:,?\s*(?:kl\.?|at|·|-|\|)?\s*(\d{1,2})[.:](\d{2})(?::\d{2})?\s*([ap]\.?m\.?)?)?"
DATED = (
    re.compile(rf"\b(?P<day>\d{{1,2}})\.?\s+{MONTH}(?:\s+(?P<year>\d{{4}}))?{CLOCK}", re.IGNORECASE),
    re.compile(
        rf"\b{MONTH}\s+(?P<day>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?,?(?:\s+(?P<year>\d{{4}}))?{CLOCK}", re.IGNORECASE
    ),
)
NUMBERED = re.compile(rf"\b(\d{{1,2}})[./-](\d{{1,2}})[./-](\d{{4}}){CLOCK}", re.IGNORECASE)
ISO = re.compile(rf"\b(\d{{4}})-(\d{{2}})-(\d{{2}}){CLOCK}", re.IGNORECASE)
RELATIVE = re.compile(
    r"\b(?:for\s+)?(?:\d{1,2}|en|et)\s*(?:min(?:utter|ut)?\.?|t(?:imer|ime)?\.?|d(?:age|ag)?\.?|u(?:ger|ge)?\.?|h|w)"
    r"(?:\s+siden|\s+ago)?(?=\s*(?:[-·•|]|$|siden|ago))"
    r"|\b(?:i går|i dag|yesterday|today|lige nu|just now)\b(?:\s*(?:kl\.?|at)?\s*\d{1,2}[.:]\d{2})?",
    re.IGNORECASE,
)
NAME = re.compile(r"(?:[A-ZÆØÅ][\wæøåéü'-]+\s+){1,3}[A-ZÆØÅ][\wæøåéü'-]+")


def tell(gather: Gather, words: str, as_english: str) -> None:
    """Propose what can be found: times and names in the Danish reading, addresses and accounts in the English."""
    lines = _lines(words)
    for number, line in enumerate(lines):
        if _times(gather, line) and number:
            _author(gather, lines[number - 1])
    for number, line in enumerate(_lines(as_english)):
        _addresses(gather, line, "address_line" if number < 5 else "mentioned")  # noqa: PLR2004 - the top of a screen
        for found in HANDLE.finditer(MAIL.sub(" ", line)):
            _propose(gather, "account", "@" + found[1].rstrip("."), "account")
        for found in (*ID_NEAR.finditer(line), *LONG_NUMBER.finditer(line)):
            _propose(gather, "user_id", found[found.lastindex or 0], "account")


def moment_in(words: str) -> datetime | None:
    """The one moment that the words give with day, year and clock, by the screen's own clock; None without one."""
    found = [_dated(match) for pattern in DATED for match in pattern.finditer(words)]
    found += [_numbered(match, (3, 2, 1)) for match in NUMBERED.finditer(words)]
    found += [_numbered(match, (1, 2, 3)) for match in ISO.finditer(words)]
    placed = {at for at in found if at}
    return placed.pop() if len(placed) == 1 else None


def _lines(words: str) -> list[str]:
    return [" ".join(line.split()) for line in words.splitlines() if line.strip()]


def _propose(gather: Gather, kind: str, value: str, role: str) -> None:
    gather.identify(kind, value, role=role, sure=Sure.PROPOSED)


def _addresses(gather: Gather, line: str, role: str) -> None:
    for found in ADDRESS.finditer(MAIL.sub(" ", line)):
        value = found[0].rstrip(".:")
        if not value.lower().startswith("http") and "/" not in value and role != "address_line":
            continue
        _propose(gather, "url", value, role)
        whole = value if value.lower().startswith("http") else "https://" + value
        account = account_of(whole)
        if account:
            _propose(gather, "profile_url", account, role)
        if number := re.search(r"[?&]id=(\d{5,20})", value):
            _propose(gather, "user_id", number[1], "account")


def _times(gather: Gather, line: str) -> bool:
    """True when a time stands in the line."""
    found = [(match, _dated(match)) for pattern in DATED for match in pattern.finditer(line)]
    found += [(match, _numbered(match, (3, 2, 1))) for match in NUMBERED.finditer(line)]
    found += [(match, _numbered(match, (1, 2, 3))) for match in ISO.finditer(line)]
    found += [(match, None) for match in RELATIVE.finditer(line)] if not found else []
    for match, at in found:
        gather.time("posted", at, match[0].strip(), sure=Sure.PROPOSED)
    return bool(found)


def _dated(match: re.Match[str]) -> datetime | None:
    """None without a year or a clock: the words still stand there."""
    words = [one for one in match.groups() if one]
    month = next((MONTHS[one[:3].lower()] for one in words if one[:3].lower() in MONTHS), 0)
    hour, minute, half = match.groups()[-3:]
    if not match["year"] or not hour:
        return None
    return _moment(int(match["year"]), month, int(match["day"]), _hour(hour, half), int(minute))


def _numbered(match: re.Match[str], order: tuple[int, int, int]) -> datetime | None:
    year, month, day = (int(match[place]) for place in order)
    return _moment(year, month, day, _hour(match[4], match[6]), int(match[5])) if match[4] else None


def _hour(hour: str, half: str | None) -> int:
    if not half:
        return int(hour)
    return int(hour) % 12 + (12 if half.lower().startswith("p") else 0)


def _moment(year: int, month: int, day: int, hour: int, minute: int) -> datetime | None:
    try:
        return datetime(year, month, day, hour, minute)  # noqa: DTZ001 - a screen shows its own clock
    except ValueError:
        return None


def _author(gather: Gather, line: str) -> None:
    """On most services the name stands above the time."""
    found = NAME.match(line)
    if found:
        _propose(gather, "name", found[0], "author")
