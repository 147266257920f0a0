"""Where the walk goes: every address, with real arguments."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.urls import reverse

from tests.architecture.addresses import Address, addresses
from tests.architecture.walk.world import EXPECTED, World
from vaern.cases.access import AREAS
from vaern.cases.models import Case, Report
from vaern.evidence.models import Item
from vaern.people.enums import OrgRole
from vaern.web.access import TABLE

NOWHERE = UUID("00000000-0000-4000-8000-000000000000")

# Where a case is opened by a role in the organisation: oversight gets the account of a case, without names.
ROLES_HELD = {"nanna": OrgRole.OVERSIGHT, "jens": OrgRole.DPO, "tove": OrgRole.SYSTEM_OWNER, "anders": OrgRole.DIRECTOR}


@dataclass(frozen=True)
class Place:
    """An address with real arguments, in which case or of whose draft."""

    name: str
    path: str
    case: str = ""
    writer: str = ""
    nowhere: str = ""

    def is_open_to(self, name: str) -> bool:
        """Whether the person may come in, from the case roles and the table alone. Places about no case: not asked."""
        if self.writer:
            return self.writer == name
        if not self.case:
            return True
        area, holders = TABLE[self.name].area, TABLE[self.name].roles
        if holders:
            return ROLES_HELD.get(name) in holders
        roles = EXPECTED.get(name, {}).get(self.case, frozenset())
        return any(area in AREAS[role] for role in roles)


@cache
def places(world: World) -> tuple[Place, ...]:
    """Every address: once for itself, or once for each case, or once for each draft; the world stays as it is."""
    return tuple(_places(world))


def _places(world: World) -> Iterator[Place]:
    for address in addresses():
        if "number" in address.arguments:
            yield from (_in_case(address, letter, case) for letter, case in world.cases.items())
        elif "report" in address.arguments:
            writers = {"D": "pernille", "M": "maja"}
            yield from (_in_draft(address, draft, writers[key]) for key, draft in world.drafts.items())
        else:
            rows = {"person": world.people["maja"].pk, "unit": world.cast.workplace.pk, "token": "ingen", "job": 1}
            yield Place(address.name, _path(address, rows))


def _in_case(address: Address, letter: str, case: Case) -> Place:
    rows = {
        "number": case.number,
        "item": _first(case.items.exclude(secured_at=None)),
        "upload": _first(case.uploads),
        "task": _first(case.tasks),
        "letter": _first(case.letters),
        "police_report": _first(case.police_reports),
        "person": _first(case.parties.exclude(person=None), "person_id"),
        "complaint": _first(case.complaints),
        "party": _first(case.parties.filter(kind="sender")),
        "kind": "law",
    }
    return Place(address.name, _path(address, rows), case=letter)


def _in_draft(address: Address, draft: Report, writer: str) -> Place:
    rows = {"report": draft.pk, "item": _first(Item.with_drafts.filter(report=draft))}
    return Place(address.name, _path(address, rows), writer=writer, nowhere=_path(address, {}))


def _path(address: Address, rows: dict[str, Any]) -> str:
    return reverse(address.name, kwargs={name: rows.get(name, NOWHERE) for name in address.arguments})


def _first(rows: Any, column: str = "pk") -> Any:
    return rows.order_by("pk").values_list(column, flat=True).first() or NOWHERE
