"""Writes of a case's plan, its tasks and its clocks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases.models import Case, Incident
from vaern.cases.text import clean
from vaern.cases.writing import acting_person, note, note_all, writing
from vaern.errors import BadInput, NotNow
from vaern.people.models import Person
from vaern.plans.models import NO_LONGER_APPLIES, Deadline, Plan, Task
from vaern.rulebook.deadlines import Due
from vaern.vault.text import seal_into


def start_plan(*, case: Case, by: Actor, template: str, edition: str, content_hash: str) -> Plan:
    """Stamp the case with the plan that applied on this day. A second start changes nothing."""
    with writing(case):
        plan = Plan.objects.filter(case=case).first()
        if plan is None:
            own = {"template": template, "edition": edition, "content_hash": content_hash}
            plan = Plan.objects.create(case=case, started_at=clock.now(), **own)
            note("plan.started", case, by, plan=plan.id, template=template, edition=edition)
        return plan


@dataclass(frozen=True)
class Joining:
    """A step that joins the plan of a case: its place, who takes it, and its day where one is known."""

    step: str
    position: int
    role: str
    owner: Person | None
    due: Due | None = None


def add_tasks(*, plan: Plan, by: Actor, steps: Iterable[Joining]) -> list[Task]:
    """Steps of the plan become tasks, each once; those that are new, in one write."""
    with writing(plan.case):
        there = set(Task.objects.filter(case=plan.case).values_list("step", flat=True))
        tasks = [_task(plan, one) for one in steps if one.step not in there]
        if tasks:
            Task.objects.bulk_create(tasks)
            rows = [{"task": one.id, "step": one.step, "owner": one.owner_id} for one in tasks]
            note_all("task.added", plan.case, by, rows)
        return tasks


def _task(plan: Plan, one: Joining) -> Task:
    return Task(
        case=plan.case,
        plan=plan,
        step=one.step,
        position=one.position,
        role=one.role,
        owner=one.owner,
        made_at=clock.now(),
        not_before=one.due.not_before if one.due else None,
        due_at=one.due.at if one.due else None,
    )


def set_due(*, task: Task, by: Actor, due: Due, cause: str) -> None:
    """When the task is due, and from which event that follows. A later time is reminded of, and passed on, anew."""
    if (task.not_before, task.due_at) == (due.not_before, due.at):
        return
    with writing(task.case):
        if task.due_at is not None and due.at > task.due_at:
            task.reminded_at = task.escalated_at = task.escalated_to = None
        task.not_before, task.due_at = due.not_before, due.at
        task.save(update_fields=["not_before", "due_at", "reminded_at", "escalated_at", "escalated_to"])
        note("task.due_set", task.case, by, task=task.id, cause=cause)


def finish_task(*, task: Task, by: Actor, words: str = "", not_relevant: bool = False) -> Task:
    """The task is done, or a person writes why it is not to be done."""
    if not_relevant and not clean(words):
        raise BadInput(_("Leaving a step out needs a reason."), "", _("Write in one sentence why it is not needed."))
    with writing(task.case):
        task.refresh_from_db(fields=["done_at"])
        if task.done_at is not None:
            raise NotNow(_("The task is already closed."))
        task.done_at, task.done_by_id, task.not_relevant = clock.now(), by.person_id, not_relevant
        seal_into(task, note=clean(words))
        task.save(update_fields=["done_at", "done_by", "not_relevant", "note"])
        note("task.left_out" if not_relevant else "task.done", task.case, by, task=task.id, step=task.step)
        return task


def open_task_again(*, task: Task, by: Actor, cause: str) -> Task:
    """What the task was for is to be done once more; that it was done before stays in the log."""
    with writing(task.case):
        task.done_at = task.done_by = task.reminded_at = task.escalated_at = task.escalated_to = None
        seal_into(task, note="")
        task.save(update_fields=["done_at", "done_by", "reminded_at", "escalated_at", "escalated_to", "note"])
        note("task.opened_again", task.case, by, task=task.id, step=task.step, cause=cause)
        return task


def set_owner(*, task: Task, by: Actor, to: Person) -> Task:
    """The task goes to the one who has its role in the case now."""
    with writing(task.case):
        task.owner = to
        task.save(update_fields=["owner"])
        note("task.owner_set", task.case, by, task=task.id, owner=to.id)
        return task


def hand_over_task(*, task: Task, by: Actor, to: Person) -> Task:
    """Another person takes the task."""
    acting_person(by)
    with writing(task.case):
        task.owner = to
        task.save(update_fields=["owner"])
        note("task.handed_over", task.case, by, task=task.id, owner=to.id)
        return task


@dataclass(frozen=True)
class Clock:
    """What a deadline was computed to: nothing at all where nobody knows when it starts."""

    started_at: datetime | None = None
    not_before: datetime | None = None
    due_at: datetime | None = None


def note_deadline(
    *,
    case: Case,
    by: Actor,
    rule: str,
    starts_from: str,
    cause: str,
    times: Clock,
    incident: Incident | None = None,
    anew: bool = False,
) -> Deadline:
    """A clock, or that there is none because nobody knows the time. What is unchanged gets no new row.

    What was met stays met when its time is corrected, unless it begins anew.
    """
    with writing(case):
        before = case.deadlines.filter(rule=rule, incident=incident, superseded_by=None).first()
        said = (times.started_at, times.due_at, cause == NO_LONGER_APPLIES)
        if before is not None and (before.started_at, before.due_at, before.cause == NO_LONGER_APPLIES) == said:
            return before
        row = Deadline.objects.create(
            case=case,
            incident=incident,
            rule=rule,
            starts_from=starts_from,
            started_at=times.started_at,
            not_before=times.not_before,
            due_at=times.due_at,
            computed_at=clock.now(),
            cause=cause,
            met_at=before.met_at if before and not anew else None,
            supersedes=before,
        )
        note("deadline.computed", case, by, deadline=row.id, rule=rule, cause=cause)
        return row


def meet_deadlines(*, case: Case, by: Actor, rule: str) -> None:
    """What the clock was for has been done."""
    with writing(case):
        running = case.deadlines.filter(rule=rule, superseded_by=None, met_at=None)
        met = [str(key) for key in running.values_list("id", flat=True)]
        if met:
            running.update(met_at=clock.now())
            note("deadline.met", case, by, rule=rule, deadlines=met)


def mark_reminded(*, task: Task, by: Actor) -> None:
    """The owner has been reminded, once."""
    with writing(task.case):
        task.reminded_at = clock.now()
        task.save(update_fields=["reminded_at"])
        note("task.reminded", task.case, by, task=task.id)


def mark_escalated(*, task: Task, by: Actor, to: Person | None) -> None:
    """The task was not done in time, and somebody else has been told, once."""
    with writing(task.case):
        task.escalated_at, task.escalated_to = clock.now(), to
        task.save(update_fields=["escalated_at", "escalated_to"])
        note("task.escalated", task.case, by, task=task.id, to=to.id if to else None)
