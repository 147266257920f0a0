"""A scope is a part of Værn's memory that is forgotten as a whole, with a key of its own."""

from dataclasses import dataclass
from uuid import UUID

from django.db import models


class ScopeKind(models.TextChoices):
    """Parts with different lives: the sender's data, the injury record and the case are forgotten apart."""

    CASE = "case"
    SENDER = "sender"
    INJURY = "injury"
    REQUEST = "request"
    PERSON = "person"
    UNIT = "unit"
    ORGANISATION = "org"


@dataclass(frozen=True, slots=True)
class Scope:
    """Names one key: a kind and the id of the row that it belongs to."""

    kind: ScopeKind
    id: UUID

    def __str__(self) -> str:
        return f"{self.kind.value}/{self.id}"


# The one scope that belongs to no row: its key makes digests that can be compared across cases, and seals nothing.
ORGANISATION = Scope(ScopeKind.ORGANISATION, UUID(int=0))
