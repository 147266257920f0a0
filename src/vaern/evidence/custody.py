"""The custody log: a chain of who received, saw or exported an item, and from where. It begins when she sends."""

import hashlib

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.audit.encoding import netstrings
from vaern.audit.moments import to_microseconds
from vaern.audit.places import place_of
from vaern.cases.readers import in_log
from vaern.errors import IntegrityBroken
from vaern.evidence.models import CustodyEntry, Item


def add(item: Item, act: str, by: Actor, reason_code: str = "") -> CustodyEntry:
    """The next link of the item's chain, in the caller's transaction, after the case's chain has been locked."""
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
    """How many entries the chain has. IntegrityBroken at the first that is not what was written."""
    previous, count = item.salted_digest, 0
    for count, entry in enumerate(item.custody.order_by("sequence"), start=1):
        if entry.sequence != count or entry.previous_hash != previous or entry.hash != entry_hash(entry):
            raise _broken(item, entry.sequence)
        previous = entry.hash
    return count


def _broken(item: Item, sequence: int) -> IntegrityBroken:
    return IntegrityBroken(
        _("The custody log of an item is not what was written."),
        _("Item %(item)s, entry %(entry)s.") % {"item": item.id, "entry": sequence},
        _("Nothing was changed. Tell the system owner, who can compare with a backup."),
    )
