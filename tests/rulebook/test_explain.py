"""An explanation is complete (with those facts alone the result stands) and minimal (without any one it does not)."""

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings

from tests.rulebook.situations import situation, why
from tests.rulebook.strategies import answered, books, judged
from vaern.errors import BadInput
from vaern.rulebook.assess import assess
from vaern.rulebook.checklists import evaluate as checked
from vaern.rulebook.gates import check_gate
from vaern.rulebook.load import load
from vaern.rulebook.logic import fact_ids
from vaern.rulebook.plans import explained_steps
from vaern.rulebook.shapes import AtLeast, Book, FactIs, NormIs, Not, Result, Situation, Value

OPEN = {"unknown", "by_hand"}


def explained(book: Book, at: Situation) -> dict[tuple[str, str, str], tuple[str, tuple[str, ...]]]:
    """The state and deciding facts of every condition, step and point in the book."""
    found = {("gate", key, one.id): one for key in book.gates for one in check_gate(book, key, at).conditions}
    found |= {("list", key, one.id): one for key in book.checklists for one in checked(book, key, at)}
    found |= {("plan", key, one.step.id): one for key in book.plans for one in explained_steps(book, key, at)}
    return {key: (one.state, one.deciding) for key, one in found.items()}


def only(at: Situation, facts) -> Situation:
    return replace(at, answers={fact: at.answers[fact] for fact in facts if fact in at.answers})


def faults(book: Book, at: Situation) -> list[str]:
    """Explanations that are not complete or not minimal."""
    told = list[str]()
    for key, (state, deciding) in explained(book, at).items():
        if explained(book, only(at, deciding))[key][0] != state:
            told.append(f"{key} {state} is not complete: {deciding}")
        for fact in deciding if state not in OPEN else ():
            if explained(book, only(at, set(deciding) - {fact}))[key][0] == state:
                told.append(f"{key} {state} needs no {fact}")
    return told + [fault for key in book.provisions for fault in law_faults(book, at, key)]


def law_faults(book: Book, at: Situation, key: str) -> list[str]:
    def result(facts) -> Result:
        return assess(book, only(at, facts), [key]).findings[0].result

    found = assess(book, at, [key]).findings[0]
    needed = set(found.deciding) - set(found.caps)
    told = [f"{key} is not complete"] if result(found.deciding) != found.result else []
    if set(found.caps) & set(fact_ids(book.provisions[key][-1].requires)):
        return told  # a fact that is asked for and speaks against in one: nothing can be told apart
    if found.caps:  # each of them caps alone, and what they cap is pointed to without them
        told += [f"{key}: {cap} does not cap" for cap in found.caps if result({*needed, cap}) != found.result]
        told += [f"{key} is not capped"] if result(needed) != Result.POINTS_TO else []
    settled = Result.POINTS_TO if found.caps else found.result
    for fact in needed if settled != Result.CANNOT_BE_DECIDED else ():
        if result(needed - {fact}) == settled:
            told.append(f"{key} needs no {fact}")
    return told


@settings(deadline=None)
@given(books(), answered, judged)
def test_every_explanation_is_complete_and_minimal(book, facts, judgements):
    assert faults(book, Situation(date(2024, 1, 1), facts, norms=judgements)) == []


REAL = load()
SMALLER = {kind: {} for kind in ("provisions", "gates", "plans", "checklists")}
THINGS = [(kind, key) for kind in SMALLER for key in getattr(REAL, kind)]


@pytest.mark.parametrize(("kind", "key"), THINGS)
def test_every_explanation_of_the_real_content_is_complete_and_minimal(kind, key):
    book = replace(REAL, **{**SMALLER, kind: {key: getattr(REAL, kind)[key]}})
    chance = random.Random(key)
    for _ in range(6):
        likely = chance.random()
        values = [Value.YES if chance.random() < likely else chance.choice(list(Value)) for _ in REAL.facts]
        at = Situation(date(2026, 11, 21), dict(zip(REAL.facts, values, strict=True)))
        assert faults(book, at) == []


def test_a_step_says_why_it_joins_or_stays_out(book):
    found = {one.step.id: one for one in explained_steps(book, "plan", situation(yes="hurried", no="young"))}
    assert (found["guard"].state, found["guard"].deciding, found["guard"].sentences) == (
        "stays_out", ("young",), ("young er ikke sket.",),
    )  # fmt: skip
    assert (found["call"].state, found["call"].sentences) == ("joins", ())
    assert found["watch"].sentences == ("hurried er sket.",)


def test_a_point_says_why_it_is_met_and_what_to_do(book):
    met, unmet, open_ = (
        checked(book, "tips", situation(yes=yes, no=no))[1]
        for yes, no in (("secured", "hurried"), ("", "secured"), ("secured", ""))
    )
    assert (met.state, met.sentences, met.todo) == (
        "met", ("Det er på plads.", "secured er sket.", "hurried er ikke sket."), "",
    )  # fmt: skip
    assert (unmet.state, unmet.sentences, unmet.todo) == (
        "unmet",
        ("Det mangler.", "secured er ikke sket."),
        "Sikr det.",
    )
    assert (open_.state, open_.deciding) == ("unknown", ("hurried",))


def test_a_point_without_facts_is_ticked_by_a_person(book):
    assert checked(book, "tips", situation())[0].state == "by_hand"


def test_an_unknown_checklist_is_refused_with_the_nearest(book):

    with pytest.raises(BadInput, match="Mente du “tips”"):
        checked(book, "tip", situation())


A, B = FactIs("a"), FactIs("b")


@pytest.mark.parametrize(
    ("away", "judged_", "norms"),
    [
        (Not(A), {}, ()),  # it falls by the answer that stands beside it
        (AtLeast(2, (Not(A), Not(B))), {}, ("n",)),  # it takes another answer too
        (Not(A), {"n": Value.NO}, ("n",)),  # somebody has judged it
    ],
)
def test_a_judgement_that_falls_by_the_plain_answer_beside_it_needs_no_reason(away, judged_, norms):
    either = AtLeast(1, (A, NormIs("n", B, away)))
    found = why(either, {"a": Value.NO, "b": Value.NO}, judged_)
    assert (found.value, found.norms) == (Value.NO, norms)
    assert found.facts[:1] == ("a",)


def test_what_nobody_passed_on_is_settled_without_a_jurist():
    book = load()
    answers = dict.fromkeys(book.facts, Value.NO) | {"intimate_matters_shared": Value.YES}
    [found] = assess(book, Situation(date(2026, 11, 21), answers), ["straffeloven/264d"]).findings
    assert (found.result, found.provisional) == (Result.DOES_NOT_POINT_TO, False)
    assert found.sentences[1:] == (book.facts["shared_with_others"].says[Value.NO],)
