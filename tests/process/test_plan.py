"""The plan of a case: tasks with owners, clocks from events, and what a new event changes."""

from datetime import date, timedelta

import pytest

from tests.factories.casework import START, casework
from vaern import clock
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.cases import actions as cases
from vaern.cases.times import When
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.people.models import Notice
from vaern.process import follow_up, plan_start, questions
from vaern.process.situation import book

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        one = casework()
        plan_start.start_plan_for(one.case, one.as_("leader"))
        yield one


@pytest.mark.row("B01", "G28")
def test_plan_is_stamped_with_its_edition_and_hash(cast):
    plan = cast.case.plan
    assert (plan.template, plan.edition) == ("plans/digital_chikane.yaml", "1")
    assert plan.content_hash == book().files[plan.template].sha256
    assert plan_start.start_plan_for(cast.case, cast.as_("leader")) == plan
    assert plan_start.template_of(plan).id == "digital_chikane"


@pytest.mark.row("G05")
def test_each_step_has_an_owner_and_a_time(cast):
    tasks = {task.step: task for task in cast.case.tasks.all()}
    assert tasks["make_safe_and_listen"].owner == cast.leader
    assert tasks["secure_evidence"].owner == cast.leader
    assert tasks["talk_after_1_week"].due_at == START.replace(hour=21, minute=59, second=59) + timedelta(days=7)
    assert tasks["investigate_and_prevent"].owner is None
    assert tasks["debriefing_talk"].not_before == START.replace(hour=22) + timedelta(hours=0)


@pytest.mark.row("G10")
def test_72_hours_run_from_each_act_and_not_at_all_without_a_time(cast):
    (row,) = cast.case.deadlines.filter(rule="police_72_hours")
    assert row.due_at == cast.incident.happened_from + timedelta(hours=72)
    second = cases.add_incident(case=cast.case, by=cast.as_("leader"), when=When(words="i sommer"), summary="Før.")
    plan_start.recalculate(cast.case, cast.as_("leader"), "incident_added")
    later = cast.case.deadlines.get(rule="police_72_hours", incident=second)
    assert (later.started_at, later.due_at, later.cause) == (None, None, "incident_added")


def test_nothing_new_makes_no_new_row(cast):
    before = cast.case.deadlines.count()
    plan_start.recalculate(cast.case, cast.as_("leader"), "again")
    assert cast.case.deadlines.count() == before


@pytest.mark.row("G04")
def test_first_absence_starts_the_14_days_and_a_correction_supersedes(cast):
    follow_up.record_first_absence(cast.case, cast.as_("leader"), date(2026, 6, 2))
    with clock.travel(START + timedelta(minutes=1)):
        follow_up.record_first_absence(cast.case, cast.as_("leader"), date(2026, 6, 3))
    first, second = cast.case.deadlines.filter(rule="easy_14_days_from_absence").order_by("computed_at", "started_at")
    assert second.supersedes == first
    assert clock.local(second.due_at).date() == date(2026, 6, 17)
    with pytest.raises(BadInput):
        follow_up.record_first_absence(cast.case, cast.as_("leader"), date(2026, 7, 1))


def test_answer_that_makes_a_step_apply_adds_its_task_once(cast):
    assert not cast.case.tasks.filter(step="tell_sender_of_record").exists()
    questions.answer(cast.case, cast.as_("leader"), "sender_named", "yes")
    questions.answer(cast.case, cast.as_("leader"), "sender_named", "yes")
    assert cast.case.tasks.filter(step="tell_sender_of_record").count() == 1


def test_step_that_a_fact_closes_is_done_when_the_fact_is_so(cast):
    questions.answer(cast.case, cast.as_("leader"), "contact_person_named", "yes")
    assert cast.case.tasks.get(step="name_contact_person").done_at == START


def test_next_deadline_follows_the_nearest(cast):
    cast.case.refresh_from_db()
    assert cast.case.next_deadline == cast.case.tasks.get(step="make_safe_and_listen").due_at


def test_task_is_finished_or_left_out_with_a_reason_by_those_it_belongs_to(cast):
    task = cast.case.tasks.get(step="look_after_colleagues")
    with pytest.raises(NotAllowed):
        follow_up.finish_task(task, cast.as_("jurist"))
    with pytest.raises(BadInput):
        follow_up.finish_task(task, cast.as_("leader"), not_relevant=True)
    follow_up.finish_task(task, cast.as_("leader"), "Alene på kontoret.", not_relevant=True)
    with pytest.raises(NotNow):
        follow_up.finish_task(task, cast.as_("leader"))


def test_task_is_handed_over_to_one_in_the_case(cast):
    task = cast.case.tasks.get(step="look_after_colleagues")
    follow_up.hand_over_task(task, cast.as_("leader"), cast.jurist)
    assert task.owner == cast.jurist
    with pytest.raises(NotAllowed):
        follow_up.hand_over_task(task, cast.as_("leader"), cast.deputy)


@pytest.mark.row("G23")
def test_reminder_comes_once_before_and_the_deputy_is_told_once_after(cast):
    task = cast.case.tasks.get(step="name_contact_person")
    with clock.travel(task.due_at - timedelta(hours=1)):
        follow_up.tick({})
        follow_up.tick({})
    reminded = Notice.objects.filter(person=cast.leader, code="task_due").count()
    assert reminded >= 1
    with clock.travel(task.due_at + timedelta(minutes=1)):
        follow_up.tick({})
        told = Notice.objects.filter(person=cast.deputy, code="task_late").count()
        follow_up.tick({})
        assert Notice.objects.filter(person=cast.deputy, code="task_late").count() == told
    task.refresh_from_db()
    assert task.escalated_to == cast.deputy
    escalated = [event for event in events_of(Stream.CASE, cast.case.id) if event.name == "task.escalated"]
    assert len(escalated) == cast.case.tasks.filter(escalated_at__isnull=False).count()
