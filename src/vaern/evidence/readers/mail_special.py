"""Parts of a mail that are not for reading as words: bounces, invitations, what lies elsewhere, files in the text."""

import binascii
import re
from collections.abc import Callable
from email.message import Message as Mime

from vaern.evidence.readers import calendar_words, mail_headers, sniff
from vaern.evidence.readers.mail_letter import Letter, Nested, Words, attach, decoded, file_name, payload

BEGINS = re.compile(rb"^begin [0-7]{3,4} (.{1,200}?)\r?\n(?=[ -`]{2,80}\r?\n)", re.MULTILINE)


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


def _complaint(letter: Letter, entity: Mime, _nested: Nested) -> Words:
    """What a mail host says in its own form about a mail that somebody complained of."""
    for block in entity.get_payload() if entity.is_multipart() else []:
        for name, value in block.raw_items() if isinstance(block, Mime) else []:
            letter.g.fact(f"feedback.{name.lower()}", mail_headers.words(value))
            if name.lower() == "source-ip":
                letter.g.identify("ip", mail_headers.words(value), "sender", part=letter.part)
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
    inside = entity.get_payload()
    first = next((one for one in inside if isinstance(one, Mime)), None) if isinstance(inside, list) else None
    if first is None or number != "1":  # the first piece has the words; the others go on in the middle of a file
        return []
    leaves = (leaf for leaf in first.walk() if leaf.get_content_type() == "text/plain" and not leaf.is_multipart())
    return [("plain", decoded(letter, payload(letter, leaf), leaf)) for leaf in leaves]


def _calendar(letter: Letter, entity: Mime, _nested: Nested) -> Words:
    data = payload(letter, entity)
    part = attach(letter, data, name=file_name(entity) or "indkaldelse.ics", declared="text/calendar", kind="calendar")
    calendar_words.gather(letter.g, decoded(letter, data, entity), part)
    return []


def uuencoded(letter: Letter, data: bytes, text: str) -> str:
    """Old mail programs wrote attachments into the text itself."""
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
    "message/global-delivery-status": _report,
    "message/global-disposition-notification": _report,
    "message/feedback-report": _complaint,
    "message/global-headers": _returned_headers,
    "text/rfc822-headers": _returned_headers,
    "message/external-body": _elsewhere,
    "message/partial": _partial,
    "text/calendar": _calendar,
}
