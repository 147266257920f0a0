"""Codes of readers as words: what lies in a file, whose times and names they are, and what a check answered."""

from django.utils.translation import gettext as _

DIGESTS = frozenset({"digests", "digest", "resources"})


def part_word(kind: str) -> str:
    """What a part of an item is."""
    words = {
        "attachment": _("Attachment"),
        "inline": _("Picture in the text"),
        "message": _("Message inside"),
        "entry": _("File in the archive"),
        "file": _("File inside"),
        "folder": _("Folder"),
        "link": _("Link to another place"),
        "encrypted": _("Locked with a password"),
        "refused": _("Not taken out"),
        "page": _("Page"),
        "picture": _("Picture"),
        "thumbnail": _("Small picture"),
        "preview": _("Small picture"),
        "frame": _("Picture from the video"),
        "body": _("The text"),
        "text": _("The text"),
        "html": _("The text as a web page"),
        "embedded": _("File inside"),
        "resource": _("File of the page"),
        "external": _("Lies elsewhere, not fetched"),
        "missing": _("Missing"),
        "film": _("Short film behind the picture"),
        "fetched.again": _("Fetched again, and unchanged"),
        "calendar": _("Calendar invitation"),
        "shown": _("Copy made by Værn to be looked at"),
    }
    return words.get(kind) or (_("Fetched with the page") if kind.startswith("fetched") else _("Part"))


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
        "printed": _("Printed"),
        "signed": _("Signed"),
        "stamped": _("Time-stamped"),
        "starts": _("Begins"),
        "begins": _("Begins"),
        "ends": _("Ends"),
    }
    return words.get(what, what)


def identifier_word(kind: str, role: str = "") -> str:
    """What points to somebody, and where in the file it stands."""
    words = {
        "name": _("Name"),
        "email": _("E-mail address"),
        "phone": _("Telephone number"),
        "profile_url": _("Profile"),
        "url": _("Address of a page"),
        "user_id": _("User name or number"),
        "account": _("User account"),
        "ip": _("IP address"),
        "domain": _("Domain"),
        "x500": _("Internal mail address (X.500)"),
        "message_id": _("The message's number"),
        "position": _("Place"),
        "public_key": _("Public key"),
    }
    said, where = words.get(kind, kind), _role_word(role)
    return f"{said} ({where})" if where else said


def _role_word(role: str) -> str:
    words = {
        "from": _("from"),
        "sender": _("sender"),
        "to": _("to"),
        "cc": _("copy to"),
        "bcc": _("hidden copy to"),
        "reply_to": _("answers go to"),
        "return_path": _("returned to"),
        "delivered_to": _("delivered to"),
        "undelivered": _("not delivered to"),
        "own": _("its own"),
        "answer_to": _("answer to"),
        "quoted": _("in a mail that was passed on"),
        "thread": _("earlier in the thread"),
        "mentioned": _("mentioned in the text"),
        "author": _("author"),
        "signer": _("signer"),
        "found_in_bytes": _("found in the file"),
    }
    if role.startswith("route."):
        return _("stop %(number)s on the way") % {"number": role.removeprefix("route.")}
    return words.get(role, "")


def check_name(name: str) -> str:
    """What was checked."""
    words = {
        "dkim": _("The mail's signature (DKIM)"),
        "arc": _("Those who passed it on (ARC)"),
        "pgp": _("Signature (PGP)"),
        "smime": _("Signature (S/MIME)"),
        "signature": _("Signature"),
        "timestamp": _("Time-stamp"),
    }
    return _("Fingerprints in the file itself") if name in DIGESTS else words.get(name, name)


def check_words(name: str, answer: str) -> tuple[str, str]:
    """One of three answers, and what it means: a fingerprint in a file is no signature."""
    unchanged = _("It has not been changed since it was signed.")
    fits = _("The content fits them. They are not signed: whoever changes the file can change them too.")
    words = {
        "matches": (_("Matches"), fits if name in DIGESTS else unchanged),
        "does_not_match": (
            _("Does not match"),
            _("It may have been changed on its way, also innocently. Ask somebody who knows before you conclude."),
        ),
    }
    unknown = (_("Cannot be checked"), _("It is missing, or too weak to say anything. That says nothing against it."))
    return words.get(answer, unknown)
