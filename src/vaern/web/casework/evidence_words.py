"""Codes of readers as words."""

from django.utils.translation import gettext as _


def kind_word(kind: str, media_type: str) -> str:
    """What an item is, by its reader, or by its first bytes where no reader has said."""
    words = {
        "mail": _("E-mail"),
        "sms": _("Text messages"),
        "chat": _("Chat"),
        "web": _("Web page"),
        "capture": _("Captured web page"),
        "picture": _("Picture"),
        "audio": _("Sound"),
        "video": _("Video"),
        "pdf": _("PDF document"),
        "office": _("Document"),
        "document": _("Document"),
        "program": _("Program"),
        "archive": _("Archive with files"),
        "calendar": _("Calendar invitation"),
        "text": _("Text"),
    }
    first = "pdf" if kind == "document.pdf" else kind.split(".", 1)[0] or _by_media_type(media_type)
    return words.get(first, _("File"))


def _by_media_type(media_type: str) -> str:
    main = media_type.split("/", 1)[0]
    known = {"image": "picture", "message": "mail", "application/pdf": "pdf", "application/zip": "archive"}
    return known.get(media_type) or known.get(main) or main


def part_word(kind: str) -> str:
    """What a part of an item is."""
    words = {
        "attachment": _("Attachment"),
        "inline": _("Picture in the text"),
        "message": _("Message inside"),
        "entry": _("File in the archive"),
        "page": _("Page"),
        "thumbnail": _("Small picture"),
        "frame": _("Picture from the video"),
        "body": _("The text"),
        "embedded": _("File inside"),
        "resource": _("File of the page"),
    }
    return words.get(kind, _("Part"))


def time_word(what: str) -> str:
    """What a time is the time of."""
    words = {
        "sent": _("Sent off"),
        "received": _("Received"),
        "taken": _("Taken"),
        "posted": _("Posted"),
        "created": _("Made"),
        "modified": _("Changed"),
        "captured": _("Captured"),
        "called": _("Called"),
    }
    return words.get(what, what)


def identifier_word(kind: str) -> str:
    """What points to somebody."""
    words = {
        "email": _("E-mail address"),
        "phone": _("Telephone number"),
        "profile_url": _("Profile"),
        "url": _("Address of a page"),
        "user_id": _("User name or number"),
        "ip": _("IP address"),
        "message_id": _("The message's number"),
    }
    return words.get(kind, kind)


def check_words(answer: str) -> tuple[str, str]:
    """One of three answers, and what it means."""
    words = {
        "matches": (_("Matches"), _("It has not been changed since it was signed.")),
        "does_not_match": (
            _("Does not match"),
            _("It may have been changed on its way, also innocently. Ask somebody who knows before you conclude."),
        ),
    }
    unknown = (_("Cannot be checked"), _("It is missing, or too weak to say anything. That says nothing against it."))
    return words.get(answer, unknown)


def custody_word(act: str, reason_code: str) -> str:
    """One act with an item, as a sentence."""
    words = {
        "received": _("Received and sealed"),
        "received_again": _("The same file came once more"),
        "viewed": _("It was shown"),
        "copied": _("A copy without position data was taken out"),
        "exported": _("A copy of the original was taken out"),
        "sent": _("It was sent"),
        "stamped": _("Time-stamped by an outside authority"),
        "transformed": _("Copies were made of what lies in it; the original is unchanged"),
        "quarantined": _("Set apart, because it may harm a computer"),
        "locked": _("Locked: it may not be shown or copied"),
        "moved_out": _("Moved out of a case it did not belong to"),
        "moved_in": _("Moved into this case"),
    }
    reasons = {
        "bundle": _("in the evidence bundle"),
        "redacted": _("a copy in which something is hidden"),
        "thread": _("its words, in a thread of several screenshots"),
        "parts_taken_out": _("what lay inside was taken out as copies"),
        "without_position": _("without where it was taken"),
    }
    said, reason = words.get(act, act), reasons.get(reason_code)
    if reason_code.startswith("inside_b"):
        reason = _("it lay inside B%(number)s") % {"number": reason_code.removeprefix("inside_b")}
    return f"{said} ({reason})" if reason else said
