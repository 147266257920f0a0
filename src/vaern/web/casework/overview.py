"""The start page of those who handle cases: tasks by deadline, what is new, and their cases."""

from dataclasses import replace
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse

from vaern import clock
from vaern.cases import queries as cases
from vaern.cases.enums import Area, CaseState
from vaern.people.viewer import Viewer
from vaern.plans.models import Task
from vaern.web.casework.case_lines import listed
from vaern.web.casework.news import news
from vaern.web.casework.tasks import ShownTask, shown
from vaern.web.casework.waiting import MOST_WAITING, waiting_for
from vaern.web.menu import own_pages

MOST_TASKS = 20
MOST_CASES = 10


def open_tasks(viewer: Viewer) -> list[ShownTask]:
    """The viewer's own open tasks in cases that the viewer may see, the nearest deadline first."""
    mine = cases.parts_of(viewer.person).filter(case__state=CaseState.OPEN, case=OuterRef("case_id"))
    own = Task.objects.filter(Exists(mine), owner=viewer.person, done_at=None, not_relevant=False)
    own = own.select_related("case", "plan")
    # Those without a day come last, and are asked for apart, so that the others are read in the order of their index.
    dated = list(own.exclude(due_at=None).order_by("due_at", "position")[:MOST_TASKS])
    undated = own.filter(due_at=None).order_by("position")[: MOST_TASKS - len(dated)] if len(dated) < MOST_TASKS else []
    return _leading_on(viewer, shown([*dated, *undated]))


def _leading_on(viewer: Viewer, tasks: list[ShownTask]) -> list[ShownTask]:
    """Each opens the plan; where the viewer's role does not open the plan, the work-injury page it is about."""
    held = cases.roles_by_case(viewer.person, {task.task.case_id for task in tasks})
    opens = {case_id for case_id, roles in held.items() if Area.STATUS in cases.areas_with(roles)}
    return [
        task if task.task.case_id in opens else replace(task, url=reverse("case_injury", args=[task.task.case.number]))
        for task in tasks
    ]


def overview_page(viewer: Viewer, most_waiting: int | None = MOST_WAITING) -> dict[str, Any]:
    """Tasks, news, and the open cases; of what waits, the oldest so many (None: all of it)."""
    lines, more = listed(viewer, state=CaseState.OPEN, most=MOST_CASES)
    tasks = open_tasks(viewer)
    today = [task for task in tasks if task.task.due_at and clock.local(task.task.due_at).date() <= clock.today()]
    waiting, more_waiting = waiting_for(viewer, most_waiting)
    due = [line for line in lines if line.due and clock.local(line.due).date() <= clock.today()]
    page = {"tasks": tasks, "waiting": waiting, "today": len(today) + len(waiting), "own_pages": own_pages(viewer)}
    page |= {"due": len(due), "more_waiting": more_waiting}
    return page | {"news": news(viewer), "cases": lines, "more": bool(more)}
