"""The one small logic: yes, no and unknown through `all`, `any`, `not` and `at_least` (Kleene)."""

from collections.abc import Iterator, Mapping

from vaern.rulebook.shapes import AtLeast, Expr, FactIs, NormIs, Not, Value

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


def sides(norm: NormIs, answers: Answers, norms: Answers) -> tuple[Value, Value]:
    """What speaks for the norm, and what speaks against it."""
    towards = UNKNOWN if norm.indicated is None else evaluate(norm.indicated, answers, norms)
    away = UNKNOWN if norm.against is None else evaluate(norm.against, answers, norms)
    return towards, away


def indicated(norm: NormIs, answers: Answers, norms: Answers) -> Value:
    """Which way the facts indicate a norm that nobody has judged."""
    return weighed(*sides(norm, answers, norms), alone=norm.against is None)


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
    for part in _parts(expr, into_norms=into_norms):
        yield from leaves(part, into_norms=into_norms)


def _parts(expr: Expr, *, into_norms: bool) -> tuple[Expr, ...]:
    match expr:
        case AtLeast(_, parts):
            return parts
        case Not(part):
            return (part,)
        case NormIs(_, towards, away) if into_norms:
            return tuple(side for side in (towards, away) if side is not None)
        case _:
            return ()


def fact_ids(expr: Expr) -> tuple[str, ...]:
    """The facts a condition can turn on, each once."""
    return tuple(dict.fromkeys(leaf.id for leaf in leaves(expr) if isinstance(leaf, FactIs)))
