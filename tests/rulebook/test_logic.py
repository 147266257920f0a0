from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rulebook.situations import why
from tests.rulebook.strategies import answered, exprs, judged, plain, values
from vaern.rulebook.logic import NO, UNKNOWN, YES, evaluate, fact_ids, leaves
from vaern.rulebook.shapes import AtLeast, FactIs, NormIs, Not

A, B, C = FactIs("a"), FactIs("b"), FactIs("c")


@pytest.mark.parametrize(
    ("n", "found", "value"),
    [
        (2, (YES, YES), YES), (2, (YES, UNKNOWN), UNKNOWN), (2, (NO, UNKNOWN), NO), (1, (NO, UNKNOWN), UNKNOWN),
        (1, (YES, UNKNOWN), YES), (1, (NO, NO), NO),
    ],
)  # fmt: skip
def test_at_least_follows_kleene(n, found, value):
    assert evaluate(AtLeast(n, (A, B)), dict(zip("ab", found, strict=True)), {}) == value


def test_not_turns_yes_and_no_and_leaves_unknown():
    assert [evaluate(Not(A), {"a": value}, {}) for value in (YES, NO, UNKNOWN)] == [NO, YES, UNKNOWN]


@pytest.mark.parametrize(
    ("norm", "facts", "value"),
    [
        (NormIs("n", A, B), {"a": YES}, YES),
        (NormIs("n", A, B), {"b": YES}, NO),
        (NormIs("n", A, B), {"a": YES, "b": YES}, UNKNOWN),
        (NormIs("n", A, B), {"a": NO, "b": NO}, UNKNOWN),
        (NormIs("n", A, None), {"a": NO}, NO),
        (NormIs("n", None, None), {}, UNKNOWN),
    ],
)
def test_norm_is_indicated_by_facts_on_one_side_only(norm, facts, value):
    assert evaluate(norm, facts, {}) == value


def test_norm_judged_by_a_jurist_counts_as_judged():
    assert evaluate(NormIs("n", A, None), {"a": YES}, {"n": NO}) == NO


def test_leaves_can_stay_outside_norms():
    expr = AtLeast(2, (Not(A), NormIs("n", B, C)))
    assert fact_ids(expr) == ("a", "b", "c")
    assert [leaf.id for leaf in leaves(expr, into_norms=False)] == ["a", "n"]


@given(plain, answered)
def test_more_answers_never_turn_a_settled_condition(expr, facts):
    value = evaluate(expr, {}, {})
    assert value == UNKNOWN or evaluate(expr, facts, {}) == value


@given(plain, st.dictionaries(st.sampled_from("abcdef"), values, max_size=6))
def test_settled_conditions_hold_for_every_way_to_answer_the_rest(expr, facts):
    value = evaluate(expr, facts, {})
    open_facts = [name for name in fact_ids(expr) if facts.get(name, UNKNOWN) == UNKNOWN]
    ways = (dict(zip(open_facts, way, strict=True)) for way in product((YES, NO), repeat=len(open_facts)))
    assert value == UNKNOWN or {evaluate(expr, {**facts, **way}, {}) for way in ways} == {value}


@given(exprs, answered, judged)
def test_deciding_facts_alone_carry_the_result(expr, facts, judgements):
    found = why(expr, facts, judgements)
    assert found.value == evaluate(expr, facts, judgements)
    alone = {name: facts[name] for name in found.facts if name in facts}
    assert evaluate(expr, alone, judgements) == found.value


@given(exprs, answered, judged)
def test_no_fact_is_named_that_did_not_matter(expr, facts, judgements):
    found = why(expr, facts, judgements)
    for name in found.facts if found.value != UNKNOWN else ():
        fewer = {other: facts[other] for other in found.facts if other != name}
        assert evaluate(expr, fewer, judgements) != found.value


@given(plain, answered)
def test_unknown_names_only_facts_that_are_unanswered(expr, facts):
    found = why(expr, facts, {})
    assert found.value != UNKNOWN or all(facts.get(name, UNKNOWN) == UNKNOWN for name in found.facts)


def test_a_repeated_fact_that_carries_the_result_alone_stands_alone():
    expr = AtLeast(2, (AtLeast(1, (A, B)), AtLeast(1, (B, C))))
    assert why(expr, {"a": YES, "b": YES, "c": YES}, {}).facts == ("b",)


def test_a_plain_fact_is_named_before_a_judgement():
    expr = AtLeast(1, (NormIs("n", A, None), B))
    assert why(expr, {"a": YES, "b": YES}, {}).norms == ()


def test_a_norm_pulled_both_ways_names_the_facts_of_both_sides():
    assert why(NormIs("n", A, B), {"a": YES, "b": YES}, {}).facts == ("a", "b")
