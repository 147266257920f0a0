"""Each stream is a chain of its own; its head is the row that every writer locks first."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.transaction import TransactionManagementError

from vaern.audit.encoding import event_hash
from vaern.audit.enums import Stream
from vaern.audit.models import ChainHead, Event

# The heads that this transaction has locked, where they are kept: nobody else can move them before it ends.
_locked: ContextVar[dict[tuple[str, str], ChainHead] | None] = ContextVar("locked", default=None)


@contextmanager
def keep_locked() -> Iterator[None]:
    """For the length of one transaction: a head that it has locked is not read again for each event."""
    kept = _locked.get()
    token = _locked.set({} if kept is None else kept)
    try:
        yield
    finally:
        _locked.reset(token)


def lock(stream: Stream, stream_id: UUID | str) -> ChainHead:
    """Hold a stream until the transaction ends: whoever comes later sees what this one wrote.

    Every writer to a case calls this first in its transaction, before it reads what it decides on. Outside a
    transaction it raises, since the lock would be gone before the next line.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("A chain can be locked only inside transaction.atomic().")
    kept, key = _locked.get(), (Stream(stream).value, str(stream_id))
    if kept is not None and key in kept:
        return kept[key]
    head, _made = ChainHead.objects.select_for_update().get_or_create(stream=key[0], stream_id=key[1])
    if kept is not None:
        kept[key] = head
    return head


def append(head: ChainHead, *events: Event) -> None:
    """Add the events as the next links of a locked chain; DatabaseError where the head is not the chain's last link."""
    before = head.sequence
    for event in events:
        link(head, event)
    Event.objects.bulk_create(events)
    if not ChainHead.objects.filter(pk=head.pk, sequence=before).update(sequence=head.sequence, hash=head.hash):
        raise DatabaseError("The chain went on, or back, since its head was locked.")


def link(head: ChainHead, event: Event) -> None:
    """Give the event its number and its hashes, and move the head (in memory) to it."""
    event.stream, event.stream_id = head.stream, head.stream_id
    event.sequence, event.previous_hash = head.sequence + 1, head.hash
    event.hash = event_hash(event)
    head.sequence, head.hash = event.sequence, event.hash
