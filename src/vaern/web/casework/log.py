"""The log of a case as sentences."""

from dataclasses import dataclass
from datetime import UTC, datetime

from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.audit.sentences import sentence
from vaern.cases.models import Case
from vaern.cases.readers import names_behind


@dataclass(frozen=True)
class Line:
    """One event: when it was recorded, by whom, what."""

    at: datetime
    who: str
    says: str
    number: int


def log_lines(case: Case) -> list[Line]:
    """Newest first."""
    found = list(events_of(Stream.CASE, case.id))
    names = names_behind(case.id, {event.actor_id for event in found})
    return [
        Line(
            datetime.fromtimestamp(event.recorded_at / 1_000_000, UTC),
            names.get(event.actor_id, "Værn"),
            sentence(event, names),
            event.sequence,
        )
        for event in reversed(found)
    ]
