"""Each stream is a chain of its own; its head is the row that every writer locks first."""

from uuid import UUID

from django.db import transaction
from django.db.transaction import TransactionManagementError

from vaern.audit.encoding import event_hash
from vaern.audit.enums import Stream
from vaern.audit.models import ChainHead, Event


def lock(stream: Stream, stream_id: UUID | str) -> ChainHead:
    """Hold a stream until the transaction ends: whoever comes later sees what this one wrote.

    Every writer to a case calls this first in its transaction, before it reads what it decides on. Outside a
    transaction it raises, since the lock would be gone before the next line.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("A chain can be locked only inside transaction.atomic().")
    heads = ChainHead.objects.select_for_update()
    head, _made = heads.get_or_create(stream=Stream(stream).value, stream_id=str(stream_id))
    return head


def append(head: ChainHead, *events: Event) -> None:
    """Add the events as the next links of a locked chain."""
    for event in events:
        link(head, event)
    Event.objects.bulk_create(events)
    head.save(update_fields=["sequence", "hash"])


def link(head: ChainHead, event: Event) -> None:
    """Give the event its number and its hashes, and move the head (in memory) to it."""
    event.stream, event.stream_id = head.stream, head.stream_id
    event.sequence, event.previous_hash = head.sequence + 1, head.hash
    event.hash = event_hash(event)
    head.sequence, head.hash = event.sequence, event.hash
