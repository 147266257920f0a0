"""Starts the plan of a case and keeps its tasks and clocks right when something new is recorded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from vaern.audit.actors import SYSTEM, Actor
from vaern.cases.actions import set_next_deadline, writing
from vaern.cases.enums import CaseRole
from vaern.cases.models import Case, Incident
from vaern.cases.queries import current_incidents, person_in_role, senders
from vaern.clock import COPENHAGEN
from vaern.decisions.models import Approval
from vaern.errors import NotNow
from vaern.injury.queries import first_absence
from vaern.measures.queries import police_report_of
from vaern.people.enums import OrgRole
from vaern.people.models import Person
from vaern.people.queries import holder_of
from vaern.plans import actions
from vaern.plans.models import Plan, Task
from vaern.plans.queries import next_due, open_tasks
from vaern.process.situation import book, situation_of, whole
from vaern.rulebook.deadlines import due
from vaern.rulebook.plans import plan_on, steps_for
from vaern.rulebook.shapes import DeadlineRule, PlanTemplate, Situation, Step, Value

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
        plan = Plan.objects.filter(case=case).first()
        if plan is not None:
            situation = whole(situation_of(case))
            _add_tasks(plan, by, situation)
            _close_what_is_met(case, situation)
            _set_due(case, by, cause)
        for one in _clocks(case):
            _note(case, by, one, cause)
        set_next_deadline(case=case, at=next_due(case))


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


def starts(case: Case) -> Mapping[str, datetime | None]:
    """The moments that deadlines run from, by the code that content uses."""
    incidents = list(current_incidents(case))
    happened = [row.happened_from for row in incidents if row.happened_from]
    known = [row.known_at for row in incidents] + ([case.opened_at] if case.opened_at else [])
    told = [row.decided_at for row in Approval.objects.filter(proposal__case=case)]
    sender = senders(case).exclude(sender_kind="unknown").first()
    report, absence = police_report_of(case), first_absence(case)
    return {
        "happened": min(happened, default=None),
        "known": min(known, default=None),
        "recorded": sender.added_at if sender else case.opened_at,
        "first_absence": datetime.combine(absence, time(0), COPENHAGEN) if absence else None,
        "police_reported": report.reported_at if report else None,
        "decided": max(told, default=None),
        "known_to_affected": min([*happened, *known], default=None),
    }


def _add_tasks(plan: Plan, by: Actor, situation: Situation) -> None:
    template = template_of(plan)
    places = {step.id: place for place, step in enumerate(template.steps)}
    there = set(plan.tasks.values_list("step", flat=True))
    for step in steps_for(book(), template.id, situation):
        if step.id not in there:
            owner = owner_of(step.role, plan.case)
            actions.add_task(plan=plan, by=by, step=step.id, position=places[step.id], role=step.role, owner=owner)


def _close_what_is_met(case: Case, situation: Situation) -> None:
    """A step that says which fact closes it is done when that fact is so."""
    for task in open_tasks(case):
        step = step_of(task)
        if step is not None and step.closes_with and situation.answers.get(step.closes_with) == Value.YES:
            actions.finish_task(task=task, by=SYSTEM)


def _set_due(case: Case, by: Actor, cause: str) -> None:
    moments = starts(case)
    for task in open_tasks(case):
        step = step_of(task)
        rule = book().deadlines.get(step.deadline) if step else None
        start = moments.get(rule.starts_from) if rule else None
        if rule is not None and start is not None:
            when = due(rule, start)
            actions.set_due(task=task, by=by, not_before=when.not_before, due_at=when.at, cause=cause)


def _clocks(case: Case) -> Iterator[Clock]:
    """72 hours from each act, and those that run from an event of the case."""
    for incident in current_incidents(case):
        yield Clock(CLOCK_72_HOURS, incident.happened_from, incident)
    moments = starts(case)
    if senders(case).exclude(sender_kind="unknown").exists():
        yield Clock("art14_one_month", moments["recorded"])
    for rule, start in (("easy_14_days_from_absence", "first_absence"), ("police_status_3_months", "police_reported")):
        if moments[start] is not None:
            yield Clock(rule, moments[start])


def _note(case: Case, by: Actor, one: Clock, cause: str) -> None:
    """A new row where the clock changed; without a time there is a row that says so, and no clock."""
    rule: DeadlineRule = book().deadlines[one.rule]
    when = due(rule, one.start) if one.start else None
    actions.note_deadline(
        case=case,
        by=by,
        rule=one.rule,
        starts_from=rule.starts_from,
        cause=cause,
        incident=one.incident,
        times=actions.Clock(one.start, when.not_before, when.at) if when else actions.Clock(),
    )
