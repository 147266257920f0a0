"""Cases as lines of a list: each opens the page that the viewer's role in it is for."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from vaern import clock
from vaern.cases import queries as cases
from vaern.cases.access import AREAS
from vaern.cases.enums import Area, CaseRole
from vaern.cases.models import Case, Participation
from vaern.cases.paging import MOST_ON_PAGE, page_of
from vaern.people.viewer import Viewer
from vaern.web.casework.titles import case_title

OWN = frozenset({CaseRole.AFFECTED_EMPLOYEE, CaseRole.REPORTER})


@dataclass(frozen=True)
class CaseLine:
    """A case in a list. One who sees the injury track only is told neither what happened nor what is due."""

    case: Case
    title: str
    url: str
    due: datetime | None = None

    @property
    def late(self) -> bool:
        """Whether its nearest deadline has passed."""
        return self.due is not None and self.due < clock.now()


def listed(viewer: Viewer, *, state: str, before: str = "", most: int = MOST_ON_PAGE) -> tuple[list[CaseLine], str]:
    """One page of the viewer's cases, newest first, and the mark to go on from (empty at the end)."""
    found = cases.recent_cases(viewer.person, state).select_related("unit").prefetch_related("incidents")
    rows, older = page_of(found, before, most)
    return _lines(viewer, rows), older


def _lines(viewer: Viewer, rows: list[Case]) -> list[CaseLine]:
    mine: QuerySet[Participation] = Participation.objects.filter(cases.current(), person=viewer.person, case__in=rows)
    roles: dict[UUID, set[CaseRole]] = {}
    for participation in mine:
        roles.setdefault(participation.case_id, set()).add(CaseRole(participation.role))
    return [_line(case, roles.get(case.id, set())) for case in rows]


def _line(case: Case, roles: set[CaseRole]) -> CaseLine:
    areas = frozenset().union(*(AREAS[role] for role in roles))
    due = case.next_deadline if Area.STATUS in areas else None
    if roles <= OWN:
        return CaseLine(case, case_title(case), reverse("my_case", args=[case.number]), due)
    if Area.STATUS in areas:
        return CaseLine(case, case_title(case), reverse("case", args=[case.number]), due)
    return CaseLine(case, _("Work injury"), reverse("case_injury", args=[case.number]))
