"""Which provisions a case is about."""

from datetime import date

import pytest

from vaern.process.in_play import in_play, norms_left
from vaern.process.situation import book
from vaern.rulebook.assess import about_the_sender, assess
from vaern.rulebook.shapes import AtLeast, FactIs, IncidentFacts, NormIs, Not, Situation, Value

DAY = date(2026, 6, 3)
COMMON = {"employee_public_service": Value.YES, "because_of_work": Value.YES, "during_work": Value.YES}


def brought_in(**answers):
    situation = Situation(on=DAY, answers=COMMON | {key: Value(value) for key, value in answers.items()})
    findings = assess(book(), situation, about_the_sender(book())).findings
    return {one.provision_id for one in in_play(book(), situation, findings)}


def test_being_at_work_alone_brings_nothing_into_play():
    assert brought_in() == set()


@pytest.mark.row("G09")
def test_one_own_fact_brings_its_provision_into_play():
    assert "straffeloven/119a" in brought_in(contacted_directly="yes")
    assert "straffeloven/266" not in brought_in(contacted_directly="yes")
    assert "straffeloven/266" in brought_in(threat_of_harm="yes")


@pytest.mark.parametrize("value", ["no", "unknown"])
def test_answer_that_is_not_yes_brings_nothing_into_play(value):
    assert brought_in(contacted_directly=value, threat_of_harm=value) == set()


def test_what_is_answered_away_is_out_of_play_again():
    assert "straffeloven/119a" not in brought_in(contacted_directly="yes", complaint_or_legal_request="yes")


def test_each_incident_brings_its_own_into_play():
    incidents = (
        IncidentFacts("a", DAY, {"contacted_directly": Value.YES}),
        IncidentFacts("b", DAY, {"contacted_directly": Value.NO}),
    )
    situation = Situation(on=DAY, answers=COMMON, incidents=incidents)
    findings = assess(book(), situation, about_the_sender(book())).findings
    found = {one.incident_id for one in in_play(book(), situation, findings)}
    assert found == {"a"}


@pytest.mark.parametrize(
    ("answers", "judged", "left"),
    [
        ({}, {}, {"one", "two"}),
        ({"a": "yes"}, {}, {"two"}),
        ({"a": "no"}, {}, {"one", "two"}),
        ({"b": "no"}, {}, set()),
        ({}, {"two": "yes"}, set()),
        ({}, {"two": "unknown"}, {"one", "two"}),
    ],
)
def test_judgement_is_left_while_it_can_change_what_comes_out(answers, judged, left):
    expr = AtLeast(
        3, (AtLeast(1, (FactIs("a"), NormIs("one", None, None))), FactIs("b"), Not(NormIs("two", None, None)))
    )
    given = ({key: Value(value) for key, value in one.items()} for one in (answers, judged))
    assert norms_left(expr, *given) == left
