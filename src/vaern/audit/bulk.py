"""Writes whole histories at once, with valid chains: for the demo town, imports and measurements."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from vaern.audit.chains import link
from vaern.audit.enums import Stream
from vaern.audit.models import ChainHead, Event

AT_ONCE = 500


def write_histories(histories: Iterable[tuple[Stream, UUID | str, list[Event]]]) -> int:
    """Write new streams, each with its events (from `events.draft`) in order; how many events were written."""
    count, heads, events = 0, list[ChainHead](), list[Event]()
    for stream, stream_id, drafts in histories:
        head = ChainHead(stream=Stream(stream).value, stream_id=str(stream_id))
        for event in drafts:
            link(head, event)
        heads.append(head)
        events += drafts
        count += len(drafts)
        if len(events) >= AT_ONCE * 10:
            _write(heads, events)
            heads, events = [], []
    _write(heads, events)
    return count


def _write(heads: list[ChainHead], events: list[Event]) -> None:
    with transaction.atomic():
        ChainHead.objects.bulk_create(heads, batch_size=AT_ONCE)
        Event.objects.bulk_create(events, batch_size=AT_ONCE)
