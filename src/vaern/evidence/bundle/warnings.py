"""What the recipient of a bundle will be able to see, said before it is given. It warns and stops nothing."""

import io
from collections.abc import Callable, Iterable, Sequence

from django.utils.translation import gettext as _
from PIL import Image

from vaern.cases.models import Case
from vaern.cases.queries import affected_employees
from vaern.evidence import cpr
from vaern.evidence.kinds import SHOWN
from vaern.evidence.marks import texts_of
from vaern.evidence.models import Item
from vaern.evidence.pictures import MOST_BYTES
from vaern.evidence.reading import said_of
from vaern.vault import blobs
from vaern.vault.text import read

EXIF_POSITION = 0x8825
POSITION = "position"
MOST_PICTURES = 200
MOST_TEXT = 4 * 1024 * 1024
PERSONS = frozenset({"email", "phone", "profile_url", "user_id", "account", "name"})
READABLE = ("text/", "message/")


def export_warnings(case: Case, items: Sequence[Item], for_whom: str) -> tuple[str, ...]:
    """Sentences, the gravest first, in the user's language; none where there is nothing to think of."""
    found = [
        *_by_recipient(for_whom),
        _named(items, _has_number, _("There may be a civil registration number (cpr) in: %(items)s.")),
        _named(items, _has_position, _("The place where it was taken or recorded is hidden in: %(items)s.")),
        _named(items, _has_others, _("Other persons' names, addresses or accounts can be seen in: %(items)s.")),
        _named(items, _is_dangerous, _("May harm a computer; say so to the recipient: %(items)s.")),
        *_about_the_senders_of_files(case, items),
    ]
    return tuple(sentence for sentence in found if sentence)


def _by_recipient(for_whom: str) -> list[str]:
    if for_whom in {"police", "court"}:
        return [
            _("The suspect may read this: what is sent becomes part of the police file."),
            _("Leave out what the suspect does not know, such as private addresses, telephone numbers and habits."),
        ]
    if for_whom == "sender":
        return [_("The person it is about will read this. What concerns others must be hidden first.")]
    return []


def _named(items: Iterable[Item], asks: Callable[[Item], bool], sentence: str) -> str:
    names = ", ".join(f"B{item.number}" for item in items if asks(item))
    return sentence % {"items": names} if names else ""


def _has_number(item: Item) -> bool:
    return any(cpr.find(text) for text in _texts(item))


def _texts(item: Item) -> Iterable[str]:
    """What a reader found, the name, where it was seen, and the words of a plain file that nobody has read yet."""
    yield read(item, "name")
    yield read(item, "source")
    yield from texts_of(item)
    if item.media_type.startswith(READABLE) and item.size <= MOST_TEXT:
        yield blobs.read_whole(item.blob).decode("utf-8", "replace")


def _has_position(item: Item) -> bool:
    """What a reader found in it, or the notes of a picture: the item itself, or one that lay inside."""
    said = said_of(item)[1]
    if any(one.get("kind") == POSITION for one in said.get("identifiers", ())):
        return True
    if any(name == POSITION or "gps" in str(name).lower() for name, _value in said.get("facts", ())):
        return True
    inside = item.derivedfiles.filter(media_type__in=SHOWN).select_related("blob")[:MOST_PICTURES]
    pictures = [item.blob] if item.media_type in SHOWN else [row.blob for row in inside]
    return any(_exif_position(blobs.read_whole(blob)) for blob in pictures if blob.size <= MOST_BYTES)


def _exif_position(data: bytes) -> bool:
    """Whether the picture's own notes hold a place. A picture that cannot be opened is warned of by its reader."""
    try:
        with Image.open(io.BytesIO(data)) as picture:
            return bool(picture.getexif().get_ifd(EXIF_POSITION))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False


def _has_others(item: Item) -> bool:
    """Mails, chats and lists name more people than the two it is about."""
    said = said_of(item)[1]
    persons = {str(one.get("value", "")).lower() for one in said.get("identifiers", ()) if one.get("kind") in PERSONS}
    writers = {str(one.get("sender", "")).lower() for one in said.get("messages", ())} - {""}
    few = 2
    return len(persons) > few or len(writers) > few or item.media_type.startswith("message/")


def _is_dangerous(item: Item) -> bool:
    return item.quarantined_at is not None


def _about_the_senders_of_files(case: Case, items: Sequence[Item]) -> list[str]:
    hit = {person.id for person in affected_employees(case)}
    names = sorted({item.received_from.name for item in items if item.received_from})
    if not names:
        return []
    told = [_("The bundle names those who handed in the files: %(names)s.") % {"names": ", ".join(names)}]
    if any(item.received_from_id in hit for item in items):
        told.append(_("The affected employee's name is among them, and reaches whoever may read the bundle."))
    return told
