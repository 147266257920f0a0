"""Writes and reads the log. An action without its event is a bug."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from vaern import clock
from vaern.audit import chains, codes
from vaern.audit.actors import Actor
from vaern.audit.enums import Stream
from vaern.audit.models import Event
from vaern.audit.moments import to_microseconds


def record(
    name: str,
    *,
    stream: Stream,
    stream_id: UUID | str,
    by: Actor,
    data: Mapping[str, Any] | None = None,
    happened_at: datetime | None = None,
    known_at: datetime | None = None,
) -> Event:
    """Add an event to its stream, in the caller's transaction: both the act and its event stand, or neither.

    `happened_at` and `known_at` (aware) are the moment of recording where they are not given. BadInput when name, role
    or data could be words about a person.
    """
    event = draft(name, by=by, data=data, happened_at=happened_at, known_at=known_at)
    chains.append(chains.lock(stream, codes.check_stream_id(stream_id)), event)
    return event


def record_all(
    name: str, *, stream: Stream, stream_id: UUID | str, by: Actor, rows: Iterable[Mapping[str, Any]]
) -> None:
    """Add an event of one name for each row of data, in order, in the caller's transaction. BadInput as in `record`."""
    events = [draft(name, by=by, data=data) for data in rows]
    chains.append(chains.lock(stream, codes.check_stream_id(stream_id)), *events)


def record_apart(name: str, *, stream: Stream, stream_id: UUID | str, by: Actor, **more: Any) -> Event:
    """Add an event in a short transaction of its own: a reading is logged even when the page then fails."""
    with transaction.atomic(durable=True):
        return record(name, stream=stream, stream_id=stream_id, by=by, **more)


def draft(
    name: str,
    *,
    by: Actor,
    data: Mapping[str, Any] | None = None,
    happened_at: datetime | None = None,
    known_at: datetime | None = None,
    recorded_at: datetime | None = None,
) -> Event:
    """An event that is not yet a link of any chain; BadInput as in `record`."""
    recorded = recorded_at or clock.now()
    return Event(
        name=codes.check_name(name),
        actor_id=str(by.person_id or ""),
        role=codes.check_role(by.role),
        happened_at=to_microseconds(happened_at or recorded),
        known_at=to_microseconds(known_at or recorded),
        recorded_at=to_microseconds(recorded),
        data=codes.data_text(data or {}),
    )


def events_of(stream: Stream, stream_id: UUID | str) -> QuerySet[Event]:
    """A stream's events, oldest first, with those of the transaction that asks."""
    chains.write_waiting()
    return Event.objects.filter(stream=Stream(stream).value, stream_id=str(stream_id)).order_by("sequence")
