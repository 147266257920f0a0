"""Before an act: what must be so, the questions that it asks, and what the rules say."""

import pytest
from django.urls import reverse

from tests.factories.casework import START, answer_everything, casework
from tests.web.signed_in import signed_in, text_of
from vaern import clock
from vaern.process.situation import book
from vaern.web.casework.before_acting import ELSEWHERE, LISTS, facts_of
from vaern.web.casework.interview import subjects

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def page(cast, person, step=""):
    url = reverse("before_acting", args=[cast.case.number])
    return signed_in(person).get(f"{url}?skridt={step}" if step else url)


@pytest.mark.parametrize("gate", ["police_report", "send_letter", "close_case"])
def test_what_a_gate_of_another_page_asks_is_asked_among_the_questions_of_the_case(gate):
    asked = {fact: book().facts[fact] for fact in facts_of(gate)}
    assert {fact for fact, one in asked.items() if not one.derived and one.group not in subjects()} == set()


@pytest.mark.parametrize("step", ["", "nonsense", "police_report"])
def test_acts_are_listed_and_none_is_chosen_by_itself(cast, step):
    shown = page(cast, cast.leader, step).context
    assert {act.id for act in shown["acts"]} == set(book().gates) - ELSEWHERE
    assert (shown["gate"], [act.id for act in shown["acts"] if act.current]) == (None, [])


@pytest.mark.row("G24", "G25")
def test_every_act_says_what_must_be_so_and_asks_what_is_its_own(cast):
    for key in set(book().gates) - ELSEWHERE:
        gate = page(cast, cast.leader, key).context["gate"]
        asked = {question.fact.id for question in gate.questions}
        assert [row.id for row in gate.rows] == [one.id for one in book().gates[key][-1].conditions]
        assert asked == {f for f in facts_of(key) if book().facts[f].scope == "case" and not book().facts[f].derived}
        assert not any(row.may_set_aside for row in gate.rows)


def test_answer_given_there_leads_back_there_and_changes_what_stands(cast):
    before = page(cast, cast.leader, "mediation").context["gate"]
    question = next(one for one in before.questions if one.editable and not one.answered)
    data = {"fact": question.fact.id, "value": "yes", "back": "before_acting", "place": "mediation",
            "key": question.key}  # fmt: skip
    answer = signed_in(cast.leader).post(reverse("case_answer", args=[cast.case.number]), data)
    url = reverse("before_acting", args=[cast.case.number])
    assert answer["Location"] == f"{url}?skridt=mediation#{question.key}"
    after = {one.fact.id: one.value for one in page(cast, cast.leader, "mediation").context["gate"].questions}
    assert after[question.fact.id] == "yes"


def test_rules_of_the_workplace_come_from_the_answers(cast):
    assert page(cast, cast.leader).context["rules"] == []
    answer_everything(cast)
    shown = page(cast, cast.leader)
    rules = shown.context["rules"]
    assert rules != []
    assert rules[0].source["cite"] in text_of(shown)


@pytest.mark.parametrize("step", LISTS)
def test_checklist_is_answered_by_the_case_as_far_as_it_can_be(cast, step):
    shown = page(cast, cast.leader, step)
    checklist = shown.context["checklist"]
    assert [one.id for one in checklist.points] == [one.id for one in book().checklists[step][-1].items]
    assert {"unmet", "by_hand"} <= {one.state for one in checklist.points}
    assert book().checklists[step][-1].items[0].text in text_of(shown)
    assert [one.id for one in shown.context["lists"] if one.current] == [step]


def test_point_is_in_order_when_the_case_says_so(cast):
    def point():
        points = page(cast, cast.leader, "letters_control_list").context["checklist"].points
        return next(one.state for one in points if one.id == "identity_known")

    assert point() == "unknown"
    answer_everything(cast)
    assert point() == "met"


def test_what_to_ask_the_police_for_stands_beside_the_police_file(cast):
    shown = page(cast, cast.leader, "police_file_quality")
    assert all(one in text_of(shown) for one in book().texts["police_channels"]["ask_for"])
    assert page(cast, cast.leader, "letters_control_list").context["police"] is None


def test_ways_to_have_something_removed_stand_beside_the_removal(cast):
    shown = page(cast, cast.leader, "removal_request")
    assert all(one["title"] in text_of(shown) for one in book().texts["removal_ladder"]["rungs"])
    assert page(cast, cast.leader, "mediation").context["ladder"] is None


def test_sources_that_no_jurist_has_confirmed_are_labelled(cast):
    gate = page(cast, cast.leader, "mediation").context["gate"]
    assert [row.unchecked for row in gate.rows] == [True] * len(gate.rows)
    assert text_of(page(cast, cast.leader, "mediation")).count("Ikke bekræftet af en jurist.") == len(gate.rows)


def test_employee_has_a_page_of_her_own(cast):
    assert page(cast, cast.employee).status_code == 404
    answer = signed_in(cast.employee).get(reverse("case", args=[cast.case.number]))
    assert answer["Location"] == reverse("my_case", args=[cast.case.number])
