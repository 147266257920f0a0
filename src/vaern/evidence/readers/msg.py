"""A mail as Outlook saves it (.msg): words, people, times, attachments, mails within the mail, signed and encrypted."""

import email
import email.policy
import re
from dataclasses import replace

from oxmsg.storage import Storage

from vaern.evidence.readers import mail, mail_body, mail_headers, mail_quoted, rtf_words, smime, times
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.mail_headers import Person
from vaern.evidence.readers.mail_letter import Letter, attach
from vaern.evidence.readers.msg_props import CHILD, EMBEDDED, ROOT, Props, tree
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source, Time, Unreadable

CLASS, SUBJECT, HEADERS, BODY, RTF, MESSAGE_ID, REPORT = 0x001A, 0x0037, 0x007D, 0x1000, 0x1009, 0x1035, 0x1001
LOCATION, STARTS, ENDS = 0x8208, 0x820D, 0x820E  # of an appointment
SENT, RECEIVED, FLAGS, MADE, CHANGED = 0x0039, 0x0E06, 0x0E07, 0x3007, 0x3008
UNSENT = 0x8
APART = 120  # seconds; clocks of hosts differ by less
ROLES = {1: "to", 2: "cc", 3: "bcc"}
SENDERS = (("from", 0x0042, (0x5D02, 0x0065)), ("sender", 0x0C1A, (0x5D01, 0x0C1F)))
EMBEDDED_MAIL, OLE = 5, 6
INSIDE = "__substg1.0_3701000D"


def read(source: Source, out: Out) -> Reading:
    """The mail in full. Raises Unreadable when the file is no Outlook message."""
    g = Gather(source, out, "mail.msg")
    try:
        root, lost = tree(str(source.path))
    except (OSError, ValueError, IndexError, RecursionError, TypeError) as fault:
        raise Unreadable("Filen ser ud som en Outlook-mail (.msg), men er beskadiget og kan ikke åbnes.") from fault
    if not any(stream.name.startswith("__properties") for stream in root.streams):
        raise Unreadable(
            "Filen ligner en Outlook-mail (.msg), men er afbrudt eller beskadiget: den har ingen egenskaber."
        )
    if lost:
        g.broken("cut_off", f"{lost} stykker af filen kan ikke læses. Resten er vist.")
    letter = _message(g, root, ROOT, part="", depth=0)
    g.checks["dkim"] = "cannot_be_checked"
    g.warn(
        "dkim_not_in_msg",
        "Outlooks format gemmer ikke mailen, som den blev sendt, så afsenderdomænets underskrift (DKIM) kan ikke "
        "kontrolleres. Hent om muligt mailen som .eml.",
    )
    return replace(g.reading(), messages=(mail.thread_message(letter, 1),))


def _message(g: Gather, storage: Storage, offset: int, *, part: str, depth: int) -> Letter:
    props = Props(storage, offset)
    headers = email.message_from_string(props.text(HEADERS).lstrip(), policy=email.policy.compat32)
    letter = Letter(g, headers, b"", part=part, depth=depth)
    if not part:
        g.title = props.text(SUBJECT)
        _facts(g, props, letter)
    _people(letter, props, storage)
    _times(letter, props)
    if not depth:
        mail.notice_recipients(letter)
    mail.notice_sender(letter)
    for child in (each for each in storage.storages if each.name.startswith("__attach_version1.0_#")):
        _attachment(letter, child, props.codepage)
    letter.body = _body(letter, props) or letter.body
    if letter.message.get_content_subtype() == "encrypted":
        g.warn("encrypted", mail_body.ENCRYPTED.format(how="PGP"), part)
    mail_quoted.notice(g, props.text(SUBJECT), letter.body, part)
    g.text(letter.body, part=part)
    return letter


def _facts(g: Gather, props: Props, letter: Letter) -> None:
    g.fact("Message class", props.text(CLASS))
    g.fact("Subject", props.text(SUBJECT))
    g.fact("Display to", props.text(0x0E04))
    g.fact("Display cc", props.text(0x0E03))
    g.fact("Location", props.text(props.appointment(LOCATION)) if not letter.part else "")
    g.facts += mail_headers.headers(letter.message)
    mail_headers.gather_route(g, letter.message)


def _people(letter: Letter, props: Props, storage: Storage) -> None:
    """Recipients from their own table; those of the headers only where the table has none."""
    g, found = letter.g, letter.people
    for role, name, addresses in SENDERS:
        person = _person(props.text(name), [props.text(number) for number in addresses])
        if str(person) and person not in found.get("from", []):
            found.setdefault(role, []).append(person)
    for child in (each for each in storage.storages if each.name.startswith("__recip_version1.0_#")):
        one = Props(child, CHILD, props.codepage)
        person = _person(one.text(0x3001), [one.text(number) for number in (0x39FE, 0x3003)])
        found.setdefault(ROLES.get((one.number(0x0C15) or 1) & 0xF, "to"), []).append(person)
    stated = mail_headers.gather_people(g, letter.message, letter.part)
    letter.people = {**stated, **{role: persons for role, persons in found.items() if _tells_more(role, stated)}}
    _identify(letter, props)


def kind_of(address: str) -> str:
    """An address on the net, or a place in the organisation's own directory, which may have an address in it."""
    return "email" if "@" in address and not address.startswith("/") else "x500"


def _tells_more(role: str, stated: dict[str, list[Person]]) -> bool:
    """The table is the fuller one, except of the sender where the mail's own line names an address."""
    return role != "from" or not any("@" in one.address for one in stated.get(role, []))


def _identify(letter: Letter, props: Props) -> None:
    for role, persons in letter.people.items():
        for person in persons:
            letter.g.identify(kind_of(person.address), person.address.lower(), role, person.name, letter.part)
    if props.text(MESSAGE_ID):
        letter.g.identify("message_id", props.text(MESSAGE_ID).strip("<> "), "own", part=letter.part)
    mail_headers.gather_origin(letter.g, letter.message, letter.part)


def _person(name: str, addresses: list[str]) -> Person:
    """An address on the net, or else the one inside the organisation's own directory."""
    outward = next((one for one in addresses if "@" in one), "")
    address = outward or next((one for one in addresses if one), name if "@" in name else "")
    return Person("" if name == address else name.strip("'"), address)


def _times(letter: Letter, props: Props) -> None:
    """The time of sending in UTC, as Outlook stores it; a draft has none, and that is said."""
    g, part = letter.g, letter.part
    for what, number in (("sent", SENT), ("received", RECEIVED), ("created", MADE), ("modified", CHANGED)):
        at = props.time(number)
        if at is not None:
            g.times.append(Time(what, at, at.isoformat(), part=part))
    for what, number in (("starts", STARTS), ("ends", ENDS)):
        at = props.time(props.appointment(number)) if not letter.part else None
        if at is not None:
            g.times.append(Time(what, at, at.isoformat()))
    sent = props.time(SENT)
    stated = mail_headers.header(letter.message, "date")
    header = times.from_mail(stated, "sent", part) if stated else None
    letter.sent = Time("sent", sent, sent.isoformat(), part=part) if sent else header
    if sent and header and header.at and abs((sent - header.at).total_seconds()) > APART:
        g.warn(
            "times_differ",
            f"Outlook og mailens egen linje (Date) er uenige om, hvornår den er sendt: {times.shown(sent)} og "
            f"{times.shown(header.at)}. Programmer viser den ene eller den anden.",
            part,
        )
    if letter.sent is None and (props.number(FLAGS) or 0) & UNSENT:
        g.warn("draft", "Mailen er en kladde: Outlook har den ikke som sendt, og den har ingen afsendelsestid.", part)


def _body(letter: Letter, props: Props) -> str:
    """The plain words and those of the page, or those of the Rich Text; the page is kept as a part."""
    html, page = props.html(), ""
    if html.strip():
        data = props.binary(0x1013) or html.encode()
        kept = letter.g.keep_or_say(data, kind="html", parent=letter.part, media_type="text/html")
        page = mail_body.page_words(letter, html, kept)
    found = mail_body.best(letter, [("plain", props.text(BODY).strip()), ("html", page)])
    told = "\n\n".join(words for _, words in found)
    return told or _rich(letter, props) or props.text(REPORT).strip()


def _rich(letter: Letter, props: Props) -> str:
    packed = props.binary(RTF)
    if not packed:
        return ""
    try:
        return rtf_words.words(rtf_words.unpacked(packed)).replace("\0", "").strip()
    except ValueError:
        letter.g.broken("body_unreadable", "Mailens tekst er gemt som Rich Text, der ikke kan pakkes ud.", letter.part)
        return ""


def _attachment(letter: Letter, storage: Storage, codepage: str) -> None:
    props = Props(storage, CHILD, codepage)
    name = re.split(r"[/\\]", props.text(0x3707) or props.text(0x3704) or props.text(0x3001))[-1].strip()
    inside = next((child for child in storage.storages if child.name == INSIDE), None)
    if inside is not None:
        _embedded(letter, inside, props, name)
        return
    data = props.binary(0x3701)
    if data is None:
        _not_there(letter, props, name)
    elif _is_wrapping(letter, props, name):
        _wrapped(letter, data, name, props.text(0x370E))
    else:
        kind = "inline" if props.text(0x3712) and props.number(0x7FFE) else "attachment"
        declared = props.text(0x370E) or "application/octet-stream"
        attach(letter, data, name=name, declared=declared, kind=kind)


def _embedded(letter: Letter, inside: Storage, props: Props, name: str) -> None:
    """A mail within the mail: it has no bytes of its own, so it is listed and read; an OLE object is listed only."""
    method = props.number(0x3705)
    is_mail = method == EMBEDDED_MAIL or any(one.name.startswith("__properties") for one in inside.streams)
    own = Props(inside, EMBEDDED) if is_mail else None
    subject = own.text(SUBJECT) if own else ""
    part = letter.g.list_only(
        kind="message" if own else "object",
        name=name or subject,
        parent=letter.part,
        media_type="application/vnd.ms-outlook" if own else "application/x-ole-storage",
        facts={"subject": subject} if subject else None,
    )
    letter.attachments.append(part.id)
    if own is None:
        letter.g.warn(
            "object_inside", "Mailen har et indlejret objekt fra et andet program. Det åbnes ikke her.", part.id
        )
    elif letter.depth >= mail_body.MOST_DEPTH:
        letter.g.broken("nested_too_deep", "Mailen er pakket ind i flere lag, end Værn åbner.", part.id)
    else:
        _message(letter.g, inside, EMBEDDED, part=part.id, depth=letter.depth + 1)


def _not_there(letter: Letter, props: Props, name: str) -> None:
    place = props.text(0x370D) or props.text(0x3708)
    part = letter.g.list_only(kind="external", name=name, parent=letter.part)
    letter.attachments.append(part.id)
    told = f" Mailen henviser til: {place[:300]}" if place else ""
    letter.g.broken("attachment_missing", f"Bilaget »{name or 'uden navn'}« er ikke med i filen.{told}", part.id)


def _is_wrapping(letter: Letter, props: Props, name: str) -> bool:
    declared = props.text(0x370E).lower()
    return declared in ("multipart/signed", "application/pkcs7-mime", "application/x-pkcs7-mime") or (
        name.lower().endswith(".p7m") and not letter.depth
    )


def _wrapped(letter: Letter, data: bytes, name: str, declared: str) -> None:
    """Outlook keeps a signed or encrypted mail as one attachment with all of the mail inside."""
    if declared.lower() != "multipart/signed" and (opened := smime.open_signed(data)) is None and data[:1] == b"0":
        attach(letter, data, name=name or "smime.p7m", declared="application/pkcs7-mime", kind="smime")
        letter.g.warn("encrypted", mail_body.ENCRYPTED.format(how="S/MIME"), letter.part)
        return
    if declared.lower() != "multipart/signed" and opened is not None:
        smime.tell(letter.g, "smime", opened[1], letter.part)
        data = opened[0]
    inner = email.message_from_bytes(data, policy=email.policy.compat32)
    letter.body = mail_body.walk(letter, inner, data, mail.read_letter)
