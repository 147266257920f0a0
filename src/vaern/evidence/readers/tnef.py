"""winmail.dat: what Outlook packs a mail into when it thinks the receiver is Outlook too (TNEF)."""

from dataclasses import replace
from datetime import UTC, datetime
from email.message import Message as Mime
from typing import Any

from vaern.evidence.readers import mail_body, msg, rtf_words
from vaern.evidence.readers.alarm import at_most
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.mail_letter import Letter, Words, attach
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Message, Reading, Source, Time, Unreadable

BROKEN = "Pakken winmail.dat er beskadiget og kan ikke åbnes."
MOST_DEPTH, SECONDS = 5, 3.0
STORAGE = bytes.fromhex("0b00000000000000c000000000000046")  # says that a compound file follows


def read(source: Source, out: Out) -> Reading:
    """A winmail.dat that was saved by itself. Raises Unreadable when it is broken."""
    g = Gather(source, out, "mail.tnef")
    letter = Letter(g, Mime(), b"")
    opened = _opened(source.path.read_bytes())
    if opened is None:
        raise Unreadable(BROKEN)
    found = _contents(letter, opened, 0)
    letter.sent = _times(g, opened)
    sender, address = _property(opened, 0x0C1A, 0x0042), _property(opened, 0x0C1F, 0x0065)
    g.identify(msg.kind_of(address), address.lower(), "from", sender)
    letter.body = "\n\n".join(words.strip("\0\r\n ") for _, words in found)
    g.title = _subject(opened)
    g.text(letter.body)
    if not (letter.body or letter.attachments or g.title or sender or address):
        raise Unreadable(BROKEN)
    who = f"{sender} <{address}>" if sender and address else sender or address
    message = Message(number=1, sender=who, text=letter.body, at=letter.sent, attachments=tuple(letter.attachments))
    return replace(g.reading(), messages=(message,))


def into_letter(letter: Letter, data: bytes, name: str) -> Words:
    """A winmail.dat inside a mail: its attachments become the mail's, and its words too."""
    opened = _opened(data)
    part = letter.g.keep_or_say(data, kind="tnef", name=name, parent=letter.part, media_type="application/vnd.ms-tnef")
    if opened is None:
        letter.g.broken("tnef_unreadable", BROKEN, part)
        return []
    letter.g.warn("tnef", "Mailen var pakket i winmail.dat af Outlook. Værn har pakket den ud.", part)
    before = len(letter.g.parts)
    found = _contents(letter, opened, 0)
    if not found and len(letter.g.parts) == before:
        letter.g.broken("tnef_empty", "Der er intet at pakke ud i winmail.dat; den kan være afbrudt.", part)
    return found


def _opened(data: bytes) -> Any:
    from tnefparse import TNEF

    try:
        with at_most(SECONDS) as clock:
            opened = TNEF(data, do_checksum=False)
    except Exception:  # noqa: BLE001 - the library fails in as many ways as a file can be broken
        return None
    return None if clock.rang else opened


def _contents(letter: Letter, opened: Any, depth: int) -> Words:
    for attachment in opened.attachments:
        embedded = getattr(attachment, "embed", None)
        name = _name(attachment)
        if embedded is not None and depth < MOST_DEPTH:
            inner = _contents(letter, embedded, depth + 1)
            letter.g.text("\n\n".join(words for _, words in inner), "body", letter.part)
        else:
            data = bytes(attachment.data or b"").removeprefix(STORAGE)
            attach(letter, data, name=name, declared="application/octet-stream")
    plain, html = _text(opened.body), _text(opened.htmlbody)
    page = mail_body.page_words(letter, html, letter.part) if html.strip() else ""
    return mail_body.best(letter, [("plain", plain), ("html", page)]) or _rich(opened)


def _rich(opened: Any) -> Words:
    packed = getattr(opened, "_rtfbody", None)
    if not packed:
        return []
    try:
        return [
            ("plain", rtf_words.words(rtf_words.unpacked(bytes(packed[0] if isinstance(packed, list) else packed))))
        ]
    except (ValueError, TypeError):
        return []


def _name(attachment: Any) -> str:
    try:
        name = _text(attachment.long_filename())
    except Exception:  # noqa: BLE001 - the same
        name = ""
    return name.replace("\\", "/").rpartition("/")[2].strip("\0 ")


def _subject(opened: Any) -> str:
    given = next((_text(_data(one)) for one in opened.msgprops if one.name == opened.ATTSUBJECT), "")
    return given or _property(opened, 0x0037, 0x0070)


def _property(opened: Any, *numbers: int) -> str:
    """The first of these properties that says something."""
    said = (_text(_data(one)) for number in numbers for one in opened.mapiprops if one.name == number)
    return next((text for text in said if text.strip()), "")


def _data(one: Any) -> Any:
    """A property's value, which the library reads only when it is asked for."""
    try:
        return one.data
    except Exception:  # noqa: BLE001 - the same
        return None


def _times(g: Gather, opened: Any) -> Time | None:
    """When it was sent and received, in UTC as Outlook stores it; gives the first."""
    found = []
    for what, number in (("sent", 0x0039), ("received", 0x0E06)):
        at = next((_data(one) for one in opened.mapiprops if one.name == number), None)
        if isinstance(at, datetime):
            at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
            found.append(Time(what, at, at.isoformat()))
    g.times += found
    return next((time for time in found if time.what == "sent"), None)


def _text(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, bytes):
        found = value.split(b"\0")[0] if b"\0" in value[:-1] and value[1:2] != b"\0" else value
        return found.decode("utf-8" if found.isascii() else "cp1252", "replace").rstrip("\0")
    return str(value or "").rstrip("\0")
