"""Who did it, and in which role."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """A person acting in one role; the system acts without a person."""

    person_id: UUID | None
    role: str


SYSTEM = Actor(person_id=None, role="system")
