"""One mail while it is read, and what its parts are made of: names, bytes, words, attachments."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email.message import Message as Mime

from vaern.evidence.readers import charset, mail_headers, sniff
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.mail_thin import Thin, bare_payload
from vaern.evidence.readers.shapes import Time

RUNNABLE = re.compile(r"\.(exe|scr|com|bat|cmd|pif|js|jse|vbs|vbe|wsf|hta|lnk|msi|ps1|jar|iso|img)$", re.IGNORECASE)
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")


@dataclass(slots=True)
class Letter:
    """One mail while it is read: its bytes, its people, and what was found in it."""

    g: Gather
    message: Mime
    raw: bytes
    part: str = ""
    depth: int = 0
    thin: Thin = field(default_factory=lambda: Thin(b""))
    people: dict[str, list[mail_headers.Person]] = field(default_factory=dict)
    sent: Time | None = None
    body: str = ""
    attachments: list[str] = field(default_factory=list)
    seen: int = 0


Nested = Callable[[Gather, bytes, str, int], Letter]
Words = list[tuple[str, str]]  # "plain" or "html", and the words


def attach(letter: Letter, data: bytes, *, name: str, declared: str, kind: str = "attachment") -> str:
    """One attachment as a part of its own, by what it is and not by what it calls itself. Gives the part's id."""
    found = sniff.from_head(data[: sniff.HEAD], name)
    vague = found == sniff.UNKNOWN or (found.startswith("text/") and declared != sniff.UNKNOWN)
    part = letter.g.keep_or_say(data, kind=kind, name=name, parent=letter.part, media_type=declared if vague else found)
    if found in ("application/zip", sniff.OLE):
        _look_inside(letter.g)
    letter.attachments.append(part)
    if RUNNABLE.search(name) or found == "application/vnd.microsoft.portable-executable":
        letter.g.warn("attachment_can_run", f"Bilaget »{name}« er et program. Åbn det ikke.", part)
    if TURNS.search(name):
        letter.g.warn(
            "name_misleads", f"Bilagets navn har tegn, der vender rækkefølgen: »{TURNS.sub('', name)}«.", part
        )
    if not data:
        which = f"Bilaget »{name}«" if name else "Et bilag uden navn"
        letter.g.broken("attachment_empty", f"{which} er nævnt, men har intet indhold.", part)
    return part


def _look_inside(g: Gather) -> None:
    """A packed file's kind shows in what lies in it: a document and an archive begin alike."""
    last = g.parts[-1]
    if last.file:
        g.parts[-1] = replace(last, media_type=sniff.media_type(g.out.folder / last.file, last.name))


def file_name(entity: Mime) -> str:
    """The attachment's name: its last part, without folders."""
    shown = Mime()
    for name, value in entity.raw_items():  # bare 8-bit letters in a name would be lost on the library's way
        if name.lower() in ("content-disposition", "content-type") and name not in shown:
            shown[name] = mail_headers.plain(str(value))
    try:
        given = shown.get_filename() or ""
    except (ValueError, LookupError, TypeError, IndexError):
        given = ""
    return mail_headers.words(given).replace("\\", "/").rpartition("/")[2].strip()


def payload(letter: Letter, entity: Mime) -> bytes:
    """The part's bytes, unpacked; as they stand where the packing is broken beyond reading."""
    try:
        data = letter.thin.payload(entity)
    except (ValueError, TypeError, AssertionError, LookupError):
        data = None
    if isinstance(data, bytes):
        return data
    inside = bare_payload(entity)
    return letter.thin.full(inside.encode("utf-8", "surrogateescape")) if isinstance(inside, str) else b""


def decoded(letter: Letter, data: bytes, entity: Mime) -> str:
    """The words in the encoding the mail names, or the likeliest one; a wrong one is said."""
    try:
        named = (entity.get_content_charset() or "").lower()
    except (LookupError, ValueError, TypeError):
        named = "unknown"
    try:
        if named and (named not in ("us-ascii", "ascii", "iso-8859-1", "latin-1") or data.isascii()):
            return data.decode(charset.named(named))
    except (LookupError, UnicodeDecodeError, ValueError):
        letter.g.warn(
            "bad_charset",
            f"Mailens tekst siger, at dens tegnsæt er »{named[:40]}«, men det passer ikke. Værn har gættet.",
            letter.part,
        )
    found = charset.decode(data, lenient=True)
    return found.text if found else data.decode("latin-1")
