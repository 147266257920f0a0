"""A wide question answered no: what follows from it is shown as following, and an answer that does not fit is told."""

import pytest
from django.urls import reverse

from tests.factories.casework import START, casework
from tests.typeset.reading import text_of as printed
from tests.web.signed_in import signed_in, text_of
from vaern import clock
from vaern.process import questions
from vaern.process.assess import assess_case

pytestmark = pytest.mark.django_db
WIDE, NARROW = "anything_recorded", "filmed_where_not_open"
SAYS = "Intet er filmet, fotograferet eller optaget, og ingen er aflyttet eller iagttaget med et apparat."


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def say(cast, fact, value):
    questions.answer(cast.case, cast.as_("leader"), fact, value, cast.incident)


def shown(cast, subject="incident-following"):
    page = signed_in(cast.leader).get(reverse("case_facts", args=[cast.case.number]) + f"?haendelse=1&emne={subject}")
    every = (one for about in page.context["about_incident"] for one in about.questions)
    return {one.fact.id: one for one in every}, text_of(page)


def result(cast, provision="straffeloven/264a"):
    return next(one.result for one in assess_case(cast.case).law.findings if one.provision_id == provision)


@pytest.mark.row("B02")
def test_no_answers_what_presupposes_it_and_the_page_says_from_what_it_follows(cast):
    assert result(cast) == "cannot_be_decided"
    say(cast, WIDE, "no")
    assert result(cast) == "does_not_point_to"
    asked, page = shown(cast)
    assert (asked[NARROW].value, asked[NARROW].by, asked[NARROW].answered) == ("no", "", True)
    assert f"Følger af et andet svar: {SAYS}" in page
    assert NARROW not in {one.fact_id for one in questions.interview(cast.case, by=cast.as_("leader"))}


def test_what_follows_goes_when_the_wide_answer_is_changed(cast):
    say(cast, WIDE, "no")
    say(cast, WIDE, "yes")
    asked, _page = shown(cast)
    assert not asked[NARROW].answered
    assert result(cast) == "cannot_be_decided"


def test_answer_that_does_not_fit_stands_and_is_told(cast):
    say(cast, WIDE, "no")
    say(cast, NARROW, "yes")
    asked, page = shown(cast)
    assert asked[NARROW].value == "yes"
    assert f"Det passer ikke med et andet svar, så se på begge: {SAYS}" in page


def places(cast):
    page = signed_in(cast.leader).get(reverse("case_facts", args=[cast.case.number]) + "?haendelse=1&emne=alle")
    about = page.context["about_incident"]
    where = ("open", "waiting", "folded", "settled")
    return {one.fact.id: name for name in where for subject in about for one in getattr(subject, name)}, text_of(page)


def test_closer_questions_stand_folded_until_the_wide_one_is_answered(cast):
    found, page = places(cast)
    assert (found[WIDE], found[NARROW], found["own_meeting_recorded"]) == ("open", "waiting", "waiting")
    assert "nærmere spørgsmål, som kun stilles, hvis svaret på det brede ikke er nej" in page
    say(cast, WIDE, "unknown")
    assert places(cast)[0][NARROW] == "open"
    say(cast, WIDE, "no")
    assert places(cast)[0][NARROW] == "folded"


def test_a_yes_to_the_wide_question_answers_nothing_else(cast):
    say(cast, WIDE, "yes")
    asked, page = shown(cast)
    assert not asked[NARROW].answered
    assert "Følger af et andet svar" not in page


def test_the_paper_of_a_jurist_says_from_what_an_answer_follows(cast):
    say(cast, "shared_with_others", "no")
    for fact in ("threat_of_harm", "contacted_directly", "aimed_at_employee", "threat_of_violence"):
        say(cast, fact, "yes")
    say(cast, "said_or_written", "no")
    paper = printed(signed_in(cast.jurist).get(reverse("case_law_pdf", args=[cast.case.number])).content)
    assert "Følger af et andet svar: Der er hverken sagt eller skrevet noget" in " ".join(paper.split())
