from datetime import date

import pytest

from tests.rulebook.situations import incident, situation
from vaern.errors import BadInput
from vaern.rulebook.gates import check_gate
from vaern.rulebook.load import read
from vaern.rulebook.plans import plan_on, steps_for
from vaern.rulebook.questions import next_questions
from vaern.rulebook.tracks import run_track


def states(book, **said):
    return {one.id: one.state for one in check_gate(book, "send", situation(**said)).conditions}


@pytest.mark.parametrize(
    ("said", "state"),
    [({"yes": "secured"}, "met"), ({"no": "secured"}, "unmet"), ({}, "unknown"), ({"yes": "hurried"}, "not_relevant")],
)
def test_a_condition_has_one_of_four_states(book, said, state):
    assert states(book, **said)["secured"] == state


@pytest.mark.row("B02")
def test_an_open_condition_says_why_and_what_to_do(book):
    result = check_gate(book, "send", situation(yes="hurried", no="mild"))
    (one,) = result.open_conditions
    assert (one.id, one.todo, one.set_aside) == ("mild", "Skriv venligere.", "never")
    assert one.sentences == ("Tonen er ikke mild.", "mild er ikke sket.")


def test_a_condition_that_is_not_relevant_says_only_why(book):
    one = check_gate(book, "send", situation(yes="hurried")).conditions[0]
    assert (one.sentences, one.todo) == (("hurried er sket.",), "")


def test_an_unknown_gate_is_refused_with_the_nearest_name(book):
    with pytest.raises(BadInput, match="Mente du “send”"):
        check_gate(book, "sende", situation())


@pytest.mark.parametrize("on", [date(2019, 12, 31), date(2030, 1, 2)])
def test_a_gate_outside_its_time_is_refused(book, on):
    with pytest.raises(BadInput, match="i kraft"):
        check_gate(book, "send", situation(on=on))


def test_a_track_takes_the_first_outcome_that_holds(book):
    found = run_track(book, "injury", situation(yes="absent likely_claim"))
    assert (found.outcome_id, found.next, found.deadline) == ("notify", ("Anmeld i EASY.",), "notify")
    assert found.sentences == ("absent er sket.", "likely_claim er sket.")


def test_a_track_ends_in_what_remains(book):
    found = run_track(book, "injury", situation(no="absent"))
    assert (found.outcome_id, found.next) == ("nothing", ("Skriv hvorfor.",))


def test_a_track_waits_for_the_answers_it_names(book):
    found = run_track(book, "injury", situation(yes="absent"))
    assert (found.outcome_id, found.missing) == (None, ("likely_claim",))


def test_a_track_without_a_fitting_outcome_says_so(book):
    assert run_track(book, "strict", situation(no="young")).says == "Ingen af udfaldene passer på oplysningerne."


def test_a_track_follows_the_text_of_the_incidents_day(folder):
    text = (folder / "tracks/injury.yaml").read_text()
    newer = text.replace("Det skal anmeldes.", "Det skal anmeldes inden 14 dage.")
    (folder / "tracks/injury.2022-07-01.yaml").write_text("valid_from: 2022-07-01\n" + newer)
    book = read(folder)
    said = {
        on: run_track(book, "injury", situation(yes="absent likely_claim", incidents=[incident("a", on)])).says
        for on in ("2022-06-30", "2022-07-01")
    }
    assert said == {"2022-06-30": "Det skal anmeldes.", "2022-07-01": "Det skal anmeldes inden 14 dage."}


def test_an_unknown_track_is_refused(book):
    with pytest.raises(BadInput, match="vurdering"):
        run_track(book, "injry", situation())


@pytest.mark.row("G22")
def test_a_step_joins_when_its_condition_is_answered_yes(book):
    assert [one.id for one in steps_for(book, "plan", situation())] == ["call"]
    assert [one.id for one in steps_for(book, "plan", situation(yes="young"))] == ["call", "parents"]


def test_a_plan_with_a_condition_has_no_steps_before_it_holds(book):
    assert steps_for(book, "later", situation()) == ()
    assert len(steps_for(book, "later", situation(yes="hurried"))) == 1


def test_the_oldest_plan_serves_a_day_before_any_plan(book):
    assert plan_on(book, "plan", situation(on=date(2001, 1, 1))).edition == 1


def test_an_unknown_plan_is_refused(book):
    with pytest.raises(BadInput, match="plan"):
        steps_for(book, "plam", situation())


def asked(book, *goals, **said):
    return [one.fact_id for one in next_questions(book, situation(**said), goals)]


def test_the_question_that_settles_most_comes_first(book):
    best = next_questions(book, situation(no="wrote"), ["loven/1", "injury"])[0]
    assert (best.fact_id, best.settles) == ("called", 1)
    assert best.why == "Svaret har betydning for »Fred«."


def test_questions_of_a_group_stand_together(book):
    facts = asked(book, "loven/1", yes="mild", no="wrote")
    assert facts[:2] == ["called", "stopped_first"]


def test_a_question_for_several_goals_says_so(book):
    found = {one.fact_id: one.why for one in next_questions(book, situation(), ["send", "loven/1"])}
    assert found["mild"] == "Svaret har betydning for »Send brev: Tonen er mild« og én anden."


@pytest.mark.parametrize(
    ("goal", "said"),
    [
        ("loven/1", {"no": "wrote called"}),
        ("loven/1", {"yes": "own_circle"}),
        ("loven/1", {"on": date(2010, 1, 1)}),
        ("injury", {"no": "absent"}),
        ("send", {"yes": "hurried mild"}),
        ("send", {"yes": "mild secured"}),
    ],
)
def test_nothing_is_asked_that_cannot_matter_or_is_computed(book, goal, said):
    assert asked(book, goal, **said) == []


def test_an_unknown_goal_is_refused(book):
    with pytest.raises(BadInput, match="Mente du “loven/1”"):
        asked(book, "loven/11")
