"""One shape in and one shape out for every reader; `content/schema/reading.json` is its published form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path


class Unreadable(Exception):
    """The file is not of this format at all, or nothing of it can be read. `says` is a Danish sentence."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


class Mistaken(Unreadable):
    """The file looks like this reader's format, but nothing of it is there: another reader may read it plainly."""


class Sure(StrEnum):
    """How well something is known."""

    STATED = "stated"  # the file says so
    CHECKED = "checked"  # and a signature or hash bears it out
    PROPOSED = "proposed"  # read by machine (OCR, guess): a person must confirm


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read: where a copy of its bytes lies, the name it came with, and its sniffed media type.

    `records` are public keys for checking signatures (name in the domain name system → text), given beforehand since
    a reader has no network.
    """

    path: Path
    name: str
    media_type: str = "application/octet-stream"
    records: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Warned:
    """Something a person must know about what was read. `code` is stable English, `says` a Danish sentence."""

    code: str
    says: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Something inside: an attachment, an archive's entry, a page. `file` is its name in the out folder, if kept.

    `id` is a path of numbers ("1", "1.2"); `parent` is the id of what it lies in ("" for the file itself).
    """

    id: str
    kind: str
    name: str = ""
    parent: str = ""
    media_type: str = "application/octet-stream"
    size: int = 0
    sha256: str = ""
    file: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Time:
    """A time that the file states. `at` is aware (UTC kept), None when the words cannot be placed.

    `what` is a code: sent, received, taken, posted, created, modified, captured, called. `zone_known` is False where
    the file gives a clock time without a zone; it is then read as Danish time, and `words` says what stood there.
    """

    what: str
    at: datetime | None
    words: str = ""
    zone_known: bool = True
    sure: Sure = Sure.STATED
    part: str = ""


@dataclass(frozen=True, slots=True)
class Identifier:
    """Something that points to a person, an account or a place: email, phone, profile_url, user_id, ip, message_id."""

    kind: str
    value: str
    role: str = ""
    name: str = ""
    sure: Sure = Sure.STATED
    part: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """Readable words: plain text, never markup. `kind` is body, caption, ocr, title, page."""

    text: str
    kind: str = "body"
    part: str = ""
    sure: Sure = Sure.STATED


@dataclass(frozen=True, slots=True)
class Message:
    """One message in a thread (chat, SMS, mail). `sender` is as the file names it; "" when it does not."""

    number: int
    sender: str
    text: str
    at: Time | None = None
    to: tuple[str, ...] = ()
    kind: str = "message"  # message, system, deleted, call, missing
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader made of a file.

    `kind` is a code such as `mail.eml`, `sms.backup`, `chat.whatsapp`, `web.wacz`, `picture.jpeg`, `archive.zip`.
    `facts` are named details as the file has them, in its own order (mail headers, EXIF). `checks` are answers to
    questions of authenticity: name → matches | cannot_be_checked | does_not_match. `whole` is False when the file is
    broken and only a part could be read; a warning then says what is missing.
    """

    kind: str
    title: str = ""
    parts: tuple[Part, ...] = ()
    messages: tuple[Message, ...] = ()
    texts: tuple[Text, ...] = ()
    times: tuple[Time, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    checks: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[Warned, ...] = ()
    whole: bool = True
