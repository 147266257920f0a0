"""The start page of those who handle cases: tasks by deadline, what is new, and their cases."""

from typing import Any

from django.db.models import F

from vaern.cases import queries as cases
from vaern.cases.enums import CaseState
from vaern.people.viewer import Viewer
from vaern.plans.models import Task
from vaern.web.casework.case_lines import listed
from vaern.web.casework.news import news
from vaern.web.casework.tasks import ShownTask, shown

MOST_TASKS = 20
MOST_CASES = 10


def open_tasks(viewer: Viewer) -> list[ShownTask]:
    """The viewer's own open tasks in cases that the viewer may see, the nearest deadline first."""
    found = (
        Task.objects.filter(owner=viewer.person, done_at=None, not_relevant=False)
        .filter(case__in=cases.cases_visible_to(viewer.person).filter(state=CaseState.OPEN))
        .select_related("case")
        .order_by(F("due_at").asc(nulls_last=True), "position")[:MOST_TASKS]
    )
    return shown(list(found))


def overview_page(viewer: Viewer) -> dict[str, Any]:
    """Tasks, news, and the open cases."""
    lines, _mark = listed(viewer, state=CaseState.OPEN)
    first = lines[:MOST_CASES]
    return {"tasks": open_tasks(viewer), "news": news(viewer), "cases": first, "more": len(lines) > len(first)}
