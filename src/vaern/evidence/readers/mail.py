"""A mail as it was received (.eml, .emlx): headers, route, words, attachments, nested mails, and what is missing."""

import email
import email.policy
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from email.message import Message as Mime

from vaern.evidence.readers import authenticity, charset, mail_headers, mail_quoted
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.mail_body import walk
from vaern.evidence.readers.mail_letter import Letter
from vaern.evidence.readers.mail_thin import Thin, bare_payload
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Message, Mistaken, Reading, Source

NO_MAIL = "Filen er ikke en mail: den begynder ikke med en mails linjer (Fra, Til, Dato …)."
KNOWN = frozenset(
    {"received", "return-path", "from", "to", "cc", "bcc", "subject", "date", "message-id", "mime-version", "sender"}
    | {"content-type", "delivered-to", "reply-to", "dkim-signature", "content-transfer-encoding", "x-received"}
)
ONCE = {
    "from": "Fra",
    "sender": "Afsender",
    "reply-to": "Svar til",
    "to": "Til",
    "cc": "Kopi til",
    "subject": "Emne",
    "date": "Dato",
    "message-id": "Message-ID",
}
HEADER = re.compile(rb"^([!-9;-~]+)[ \t]*:", re.MULTILINE)
ONLY_CR = re.compile(rb"[!-9;-~]+:[^\r\n]*\r[^\n]")
COUNTED = re.compile(rb"\s*(\d{1,12})[ \t]*\r?\n(?=[!-9;-~]+:)")
BAD_PACKING = "En del af mailen er ikke pakket rigtigt; noget af den kan mangle."
FLAWS = {
    "CloseBoundaryNotFoundDefect": ("cut_off", "Mailen er afbrudt: slutningen mangler, så dele kan være gået tabt."),
    "NoBoundaryInMultipartDefect": (
        "broken_mime",
        "Mailen siger ikke, hvor dens dele skilles. Alt er vist som én tekst.",
    ),
    "StartBoundaryNotFoundDefect": ("broken_mime", "Mailens dele kan ikke findes, hvor den siger, at de er."),
    "MultipartInvariantViolationDefect": (
        "broken_mime",
        "Mailen siger, at den har flere dele, men det har den ikke.",
    ),
    "MissingHeaderBodySeparatorDefect": (
        "broken_headers",
        "Mailens hoved og tekst er ikke skilt ad af en tom linje.",
    ),
    "InvalidBase64PaddingDefect": ("broken_base64", BAD_PACKING),
    "InvalidBase64CharactersDefect": ("broken_base64", BAD_PACKING),
    "InvalidBase64LengthDefect": ("broken_base64", BAD_PACKING),
}


def recognises(_source: Source, head: bytes) -> bool:
    """Plain text that begins with at least two of a mail's headers, or one and an empty line after the headers."""
    start = _bare(head)
    top = re.split(rb"\r?\n\r?\n", start, maxsplit=1)[0]
    found = {name.decode().lower() for name in HEADER.findall(top)} & KNOWN
    return bool(HEADER.match(start)) and (len(found) > 1 or (bool(found) and len(top) < len(start)))


def read(source: Source, out: Out) -> Reading:
    """The mail in full. Raises Mistaken when it has none of a mail's headers."""
    g = Gather(source, out, "mail.eml")
    letter = read_letter(g, _bare(source.path.read_bytes()))
    if not letter.body.strip() and not g.parts and not g.texts:
        g.warn("no_words", "Mailen har hverken tekst eller bilag. Kun oplysningerne om den kan vises.")
    authenticity.gather(g, letter.raw, source.records)
    return replace(g.reading(), messages=(thread_message(letter, 1),))


def read_letter(g: Gather, raw: bytes, part: str = "", depth: int = 0) -> Letter:
    """One mail from its bytes, into `g`; `part` is the part it lies in, "" for the file itself."""
    thin = Thin(raw)
    message = email.message_from_bytes(thin.bytes, policy=email.policy.compat32)
    if not KNOWN & {name.lower() for name in message.keys()}:  # noqa: SIM118 - a mail's keys may repeat
        raise Mistaken(NO_MAIL)
    letter = Letter(g, message, raw, part=part, depth=depth, thin=thin)
    if not part:
        g.facts += mail_headers.headers(message)
        mail_headers.gather_route(g, message)
        g.title = mail_headers.header(message, "subject")
    letter.people = mail_headers.gather_people(g, message, part)
    mail_headers.gather_origin(g, message, part)
    letter.sent = mail_headers.gather_times(g, message, part)
    if not depth:
        notice_recipients(letter)
        _unsent(letter)
    notice_sender(letter)
    before = len(g.texts)
    letter.body = walk(letter, message, raw, read_letter)
    inside, g.texts[before:] = g.texts[before:], []
    mail_quoted.notice(g, mail_headers.header(message, "subject"), letter.body, part)
    g.text(letter.body, part=part)  # a mail's own words stand before those of what lies in it
    g.texts += inside
    _flaws(g, message, part)
    return letter


def thread_message(letter: Letter, number: int) -> Message:
    """The mail as one message in a thread."""
    to = [str(person) for role in ("to", "cc", "bcc") for person in letter.people.get(role, [])]
    return Message(
        number=number,
        sender=next((str(person) for person in letter.people.get("from", [])), ""),
        text=letter.body,
        at=letter.sent,
        to=tuple(to),
        attachments=tuple(letter.attachments),
    )


def _bare(data: bytes) -> bytes:
    """Without what programs put in front: a byte-order mark, empty lines, a separator line, Apple's count of bytes."""
    if b"\0" in data[:64] and (found := charset.decode(data)) and found.encoding.startswith("utf-16"):
        data = found.text.encode()
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    if ONLY_CR.match(data) and b"\n" not in data:
        data = data.replace(b"\r", b"\n")  # the line ends of an old Mac
    if counted := COUNTED.match(data):
        data = data[counted.end() : counted.end() + int(counted[1])]
    if data.startswith((b"From ", b">From ")):
        data = data.partition(b"\n")[2]
    return data


def notice_recipients(letter: Letter) -> None:
    """Say it when the recipients are hidden, and when one got the mail without being named."""
    g, part = letter.g, letter.part
    shown = [person for role in ("to", "cc") for person in letter.people.get(role, [])]
    if not shown or all(not person.address for person in shown):
        named = ", ".join(person.name for person in shown if not mail_headers.HIDDEN.search(person.name))
        told = f" (der står kun: »{named}«)" if named else ""
        g.warn("recipients_hidden", f"Modtagerne er skjult: mailen nævner ingen adresse at sende til{told}.", part)
    if letter.people.get("bcc"):
        g.warn(
            "bcc_shown", "Mailen nævner skjulte modtagere (Bcc). Det ser kun afsenderen og den, der fik kopien.", part
        )
    listed = {person.address.lower() for person in shown}
    delivered = {person.address.lower() for person in letter.people.get("delivered_to", [])} - listed - {""}
    if listed - {""} and delivered:
        g.warn(
            "delivered_to_unlisted",
            f"Mailen er leveret til {', '.join(sorted(delivered))}, som ikke står blandt modtagerne (skjult kopi, "
            "mailliste eller videresendelse).",
            part,
        )


def notice_sender(letter: Letter) -> None:
    """A line that stands twice, a name that looks like another address, and answers that go elsewhere, mislead."""
    g, part = letter.g, letter.part
    _notice_repeated(letter)
    for person in letter.people.get("from", []):
        other = mail_headers.ADDRESS.search(person.name)
        if other and person.address and other[0].lower() != person.address.lower():
            g.warn(
                "name_shows_other_address",
                f"Afsenderens navn viser adressen {other[0]}, men mailen er sendt fra {person.address}.",
                part,
            )
    own = {mail_headers.domain(person.address) for person in letter.people.get("from", [])} - {""}
    answers = {mail_headers.domain(person.address) for person in letter.people.get("reply_to", [])} - {""}
    if own and answers - own:
        g.warn("answers_elsewhere", f"Svar på mailen går til et andet domæne: {', '.join(sorted(answers))}.", part)


def _notice_repeated(letter: Letter) -> None:
    """One program shows the first of two such lines, another the last."""
    given = Counter(name.strip().lower() for name in letter.message.keys())  # noqa: SIM118 - a mail's keys may repeat
    repeated = [name for key, name in ONCE.items() if given[key] > 1]
    if repeated:
        letter.g.warn(
            "headers_repeated",
            f"Mailen har flere linjer af samme slags, hvor der kun må være én: {', '.join(repeated)}. Programmer viser "
            "hver sin; alle står under oplysningerne om mailen.",
            letter.part,
        )


def _unsent(letter: Letter) -> None:
    if mail_headers.header(letter.message, "x-unsent") == "1":
        letter.g.warn("draft", "Mailen er en kladde: programmet har mærket den som ikke sendt.", letter.part)


def _flaws(g: Gather, message: Mime, part: str) -> None:
    found = {type(flaw).__name__ for entity in _own(message) for flaw in entity.defects}
    for code, says in sorted({FLAWS[name] for name in found if name in FLAWS}):
        g.broken(code, says, part)


def _own(entity: Mime) -> Iterator[Mime]:
    """The mail and its parts. A mail within the mail is read by itself, and tells of its own flaws."""
    yield entity
    inside = bare_payload(entity)
    if entity.get_content_maintype() != "message" and isinstance(inside, list):
        for child in inside:
            yield from _own(child)
