"""The situation of a case: answers, judgements, incidents by their day, and every derived fact from stored rows."""

from datetime import date, timedelta

import pytest

from tests.factories.answers import answer_fact
from tests.factories.casework import START, answer_everything, casework
from tests.process.test_letter_case import send_guidance
from vaern import clock
from vaern.care.actions import give_accept
from vaern.cases import actions as cases
from vaern.cases.models import Answer
from vaern.letters.actions import postpone_telling_sender
from vaern.measures.actions import record_police_contact
from vaern.process import assess, derived, derived_letter, questions
from vaern.process.situation import book, days_since_complaint, situation_of, whole
from vaern.rulebook.shapes import Value

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def value(cast, fact):
    return situation_of(cast.case).answers[fact].value


def not_computed(facts, rules):
    """Derived facts that content declares and nobody computes, and the other way round."""
    declared = {fact.id for fact in facts.values() if fact.derived}
    return declared ^ set(rules)


def test_every_derived_fact_is_computed():
    assert not_computed(book().facts, {**derived.RULES, **derived_letter.RULES}) == set()


def test_derived_fact_that_nobody_computes_is_found():
    rules = {**derived.RULES, **derived_letter.RULES}
    del rules["accept_given"]
    assert not_computed(book().facts, rules) == {"accept_given"}


@pytest.mark.row("B08")
def test_complaint_is_asked_and_its_days_are_counted(cast):
    assert (value(cast, "complaint_made"), value(cast, "complaint_pending")) == ("unknown", "unknown")
    assert days_since_complaint(cast.case) is None
    questions.answer(cast.case, cast.as_("leader"), "complaint_made", "no")
    assert (value(cast, "complaint_made"), value(cast, "complaint_pending")) == ("no", "no")
    row = questions.record_complaint(cast.case, cast.as_("leader"), date(2026, 5, 20))
    assert (value(cast, "complaint_made"), value(cast, "complaint_pending")) == ("yes", "yes")
    assert days_since_complaint(cast.case) == 14
    cases.settle_complaint(complaint=row, by=cast.as_("leader"), settled_on=date(2026, 6, 1))
    assert (value(cast, "complaint_made"), value(cast, "complaint_pending")) == ("yes", "no")


@pytest.mark.parametrize(
    ("said", "expected"), [("yes", "yes"), ("no", "no"), ("withdrawn", "no"), ("later", "unknown")]
)
@pytest.mark.row("G22")
def test_accept_is_what_the_employee_last_said(cast, said, expected):
    assert value(cast, "accept_given") == "unknown"
    give_accept(case=cast.case, by=cast.as_("employee"), subject="police_report", value=said)
    assert value(cast, "accept_given") == expected


def test_law_findings_become_facts_when_they_are_locked(cast):
    facts = ("jurist_consulted", "tolerance_assessed", "tolerance_points_to", "law_points_to_offence", "law_answered")
    assert [value(cast, fact) for fact in facts] == ["no", "no", "unknown", "unknown", "no"]
    answer_everything(cast)
    assess.lock(cast.case, "law", cast.as_("jurist"))
    assert [value(cast, fact) for fact in facts] == ["yes", "yes", "no", "yes", "yes"]


def test_finding_without_offence_says_no(cast):
    answer_everything(cast)
    for fact in ("contacted_directly", "followed_in_person", "shared_with_others"):
        answer_fact(case=cast.case, by=cast.as_("jurist"), fact=fact, value="no", incident=cast.incident)
    cases.give_norm_reason(
        case=cast.case, by=cast.as_("jurist"), norm="harasses_otherwise", value="no", reason="Kun set på profilen."
    )
    assess.lock(cast.case, "law", cast.as_("jurist"))
    assert value(cast, "law_points_to_offence") == "no"


def test_sender_is_informed_by_letter_or_it_is_postponed(cast):
    assert value(cast, "sender_informed_or_postponed") == "no"
    postpone_telling_sender(
        case=cast.case, by=cast.as_("jurist"), until=START.date() + timedelta(days=9), reason="Politiet beder om det."
    )
    assert value(cast, "sender_informed_or_postponed") == "yes"
    send_guidance(cast)
    assert value(cast, "warned_before") == "yes"


@pytest.mark.row("B10")
def test_police_guidance_is_a_fact_of_its_own(cast):
    assert value(cast, "police_guidance_received") == "no"
    record_police_contact(
        case=cast.case, by=cast.as_("leader"), contacted_at=START, station="Lindsø Politi", said="Tal med ham."
    )
    assert value(cast, "police_guidance_received") == "yes"


def test_incidents_stand_by_their_own_day(cast):
    (one,) = situation_of(cast.case).incidents
    assert one.on == date(2026, 6, 3)


def test_whole_case_is_yes_for_one_and_no_for_all(cast):
    case, by, first = cast.case, cast.as_("jurist"), cast.incident
    answer_fact(case=case, by=by, fact="sender_blocked", value="yes", incident=first)
    answer_fact(case=case, by=by, fact="viewed_only", value="no", incident=first)
    answer_fact(case=case, by=by, fact="during_work", value="unknown", incident=first)
    merged = whole(situation_of(case)).answers
    assert [merged[fact] for fact in ("sender_blocked", "viewed_only", "during_work")] == [
        Value.YES,
        Value.NO,
        Value.UNKNOWN,
    ]


def test_letter_facts_are_unknown_without_a_letter(cast):
    assert value(cast, "letter_one_kind") == "unknown"
    assert Answer.objects.filter(case=cast.case, fact="letter_one_kind").count() == 0


@pytest.mark.row("G22")
def test_request_for_prosecution_is_made_by_the_employee_and_can_be_taken_back(cast):
    made = lambda: situation_of(cast.case).answers["prosecution_request_made"]  # noqa: E731
    assert made() == "no"
    give_accept(case=cast.case, by=cast.as_("employee"), subject="prosecution_request", value="yes")
    assert made() == "yes"
    give_accept(case=cast.case, by=cast.as_("employee"), subject="prosecution_request", value="withdrawn")
    assert made() == "no"
