"""What is written of a sender, in one piece."""

from dataclasses import dataclass

from vaern.cases.enums import SenderKind
from vaern.cases.text import clean
from vaern.people.models import Person


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sent it, where that person lives, and how we know. A colleague is a person; nobody else ever is."""

    kind: SenderKind
    identity: str = ""
    address: str = ""
    how_known: str = ""
    person: Person | None = None

    @property
    def words(self) -> dict[str, str]:
        """What is sealed with the sender's own key, by field. A colleague without a written name has the person's."""
        named = self.identity.strip() or (self.person.name if self.person else "")
        return {"identity": clean(named), "address": clean(self.address), "how_known": clean(self.how_known)}
