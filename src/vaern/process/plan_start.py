"""Starts the plan of a case and keeps its tasks and clocks right when something new is recorded."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from vaern.audit.actors import SYSTEM, Actor
from vaern.cases.enums import CaseRole
from vaern.cases.models import Case, Incident
from vaern.cases.queries import person_in_role
from vaern.cases.states import set_next_deadline
from vaern.cases.writing import writing
from vaern.clock import COPENHAGEN
from vaern.errors import NotNow
from vaern.injury.queries import first_absence
from vaern.people.enums import OrgRole
from vaern.people.models import Person
from vaern.people.queries import holder_of
from vaern.plans import actions
from vaern.plans.models import Deadline, Plan, Task
from vaern.plans.queries import current_deadlines, nearest
from vaern.process.gathered import Case_
from vaern.process.situation import book, situation_from, situation_of, whole
from vaern.rulebook.deadlines import Due, due
from vaern.rulebook.plans import plan_on, steps_for
from vaern.rulebook.shapes import PlanTemplate, Situation, Step, Value

PLAN = "digital_chikane"
CLOCK_72_HOURS = "police_72_hours"
CASE_ROLES = {"case_owner": CaseRole.CASE_OWNER, "leader": CaseRole.LEADER, "jurist": CaseRole.JURIST}


@dataclass(frozen=True)
class Clock:
    """A rule that applies to the case (or one incident), and the moment it runs from, if anyone knows it."""

    rule: str
    start: datetime | None
    incident: Incident | None = None


def start_plan_for(case: Case, by: Actor) -> Plan:
    """Stamp the plan of the day on the case, give each step to a person, and start the clocks."""
    with writing(case):
        template = plan_on(book(), PLAN, situation_of(case))
        sha256 = book().files[template.file_id].sha256
        plan = actions.start_plan(
            case=case, by=by, template=template.file_id, edition=str(template.edition), content_hash=sha256
        )
        recalculate(case, by, cause="case_opened")
        return plan


def recalculate(case: Case, by: Actor, cause: str) -> None:
    """After something new: tasks that now apply, tasks that are met, clocks anew (a row with its cause)."""
    with writing(case):
        facts = Case_(case)
        plan = Plan.objects.filter(case=case).first()
        tasks = facts.open_tasks if plan is None else _tasks_now(facts, plan, by, cause)
        set_next_deadline(case=case, at=nearest(tasks, _deadlines_now(facts, by, cause)))


def template_of(plan: Plan) -> PlanTemplate:
    """The plan's text as it is in content now; the stamp on the case says which edition applied."""
    return next(
        (one for texts in book().plans.values() for one in texts if one.file_id == plan.template),
        book().plans[PLAN][-1],
    )


def step_of(task: Task) -> Step | None:
    """The step behind a task: title, words to use, why, and its source."""
    if task.plan is None:
        return None
    return next((step for step in template_of(task.plan).steps if step.id == task.step), None)


def owner_of(role: str, case: Case) -> Person | None:
    """Who has a step's role: in the case first, else in the organisation; never one who may not see the case."""
    found = person_in_role(case, CASE_ROLES[role]) if role in CASE_ROLES else None
    if found is not None:
        return found
    hidden = set(case.exclusions.filter(kind="cannot_see").values_list("person_id", flat=True))
    wanted = OrgRole.LEADER if role == "case_owner" else OrgRole(role)
    try:
        return holder_of(wanted, case.unit, without=hidden).person
    except NotNow:
        return None


def starts(facts: Case_) -> Mapping[str, datetime | None]:
    """The moments that deadlines run from, by the code that content uses."""
    case = facts.case
    happened = [row.happened_from for row in facts.incidents if row.happened_from]
    known = [row.known_at for row in facts.incidents] + ([case.opened_at] if case.opened_at else [])
    report, absence = facts.police_report, first_absence(case)
    return {
        "happened": min(happened, default=None),
        "known": min(known, default=None),
        "recorded": facts.known_senders[0].added_at if facts.known_senders else case.opened_at,
        "first_absence": datetime.combine(absence, time(0), COPENHAGEN) if absence else None,
        "police_reported": report.reported_at if report else None,
        "decided": facts.approvals[-1].decided_at if facts.approvals else None,
        "known_to_affected": min([*happened, *known], default=None),
    }


def _tasks_now(facts: Case_, plan: Plan, by: Actor, cause: str) -> list[Task]:
    """The tasks that are open when all is worked out again."""
    plan.case = facts.case
    situation = whole(situation_from(facts))
    moments = starts(facts)
    found = _with_added(plan, by, situation, facts.tasks, moments)
    tasks = [task for task in found if not _closed_as_met(task, situation)]
    _set_due(tasks, by, cause, moments)
    return tasks


def _with_added(
    plan: Plan, by: Actor, situation: Situation, tasks: list[Task], moments: Mapping[str, datetime | None]
) -> list[Task]:
    """The open tasks with those that now apply, in the order of the plan."""
    template = template_of(plan)
    places = {step.id: place for place, step in enumerate(template.steps)}
    there = {task.step for task in tasks}
    owners = _Owners(plan.case)
    added = [
        actions.add_task(
            plan=plan,
            by=by,
            step=step.id,
            position=places[step.id],
            role=step.role,
            owner=owners[step.role],
            due=_due_of(step, moments),
        )
        for step in steps_for(book(), template.id, situation)
        if step.id not in there
    ]
    found = [task for task in (*tasks, *added) if task.done_at is None]
    for task in found:
        if task.plan_id == plan.id:
            task.plan = plan
    return sorted(found, key=lambda task: (task.position, task.made_at))


class _Owners(dict[str, Person | None]):
    """Who has each role, asked once for all the steps of that role."""

    def __init__(self, case: Case) -> None:
        super().__init__()
        self.case = case

    def __missing__(self, role: str) -> Person | None:
        self[role] = owner_of(role, self.case)
        return self[role]


def _closed_as_met(task: Task, situation: Situation) -> bool:
    """A step that says which fact closes it is done when that fact is so."""
    step = step_of(task)
    if step is None or not step.closes_with or situation.answers.get(step.closes_with) != Value.YES:
        return False
    actions.finish_task(task=task, by=SYSTEM)
    return True


def _set_due(tasks: Iterable[Task], by: Actor, cause: str, moments: Mapping[str, datetime | None]) -> None:
    for task in tasks:
        when = _due_of(step_of(task), moments)
        if when is not None:
            actions.set_due(task=task, by=by, due=when, cause=cause)


def _due_of(step: Step | None, moments: Mapping[str, datetime | None]) -> Due | None:
    """When a step is to be done; None where it has no deadline, or nobody knows yet from when."""
    rule = book().deadlines.get(step.deadline) if step else None
    start = moments.get(rule.starts_from) if rule else None
    return due(rule, start) if rule is not None and start is not None else None


def _clocks(facts: Case_) -> Iterator[Clock]:
    """72 hours from each act, and those that run from an event of the case."""
    for incident in facts.incidents:
        yield Clock(CLOCK_72_HOURS, incident.happened_from, incident)
    moments = starts(facts)
    if facts.known_senders:
        yield Clock("art14_one_month", moments["recorded"])
    for rule, start in (("easy_14_days_from_absence", "first_absence"), ("police_status_3_months", "police_reported")):
        if moments[start] is not None:
            yield Clock(rule, moments[start])


def _deadlines_now(facts: Case_, by: Actor, cause: str) -> list[Deadline]:
    """What each clock comes to now; one that comes to the same as before keeps its row."""
    kept = {(row.rule, row.incident_id): row for row in current_deadlines(facts.case)}
    for one in _clocks(facts):
        rule = book().deadlines[one.rule]
        when = due(rule, one.start) if one.start else None
        key = (one.rule, one.incident.id if one.incident else None)
        before = kept.get(key)
        if before is None or (before.started_at, before.due_at) != (one.start, when.at if when else None):
            kept[key] = _note(facts.case, by, one, when, cause)
    return list(kept.values())


def _note(case: Case, by: Actor, one: Clock, when: Due | None, cause: str) -> Deadline:
    """A new row where the clock changed; without a time there is a row that says so, and no clock."""
    return actions.note_deadline(
        case=case,
        by=by,
        rule=one.rule,
        starts_from=book().deadlines[one.rule].starts_from,
        cause=cause,
        incident=one.incident,
        times=actions.Clock(one.start, when.not_before, when.at) if when else actions.Clock(),
    )
