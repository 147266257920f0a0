"""What the recipient of a bundle will be able to see, said before it is given. It warns and stops nothing."""

import io
from collections.abc import Callable, Iterable, Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image

from vaern.cases.models import Case, Incident
from vaern.cases.queries import affected_employees
from vaern.evidence import cpr
from vaern.evidence.bundle.metadata import incidents_of, provenance_of, tells_incidents
from vaern.evidence.kinds import SHOWN
from vaern.evidence.marks import texts_of
from vaern.evidence.models import CallEntry, Item
from vaern.evidence.pictures import MOST_BYTES
from vaern.evidence.provenance import ASKED, call_said
from vaern.evidence.readable import readable
from vaern.evidence.reading import said_of
from vaern.evidence.redaction import RedactedCopy, still_says
from vaern.vault import blobs
from vaern.vault.text import read

EXIF_POSITION = 0x8825
POSITION = "position"
MOST_PICTURES = 200
MOST_TEXT = 4 * 1024 * 1024
PERSONS = frozenset({"email", "phone", "profile_url", "user_id", "account", "name"})
STRANGERS = frozenset({"police", "court", "other"})
READABLE = ("text/", "message/")


def export_warnings(
    case: Case,
    items: Sequence[Item],
    for_whom: str,
    copies: Iterable[RedactedCopy] = (),
    *,
    calls: Iterable[CallEntry] = (),
) -> tuple[str, ...]:
    """Sentences, the gravest first, in the user's language; none where there is nothing to think of.

    `items` are given as they are; of `copies`, in which something is hidden, what was left in them is looked at.
    Of `calls`, what the bundle tells this recipient is.
    """
    copies, told = list(copies), list(calls) if tells_incidents(for_whom) else []
    found = [
        *_by_recipient(for_whom),
        _named(items, _has_number, _("There may be a civil registration number (cpr) in: %(items)s.")),
        _left_in(copies, _("There may be a civil registration number (cpr) left in the redacted copy of: %(items)s.")),
        _told_with(
            copies, _("There may be a civil registration number (cpr) in what is told of the redacted copy: %(items)s.")
        ),
        _hidden_elsewhere(items, copies, told),
        _told_along(copies),
        *_about_incidents(incidents_of([*items, *(copy.row.item for copy in copies)]), for_whom),
        _named(items, _has_position, _("The place where it was taken or recorded is hidden in: %(items)s.")),
        _named(items, _has_others, _("Other persons' names, addresses or accounts can be seen in: %(items)s.")),
        _named(items, _is_dangerous, _("May harm a computer; say so to the recipient: %(items)s.")),
        _named([*items, *(copy.row.item for copy in copies)], _waits_for_stamp, _not_stamped()),
        *_about_calls(told),
        *_about_those_named(case, items, told),
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
    return _listing(sentence, (f"B{item.number}" for item in items if asks(item)))


def _left_in(copies: Iterable[RedactedCopy], sentence: str) -> str:
    """What was not hidden in a copy of a text. What a picture shows is for the eye."""
    texts = (copy for copy in copies if copy.media_type.startswith("text/"))
    found = (copy.name for copy in texts if cpr.find(b"".join(copy.read()).decode("utf-8", "replace")))
    return _listing(sentence, found)


def _told_with(copies: Iterable[RedactedCopy], sentence: str) -> str:
    """The name of the original, and what is said of where it comes from, go along with a copy as they stand."""
    told = {copy.name: (copy.reason, *_told(copy.row.item)) for copy in copies}
    return _listing(sentence, (name for name, words in told.items() if any(cpr.find(each) for each in words)))


def _hidden_elsewhere(items: Iterable[Item], copies: Sequence[RedactedCopy], calls: Iterable[CallEntry]) -> str:
    """What is hidden in a copy of a text may stand in another item, in a call, or in what is told of the copy."""
    if not copies:
        return ""
    told = [(copy.name, (copy.reason, *_told(copy.row.item))) for copy in copies]
    given = [*told, *((f"B{item.number}", list(_texts(item))) for item in items)]
    given += [(f"O{row.number}", list(_noted(row))) for row in calls]
    found = (name for name, words in given if any(still_says(copy, words) for copy in copies))
    return _listing(_("Words that are hidden in a redacted copy can be read in: %(items)s."), found)


def _told_along(copies: Iterable[RedactedCopy]) -> str:
    """What was written of where it comes from may be just what a black area covers."""
    sentence = _("What is written of its source goes along with: %(items)s. Read whether it says what is hidden.")
    return _listing(sentence, (copy.name for copy in copies if any(list(_told(copy.row.item))[1:])))


def _listing(sentence: str, names: Iterable[str]) -> str:
    """The sentence with the names; nothing where there are none."""
    listed = ", ".join(names)
    return sentence % {"items": listed} if listed else ""


def _about_incidents(incidents: Iterable[Incident], for_whom: str) -> list[str]:
    """The bundle's line in time says what the case says of each incident, written by and for the workplace."""
    if not tells_incidents(for_whom):
        return []
    told = {one.number: summary for one in incidents if (summary := read(one, "summary"))}
    numbered = [number for number, summary in told.items() if cpr.find(summary)]
    found = []
    if numbered:
        sentence = _("There may be a civil registration number (cpr) in what the case says of incident %(incidents)s.")
        found.append(sentence % {"incidents": _listed(numbered)})
    if told and for_whom in STRANGERS:
        sentence = _("The bundle tells what the case says of incident %(incidents)s. Read it first.")
        found.append(sentence % {"incidents": _listed(told)})
    return found


def _about_calls(calls: Sequence[CallEntry]) -> list[str]:
    """What was noted of a call is told as it stands: nothing in it can be hidden, so it is read or left out."""
    numbered = (f"O{row.number}" for row in calls if any(cpr.find(words) for words in _noted(row)))
    sentence = _("There may be a civil registration number (cpr) in what was noted of the calls: %(items)s.")
    read_first = _("The bundle tells what was noted of the calls, and the number: %(items)s. Read it first.")
    return [_listing(sentence, numbered), _listing(read_first, (f"O{row.number}" for row in calls))]


def _noted(row: CallEntry) -> Iterable[str]:
    return call_said(row).values()


def _listed(numbers: Iterable[int]) -> str:
    *first, last = (str(number) for number in sorted(numbers))
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def _has_number(item: Item) -> bool:
    return any(cpr.find(text) for text in _texts(item))


def _texts(item: Item) -> Iterable[str]:
    """What is told of it, what a reader found, and the words of a plain file that nobody has read yet."""
    yield from _told(item)
    yield from texts_of(item)
    yield readable(item)
    if item.media_type.startswith(READABLE) and item.size <= MOST_TEXT:
        yield blobs.read_whole(item.blob).decode("utf-8", "replace")


def _told(item: Item) -> Iterable[str]:
    """What the bundle says of an item in words: its name, where it was seen, and where it comes from."""
    yield read(item, "name")
    yield read(item, "source")
    told = provenance_of(item) or {}
    yield from (str(told.get(name, "")) for name in ASKED)
    yield from (one["value"] for one in told.get("confirmed", ()))


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


def _not_stamped() -> str:
    return _("Not yet time-stamped: %(items)s. Give it away when it is, if you can wait; else say so to the recipient.")


def _waits_for_stamp(item: Item) -> bool:
    """Whether a stamp is still to come: where no authority is set up, none is waited for."""
    return bool(settings.TIMESTAMP_URL) and not item.tokens.exists()


def _about_those_named(case: Case, items: Sequence[Item], calls: Sequence[CallEntry]) -> list[str]:
    hit = {person.id for person in affected_employees(case)}
    senders = {item.received_from for item in items if item.received_from}
    writers = {row.made_by for row in calls}
    told = [
        sentence % {"names": ", ".join(sorted(person.name for person in named))}
        for sentence, named in (
            (_("The bundle names those who handed in the files: %(names)s."), senders),
            (_("The bundle names those who noted the calls: %(names)s."), writers),
        )
        if named
    ]
    if any(person.id in hit for person in senders | writers):
        told.append(_("The affected employee's name is among them, and reaches whoever may read the bundle."))
    return told
