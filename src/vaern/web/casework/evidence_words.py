"""What an item is, and what was done with it, as words."""

from django.utils.translation import gettext as _

from vaern.audit.places import Place
from vaern.evidence.actions import INSIDE
from vaern.evidence.bundle import RECIPIENTS, given_to


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


def place_word(place: str) -> str:
    """From where it was done, as it is said after who did it."""
    words = {
        Place.SERVER: _("on the server"),
        Place.COMMAND: _("from the server's command line"),
        Place.BROWSER: _("in a browser"),
        Place.INSIDE: _("in a browser on the workplace's network"),
        Place.OUTSIDE: _("in a browser outside of the workplace's network"),
    }
    return words[Place(place)]


def custody_word(act: str, reason_code: str, *, elsewhere: bool = False) -> str:
    """One act with an item, as a sentence; `elsewhere` where it was in another case, whose numbers are not ours."""
    words = {
        "received": _("Received and sealed"),
        "received_again": _("The same file came once more"),
        "viewed": _("It was shown"),
        "copied": _("A copy without position data was taken out"),
        "exported": _("A copy of the original was taken out"),
        "transformed": _("Copies were made to look at, and of what lies in it; the original is unchanged"),
        "quarantined": _("Set apart, because it may harm a computer"),
        "locked": _("Locked: it may not be shown or copied"),
        "unlocked": _("The lock was lifted: it was a mistake"),
        "moved_out": _("Moved out of a case it did not belong to"),
        "moved_in": _("Moved into this case"),
    }
    reasons = {
        "bundle": _("in the evidence bundle"),
        "thread": _("its words, in a thread of several screenshots"),
        "longer_words": _("single words of it, before something was hidden in a copy"),
        "same_as_locked": _("it is the same file as one that is locked"),
        "wrong_item": _("the wrong item was locked"),
        "police": _("the police have said that it is not forbidden"),
        "without_position": _("without where it was taken"),
    }
    whole = {
        ("exported", "redacted"): _("A copy in which something is hidden was taken out"),
        ("exported", "bundle_redacted"): _("A copy in which something is hidden was given in the evidence bundle"),
        ("transformed", "redacted"): _("A copy was made in which something is hidden; the original is unchanged"),
    }
    reason_code, whom = given_to(reason_code)
    said, reason = words.get(act, act), reasons.get(reason_code)
    if reason_code.startswith(INSIDE):
        number = {"number": reason_code.removeprefix(INSIDE)}
        here, there = _("it lay inside B%(number)s"), _("it lay inside what was B%(number)s in the case it came from")
        reason = (there if elsewhere else here) % number
    told = whole.get((act, reason_code)) or (f"{said} ({reason})" if reason else said)
    recipient = _("For: %(whom)s") % {"whom": RECIPIENTS[whom]} if whom else ""
    return ". ".join(filter(None, (told, recipient)))
