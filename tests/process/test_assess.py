"""Three independent assessments of the same facts, locked with receipts that give the same findings again."""

import pytest

from tests.factories.answers import answer_fact
from tests.factories.casework import START, answer_everything, casework
from vaern import clock
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.process import assess, questions
from vaern.rulebook.shapes import Result

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


@pytest.mark.row("G13", "G14", "B09")
def test_three_assessments_stand_beside_each_other(cast):
    answer_everything(cast)
    found = assess.assess_case(cast.case)
    assert found.environment.outcome_id == "handled_as_violence"
    assert found.injury.outcome_id == "not_notified"
    results = {one.provision_id: one.result for one in found.law.findings}
    assert results["straffeloven/119a"] == Result.POINTS_TO
    assert results["ytringsfrihed/tolerance"] == Result.DOES_NOT_POINT_TO
    assert all(one.sentences for one in found.law.findings)


@pytest.mark.row("G14")
def test_unanswered_counter_indication_blocks_locking(cast):
    answer_everything(cast)
    answer_fact(
        case=cast.case, by=cast.as_("jurist"), fact="told_own_circle_only", value="unknown", incident=cast.incident
    )
    with pytest.raises(NotNow, match="eller en lille kreds"):
        assess.lock(cast.case, "law", cast.as_("jurist"))


def test_locked_assessment_replays_to_the_same_findings(cast):
    answer_everything(cast)
    locked = assess.lock(cast.case, "law", cast.as_("jurist"))
    assert assess.replay(locked).same
    assert assess.replay(locked).changed_files == ()
    assert assess.replay_track(assess.lock(cast.case, "environment", cast.as_("leader")))


def test_receipt_is_sealed_and_a_second_lock_is_a_new_edition(cast):
    answer_everything(cast)
    first = assess.lock(cast.case, "law", cast.as_("jurist"))
    assert b"Bes" not in bytes(first.receipt)
    assert assess.lock(cast.case, "law", cast.as_("jurist")).edition == 2


def test_assessment_is_locked_only_by_those_it_belongs_to(cast):
    with pytest.raises(NotAllowed):
        assess.lock(cast.case, "law", cast.as_("leader"))
    with pytest.raises(NotAllowed):
        assess.lock(cast.case, "injury", cast.as_("jurist"))
    with pytest.raises(BadInput):
        assess.lock(cast.case, "weather", cast.as_("leader"))


@pytest.mark.row("G03")
def test_track_without_answers_is_not_locked(cast):
    with pytest.raises(NotNow):
        assess.lock(cast.case, "environment", cast.as_("leader"))


def test_interview_asks_only_what_the_role_answers_and_nothing_derived(cast):
    asked = questions.interview(cast.case, cast.as_("leader"))
    facts = [assess.book().facts[one.fact_id] for one in asked]
    assert facts
    assert all("leader" in fact.answered_by and not fact.derived for fact in facts)


def test_derived_unknown_and_others_questions_are_refused(cast):
    with pytest.raises(BadInput):
        questions.answer(cast.case, cast.as_("leader"), "accept_given", "yes")
    with pytest.raises(BadInput):
        questions.answer(cast.case, cast.as_("leader"), "weather", "yes")
    with pytest.raises(NotAllowed):
        questions.answer(cast.case, cast.as_("leader"), "complaint_not_the_reason", "yes")
    with pytest.raises(NotAllowed):
        questions.judge_norm(cast.case, cast.as_("leader"), "violates_peace", "yes", "Grund.")
    with pytest.raises(BadInput):
        questions.judge_norm(cast.case, cast.as_("jurist"), "weather", "yes", "Grund.")
    assert questions.judge_norm(cast.case, cast.as_("jurist"), "violates_peace", "yes", "Grund.").value == "yes"


def test_interview_also_asks_what_the_plan_and_the_closing_turn_on(cast):
    asked = {one.fact_id for one in questions.interview(cast.case, cast.as_("leader"))}
    assert {"several_employees_hit", "sender_is_journalist", "prevention_considered"} <= asked
