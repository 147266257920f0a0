"""Where the same rule stands in several places, they say the same of the same answers."""

from datetime import date
from itertools import product

import pytest

from vaern.rulebook.assess import assess
from vaern.rulebook.load import load
from vaern.rulebook.plans import steps_for
from vaern.rulebook.shapes import Result, Situation, Value
from vaern.rulebook.tracks import run_track

BOOK = load()
ON = date(2026, 11, 21)
ASKED = ("absent_next_day", "symptoms_need_treatment", "claim_likely", "within_five_days")


@pytest.mark.parametrize("values", list(product((Value.YES, Value.NO), repeat=len(ASKED))))
def test_the_track_the_law_and_the_plan_agree_on_what_is_notified(values):
    answers = {"because_of_work": Value.YES, **dict(zip(ASKED, values, strict=True))}
    at = Situation(ON, answers)
    outcome = run_track(BOOK, "injury", at).outcome_id
    steps = {step.id for step in steps_for(BOOK, "digital_chikane", at)}
    named = ("arbejdsskade/anmeldelse_fravaer", "arbejdsskade/anmeldelse_krav")
    law = [one.result == Result.POINTS_TO for one in assess(BOOK, at, named).findings]
    track = [outcome == "notify_absence", outcome == "notify_claim"]
    plan = ["injury_notice_absence" in steps, "injury_notice_claim" in steps]
    assert track == law == plan


def test_a_claim_that_is_answered_no_is_never_said_to_be_likely():
    answers = dict(zip(ASKED, (Value.NO, Value.YES, Value.NO, Value.YES), strict=True))
    for on in (ON, date(2022, 5, 10)):
        found = run_track(BOOK, "injury", Situation(on, {**answers, "because_of_work": Value.YES}))
        assert found.outcome_id == "claim_doubtful"


YEARS = {
    "4 måneder": 2,
    "6 måneder": 2,
    "1 år": 2,
    "2 år": 5,
    "3 år": 5,
    "1 år og 6 måneder": 5,
    "6 år": 10,
    "8 år": 10,
}


def test_limitation_follows_the_highest_penalty():
    """§ 93: two years up to one, five up to four, ten up to ten."""
    found = {
        text.file_id: (
            YEARS[text.sanction["max"].split("indtil ")[1].split(" (")[0]],
            text.sanction["limitation_years"],
        )
        for texts in BOOK.provisions.values()
        for text in texts
        if "indtil" in text.sanction.get("max", "")
    }
    assert [name for name, (wanted, said) in found.items() if wanted != said] == []
    assert len(found) > 30
