"""The plan of a case: tasks with owners, clocks from events, and what a new event changes."""

from datetime import date, timedelta

import pytest

from tests.factories.answers import answer_fact
from tests.factories.cases import MONDAY, sent, workplace
from tests.factories.casework import START, casework
from tests.process.test_decide import proposed
from vaern import clock
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.cases import actions as cases
from vaern.cases.enums import SenderKind
from vaern.cases.models import Incident
from vaern.cases.queries import actor_in
from vaern.cases.senders import Sender
from vaern.cases.times import When
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.people.models import Notice
from vaern.process import decide, follow_up, plan_start, questions, senders
from vaern.process import report as process
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
    assert tasks["investigate_and_prevent"].owner == cast.leader
    assert tasks["debriefing_talk"].not_before == START.replace(hour=22) + timedelta(hours=0)


@pytest.mark.row("G10")
def test_72_hours_run_from_each_act_and_not_at_all_without_a_time(cast):
    (row,) = cast.case.deadlines.filter(rule="police_72_hours")
    assert row.due_at == cast.incident.happened_from + timedelta(hours=72)
    second = cases.add_incident(case=cast.case, by=cast.as_("leader"), when=When(words="i sommer"), summary="Før.")
    plan_start.recalculate(cast.case, cast.as_("leader"), "incident_added")
    later = cast.case.deadlines.get(rule="police_72_hours", incident=second)
    assert (later.started_at, later.due_at, later.cause) == (None, None, "incident_added")


@pytest.mark.row("G10")
def test_something_more_that_she_sends_starts_its_own_72_hours_at_once():
    place = workplace()
    with clock.travel(MONDAY):
        case = sent(place.maja).case
        report = process.start_draft(by=place.maja, case=case)
        told = {"words": "Det skete igen.", "day_typed": "i dag", "clock_typed": "7.00"}
        process.save_draft(report, by=place.maja, revision=0, fields=told)
        process.send_report(report, by=place.maja)
    later = case.deadlines.get(rule="police_72_hours", incident__number=2)
    assert (later.due_at, later.cause) == (MONDAY.replace(hour=6, minute=0) + timedelta(hours=72), "incident_added")


@pytest.mark.row("G10")
def test_sender_who_is_added_later_starts_the_month_to_tell_that_person():
    place = workplace()
    with clock.travel(MONDAY):
        case = sent(place.maja).case
        leader = actor_in(place.henrik.person, case)
        assert not case.deadlines.filter(rule="art14_one_month").exists()
        with pytest.raises(NotAllowed):
            senders.add_sender(
                case, actor_in(place.maja.person, case), Sender(SenderKind.CITIZEN, identity="Rune Thybo")
            )
        senders.add_sender(case, leader, Sender(SenderKind.CITIZEN, identity="Rune Thybo"))
    row = case.deadlines.get(rule="art14_one_month")
    assert (row.started_at, row.cause) == (MONDAY, "sender_added")


def test_she_is_told_in_time_whether_anyone_reports_so_that_she_can_ask_herself(cast):
    answer_fact(
        case=cast.case,
        by=cast.as_("leader"),
        fact="private_picture_shared",
        value="yes",
        incident=cast.incident,
    )
    plan_start.recalculate(cast.case, cast.as_("leader"), "fact_answered")
    task = cast.case.tasks.get(step="own_request_in_time")
    happened = clock.local(cast.incident.happened_from).date()
    last = happened + timedelta(days=183)
    assert happened + timedelta(days=149) < clock.local(task.due_at).date() < last - timedelta(days=28)


def test_the_complaint_over_the_press_is_due_twelve_weeks_after_it_happened(cast):
    answer_fact(case=cast.case, by=cast.as_("leader"), fact="sender_is_journalist", value="yes")
    plan_start.recalculate(cast.case, cast.as_("leader"), "fact_answered")
    until = clock.local(cast.incident.happened_from).date() + timedelta(weeks=12)
    assert clock.local(cast.case.tasks.get(step="press_board").due_at).date() == until


@pytest.mark.parametrize("act", ["contact", "norm", "withdraw"])
def test_what_is_recorded_works_the_plan_out_again(cast, act):
    leader = cast.as_("leader")
    acts = {
        "contact": lambda: follow_up.record_police_contact(
            cast.case, leader, contacted_at=START, station="Lindsø Politi", said="Anmeld."
        ),
        "norm": lambda: questions.judge_norm(cast.case, cast.as_("jurist"), "violates_peace", "yes", "Besøgene."),
        "withdraw": lambda: decide.withdraw_proposal(waiting, leader),
    }
    waiting = proposed(cast) if act == "withdraw" else None
    stale = cast.case.deadlines.get(rule="police_72_hours", superseded_by=None)
    Incident.objects.filter(pk=cast.incident.pk).update(happened_from=START - timedelta(hours=9))
    acts[act]()
    assert cast.case.deadlines.filter(rule="police_72_hours", supersedes=stale).count() == 1


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
    with pytest.raises(NotAllowed):
        follow_up.hand_over_task(task, cast.as_("leader"), cast.employee)


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
