"""The custody log: a chain of who received, saw or exported an item, and from where. It begins when she sends.

Every link is also named by an event of the case, so the tree over all cases is an anchor for custody too: a link that
is dropped, added or written anew no longer fits what the case's log says.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.audit.encoding import netstrings
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.audit.moments import to_microseconds
from vaern.audit.places import place_of
from vaern.cases.readers import in_log
from vaern.cases.writing import note, writing
from vaern.errors import IntegrityBroken
from vaern.evidence.models import CustodyEntry, Item


def add(item: Item, act: str, by: Actor, reason_code: str = "", *, event: str = "", **also: Any) -> CustodyEntry:
    """The next link of the item's chain and the case's event that names it, in the caller's transaction.

    The case's chain is locked before. The event is called as the act where it has no name of its own; `also` is what
    else it says.
    """
    last = item.custody.order_by("-sequence").first()
    entry = CustodyEntry(
        item=item,
        sequence=last.sequence + 1 if last else 1,
        act=act,
        place=place_of(by),
        person_id=str(in_log(item.case_id, by).person_id or ""),
        role=by.role,
        at=to_microseconds(clock.now()),
        reason_code=reason_code,
        previous_hash=last.hash if last else item.salted_digest,
    )
    entry.hash = entry_hash(entry)
    entry.save(force_insert=True)
    note(f"evidence.{event or act}", item.case, by, item=item.id, custody=entry.hash, **also)
    return entry


def entry_hash(entry: CustodyEntry) -> str:
    """SHA-256 over the entry's encoding, in hex."""
    return hashlib.sha256(entry_bytes(entry)).hexdigest()


def entry_bytes(entry: CustodyEntry) -> bytes:
    """Every field, each with its length before it: no two entries are written alike."""
    fields = (
        entry.item_id,
        entry.sequence,
        entry.act,
        entry.person_id,
        entry.role,
        entry.place,
        entry.at,
        entry.reason_code,
        entry.previous_hash,
    )
    return netstrings("custody/2", *(str(field) for field in fields))


def check(item: Item) -> int:
    """How many entries the chain has. IntegrityBroken at the first that is not what was written.

    Also where the logs of the cases that the item has been in name other entries than the chain has. Entries at its
    beginning may be older than the naming.
    """
    count, whole = _read(item)
    if not whole:
        with writing(item.case):  # somebody may have acted between the two readings: once more, with nobody acting
            count, whole = _read(item)
    if not whole:
        raise _broken(item, count)
    return count


def _read(item: Item) -> tuple[int, bool]:
    """How many entries were read, and whether each holds; it ends at the first that does not."""
    named = set(_named(item))
    previous, count, begun = item.salted_digest, 0, False
    for count, entry in enumerate(item.custody.order_by("sequence"), start=1):
        begun = begun or entry.hash in named
        fits = (entry.sequence, entry.previous_hash, entry.hash) == (count, previous, entry_hash(entry))
        if not fits or (begun and entry.hash not in named):
            return count, False
        named.discard(entry.hash)
        previous = entry.hash
    return (count + 1, False) if named else (count, True)


def _named(item: Item) -> Iterator[str]:
    """The entries of this item that the case's log names; so does the log of each case that it was in before."""
    for case_id in {item.case_id, *item.moves.values_list("case_id", flat=True)}:
        events = events_of(Stream.CASE, case_id).filter(name__startswith="evidence.", data__contains=str(item.id))
        for data in map(json.loads, events.values_list("data", flat=True)):
            if data.get("item") == str(item.id) and "custody" in data:
                yield data["custody"]


def _broken(item: Item, sequence: int) -> IntegrityBroken:
    return IntegrityBroken(
        _("The custody log of an item is not what was written."),
        _("Item %(item)s, entry %(entry)s.") % {"item": item.id, "entry": sequence},
        _("Nothing was changed. Tell the system owner, who can compare with a backup."),
    )
