"""The custody log of one item as sentences."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vaern.audit.moments import from_microseconds
from vaern.cases.enums import CaseRole
from vaern.cases.readers import names_behind
from vaern.evidence.models import CustodyEntry, Item, MovedItem
from vaern.evidence.queries import custody_of
from vaern.web.casework.evidence_words import custody_word, place_word

ROLES = {str(code): label for code, label in CaseRole.choices}


@dataclass(frozen=True)
class CustodyLine:
    """Who did what with the item, when and from where; `hash` is its link of the chain."""

    at: datetime
    who: str
    says: str
    role: str = ""
    place: str = ""
    hash: str = ""


def custody_lines(item: Item) -> list[CustodyLine]:
    """Oldest first."""
    return _lines(
        list(custody_of(item)),
        [item.case_id, *item.moves.exclude(case__state="forgotten").values_list("case_id", flat=True)],
    )


def custody_before(moved: MovedItem) -> list[CustodyLine]:
    """What was done with an item in the case that it was moved from."""
    return _lines(list(custody_of(moved.item).filter(sequence__lte=moved.last_sequence)), [moved.case_id])


def _lines(entries: list[CustodyEntry], cases: Iterable[UUID]) -> list[CustodyLine]:
    """Persons stand by the reader ids of the case in which they acted."""
    names: dict[str, str] = {}
    for case_id in cases:
        names |= names_behind(case_id, {entry.person_id for entry in entries} - set(names))
    came = max((entry.sequence for entry in entries if entry.act == "moved_in"), default=0)
    return [
        CustodyLine(
            from_microseconds(entry.at),
            names.get(entry.person_id, "Værn"),
            custody_word(entry.act, entry.reason_code, elsewhere=entry.sequence < came),
            str(ROLES.get(entry.role, "")),
            place_word(entry.place),
            entry.hash,
        )
        for entry in entries
    ]
