"""What lies in a mail: its words, attachments, nested mails, encrypted and signed parts, bounces and invitations."""

import email
import email.policy
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from email.message import Message as Mime

from vaern.evidence.readers import calendar_words, charset, html_words, mail_headers, smime, sniff
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.mail_thin import Thin, bare_payload
from vaern.evidence.readers.shapes import Time, Unreadable

MOST_DEPTH, MOST_ENTITIES = 10, 5000
PGP = re.compile(r"-----BEGIN PGP (MESSAGE|SIGNED MESSAGE)-----")
BEGINS = re.compile(rb"^begin [0-7]{3,4} (.{1,200}?)\r?\n(?=[ -`]{2,80}\r?\n)", re.MULTILINE)
RUNNABLE = re.compile(r"\.(exe|scr|com|bat|cmd|pif|js|jse|vbs|vbe|wsf|hta|lnk|msi|ps1|jar|iso|img)$", re.IGNORECASE)
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f]")
ENCRYPTED = (
    "Mailen er krypteret ({how}) og kan ikke læses her. Den er ikke tom: den skal åbnes hos modtageren med dennes "
    "nøgle, og det, der da vises, gemmes som et bilag mere."
)


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


def walk(letter: Letter, message: Mime, raw: bytes, nested: Nested) -> str:
    """The mail's own words; everything else becomes parts."""
    found = _entity(letter, message, raw, nested)
    return "\n\n".join(words.strip() for _, words in found if words.strip())


def _entity(letter: Letter, entity: Mime, raw: bytes, nested: Nested) -> Words:
    letter.seen += 1
    if letter.seen > MOST_ENTITIES:
        letter.g.warn_once("too_many_parts", f"Mailen har flere end {MOST_ENTITIES} dele. Resten er ikke læst.")
        letter.g.whole = False
        return []
    kind = entity.get_content_type()
    if entity.is_multipart() and kind.startswith("multipart/"):
        return _several(letter, entity, raw, nested)
    if kind in ("message/rfc822", "message/global", "message/news"):
        return _nested(letter, entity, raw, nested)
    special = SPECIAL.get(kind)
    if special is not None:
        return special(letter, entity, nested)
    if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        return _smime(letter, entity, nested)
    return _leaf(letter, entity)


def _several(letter: Letter, entity: Mime, raw: bytes, nested: Nested) -> Words:
    children: list[Mime] = [child for child in entity.get_payload() if isinstance(child, Mime)]
    kind = entity.get_content_subtype()
    if kind == "encrypted":
        letter.g.warn("encrypted", ENCRYPTED.format(how="PGP"), letter.part)
    if kind == "signed":
        _signed(letter, entity, raw)
    slices = pieces(raw, entity.get_boundary() or "", len(children))
    found = [_entity(letter, child, part, nested) for child, part in zip(children, slices, strict=True)]
    if kind == "alternative":
        return _best(letter, [one for words in found for one in words])
    return [one for words in found for one in words]


def pieces(raw: bytes, boundary: str, count: int) -> list[bytes]:
    """The bytes of each part exactly as they stand; empty where they cannot be told apart with certainty."""
    if not raw or not boundary:
        return [b""] * count
    mark = re.compile(
        rb"^--" + re.escape(boundary.encode("utf-8", "surrogateescape")) + rb"(--)?[ \t]*\r?$", re.MULTILINE
    )
    marks = []
    for found in mark.finditer(raw):
        marks.append(found)
        if found[1]:
            break
    ends = [found.start() for found in marks[1:]]
    if marks and not marks[-1][1]:
        ends.append(len(raw))
    cut = [
        raw[start.end() + 1 : end].removesuffix(b"\n").removesuffix(b"\r")
        for start, end in zip(marks, ends, strict=False)
    ]
    return cut if len(cut) == count else [b""] * count


def _best(letter: Letter, found: Words) -> Words:
    """Of two forms of the same words, the plain one; where they say different things, both, and that is said."""
    plain = [one for one in found if one[0] == "plain" and one[1].strip()]
    html = [one for one in found if one[0] == "html" and one[1].strip()]
    if not plain or not html:
        return plain or html
    told = set(re.findall(r"\w{3,}", " ".join(words for _, words in plain).lower()))
    also = set(re.findall(r"\w{3,}", re.sub(r"<\S+>|\[billede: .*?\]", " ", " ".join(w for _, w in html)).lower()))
    if also and len(also - told) > max(8, len(also) // 4):
        letter.g.warn(
            "bodies_differ",
            "Mailens rene tekst og dens opsatte tekst siger ikke det samme. Begge er vist.",
            letter.part,
        )
        return plain + html
    return plain


def _leaf(letter: Letter, entity: Mime) -> Words:
    kind, name = entity.get_content_type(), file_name(entity)
    attached = entity.get_content_disposition() == "attachment"
    if kind.startswith("multipart/"):  # it says so, but has no parts that can be found
        return [("plain", decoded(letter, payload(letter, entity), entity))]
    if kind in ("text/plain", "text/html") and not attached:
        return _words(letter, entity, name)
    data = payload(letter, entity)
    if kind == "application/ms-tnef" or name.lower() == "winmail.dat":
        return _tnef(letter, data, name)
    if kind == "application/pgp-encrypted":
        return []
    how = "inline" if entity.get("content-id") and not attached else "attachment"
    attach(letter, data, name=name, declared=kind, kind=how)
    return []


def _words(letter: Letter, entity: Mime, name: str) -> Words:
    data = payload(letter, entity)
    if name:
        attach(letter, data, name=name, declared=entity.get_content_type(), kind="inline")
    text = decoded(letter, data, entity)
    if entity.get_content_type() == "text/html":
        if not name and data.strip():
            part = letter.g.keep_or_say(data, kind="html", parent=letter.part, media_type="text/html")
            _remote(letter, text, part)
        return [("html", html_words.words(text))]
    if found := PGP.search(text):
        _inline_pgp(letter, found[1])
    return [("plain", _uuencoded(letter, data, text))]


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
        letter.g.broken("attachment_empty", f"Bilaget »{name or 'uden navn'}« er nævnt, men har intet indhold.", part)
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
            return data.decode(named)
    except (LookupError, UnicodeDecodeError, ValueError):
        letter.g.warn(
            "bad_charset",
            f"Mailens tekst siger, at dens tegnsæt er »{named[:40]}«, men det passer ikke. Værn har gættet.",
            letter.part,
        )
    found = charset.decode(data, lenient=True)
    return found.text if found else data.decode("latin-1")


def _nested(letter: Letter, entity: Mime, raw: bytes, nested: Nested) -> Words:
    """A mail within the mail, byte for byte where it can be cut out, and read in its turn."""
    inner = _inner(entity)
    data = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[1] if re.search(rb"\r?\n\r?\n", raw) else b""
    if raw[:1] in (b"\r", b"\n"):  # a digest's parts have no headers of their own
        data = raw.lstrip(b"\r\n")
    encoding = str(entity.get("content-transfer-encoding", "")).strip().lower()
    if encoding in ("base64", "quoted-printable") and inner is not None:
        data = payload(letter, _as_leaf(letter.thin.full(inner.as_bytes()), encoding))
    name = file_name(entity) or (mail_headers.header(inner, "subject") if inner is not None else "")
    rebuilt = not data and inner is not None
    if rebuilt and inner is not None:
        data = letter.thin.full(inner.as_bytes(policy=email.policy.compat32))
    part = letter.g.keep_or_say(data, kind="message", name=name, parent=letter.part, media_type="message/rfc822")
    letter.attachments.append(part)
    if rebuilt:
        letter.g.warn(
            "nested_rebuilt", "En mail inde i mailen er skrevet på ny; dens bytes kan afvige fra de sendte.", part
        )
    read_inner(letter, data, part, nested)
    return []


def read_inner(letter: Letter, data: bytes, part: str, nested: Nested) -> None:
    """Read a nested mail, as deep as is sensible; what is no mail is said and kept."""
    if letter.depth >= MOST_DEPTH:
        letter.g.broken("nested_too_deep", "Mailen er pakket ind i flere lag, end Værn åbner.", part)
        return
    try:
        nested(letter.g, data, part, letter.depth + 1)
    except Unreadable as told:
        letter.g.broken("nested_unreadable", f"En indlejret mail kan ikke læses: {told.says}", part)


def _inner(entity: Mime) -> Mime | None:
    inside = entity.get_payload()
    first = inside[0] if isinstance(inside, list) and inside else None
    return first if isinstance(first, Mime) else None


def _as_leaf(data: bytes, encoding: str) -> Mime:
    leaf = Mime()
    leaf["Content-Transfer-Encoding"] = encoding
    leaf.set_payload(data.decode("ascii", "replace"))
    return leaf


def _signed(letter: Letter, entity: Mime, raw: bytes) -> None:
    protocol = str(entity.get_param("protocol", "") or "").lower()
    if "pgp" in protocol:
        smime.tell(letter.g, "pgp", "cannot_be_checked", letter.part)
    else:
        smime.tell(letter.g, "smime", smime.check_detached(raw), letter.part)


def _smime(letter: Letter, entity: Mime, nested: Nested) -> Words:
    """Encrypted: said. Signed only: read through to what was signed."""
    data = payload(letter, entity)
    part = attach(letter, data, name=file_name(entity) or "smime.p7m", declared="application/pkcs7-mime", kind="smime")
    opened = smime.open_signed(data)
    if opened is None:
        letter.g.warn("encrypted", ENCRYPTED.format(how="S/MIME"), letter.part)
        return []
    content, answer = opened
    smime.tell(letter.g, "smime", answer, letter.part)
    inner = email.message_from_bytes(content, policy=email.policy.compat32)
    letter.attachments.remove(part)
    return _entity(letter, inner, content, nested)


def _inline_pgp(letter: Letter, what: str) -> None:
    if what == "MESSAGE":
        letter.g.warn("encrypted", ENCRYPTED.format(how="PGP"), letter.part)
    else:
        smime.tell(letter.g, "pgp", "cannot_be_checked", letter.part)


def _tnef(letter: Letter, data: bytes, name: str) -> Words:
    from vaern.evidence.readers import tnef

    return tnef.into_letter(letter, data, name or "winmail.dat")


def _report(letter: Letter, entity: Mime, _nested: Nested) -> Words:
    """A bounce: who did not get the mail, and why."""
    blocks = [block for block in entity.get_payload() if isinstance(block, Mime)] if entity.is_multipart() else []
    number = 0
    for block in blocks:
        fields = {name.lower(): mail_headers.words(value) for name, value in block.raw_items()}
        recipient = (fields.get("final-recipient") or fields.get("original-recipient", "")).partition(";")[2].strip()
        number += bool(recipient)
        for name, value in fields.items():
            letter.g.fact(f"delivery.{number}.{name}", value)
        if recipient:
            _failed(letter, recipient, fields)
    return []


def _failed(letter: Letter, recipient: str, fields: dict[str, str]) -> None:
    action = fields.get("action", "").strip().lower()
    letter.g.identify("email", recipient.lower(), "undelivered" if action == "failed" else "delivery", part=letter.part)
    if action in ("failed", "delayed"):
        what = "blev ikke leveret" if action == "failed" else "er forsinket"
        why = fields.get("diagnostic-code", fields.get("status", "")).strip()
        letter.g.warn(
            f"delivery_{action}", f"En mail til {recipient} {what}. Serveren skriver: »{why[:300]}«.", letter.part
        )


def _returned_headers(letter: Letter, entity: Mime, _nested: Nested) -> Words:
    letter.g.text(decoded(letter, payload(letter, entity), entity), "returned_headers", letter.part)
    return []


def _elsewhere(letter: Letter, entity: Mime, _nested: Nested) -> Words:
    part = letter.g.list_only(kind="external", name=file_name(entity), parent=letter.part)
    letter.g.warn(
        "part_elsewhere", "En del af mailen ligger et andet sted og er ikke med. Værn henter den ikke.", part.id
    )
    return []


def _partial(letter: Letter, entity: Mime, _nested: Nested) -> Words:
    number, total = (str(entity.get_param(name, "?")) for name in ("number", "total"))
    letter.g.broken(
        "partial_message", f"Mailen er kun stykke {number} af {total}. De andre stykker mangler.", letter.part
    )
    return [("plain", payload(letter, entity).decode("utf-8", "replace"))]


def _calendar(letter: Letter, entity: Mime, _nested: Nested) -> Words:
    data = payload(letter, entity)
    part = attach(letter, data, name=file_name(entity) or "indkaldelse.ics", declared="text/calendar", kind="calendar")
    calendar_words.gather(letter.g, decoded(letter, data, entity), part)
    return []


def _remote(letter: Letter, html: str, part: str) -> None:
    fetched = html_words.remote(html)
    if fetched:
        letter.g.warn(
            "remote_content", f"Mailen ville hente {len(fetched)} billede(r) udefra. Værn henter dem ikke.", part
        )


def _uuencoded(letter: Letter, data: bytes, text: str) -> str:
    """Old mail programs wrote attachments into the text itself."""
    import binascii

    for found in list(BEGINS.finditer(data))[:100]:
        end = data.find(b"\nend", found.end())
        if end < 0:
            break
        try:
            inside = b"".join(binascii.a2b_uu(line) for line in data[found.end() : end + 1].splitlines())
        except binascii.Error:
            continue
        attach(letter, inside, name=found[1].decode("utf-8", "replace"), declared=sniff.UNKNOWN)
        text = text.replace(data[found.start() : end + 4].decode("ascii", "replace"), "")
    return text


SPECIAL: dict[str, Callable[[Letter, Mime, Nested], Words]] = {
    "message/delivery-status": _report,
    "message/disposition-notification": _report,
    "text/rfc822-headers": _returned_headers,
    "message/external-body": _elsewhere,
    "message/partial": _partial,
    "text/calendar": _calendar,
}
