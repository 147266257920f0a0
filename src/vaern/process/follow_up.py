"""Keeps to what was promised: reminders, escalation, talks with the police, and telling the employee."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import SYSTEM, Actor
from vaern.cases.actions import add_participant
from vaern.cases.enums import Area, CaseRole, CaseState
from vaern.cases.guards import check_can_change, check_may_see
from vaern.cases.models import Case
from vaern.cases.queries import affected_employees
from vaern.cases.writing import writing
from vaern.errors import BadInput, NotAllowed
from vaern.injury import actions as injury
from vaern.injury.models import FirstAbsence, InjuryNotice
from vaern.letters import actions as letters
from vaern.letters.guards import check_may_write
from vaern.letters.models import Postponement
from vaern.measures import actions as measures
from vaern.measures.enums import OUTCOMES, PoliceStatus
from vaern.measures.models import OutcomeTold, PoliceContact, PoliceFollowUp, PoliceReport
from vaern.people.models import Person
from vaern.people.notices import notify
from vaern.plans import actions
from vaern.plans.models import Deadline, Task
from vaern.process.assess import person_of
from vaern.process.clocks import ART_14, POLICE_STATUS, injury_rules
from vaern.process.plan_start import recalculate, step_of
from vaern.process.situation import book
from vaern.process.task_owners import ESCALATED, Owners, who_is_next
from vaern.rulebook.deadlines import remind_at


def tick(_details: Mapping[str, Any] | None = None) -> None:
    """The job: remind before a task is due, and tell the deputy once when it is late. Safe to repeat."""
    for case in Case.objects.filter(Exists(_telling_is_due()), state=CaseState.OPEN):
        recalculate(case, SYSTEM, cause="telling_is_due")
    open_ones = Task.objects.filter(done_at=None, due_at__isnull=False, case__state="open")
    for task in open_ones.select_related("case", "case__unit", "owner", "plan").order_by("due_at"):
        if task.escalated_at is None and task.due_at is not None and task.due_at < clock.now():
            _escalate(task)
        elif task.reminded_at is None and _time_to_remind(task):
            _remind(task)


def _telling_is_due() -> QuerySet[Task]:
    """The sender was to be told later, that day has come, and the step stands as done."""
    tomorrow = datetime.combine(clock.today() + timedelta(days=1), time(0), clock.COPENHAGEN)
    waits = Deadline.objects.filter(
        case=OuterRef("case"), rule=ART_14, superseded_by=None, met_at=None, due_at__lt=tomorrow
    )
    plans = (plan for editions in book().plans.values() for plan in editions)
    steps = {step.id for plan in plans for step in plan.steps if step.deadline == ART_14}
    closed = Task.objects.filter(case=OuterRef("pk"), step__in=steps, done_at__isnull=False, done_by=None)
    return closed.filter(Exists(waits), not_relevant=False)


def finish_task(task: Task, by: Actor, words: str = "", *, not_relevant: bool = False) -> Task:
    """The task is done, or left out with a reason."""
    _check_may_work_on(task, by)
    with writing(task.case):
        done = actions.finish_task(task=task, by=by, words=words, not_relevant=not_relevant)
        recalculate(task.case, by, cause="task_done")
        return done


def hand_over_task(task: Task, by: Actor, to: Person) -> Task:
    """Another person in the case takes the task."""
    _check_may_work_on(task, by)
    check_may_see(to, task.case, Area.STATUS)
    if to in affected_employees(task.case):
        raise NotAllowed(
            _("The employee it has happened to takes no steps of the plan."), "", _("Choose another person.")
        )
    done = actions.hand_over_task(task=task, by=by, to=to)
    notify(to, "task_handed_over", task.case_id, dedupe=f"{task.id}/{to.id}")
    return done


def record_police_contact(
    case: Case, by: Actor, *, contacted_at: datetime, station: str, said: str, named_citizen: bool = False
) -> PoliceContact:
    """What the police advised: who, when and what was said."""
    check_may_see(person_of(by), case, Area.DECISION)
    with writing(case):
        row = measures.record_police_contact(
            case=case, by=by, contacted_at=contacted_at, station=station, said=said, named_citizen=named_citizen
        )
        recalculate(case, by, cause="police_contacted")
        return row


def record_police_status(report: PoliceReport, by: Actor, status: str, note: str = "") -> PoliceFollowUp:
    """What the police answered. The employee is told that there is news; it is asked again in three months."""
    check_may_see(person_of(by), report.case, Area.DECISION)
    if status not in PoliceStatus.values:
        raise BadInput(_("There is no such answer."), "", _("Choose among those that are shown."))
    with writing(report.case):
        row = measures.record_follow_up(report=report, by=by, status=PoliceStatus(status), note_text=note)
        if row.status_code in OUTCOMES:
            actions.meet_deadlines(case=report.case, by=by, rule=POLICE_STATUS)
        recalculate(report.case, by, cause="police_status")
        for person in affected_employees(report.case):
            notify(person, "police_status", report.case_id, dedupe=str(row.id))
        return row


def record_injury_notice(case: Case, by: Actor, **what: Any) -> InjuryNotice:
    """Notified with its receipt, or not with the reason (see `injury.actions.record_injury_notice`)."""
    check_may_see(person_of(by), case, Area.INJURY)
    with writing(case):
        row = injury.record_injury_notice(case=case, by=by, **what)
        if row.notified:
            for rule in sorted(injury_rules()):
                actions.meet_deadlines(case=case, by=by, rule=rule)
        recalculate(case, by, cause="injury_notified")
        return row


def record_first_absence(case: Case, by: Actor, day: date) -> FirstAbsence:
    """The first day away: the 14 days run from it."""
    check_may_see(person_of(by), case, Area.INJURY)
    with writing(case):
        row = injury.record_first_absence(case=case, by=by, day=day)
        recalculate(case, by, cause="absence_recorded")
        return row


def tell_employee(case: Case, by: Actor, words: str) -> list[OutcomeTold]:
    """Write down that every affected employee was told how it ended, before anyone else."""
    check_may_see(person_of(by), case, Area.CARE)
    with writing(case):
        rows = [
            measures.record_outcome_told(case=case, by=by, person=person, words=words)
            for person in affected_employees(case)
        ]
        recalculate(case, by, cause="employee_told")
        for row in rows:
            notify(row.person, "outcome", case.id, dedupe=str(row.id))
        return rows


def postpone_telling_sender(case: Case, by: Actor, until: date, reason: str) -> Postponement:
    """The sender is told later that something is registered about him or her; the letter is due again on that day.

    Source: databeskyttelsesforordningen art. 14; databeskyttelsesloven § 22
    """
    with writing(case):
        check_may_write(person_of(by), case)
        check_can_change(case)
        row = letters.postpone_telling_sender(case=case, by=by, until=until, reason=reason)
        recalculate(case, by, cause="telling_postponed")
        return row


def _check_may_work_on(task: Task, by: Actor) -> None:
    """The owner, or whoever follows the whole case."""
    if task.owner_id != by.person_id and by.role not in (CaseRole.CASE_OWNER, CaseRole.LEADER):
        raise NotAllowed(_("This task belongs to someone else."), "", _("Ask the case owner."))


def _time_to_remind(task: Task) -> bool:
    step = step_of(task)
    rule = book().deadlines.get(step.deadline) if step else None
    at = remind_at(rule, task.due_at) if rule and task.due_at else None
    return at is not None and at <= clock.now()


def _remind(task: Task) -> None:
    with writing(task.case):
        task.refresh_from_db(fields=["reminded_at", "done_at", "due_at", "owner"])
        if task.reminded_at is not None or task.done_at is not None:
            return
        owners = Owners(task.case)
        owners.put_right([task])
        if task.owner is not None and owners.takes_part(task.owner_id):
            actions.mark_reminded(task=task, by=SYSTEM)
            notify(task.owner, "task_due", task.case_id, dedupe=f"{task.id}/remind/{task.due_at}")


def _escalate(task: Task) -> None:
    """The leader's deputy is told and let in; once for each time that the task is due."""
    with writing(task.case):
        task.refresh_from_db(fields=["escalated_at", "done_at", "due_at", "owner"])
        if task.escalated_at is not None or task.done_at is not None:
            return
        to = who_is_next(task)
        actions.mark_escalated(task=task, by=SYSTEM, to=to)
        if to is not None:
            add_participant(case=task.case, by=SYSTEM, person=to, role=CaseRole.LEADER, reason_code=ESCALATED)
            notify(to, "task_late", task.case_id, dedupe=f"{task.id}/escalate/{task.due_at}")
