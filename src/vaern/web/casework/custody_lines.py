"""The custody log of one item as sentences."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from vaern.audit.moments import from_microseconds
from vaern.cases.enums import CaseRole
from vaern.cases.readers import names_behind
from vaern.evidence import cpr
from vaern.evidence.models import CustodyEntry, Item, MovedItem
from vaern.evidence.moving import reasons_for_coming
from vaern.evidence.queries import custody_of
from vaern.web.casework.evidence_words import custody_word, place_word

ROLES = {str(code): label for code, label in CaseRole.choices}


@dataclass(frozen=True)
class CustodyLine:
    """Who did what with the item, when and from where; `hash` is its link of the chain.

    `why` is what somebody wrote of it: the reason for which it came from another case.
    """

    at: datetime
    who: str
    says: str
    role: str = ""
    place: str = ""
    hash: str = ""
    why: str = ""


def custody_lines(item: Item) -> list[CustodyLine]:
    """Oldest first."""
    return _lines(
        list(custody_of(item)),
        [item.case_id, *item.moves.exclude(case__state="forgotten").values_list("case_id", flat=True)],
        reasons_for_coming(item, item.case),
    )


def custody_before(moved: MovedItem) -> list[CustodyLine]:
    """What was done with an item in the case that it was moved from."""
    entries = list(custody_of(moved.item).filter(sequence__lte=moved.last_sequence))
    return _lines(entries, [moved.case_id], reasons_for_coming(moved.item, moved.case))


def without_numbers(line: CustodyLine) -> CustodyLine:
    """With civil registration numbers hidden in what somebody wrote; hashes are left as they are."""
    return replace(line, why=cpr.mask(line.why))


def _lines(entries: list[CustodyEntry], cases: Iterable[UUID], reasons: Mapping[int, str]) -> list[CustodyLine]:
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
            reasons.get(entry.sequence, ""),
        )
        for entry in entries
    ]
