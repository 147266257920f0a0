"""Each stream is a chain of its own; its head is the row that every writer locks first."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from django.db import DatabaseError, transaction
from django.db.transaction import TransactionManagementError

from vaern.audit.encoding import event_hash
from vaern.audit.enums import Stream
from vaern.audit.models import ChainHead, Event

Key = tuple[str, str]


@dataclass(slots=True)
class _Kept:
    """What one transaction holds: heads that nobody else can move before it ends, and links that are not written yet.

    `moved` has where the database's head stood before. `early`: some links were written inside a savepoint.
    """

    savepoints: int
    heads: dict[Key, ChainHead] = field(default_factory=dict)
    moved: dict[Key, int] = field(default_factory=dict)
    waiting: list[Event] = field(default_factory=list)
    early: bool = False


_kept: ContextVar[_Kept | None] = ContextVar("kept", default=None)


@contextmanager
def keep_locked() -> Iterator[None]:
    """In one transaction a locked head is read once, and its links are written together, at the latest at the end.

    DatabaseError at the end where links of a chain were undone by a savepoint and those after them were not.
    """
    if _kept.get() is not None:
        yield
        return
    kept = _Kept(_savepoints())
    token = _kept.set(kept)
    try:
        yield
        write_waiting()
        for key, before in kept.moved.items():
            _move(kept.heads[key], before, count=kept.early)
    finally:
        _kept.reset(token)


def write_waiting() -> None:
    """Write the links that wait, so that whoever reads in this transaction sees them."""
    kept = _kept.get()
    if kept is not None and kept.waiting:
        kept.early |= _savepoints() > kept.savepoints  # undone with it, or not at all
        Event.objects.bulk_create(kept.waiting)
        kept.waiting.clear()


def lock(stream: Stream, stream_id: UUID | str) -> ChainHead:
    """Hold a stream until the transaction ends: whoever comes later sees what this one wrote.

    Every writer to a case calls this first in its transaction, before it reads what it decides on. Outside a
    transaction it raises, since the lock would be gone before the next line.
    """
    if not transaction.get_connection().in_atomic_block:
        raise TransactionManagementError("A chain can be locked only inside transaction.atomic().")
    kept, key = _kept.get(), (Stream(stream).value, str(stream_id))
    if kept is not None and key in kept.heads:
        return kept.heads[key]
    head, _made = ChainHead.objects.select_for_update().get_or_create(stream=key[0], stream_id=key[1])
    if kept is not None:
        kept.heads[key] = head
    return head


def begin(stream: Stream, stream_id: UUID | str) -> None:
    """The head of a chain that is new, as its subject is; IntegrityError where there is one."""
    ChainHead.objects.create(stream=Stream(stream).value, stream_id=str(stream_id))


def append(head: ChainHead, *events: Event) -> None:
    """Add the events as the next links of a locked chain; DatabaseError where the head is not the chain's last link."""
    before, kept, key = head.sequence, _kept.get(), (head.stream, head.stream_id)
    for event in events:
        link(head, event)
    if kept is None or kept.heads.get(key) is not head:
        Event.objects.bulk_create(events)
        _move(head, before)
        return
    kept.moved.setdefault(key, before)
    kept.waiting += events
    if _savepoints() > kept.savepoints:
        write_waiting()


def _move(head: ChainHead, before: int, *, count: bool = False) -> None:
    """Let the database's head be the last link."""
    links = Event.objects.filter(stream=head.stream, stream_id=head.stream_id, sequence__gt=before)
    whole = not count or links.count() == head.sequence - before
    mine = ChainHead.objects.filter(pk=head.pk, sequence=before)
    if not (whole and mine.update(sequence=head.sequence, hash=head.hash)):
        raise DatabaseError("The chain went on, or back, since its head was locked.")


def _savepoints() -> int:
    """How many savepoints are open."""
    return sum(name is not None for name in transaction.get_connection().savepoint_ids)


def link(head: ChainHead, event: Event) -> None:
    """Give the event its number and its hashes, and move the head (in memory) to it."""
    event.stream, event.stream_id = head.stream, head.stream_id
    event.sequence, event.previous_hash = head.sequence + 1, head.hash
    event.hash = event_hash(event)
    head.sequence, head.hash = event.sequence, event.hash
