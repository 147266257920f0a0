"""Identifiers in one form: the same account, number or address is the same, however somebody wrote it.

What many share (a display name, a service's front page) is no identifier, and has no form.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from vaern.evidence.readers.accounts import NOT_NAMES, account_of

ACCOUNT, PROFILE_URL, USER_ID, PHONE, EMAIL, URL, FILE = (
    "account", "profile_url", "user_id", "phone", "email", "url", "file",
)  # fmt: skip
PROFILE = "profile"  # what somebody calls the profile: an identifier only where it looks like one
HANDLE = re.compile(r"[\w][\w.\-]{2,39}")
MAIL = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+")
DIGITS = re.compile(r"\d{5,20}")
LIKE_A_HANDLE = re.compile(r"@|.*[\d_.]")
LIKE_AN_ADDRESS = re.compile(r"https?://|www\.|(?:[\w-]+\.)+[a-z]{2,}/", re.IGNORECASE)
SAME_HOST = {"twitter.com": "x.com", "fb.com": "facebook.com"}
MOBILE = ("www.", "m.", "mobile.", "web.", "da-dk.", "touch.")
# Says from where or by whom a page was come to, and nothing of what it is.
NOT_OF_THE_PAGE = re.compile(
    r"utm_.*|__.*|fbclid|gclid|igshid|igsh|ref|ref_src|refid|locale|hl|si|s|t|share_id|mibextid"
)
EVERYBODYS = NOT_NAMES | {"", "t", "index.html"}
DENMARK, NATIONAL = "45", 8
LONGEST = 15  # digits in a telephone number, with its country


@dataclass(frozen=True, slots=True)
class Known:
    """An identifier in its one form."""

    kind: str
    value: str


def in_one_form(kind: str, value: str) -> Known | None:
    """The identifier as everybody would have to write it; None where it names nobody or too many."""
    make = FORMS.get(kind)
    words = unicodedata.normalize("NFC", value).strip().strip("<>\"'“”»«,;").strip()
    return make(words) if make and words else None


def _account(words: str) -> Known | None:
    if LIKE_AN_ADDRESS.match(words):
        return _url(words)
    if MAIL.fullmatch(words):
        return _email(words)
    name = words.removeprefix("@").rstrip(".").lower()
    if DIGITS.fullmatch(re.sub(r"[\s.\-]", "", name)):
        return _user_id(name)
    return Known(ACCOUNT, name) if HANDLE.fullmatch(name) and not name.isdigit() else None


def _user_id(words: str) -> Known | None:
    number = re.sub(r"[\s.\-]", "", words)
    if DIGITS.fullmatch(number):
        return Known(USER_ID, number)
    return None if number.isdigit() else _account(words)


def _profile(words: str) -> Known | None:
    """The name of a profile: many are called the same, so it counts only where it is an address or a user name."""
    words = words.rstrip(".")
    return _account(words) if LIKE_AN_ADDRESS.match(words) or LIKE_A_HANDLE.match(words) else None


def _url(words: str) -> Known | None:
    address = words if "://" in words else f"https://{words}"
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return None
    for first in MOBILE:
        host = host.removeprefix(first)
    host, path = SAME_HOST.get(host, host), parts.path.rstrip("/")
    if parts.scheme not in ("http", "https") or "." not in host:
        return None
    found = account_of(f"https://{host}{path}?{parts.query}")
    return _of_account(found) if found else _page(host, path, parts.query)


def _of_account(address: str) -> Known:
    """Services do not tell great letters from small in names; YouTube's channels are ids, where they differ."""
    plain = address.removeprefix("https://")
    number = re.fullmatch(r"facebook\.com/(?:profile\.php\?id=)?(\d{5,20})", plain)
    if number:
        return Known(USER_ID, number[1])
    return Known(PROFILE_URL, plain if "/channel/" in plain else plain.lower())


def _page(host: str, path: str, query: str) -> Known | None:
    """A page of its own; not one that everybody on the service has."""
    kept = sorted((name, value) for name, value in parse_qsl(query) if not NOT_OF_THE_PAGE.fullmatch(name.lower()))
    if not kept and all(part.lower() in EVERYBODYS for part in path.split("/")):
        return None
    return Known(URL, f"{host}{path}{'?' if kept else ''}{urlencode(kept)}")


def _phone(words: str) -> Known | None:
    number = re.sub(r"[\s().\-/\u2010-\u2015]", "", words.lower().removeprefix("tel:").replace("(0)", ""))
    number = re.sub(r"^00", "+", number)
    if re.fullmatch(rf"\d{{{NATIONAL}}}", number):
        number = f"+{DENMARK}{number}"
    return Known(PHONE, number) if re.fullmatch(rf"\+[1-9]\d{{7,{LONGEST - 1}}}", number) else None


def _email(words: str) -> Known | None:
    address = words.lower().removeprefix("mailto:")
    return Known(EMAIL, address) if MAIL.fullmatch(address) else None


def _profile_url(words: str) -> Known | None:
    return _url(words) if LIKE_AN_ADDRESS.match(words) else _account(words)


FORMS: dict[str, Callable[[str], Known | None]] = {
    ACCOUNT: _account,
    PROFILE_URL: _profile_url,
    USER_ID: _user_id,
    PHONE: _phone,
    EMAIL: _email,
    URL: _url,
    PROFILE: _profile,
}
