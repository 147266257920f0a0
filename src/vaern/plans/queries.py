"""The plan of a case as it stands."""

from datetime import datetime

from django.db.models import Min, Q, QuerySet

from vaern import clock
from vaern.cases.models import Case
from vaern.plans.models import Deadline, Task


def tasks_of(case: Case) -> QuerySet[Task]:
    """The tasks in the order of the plan."""
    return case.tasks.select_related("owner", "done_by", "escalated_to").order_by("position", "made_at")


def open_tasks(case: Case) -> QuerySet[Task]:
    """Tasks that nobody has closed."""
    return tasks_of(case).filter(done_at=None)


def current_deadlines(case: Case) -> QuerySet[Deadline]:
    """The clocks that hold now, without those computed anew."""
    return case.deadlines.filter(superseded_by=None).select_related("incident").order_by("due_at")


def next_due(case: Case) -> datetime | None:
    """The nearest of the open tasks and of the clocks that still run."""
    running = current_deadlines(case).filter(Q(met_at=None) & Q(due_at__gt=clock.now()))
    nearest = (
        open_tasks(case).aggregate(at=Min("due_at"))["at"],
        running.aggregate(at=Min("due_at"))["at"],
    )
    return min((at for at in nearest if at is not None), default=None)
