"""What was promised is kept: the police asked, the injury notified or not, the employee told."""

from datetime import date, timedelta

import pytest

from tests.factories.answers import answer_fact
from tests.factories.casework import START, casework, holds, person
from tests.process.test_letter_case import approved_proposal
from vaern import clock
from vaern.audit.actors import SYSTEM
from vaern.cases import actions as cases
from vaern.cases.enums import CaseRole
from vaern.errors import BadInput, NotAllowed
from vaern.people.enums import OrgRole
from vaern.people.models import Notice, RoleAssignment
from vaern.plans.models import Task
from vaern.process import act, follow_up, plan_start
from vaern.process.situation import situation_of
from vaern.process.task_owners import Owners

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


@pytest.mark.row("B06", "G04")
def test_injury_is_notified_with_its_receipt_or_not_with_a_reason(cast):
    leader = cast.as_("leader")
    with pytest.raises(BadInput):
        follow_up.record_injury_notice(cast.case, leader, notified=True)
    for missing in ({}, {"reason": "Intet fravær."}, {"ground": "other"}, {"ground": "x", "reason": "Intet fravær."}):
        with pytest.raises(BadInput):
            follow_up.record_injury_notice(cast.case, leader, notified=False, **missing)
    with pytest.raises(BadInput):
        follow_up.record_injury_notice(
            cast.case, leader, notified=True, receipt_number="E1", notified_on=date(2026, 7, 1)
        )
    with pytest.raises(NotAllowed):
        follow_up.record_injury_notice(
            cast.case, cast.as_("jurist"), notified=False, ground="no_absence_no_claim", reason="Intet fravær."
        )
    first = follow_up.record_injury_notice(
        cast.case, leader, notified=False, ground="no_absence_no_claim", reason="Intet fravær."
    )
    follow_up.record_first_absence(cast.case, leader, date(2026, 6, 3))
    second = follow_up.record_injury_notice(
        cast.case, leader, notified=True, receipt_number="E1", notified_on=date(2026, 6, 3)
    )
    assert second.supersedes == first
    assert cast.case.deadlines.get(rule="easy_14_days_from_absence").met_at == START


@pytest.mark.row("B10")
def test_police_contact_needs_who_when_and_what(cast):
    leader = cast.as_("leader")
    for wrong in ({"said": " "}, {"station": ""}, {"contacted_at": START + timedelta(days=1)}):
        told = {"contacted_at": START, "station": "Lindsø Politi", "said": "Anmeld.", **wrong}
        with pytest.raises(BadInput):
            follow_up.record_police_contact(cast.case, leader, **told)


def test_police_status_tells_the_employee_and_an_outcome_is_known(cast):
    answer_fact(case=cast.case, by=cast.as_("leader"), fact="complaint_made", value="no")
    report = act.report_to_police(approved_proposal(cast), cast.as_("leader"))
    with pytest.raises(BadInput):
        follow_up.record_police_status(report, cast.as_("leader"), "perhaps")
    follow_up.record_police_status(report, cast.as_("leader"), "waiting")
    assert situation_of(cast.case).answers["police_outcome_known"] == "no"
    follow_up.record_police_status(report, cast.as_("leader"), "judged")
    assert situation_of(cast.case).answers["police_outcome_known"] == "yes"
    assert Notice.objects.filter(person=cast.employee, code="police_status").count() == 2


def test_employee_is_told_the_outcome(cast):
    (row,) = follow_up.tell_employee(cast.case, cast.as_("leader"), "Vi anmelder ikke.")
    assert row.person == cast.employee
    assert situation_of(cast.case).answers["employee_told_outcome"] == "yes"
    with pytest.raises(NotAllowed):
        follow_up.tell_employee(cast.case, cast.as_("jurist"), "Nej.")


def test_escalation_goes_to_the_next_in_line_without_a_deputy_and_to_nobody_without_anyone(cast):
    plan_start.start_plan_for(cast.case, cast.as_("leader"))
    RoleAssignment.objects.filter(person=cast.deputy).delete()
    task = cast.case.tasks.get(step="make_safe_and_listen")
    with clock.travel(task.due_at + timedelta(minutes=1)):
        follow_up.tick()
    task.refresh_from_db()
    assert (task.escalated_at is not None, task.escalated_to) == (True, None)
    chief = person("Camilla Ørsholt", cast.unit)
    holds(chief, OrgRole.LEADER, cast.unit)
    other = Task.objects.filter(case=cast.case, escalated_at=None, due_at__isnull=False, owner=cast.leader).first()
    with clock.travel(other.due_at + timedelta(minutes=1)):
        follow_up.tick()
    other.refresh_from_db()
    assert other.escalated_to == chief
    assert cast.case.participations.filter(person=chief, role=CaseRole.LEADER).count() == 1


def test_closed_task_is_neither_reminded_nor_escalated(cast):
    plan_start.start_plan_for(cast.case, cast.as_("leader"))
    task = cast.case.tasks.get(step="name_contact_person")
    stale = Task.objects.get(pk=task.pk)
    follow_up.finish_task(task, cast.as_("leader"))
    follow_up._remind(stale)
    follow_up._escalate(stale)
    task.refresh_from_db()
    assert (task.reminded_at, task.escalated_at) == (None, None)


def test_owner_is_one_who_takes_part_in_the_role_else_the_case_owner(cast):
    assert Owners(cast.case)["hr"] == cast.leader
    cases.add_participant(case=cast.case, by=SYSTEM, person=cast.deputy, role=CaseRole.HR, reason_code="test")
    assert [Owners(cast.case)[role] for role in ("hr", "jurist", "director")] == [
        cast.deputy,
        cast.jurist,
        cast.leader,
    ]
