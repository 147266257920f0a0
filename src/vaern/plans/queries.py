"""The plan of a case as it stands."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from vaern import clock
from vaern.cases.models import Case
from vaern.plans.models import NO_LONGER_APPLIES, Deadline, Task


def tasks_of(case: Case) -> QuerySet[Task]:
    """The tasks in the order of the plan."""
    return case.tasks.select_related("plan", "owner", "done_by", "escalated_to").order_by("position", "made_at")


def open_tasks(case: Case) -> QuerySet[Task]:
    """Tasks that nobody has closed."""
    return tasks_of(case).filter(done_at=None)


def current_deadlines(case: Case) -> QuerySet[Deadline]:
    """The clocks that hold now, without those computed anew and those that no longer apply."""
    current = case.deadlines.filter(superseded_by=None).exclude(cause=NO_LONGER_APPLIES)
    return current.select_related("incident").order_by("due_at")


def nearest(tasks: Iterable[Task], deadlines: Iterable[Deadline]) -> datetime | None:
    """The nearest of the open tasks and of the clocks that still run."""
    running = (row.due_at for row in deadlines if row.met_at is None and row.due_at and row.due_at > clock.now())
    waiting = (task.due_at for task in tasks if task.due_at is not None)
    return min((*waiting, *running), default=None)
