"""The one small logic: yes, no and unknown through `all`, `any`, `not` and `at_least` (Kleene)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from vaern.rulebook.shapes import AtLeast, Expr, FactIs, NormIs, Value

YES, NO, UNKNOWN = Value.YES, Value.NO, Value.UNKNOWN
Answers = Mapping[str, Value]
OPPOSITE = {YES: NO, NO: YES, UNKNOWN: UNKNOWN}


def evaluate(expr: Expr, answers: Answers, norms: Answers) -> Value:
    """The condition's value on these answers; a norm judged in `norms` counts as judged there."""
    if isinstance(expr, FactIs):
        return answers.get(expr.id, UNKNOWN)
    if isinstance(expr, AtLeast):
        return counted(expr.n, [evaluate(part, answers, norms) for part in expr.parts])
    if isinstance(expr, NormIs):
        return norms.get(expr.id) or indicated(expr, answers, norms)
    return OPPOSITE[evaluate(expr.part, answers, norms)]


def counted(n: int, values: list[Value]) -> Value:
    """Yes when n are yes; no when n cannot be reached any more."""
    yes = values.count(YES)
    if yes >= n:
        return YES
    return NO if yes + values.count(UNKNOWN) < n else UNKNOWN


def indicated(norm: NormIs, answers: Answers, norms: Answers) -> Value:
    """Which way the facts indicate a norm that nobody has judged: what speaks for it, and what speaks against it."""
    sides = (UNKNOWN if side is None else evaluate(side, answers, norms) for side in (norm.indicated, norm.against))
    return weighed(*sides, alone=norm.against is None)


def weighed(towards: Value, away: Value, *, alone: bool) -> Value:
    """A norm's value when facts speak for it and against it.

    Facts on both sides, or on none, leave it open: then only a judgement with a reason decides.
    A norm without indications against it (`alone`) falls when everything that could indicate it is answered no.
    """
    if YES in (towards, away):
        return UNKNOWN if towards == away else (YES if towards == YES else NO)
    return NO if towards == NO and alone else UNKNOWN


def leaves(expr: Expr, *, into_norms: bool = True) -> Iterator[FactIs | NormIs]:
    """Every fact and norm named in the condition, in reading order."""
    if isinstance(expr, FactIs | NormIs):
        yield expr
    for part in expr.parts if into_norms or not isinstance(expr, NormIs) else ():
        yield from leaves(part, into_norms=into_norms)


def fact_ids(expr: Expr) -> tuple[str, ...]:
    """The facts a condition can turn on, each once."""
    return tuple(dict.fromkeys(leaf.id for leaf in leaves(expr) if isinstance(leaf, FactIs)))


@lru_cache(maxsize=8192)
def named(expr: Expr) -> frozenset[str]:
    """Every fact and norm that the condition can turn on."""
    return frozenset(leaf.id for leaf in leaves(expr))


@lru_cache(maxsize=4096)
def repeated(expr: Expr) -> frozenset[str]:
    """The facts that stand in more than one place of the condition."""
    found = Counter(leaf.id for leaf in leaves(expr) if isinstance(leaf, FactIs))
    return frozenset(fact for fact, places in found.items() if places > 1)
