"""Small chains to break."""

from uuid import UUID

from django.db import connection, transaction

from vaern.audit import triggers
from vaern.audit.actors import SYSTEM
from vaern.audit.enums import Stream
from vaern.audit.events import record
from vaern.audit.findings import Finding
from vaern.audit.models import Event
from vaern.audit.verify import verify_all

CASE = UUID("11111111-1111-4111-8111-111111111111")
OTHER = UUID("22222222-2222-4222-8222-222222222222")


def write(count: int, stream_id: UUID = CASE) -> list[Event]:
    """A case's chain with so many events more."""
    with transaction.atomic():
        return [record("case.opened", stream=Stream.CASE, stream_id=stream_id, by=SYSTEM) for _ in range(count)]


def tamper(statement: str, *values: object) -> None:
    """What someone with the database's own powers could do: triggers away, rows changed, triggers back."""
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    triggers.install(connection)


def found() -> list[tuple[str, int, str, int]]:
    """What verify finds: stream id, event, what, until."""
    return [(f.stream_id, f.sequence, f.what.value, f.until) for f in findings()]


def findings() -> tuple[Finding, ...]:
    """What verify finds, whole."""
    return verify_all().findings
