"""What is asked: everything that can still matter, and nothing else."""

import random
from dataclasses import replace
from datetime import date
from itertools import groupby, product

import pytest
from hypothesis import given as hypothesis_given
from hypothesis import settings
from hypothesis import strategies as st

from tests.rulebook.situations import situation
from tests.rulebook.strategies import GOALS, NAMES, answered, books, exprs, full, judged
from vaern.process.questions import GOALS as CASE_GOALS
from vaern.rulebook.assess import assess
from vaern.rulebook.checklists import evaluate as checked
from vaern.rulebook.diagrams import Fork, facts_in, still_open
from vaern.rulebook.follows import with_following
from vaern.rulebook.gates import check_gate
from vaern.rulebook.load import load
from vaern.rulebook.logic import NO, UNKNOWN, YES, evaluate
from vaern.rulebook.plans import steps_for
from vaern.rulebook.questions import next_questions
from vaern.rulebook.shapes import Situation
from vaern.rulebook.tracks import run_track


@hypothesis_given(exprs, full, judged)
def test_a_diagram_leads_where_the_condition_does(expr, facts, judgements):
    left = still_open(expr, {}, judgements)
    while isinstance(left, Fork):
        left = left.yes if facts[left.fact] == YES else left.no
    assert left == evaluate(expr, facts, judgements)


@hypothesis_given(exprs, answered, judged)
def test_a_diagram_holds_just_the_facts_that_can_still_matter(expr, facts, judgements):
    ways = [dict(zip(NAMES, way, strict=True)) for way in product((YES, NO), repeat=len(NAMES))]
    said = {name: value for name, value in facts.items() if value != UNKNOWN}
    left = [way for way in ways if said.items() <= way.items()]
    matters = {
        name
        for name in set(NAMES) - set(said)
        for way in left
        if evaluate(expr, {**way, name: YES}, judgements) != evaluate(expr, {**way, name: NO}, judgements)
    }
    assert set(facts_in(still_open(expr, facts, judgements))) == matters


def came_out(book, at: Situation) -> tuple:
    """What everything in the book comes to."""
    return (
        [one.result for one in assess(book, at).findings],
        [one.state in {"met", "not_relevant"} for key in book.gates for one in check_gate(book, key, at).conditions],
        [run_track(book, key, at).outcome_id for key in book.tracks],
        [step.id for key in book.plans for step in steps_for(book, key, at)],
        [one.state for key in book.checklists for one in checked(book, key, at)],
    )


def asked_of(book, goals, at: Situation, answers) -> tuple[Situation, list[str]]:
    """The situation after what was asked is answered and what follows is added, and what was asked in which order."""
    asked = list[str]()
    while questions := next_questions(book, at, goals):
        fact = questions[0].fact_id
        asked.append(fact)
        at = replace(at, answers=with_following(book, {**at.answers, fact: answers[fact]}))
    return at, asked


def fitting(book, answers):
    """The answers, without a yes to what presupposes a no."""
    return {
        **answers,
        **dict.fromkeys((one for fact in answers if answers[fact] == NO for one in book.beneath.get(fact, ())), NO),
    }


@settings(deadline=None)
@hypothesis_given(
    books(), full, judged, st.sampled_from([("law/1",), ("gate",), ("track",), ("plan",), ("list",), GOALS])
)
def test_answering_only_what_is_asked_decides_what_full_answers_decide(book, answers, judgements, goals):
    start, answers = situation(norms=judgements), fitting(book, answers)
    at, _asked = asked_of(book, goals, start, answers)
    kinds = [name for name, goal in zip(range(5), GOALS, strict=True) if goal in goals]
    mine, whole = came_out(book, at), came_out(book, replace(start, answers=answers))
    assert [mine[kind] for kind in kinds] == [whole[kind] for kind in kinds]


@settings(deadline=None)
@hypothesis_given(books(), full)
def test_no_question_is_asked_twice_and_each_group_stands_once(book, answers):
    _at, asked = asked_of(book, GOALS, situation(), fitting(book, answers))
    assert len(asked) == len(set(asked))
    listed = next_questions(book, situation(), GOALS)
    wider = {one.fact_id for one in listed}
    groups = [(bool(wider & set(book.facts[one.fact_id].presupposes)), one.group) for one in listed]
    assert len(list(groupby(groups))) == len(set(groups))
    assert sorted(waits for waits, _group in groups) == [waits for waits, _group in groups]


@settings(deadline=None)
@hypothesis_given(books(), full)
def test_what_follows_from_a_no_is_never_asked(book, answers):
    answers = fitting(book, answers)
    _at, asked = asked_of(book, GOALS, situation(), answers)
    for place, fact in enumerate(asked):
        if answers[fact] == NO:
            assert set(asked[place:]).isdisjoint(book.beneath.get(fact, ()))


def test_the_wider_question_comes_first_and_only_where_it_can_spare_others():
    goals = ("straffeloven/264a", "straffeloven/263-2-2", "straffeloven/263-1")
    first = [one.fact_id for one in next_questions(REAL, Situation(REAL_DAY, {}), goals)]
    assert first.index("anything_recorded") < first.index("filmed_where_not_open")
    assert "anything_recorded" not in [one.fact_id for one in next_questions(REAL, Situation(REAL_DAY, {}), goals[2:])]
    filmed = Situation(REAL_DAY, {"filmed_where_not_open": YES})
    assert "anything_recorded" not in [one.fact_id for one in next_questions(REAL, filmed, goals)]


REAL_DAY = date(2026, 11, 21)
REAL = load()
EVERY = (*REAL.provisions, *REAL.gates, *REAL.tracks, *REAL.plans, *REAL.checklists)


def only(goal: str):
    """The real book with one thing in it."""
    kinds = ("provisions", "gates", "tracks", "plans", "checklists")
    kept = {kind: {key: one for key, one in getattr(REAL, kind).items() if key == goal} for kind in kinds}
    return replace(REAL, **kept)


@pytest.mark.parametrize("goal", EVERY)
def test_an_interview_about_the_real_content_decides_it_from_the_list_seen_beforehand(goal):
    chance = random.Random(goal)
    weights = [chance.random() for _ in REAL.facts]
    answers = {fact: YES if chance.random() < w else NO for fact, w in zip(REAL.facts, weights, strict=True)}
    answers = fitting(REAL, answers)
    known = {fact: value for fact, value in answers.items() if REAL.facts[fact].derived}
    start = Situation(REAL_DAY, known)
    at, asked = asked_of(REAL, [goal], start, answers)
    before = {one.fact_id for one in next_questions(REAL, start, [goal])}
    assert set(asked) <= before
    book = only(goal)
    assert came_out(book, at) == came_out(book, replace(start, answers=answers))


def test_a_paragraph_of_a_letter_is_asked_about_while_its_answer_can_matter(book):
    asked = next_questions(book, situation(), ["hilsen"])
    assert [(one.fact_id, one.why) for one in asked] == [("mild", "Svaret har betydning for »Hilsen«.")]
    assert next_questions(book, situation(yes="mild"), ["hilsen"]) == ()


def test_what_decides_a_paragraph_of_any_letter_is_asked_of_the_case():
    book = load()
    at = Situation(date(2026, 11, 21), {})
    asked = {one.fact_id for one in next_questions(book, at, CASE_GOALS)}
    decides = {one.fact_id for key in book.letters for one in next_questions(book, at, [key])}
    assert decides - asked == set()
