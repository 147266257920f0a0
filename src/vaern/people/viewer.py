"""The person who is looking, with the roles that person holds today."""

from dataclasses import dataclass
from uuid import UUID

from vaern.audit.actors import Actor
from vaern.people.enums import OrgRole
from vaern.people.models import Person


@dataclass(frozen=True)
class Viewer:
    """One human being, whichever account was used. Roles in the organisation open no case."""

    person: Person
    roles: frozenset[tuple[OrgRole, UUID]]

    def holds(self, *roles: OrgRole) -> bool:
        """Whether the person holds one of the roles anywhere today."""
        return any(role in roles for role, _unit in self.roles)

    def acting(self, role: str = "employee") -> Actor:
        """The person as an actor in a role."""
        return Actor(self.person.id, role)
