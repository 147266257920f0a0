"""What lies in a mail: its words, attachments, nested mails, encrypted and signed parts, bounces and invitations."""

import email
import email.policy
import re
from collections import Counter
from collections.abc import Iterator
from email.message import Message as Mime

from vaern.evidence.readers import html_words, mail_headers, smime
from vaern.evidence.readers.mail_letter import Letter, Nested, Words, attach, decoded, file_name, payload
from vaern.evidence.readers.mail_special import SPECIAL, uuencoded
from vaern.evidence.readers.shapes import Unreadable
from vaern.rulebook.danish import counted

MOST_DEPTH, MOST_ENTITIES = 10, 5000
SLACK, MOST_SAID = 50, 300
LINKS = re.compile(r"<[^<>\s]+>|\b(?:https?|ftp|mailto|tel):\S+|\bwww\.\S+", re.IGNORECASE)
PICTURES = re.compile(r"\[(?:billede|image|cid|bild): ?[^\[\]]*\]", re.IGNORECASE)
NUMBERED = re.compile(r"^[ >]*\d{1,2}[.)] ", re.MULTILINE)
HIDDEN = re.compile(r"\[skjult: [^\[\]]*\]")
PGP = re.compile(r"-----BEGIN PGP (MESSAGE|SIGNED MESSAGE)-----")
SEPARATOR = re.compile(rb"\A\s*>?From [^\n]{0,200}\n(?=[!-9;-~]+:)")
MARKED = ("text/enriched", "text/richtext")
READ = ("text/plain", "text/html", "text/markdown", *MARKED)
MARK = re.compile(r"<(?:param>.{0,200}?</param|/?[a-z-]{1,40})>|<(?=<)", re.IGNORECASE | re.DOTALL)
LINE_ENDS = re.compile(rb"(--)?[ \t]*(?:\r?\n|\Z)")
ENCRYPTED = (
    "Mailen er krypteret ({how}) og kan ikke læses her. Den er ikke tom: den skal åbnes hos modtageren med dennes "
    "nøgle, og det, der da vises, gemmes som et bilag mere."
)


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
    return _foreign(letter, entity, raw) if _is_form(entity, kind) else _leaf(letter, entity)


def _is_form(entity: Mime, kind: str) -> bool:
    return kind.startswith("message/") and entity.is_multipart()


def _foreign(letter: Letter, entity: Mime, raw: bytes) -> Words:
    """Something in the form of a message that is none: kept as it stands."""
    inner, blank = _inner(entity), re.search(rb"\r?\n\r?\n", raw)
    data = raw[blank.end() :] if blank else inner.as_bytes(policy=email.policy.compat32) if inner is not None else b""
    attach(letter, data, name=file_name(entity), declared=entity.get_content_type())
    return []


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
        return best(letter, [one for words in found for one in words])
    return [one for words in found for one in words]


def pieces(raw: bytes, boundary: str, count: int) -> list[bytes]:
    """The bytes of each part exactly as they stand; empty where they cannot be told apart with certainty."""
    if not raw or not boundary:
        return [b""] * count
    marks = list(_marks(raw, b"--" + boundary.encode("utf-8", "surrogateescape")))
    ends = [start for start, _, _ in marks[1:]]
    if marks and not marks[-1][2]:
        ends.append(len(raw))
    cut = [
        raw[after:end].removesuffix(b"\n").removesuffix(b"\r") for (_, after, _), end in zip(marks, ends, strict=False)
    ]
    return cut if len(cut) == count else [b""] * count


def _marks(raw: bytes, mark: bytes) -> Iterator[tuple[int, int, bool]]:
    """Where each boundary line begins and ends, and whether it is the last; nothing after the last counts."""
    place = raw.find(mark)
    while place >= 0:
        found = LINE_ENDS.match(raw, place + len(mark))
        if found and (place == 0 or raw[place - 1 : place] == b"\n"):
            yield place, found.end(), bool(found[1])
            if found[1]:
                return
        place = raw.find(mark, place + 1)


def best(letter: Letter, found: Words) -> Words:
    """Of two forms of the same words, the plain one; where they say different things, both, and that is said."""
    plain = [one for one in found if one[0] == "plain" and one[1].strip()]
    html = [one for one in found if one[0] == "html" and one[1].strip()]
    if not plain or not html:
        return plain or html
    if not _same(_counted(plain), _counted(html)):
        letter.g.warn(
            "bodies_differ",
            "Mailens rene tekst og dens opsatte tekst siger ikke det samme. Begge er vist, den rene først; de fleste "
            "programmer viser modtageren den opsatte.",
            letter.part,
        )
        return plain + html
    return plain


def _counted(forms: Words) -> Counter[str]:
    """The words that a recipient reads, without addresses of links, pictures, and what is hidden."""
    text = html_words.seen(PICTURES.sub(" ", NUMBERED.sub(" ", "\n".join(words for _, words in forms))))
    return Counter(re.findall(r"[^\W_]+", LINKS.sub(" ", HIDDEN.sub(" ", text)).lower()))


def _same(plain: Counter[str], html: Counter[str]) -> bool:
    """In a short text one word of difference counts; a long one may gain or lose a few on the way."""
    least = min(plain.total(), html.total())
    return max((html - plain).total(), (plain - html).total()) <= least // SLACK


def _leaf(letter: Letter, entity: Mime) -> Words:
    kind, name = entity.get_content_type(), file_name(entity)
    attached = entity.get_content_disposition() == "attachment"
    if kind.startswith("multipart/"):  # it says so, but has no parts that can be found
        return [("plain", decoded(letter, payload(letter, entity), entity))]
    if kind in READ and not attached:
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
            return [("html", page_words(letter, text, part))]
        return [("html", page_words(letter, text, letter.part))]
    if entity.get_content_type() in MARKED:
        return [("plain", MARK.sub("", text))]
    if found := PGP.search(text):
        _inline_pgp(letter, found[1])
    return [("plain", uuencoded(letter, data, text))]


def _nested(letter: Letter, entity: Mime, raw: bytes, nested: Nested) -> Words:
    """A mail within the mail, byte for byte where it can be cut out, and read in its turn."""
    inner = _inner(entity)
    blank = re.search(rb"\r?\n\r?\n", raw)
    data = raw[blank.end() :] if blank else b""
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
        nested(letter.g, SEPARATOR.sub(b"", data), part, letter.depth + 1)
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


def page_words(letter: Letter, html: str, part: str) -> str:
    """The words of a mail's page; what it hides from the recipient, and what it would fetch, is said."""
    told = html_words.told(html)
    if told.cut:
        letter.g.broken(
            "text_cut", "Mailens opsatte tekst er for lang til at blive læst helt. Resten står i originalen.", part
        )
    if told.fetched:
        count = len(told.fetched)
        says = f"Mailen ville hente {counted(count, 'billede', 'billeder')} udefra."
        letter.g.warn("remote_content", f"{says} Værn henter {'det' if count == 1 else 'dem'} ikke.", part)
    if told.hidden:
        letter.g.warn(
            "hidden_text",
            "Mailens opsatte tekst gemmer ord, som modtageren ikke ser på skærmen: "
            f"»{' … '.join(told.hidden)[:MOST_SAID]}«.",
            part,
        )
    return told.text
