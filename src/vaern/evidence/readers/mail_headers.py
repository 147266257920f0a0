"""A mail's headers: every one as a table, the people in them, the route it took, and when."""

import re
from collections.abc import Iterable
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from inspect import signature
from ipaddress import ip_address
from typing import NamedTuple

from vaern.evidence.readers import charset, times
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.shapes import Time

MOST_HEADERS, MOST_VALUE, MOST_ENCODED = 1000, 20_000, 32_000
PEOPLE = {
    "from": "from",
    "sender": "sender",
    "reply-to": "reply_to",
    "to": "to",
    "cc": "cc",
    "bcc": "bcc",
    "resent-from": "resent_from",
    "resent-to": "resent_to",
    "return-path": "return_path",
    "delivered-to": "delivered_to",
    "x-original-to": "delivered_to",
    "envelope-to": "delivered_to",
    "apparently-to": "to",
    "disposition-notification-to": "receipt_to",
}
ORIGINS = ("x-originating-ip", "x-sender-ip", "x-client-ip", "x-source-ip")
FOLDED = re.compile(r"\r?\n(?=[ \t])")
# Newer Pythons give nothing at all of a header with one fault, unless they are told not to.
AS_WRITTEN = {"strict": False} if "strict" in signature(getaddresses).parameters else {}
GROUP = re.compile(r"(?:^|,)\s*(?P<name>\"[^\"]*\"|[^:<>@,;\"\[\]]+):(?P<inside>[^;]*);?")
HIDDEN = re.compile(r"undisclosed|skjulte? modtager|hidden|unlisted|suppressed", re.IGNORECASE)
ADDRESS = re.compile(r"[^\s@<>\"',;:()\[\]]+@[^\s@<>\"',;:()\[\]]+")
# Written so that the standard's reader would take the name for an address of its own, glue them together or lose them.
NAMED_LIKE = re.compile(
    r"(?P<before>^|[,;>])\s*(?P<name>[^<>\"@,;:()]*@[^<>\"@,;:()]*?)\s*(?P<address><[^<>\s]+@[^<>\s]+>)"
)
BARE_NAMED = re.compile(
    rf"(?P<before>^|[,;])\s*(?P<name>[^<>\"@,;:()\[\]]+?)\s+(?P<address>{ADDRESS.pattern})\s*(?=[,;]|$)"
)
SIDE_BY_SIDE = re.compile(rf"(?<![^\s,;])({ADDRESS.pattern})\s+(?={ADDRESS.pattern}(?:[\s,;]|$))")
BETWEEN_APOSTROPHES = re.compile(r"'[^'\s]+@[^'\s]+'")
PARENS, BRACKETS = re.compile(r"\(([^()]*)\)"), re.compile(r"\[([^\[\]]*)\]")
HOP = {
    word: re.compile(rf"(?:^|[\s)]){word}\s+([^\s;()]+)", re.IGNORECASE) for word in ("from", "by", "with", "id", "for")
}


LIST = "mailing list "  # mailing lists put it before the address in Delivered-To


class Person(NamedTuple):
    """An address with the name it goes by; `address` is "" for a group without members."""

    name: str
    address: str

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>" if self.name and self.address else self.address or self.name


def headers(message: Message) -> list[tuple[str, str]]:
    """Every header in its own order, decoded to words."""
    raw = list(message.raw_items())[:MOST_HEADERS]
    return [(name.strip(), " ".join(words(value).split())[:MOST_VALUE]) for name, value in raw]


def header(message: Message, name: str) -> str:
    """The first header of that name, decoded to words on one line; "" when there is none."""
    return " ".join(next(iter(_each(message, name)), "").split())


def words(raw: object) -> str:
    """What a header says, through encoded words, bare 8-bit letters, and encodings that do not exist."""
    given = FOLDED.sub("", plain(str(raw)))
    if "=?" not in given or len(given) > MOST_ENCODED:
        return given
    try:
        return "".join(_piece(piece, encoding) for piece, encoding in decode_header(given))
    except (HeaderParseError, ValueError, LookupError):
        return given


def people(raw: str) -> list[Person]:
    """The persons in an address header, members of groups too. Addresses are read before names are decoded."""
    raw = " ".join(str(raw).split())
    found: list[Person] = []
    for group in GROUP.finditer(raw):
        found += _listed(group["inside"]) or [Person(words(group["name"].strip().strip('"')), "")]
    return found + _listed(GROUP.sub(",", raw))


def _listed(raw: str) -> list[Person]:
    """The persons of a list without groups; a header made to break its reader is one name without an address."""
    try:
        listed = getaddresses([_untangled(raw)], **AS_WRITTEN)
        return [_person(name, address) for name, address in listed if name or address]
    except (RecursionError, ValueError, IndexError, TypeError):
        return [Person(raw[:200], "")]


def _untangled(raw: str) -> str:
    """Each person apart: a name that has the form of an address is quoted, addresses side by side are parted."""
    if len(raw) > MOST_VALUE:
        return raw
    raw = NAMED_LIKE.sub(_quoted, " ".join(raw.split()))  # a run of spaces would take the patterns minutes
    if '"' in raw or "(" in raw:
        return raw
    return BARE_NAMED.sub(_quoted, SIDE_BY_SIDE.sub(r"\1, ", raw))


def _quoted(found: re.Match[str]) -> str:
    address = found["address"]
    return f'{found["before"]} "{found["name"]}" {address if address.startswith("<") else f"<{address}>"}'


def gather_people(g: Gather, message: Message, part: str) -> dict[str, list[Person]]:
    """The persons in every address header, noted as identifiers with their role."""
    found: dict[str, list[Person]] = {}
    for header_name, role in PEOPLE.items():
        for raw in _raw(message, header_name):
            found.setdefault(role, []).extend(people(raw))
    for role, persons in found.items():
        for person in persons:
            g.identify("email", person.address.lower(), role, person.name, part)
    return found


def gather_origin(g: Gather, message: Message, part: str) -> None:
    """Numbers that tie this mail to others and to a line: message ids, and the address it was sent from."""
    for header_name, role in (("message-id", "own"), ("in-reply-to", "answer_to"), ("references", "thread")):
        for raw in _each(message, header_name):
            for found in re.findall(r"<[^<>\s]+>", raw)[:100] or (
                [raw.strip()] if role == "own" and raw.strip() else []
            ):
                g.identify("message_id", found.strip("<>"), role, part=part)
    for header_name in ORIGINS:
        for raw in _each(message, header_name):
            g.identify("ip", raw.strip(" []"), "sender", part=part)


def gather_times(g: Gather, message: Message, part: str) -> Time | None:
    """When it was sent, by the sender's own clock, and received, by each host's. Gives the first."""
    sent = next((times.from_mail(raw, "sent", part) for raw in _each(message, "date") if raw.strip()), None)
    if sent is not None:
        g.times.append(sent)
    if sent is not None and sent.at is None:
        g.warn("date_unreadable", f"Mailens dato kan ikke læses: »{sent.words[:80]}«.", part)
    received = [hop.at for hop in route(message) if hop.at is not None and hop.at.at is not None]
    if received:
        last = received[-1]
        g.times.append(Time("received", last.at, last.words, last.zone_known, part=part))
        _compare(g, sent, last, part)
    return sent


class Hop(NamedTuple):
    """One station on the mail's way: as the receiving host wrote it."""

    facts: dict[str, str]
    at: Time | None


def route(message: Message) -> list[Hop]:
    """The stations, from the sender's first to the last. Each host writes its line above the others'."""
    return [_hop(raw) for raw in reversed(_each(message, "received"))][:100]


def gather_route(g: Gather, message: Message) -> None:
    """The route as facts: `route.1.from`, `route.1.by`, `route.1.at`, … Only the last station is the receiver's own."""
    for number, hop in enumerate(route(message), start=1):
        for name, value in hop.facts.items():
            g.fact(f"route.{number}.{name}", value)
        if "ip" in hop.facts:
            g.identify("ip", hop.facts["ip"], f"route.{number}", hop.facts.get("from", ""))


def domain(address: str) -> str:
    """The domain of an address, in lower case."""
    return address.rpartition("@")[2].lower().strip(" >.")


def _hop(raw: str) -> Hop:
    told, _, when = raw.rpartition(";")
    told, when = (told, when) if told else (raw, "")
    facts = {word: found[1] for word, pattern in HOP.items() if (found := pattern.search(told))}
    address = _seen_address(told.partition(" by ")[0])
    if address:
        facts["ip"] = address
    at = times.from_mail(when, "received") if when.strip() else None
    if at is not None:
        facts["at"] = at.at.isoformat() if at.at else at.words
    return Hop({**facts, "words": " ".join(raw.split())}, at)


def _seen_address(told: str) -> str:
    """The address that the receiving host saw: it writes that in parentheses, after the name the sender gave itself.

    Without parentheses the first in brackets is taken, as some hosts write it; what follows "helo" is the sender's own.
    """
    inside = [one for one in PARENS.findall(told) if not one.lower().startswith(("helo", "ehlo"))]
    for words in (*inside, PARENS.sub(" ", told)):
        free = [word for word in BRACKETS.sub(" ", words).split() if "=" not in word] if words in inside else []
        bracketed: list[str] = BRACKETS.findall(words)
        for given in (*bracketed, *free):
            if _is_address(address := given.strip().removeprefix("IPv6:")):
                return address
    return ""


def _is_address(word: str) -> bool:
    try:
        ip_address(word)
    except ValueError:
        return False
    return True


def _compare(g: Gather, sent: Time | None, received: Time, part: str) -> None:
    if sent is None or sent.at is None or received.at is None:
        return
    apart = (received.at - sent.at).total_seconds()
    if apart < -600 or apart > 86_400:  # noqa: PLR2004 - ten minutes of wrong clocks, a day of waiting
        g.warn(
            "times_apart",
            f"Afsenderens dato ({times.shown(sent.at)}) og modtagelsen ({times.shown(received.at)}) ligger langt fra "
            "hinanden. Afsenderen bestemmer selv sin dato; modtagelsen er skrevet af modtagerens server.",
            part,
        )


def _person(name: str, address: str) -> Person:
    told, address = " ".join(words(name).split()), address.removeprefix(LIST)
    if BETWEEN_APOSTROPHES.fullmatch(address):
        address = address[1:-1]
    if "@" not in address and not told:
        return Person(words(address), "") if "@" not in words(address) else Person("", words(address))
    return Person(told, words(address).replace(" ", ""))


def _each(message: Message, name: str) -> list[str]:
    return [words(raw) for raw in _raw(message, name)]


def _raw(message: Message, name: str) -> Iterable[str]:
    return [plain(str(value)) for key, value in message.raw_items() if key.lower() == name]


def plain(raw: str) -> str:
    """Bare 8-bit letters in a header were kept by the parser as they were; give them back as letters."""
    if raw.isascii():
        return raw
    data = raw.encode("utf-8", "surrogateescape")
    found = charset.decode(data, lenient=True)
    return found.text if found else raw


def _piece(piece: bytes | str, encoding: str | None) -> str:
    if isinstance(piece, str):
        return piece
    try:
        return piece.decode(charset.named(encoding or "ascii"))
    except (LookupError, UnicodeDecodeError, ValueError):
        found = charset.decode(piece, lenient=True)
        return found.text if found else piece.decode("latin-1")
