"""Words that several screens share: days, titles, and what is said to whom."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from tests.bad_input.pages import prose
from tests.factories.cases import MONDAY
from tests.factories.casework import START, casework
from tests.web.signed_in import signed_in
from vaern import clock
from vaern.process.gates import ConditionView
from vaern.process.situation import book
from vaern.rulebook.danish import uncapital
from vaern.rulebook.gates import check_gate
from vaern.rulebook.shapes import Situation, Value
from vaern.web.casework.gate_rows import _said
from vaern.web.casework.tasks import steps_by_id
from vaern.web.casework.titles import labels
from vaern.web.templatetags.moments import deadline, when

CLOSING = "close_case"


@pytest.fixture(autouse=True)
def monday():
    with clock.travel(MONDAY), translation.override("da"):
        yield


def late(days: int, hour: int, minute: int):
    return (clock.local(MONDAY) + timedelta(days=days)).replace(hour=hour, minute=minute)


def test_deadline_that_is_a_whole_day_says_the_day_alone():
    assert [deadline(late(1, 23, 59)), deadline(late(0, 0, 0)), deadline(None)] == ["i morgen", "i dag", ""]


def test_deadline_with_a_clock_time_says_it_and_what_happened_always_does():
    assert deadline(late(1, 13, 0)) == "i morgen kl.\N{NO-BREAK SPACE}13.00"
    assert when(late(1, 23, 59)) == "i morgen kl.\N{NO-BREAK SPACE}23.59"


def test_title_within_a_sentence_begins_small_but_not_in_capitals():
    titles = ("Afdelingsleder", "HR-konsulent", "")
    assert [uncapital(title) for title in titles] == ["afdelingsleder", "HR-konsulent", ""]


def test_every_step_of_every_plan_is_said_to_the_employee_it_is_for():
    said = {row["code"]: row["label"] for row in book().texts["plan_to_employee"]["steps"]}
    assert sorted(said) == sorted(steps_by_id())
    assert [label for label in said.values() if "den ramte" in label.lower()] == []


def test_case_is_named_to_others_without_you():
    codes = [row["code"] for row in book().texts["types"]["types"]]
    assert [label for label in labels("types", codes) if {"du", "dit", "din", "dine", "dig"} & set(label.split())] == []


def said(condition: str, answers: dict[str, Value], gate_id: str = CLOSING) -> tuple[str, ...]:
    gate = book().gates[gate_id][-1]
    whole = next(one for one in gate.conditions if one.id == condition)
    situation = Situation(answers=answers, incidents=(), on=clock.today())
    result = next(one for one in check_gate(book(), gate_id, situation).conditions if one.id == condition)
    return _said(ConditionView(result, None), whole)


def test_condition_of_one_fact_says_it_once():
    assert said("decided", {"decision_made": Value.NO}) == (
        "Der er ikke truffet en beslutning, eller et forslag ligger stadig åbent.",
    )


def test_condition_of_several_facts_names_those_that_are_missing():
    answers = {"affected_contacted": Value.YES, "follow_up_talks_held": Value.NO}
    assert said("affected_talked_to", answers) == (book().facts["follow_up_talks_held"].says[Value.NO],)


def test_condition_that_nobody_has_answered_is_not_said_to_be_missing():
    assert said("new_behaviour", {}, "contact_restriction") == ("Det er ikke oplyst, om der er sket noget nyt.",)
    assert said("phone", {}, "contact_restriction") == ("Det er ikke oplyst, om telefonen bliver helt lukket.",)
    assert said("decided", {}) == ("Det er ikke afklaret endnu.",)


@pytest.mark.parametrize("gate_id", sorted(book().gates))
def test_no_condition_says_that_the_citizen_has_complained_before_somebody_has_said_so(gate_id):
    for condition in book().gates[gate_id][-1].conditions:
        assert not any("har klaget" in says for says in said(condition.id, {}, gate_id))


@pytest.mark.django_db
def test_who_answers_and_what_a_track_says_read_as_one_would_say_it():
    with clock.travel(START):
        cast = casework()
        page = signed_in(cast.leader).get(reverse("case_assessments", args=[cast.case.number]))
        assert ("jurist, HR" in prose(page), "hR" in prose(page)) == (True, False)
        tracks = signed_in(cast.leader).get(reverse("case", args=[cast.case.number])).context["tracks"]
        assert [track.question in track.answer for track in tracks] == [False] * len(tracks)
        assert tracks[0].answer == "Det kan ikke siges endnu."


def test_nobody_is_said_to_be_excluded_before_somebody_has_proposed():
    (told,) = said("impartiality", {}, "police_report")
    assert told == "Der er ikke foreslået noget endnu, så Værn kan ikke se, hvem der beslutter."
    assert said("signer", {}, "send_letter") == ("Det er ikke afklaret, hvem der skriver under.",)
    assert "udelukket" in said("impartiality", {"deciders_not_excluded": Value.NO}, "police_report")[0]
