"""The start page of those who handle cases: tasks by deadline, what is new, and their cases."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet

from vaern.cases import queries as cases
from vaern.cases.enums import CaseState
from vaern.cases.models import Case
from vaern.people.viewer import Viewer
from vaern.plans.models import Task
from vaern.web.casework.news import news
from vaern.web.casework.tasks import ShownTask, shown
from vaern.web.casework.titles import case_title

MOST_ON_PAGE = 50
MOST_TASKS = 20
MOST_CASES = 10


@dataclass(frozen=True)
class CaseLine:
    """A case in a list."""

    case: Case
    title: str


def open_tasks(viewer: Viewer) -> list[ShownTask]:
    """The viewer's own open tasks in cases that the viewer may see, the nearest deadline first."""
    found = (
        Task.objects.filter(owner=viewer.person, done_at=None, not_relevant=False)
        .filter(case__in=cases.cases_visible_to(viewer.person).filter(state=CaseState.OPEN))
        .select_related("case")
        .order_by(F("due_at").asc(nulls_last=True), "position")[:MOST_TASKS]
    )
    return shown(list(found))


def case_lines(found: QuerySet[Case]) -> list[CaseLine]:
    """Cases with their titles, without opening any sealed text."""
    return [CaseLine(case, case_title(case)) for case in found.select_related("unit").prefetch_related("incidents")]


def listed(viewer: Viewer, *, state: str, before: str = "") -> tuple[list[CaseLine], str]:
    """One page of the viewer's cases, newest first, and the mark to go on from (empty at the end)."""
    found = cases.cases_visible_to(viewer.person).filter(state=state).order_by("-opened_at", "-id")
    if before:
        moment, _, last = before.partition("_")
        found = found.filter(opened_at__lte=moment).exclude(opened_at=moment, id__gte=last)
    lines = case_lines(found[: MOST_ON_PAGE + 1])
    more = len(lines) > MOST_ON_PAGE
    shown = lines[:MOST_ON_PAGE]
    mark = f"{shown[-1].case.opened_at.isoformat()}_{shown[-1].case.id}" if more and shown[-1].case.opened_at else ""
    return shown, mark


def overview_page(viewer: Viewer) -> dict[str, Any]:
    """Tasks, news, and the open cases."""
    lines, _mark = listed(viewer, state=CaseState.OPEN)
    first = lines[:MOST_CASES]
    return {"tasks": open_tasks(viewer), "news": news(viewer), "cases": first, "more": len(lines) > len(first)}
