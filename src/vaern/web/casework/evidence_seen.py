"""What was seen before, in words: for those who may see the evidence, and never on any other page."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vaern.cases.models import Case
from vaern.evidence.identifiers import FILE, PHONE
from vaern.evidence.models import Item
from vaern.people.enums import OrgRole
from vaern.people.models import Person
from vaern.people.queries import everyone_with
from vaern.process.recurrence import Seen, seen_before
from vaern.web.casework.reader_words import identifier_word

DANISH_NUMBER = re.compile(r"\+45(\d\d)(\d\d)(\d\d)(\d\d)")


@dataclass(frozen=True)
class SeenLine:
    """One identifier and where it stands: items and cases with what their addresses are made from."""

    says: str
    value: str
    items: list[tuple[int, UUID]]
    calls: int
    cases: list[str]
    others: bool


def seen_of(viewer: Person, case: Case, item: Item | None = None) -> dict[str, Any]:
    """For the page of the case's evidence, or of one item; nothing where nothing was seen before."""
    found = [one for one in seen_before(viewer, case) if item is None or item in one.items]
    if not found:
        return {}
    elsewhere = any(one.others or one.cases for one in found)
    return {
        "seen": [_line(one, item) for one in found],
        "seen_not_alone": any(one.not_alone for one in found),
        "seen_ask": _whom_to_ask() if elsewhere else "",
    }


def _line(one: Seen, besides: Item | None) -> SeenLine:
    says = _("The same file, byte for byte") if one.kind == FILE else identifier_word(one.kind)
    value = DANISH_NUMBER.sub(r"+45 \1 \2 \3 \4", one.value) if one.kind == PHONE else one.value
    return SeenLine(says, value, list(_numbered(one.items, besides)), one.calls, list(one.cases), one.others)


def _numbered(items: Iterable[Item], besides: Item | None) -> Iterable[tuple[int, UUID]]:
    """The items with their numbers; the one whose page it is need not lead to itself."""
    return ((item.number, item.pk) for item in items if item != besides)


def _whom_to_ask() -> str:
    """Those who look across workplaces: the work-environment team, else a jurist."""
    if everyone_with(OrgRole.SAFETY_TEAM).exists():
        return _("Should the cases be seen together? Ask the work-environment team.")
    return _("Should the cases be seen together? Ask a jurist.")
