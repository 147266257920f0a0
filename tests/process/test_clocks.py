"""The clocks that come again or begin by an answer: the police every third month, art. 14 put off, the work injury."""

from datetime import date, datetime, timedelta

import pytest

from tests.factories.answers import answer_fact
from tests.factories.casework import START, casework
from tests.process.test_letter_case import POINTS, VALUES, approved_proposal
from vaern import clock
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.cases.enums import SenderCorrection, SenderKind
from vaern.cases.queries import senders
from vaern.cases.senders import Sender
from vaern.people.models import Notice
from vaern.plans.queries import current_deadlines
from vaern.process import act, clocks, follow_up, plan_start, questions
from vaern.process.senders import add_sender, correct_sender
from vaern.web.casework.clocks import all_clocks
from vaern.web.casework.injury_page import injury_page

pytestmark = pytest.mark.django_db
ASKED = datetime(2026, 8, 20, 9, tzinfo=clock.COPENHAGEN)
THREE_MONTHS_ON = datetime(2026, 11, 20, 23, 59, 59, tzinfo=clock.COPENHAGEN)
UNTIL = date(2026, 6, 20)


@pytest.fixture
def cast():
    with clock.travel(START):
        one = casework()
        plan_start.start_plan_for(one.case, one.as_("leader"))
        yield one


@pytest.fixture
def report(cast):
    answer_fact(case=cast.case, by=cast.as_("leader"), fact="complaint_made", value="no")
    return act.report_to_police(approved_proposal(cast), cast.as_("leader"))


def current(case, rule):
    return current_deadlines(case).filter(rule=rule).first()


@pytest.mark.row("G23")
def test_police_are_asked_again_three_months_after_the_last_time(cast, report):
    task = cast.case.tasks.get(step="police_status")
    first = task.due_at
    with clock.travel(first + timedelta(minutes=1)):
        follow_up.tick()
    with clock.travel(ASKED):
        follow_up.record_police_status(report, cast.as_("leader"), "waiting")
    task.refresh_from_db()
    running = current(cast.case, clocks.POLICE_STATUS)
    assert (running.started_at, running.due_at, running.cause) == (ASKED, THREE_MONTHS_ON, "police_status")
    assert (task.due_at, task.reminded_at, task.escalated_at) == (THREE_MONTHS_ON, None, None)
    told = Notice.objects.filter(person=cast.deputy, code="task_late").count()
    with clock.travel(THREE_MONTHS_ON + timedelta(minutes=1)):
        follow_up.tick()
        follow_up.tick()
    assert Notice.objects.filter(person=cast.deputy, code="task_late").count() == told + 1


def test_question_to_the_police_that_was_ticked_comes_again_after_the_answer(cast, report):
    task = cast.case.tasks.get(step="police_status")
    with clock.travel(ASKED):
        follow_up.finish_task(task, cast.as_("leader"), "Ringede i dag.")
        plan_start.recalculate(cast.case, cast.as_("leader"), "again")
        task.refresh_from_db()
        assert task.done_at == ASKED
        follow_up.record_police_status(report, cast.as_("leader"), "waiting")
    task.refresh_from_db()
    assert (task.done_at, task.due_at) == (None, THREE_MONTHS_ON)
    names = [event.name for event in events_of(Stream.CASE, cast.case.id)]
    assert names.count("task.opened_again") == 1


def test_question_to_the_police_that_was_left_out_stays_left_out(cast, report):
    task = cast.case.tasks.get(step="police_status")
    follow_up.finish_task(task, cast.as_("leader"), "De ringer selv.", not_relevant=True)
    with clock.travel(ASKED):
        follow_up.record_police_status(report, cast.as_("leader"), "waiting")
    task.refresh_from_db()
    assert task.not_relevant


def test_final_answer_ends_the_clock_and_the_step(cast, report):
    before = current(cast.case, clocks.POLICE_STATUS)
    with clock.travel(ASKED):
        follow_up.record_police_status(report, cast.as_("leader"), "judged")
    row = current(cast.case, clocks.POLICE_STATUS)
    assert (row.pk, row.met_at) == (before.pk, ASKED)
    assert cast.case.tasks.get(step="police_status").done_at == ASKED


@pytest.mark.row("G11")
def test_sender_is_told_on_the_day_it_was_put_off_to(cast):
    questions.answer(cast.case, cast.as_("leader"), "sender_named", "yes")
    follow_up.postpone_telling_sender(cast.case, cast.as_("leader"), UNTIL, "Politiet beder os vente.")
    task = cast.case.tasks.get(step="tell_sender_of_record")
    running = current(cast.case, clocks.ART_14)
    due = datetime.combine(UNTIL, clocks.LAST, clock.COPENHAGEN)
    assert (running.due_at, running.cause, task.done_at) == (due, "telling_postponed", START)
    with clock.travel(due - timedelta(days=1)):
        follow_up.tick()
        task.refresh_from_db()
        assert task.done_at == START
    with clock.travel(due - timedelta(hours=9)):
        follow_up.tick()
        task.refresh_from_db()
        assert (task.done_at, task.due_at) == (None, due)
        assert Notice.objects.filter(person=cast.leader, code="task_due").exists()
        cast.case.refresh_from_db()
        assert cast.case.next_deadline <= due


def test_sender_who_is_to_be_told_on_the_very_day_of_the_month_is_not_forgotten(cast):
    questions.answer(cast.case, cast.as_("leader"), "sender_named", "yes")
    due = current(cast.case, clocks.ART_14).due_at
    until = clock.local(due).date()
    follow_up.postpone_telling_sender(cast.case, cast.as_("leader"), until, "Politiet beder os vente.")
    with clock.travel(due - timedelta(hours=9)):
        follow_up.tick()
    assert cast.case.tasks.get(step="tell_sender_of_record").done_at is None


def test_day_that_has_come_is_put_off_once_more(cast):
    questions.answer(cast.case, cast.as_("leader"), "sender_named", "yes")
    follow_up.postpone_telling_sender(cast.case, cast.as_("leader"), UNTIL, "Politiet beder os vente.")
    later = UNTIL + timedelta(days=30)
    with clock.travel(START + timedelta(days=1)):
        follow_up.postpone_telling_sender(cast.case, cast.as_("leader"), later, "De er ikke færdige.")
    assert current(cast.case, clocks.ART_14).due_at == datetime.combine(later, clocks.LAST, clock.COPENHAGEN)


def told_sender(cast):
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger", senders(cast.case).first())
    act.save_letter(letter, cast.as_("leader"), 0, VALUES, POINTS)
    act.approve_letter(letter, cast.as_("approver"), letter.revision, ("letter_friendly_tone",))
    act.send_letter(letter, cast.as_("leader"))


@pytest.mark.row("G11")
def test_sender_who_is_added_after_the_first_was_told_has_a_month_and_a_step_of_their_own(cast):
    questions.answer(cast.case, cast.as_("leader"), "sender_named", "yes")
    told_sender(cast)
    task = cast.case.tasks.get(step="tell_sender_of_record")
    assert (current(cast.case, clocks.ART_14).met_at, task.done_at) == (START, START)
    with clock.travel(START + timedelta(days=9)):
        add_sender(cast.case, cast.as_("leader"), Sender(SenderKind.CITIZEN, identity="Ida Holm"))
    running = current(cast.case, clocks.ART_14)
    task.refresh_from_db()
    assert (running.started_at, running.met_at) == (START + timedelta(days=9), None)
    assert (task.done_at, task.due_at) == (None, running.due_at)


def test_month_stops_when_the_sender_turns_out_to_be_unknown(cast):
    sender = senders(cast.case).get()
    correct_sender(sender, cast.as_("leader"), SenderCorrection.MISTYPED, Sender(SenderKind.UNKNOWN), revision=0)
    assert current(cast.case, clocks.ART_14) is None


def claim_likely(cast, value="yes"):
    answers = {"because_of_work": "yes", "within_five_days": "yes", "absent_next_day": "no"}
    answers |= {"symptoms_need_treatment": "no"}
    for fact, answer in {**answers, "claim_likely": value}.items():
        answer_fact(case=cast.case, by=cast.as_("leader"), fact=fact, value=answer)
    plan_start.recalculate(cast.case, cast.as_("leader"), "fact_answered")


@pytest.mark.row("G04")
def test_claim_without_absence_starts_14_days_from_what_happened(cast):
    claim_likely(cast)
    (shown,) = injury_page(cast.case, cast.leader)["clocks"]
    row = current(cast.case, "easy_14_days_from_accident")
    assert (row.started_at, shown.state) == (cast.incident.happened_from, "running")
    follow_up.record_injury_notice(
        cast.case, cast.as_("leader"), notified=True, receipt_number="E1", notified_on=date(2026, 6, 3)
    )
    row.refresh_from_db()
    assert row.met_at == START


def test_injury_clock_stops_when_the_answers_no_longer_lead_to_it(cast):
    claim_likely(cast)
    before = len(all_clocks(cast.case))
    claim_likely(cast, "no")
    assert current(cast.case, "easy_14_days_from_accident") is None
    assert len(all_clocks(cast.case)) == before - 1
    stopped = cast.case.deadlines.get(rule="easy_14_days_from_accident", superseded_by=None)
    assert (stopped.due_at, stopped.cause) == (None, "no_longer_applies")
    claim_likely(cast)
    assert current(cast.case, "easy_14_days_from_accident").supersedes == stopped


def test_absence_that_comes_later_runs_from_the_first_day_away(cast):
    claim_likely(cast)
    questions.answer(cast.case, cast.as_("leader"), "absent_next_day", "yes")
    follow_up.record_first_absence(cast.case, cast.as_("leader"), date(2026, 6, 3))
    rules = {row.rule for row in current_deadlines(cast.case) if row.rule in clocks.injury_rules()}
    assert rules == {"easy_14_days_from_absence"}
