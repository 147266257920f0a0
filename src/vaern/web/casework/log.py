"""The log of a case as sentences."""

from dataclasses import dataclass
from datetime import UTC, datetime

from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.audit.sentences import sentence
from vaern.cases.models import Case
from vaern.people.models import Person


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
    ids = {event.actor_id for event in found if event.actor_id}
    names = {str(person.id): person.name for person in Person.objects.filter(id__in=ids)}
    return [
        Line(
            datetime.fromtimestamp(event.recorded_at / 1_000_000, UTC),
            names.get(event.actor_id, "Værn"),
            sentence(event, names),
            event.sequence,
        )
        for event in reversed(found)
    ]
