"""Why a condition came out as it did: the facts that decided it, no more and no less."""

from typing import NamedTuple

from vaern.rulebook.logic import NO, OPPOSITE, UNKNOWN, YES, Answers, evaluate, weighed
from vaern.rulebook.shapes import AtLeast, Expr, FactIs, NormIs, Value


class Why(NamedTuple):
    """The deciding facts and norms of a value, in reading order.

    For yes and no: with these facts alone the value stands, and none can be left out. For unknown: the unanswered facts
    that can still matter, and the facts that pull a norm both ways.
    """

    value: Value
    facts: tuple[str, ...]
    norms: tuple[str, ...] = ()


def why(expr: Expr, answers: Answers, norms: Answers) -> Why:
    """The value of the condition with its deciding facts."""
    found = _found(expr, answers, norms)
    return found if found.value == UNKNOWN else _trimmed(expr, found, answers, norms)


def _found(expr: Expr, answers: Answers, norms: Answers) -> Why:
    if isinstance(expr, FactIs):
        return Why(answers.get(expr.id, UNKNOWN), (expr.id,))
    if isinstance(expr, AtLeast):
        return _counted(expr, answers, norms)
    if isinstance(expr, NormIs):
        return _norm(expr, answers, norms)
    inner = _found(expr.part, answers, norms)
    return Why(OPPOSITE[inner.value], inner.facts, inner.norms)


def _norm(norm: NormIs, answers: Answers, norms: Answers) -> Why:
    if norm.id in norms:
        return Why(norms[norm.id], (), (norm.id,))
    towards, away = (None if side is None else _found(side, answers, norms) for side in (norm.indicated, norm.against))
    values = tuple(UNKNOWN if side is None else side.value for side in (towards, away))
    value = weighed(*values, alone=away is None)
    if value == UNKNOWN:
        keep = UNKNOWN if YES not in values else YES
        return _joined(value, [part for part in (towards, away) if part and part.value == keep], (norm.id,))
    side = away if values[1] == YES else towards
    return _joined(value, [side] if side else [], (norm.id,))


def _counted(expr: AtLeast, answers: Answers, norms: Answers) -> Why:
    found = [_found(part, answers, norms) for part in expr.parts]
    yes = [part for part in found if part.value == YES]
    if len(yes) >= expr.n:
        return _joined(YES, _shortest(yes, expr.n, found))
    no, needed = [part for part in found if part.value == NO], len(found) - expr.n + 1
    if len(no) >= needed:
        return _joined(NO, _settled(_shortest(no, needed, found)))
    return _joined(UNKNOWN, [part for part in found if part.value == UNKNOWN])


def _settled(parts: list[Why]) -> list[Why]:
    """Without the judgements that fall by a plain fact beside them: where that is answered no, nobody has to judge."""
    plain = {fact for part in parts if not part.norms for fact in part.facts}
    return [part for part in parts if not part.norms or not part.facts or not plain.issuperset(part.facts)]


def _shortest(parts: list[Why], n: int, order: list[Why]) -> list[Why]:
    """The n parts that are quickest to say: a plain fact before a judgement; in reading order."""
    if len(parts) == n:
        return parts
    chosen = sorted(parts, key=lambda part: (len(part.norms), len(part.facts)))[:n]
    return [part for part in order if any(part is one for one in chosen)]


def _joined(value: Value, parts: list[Why], own: tuple[str, ...] = ()) -> Why:
    if len(parts) == 1 and not own:
        return Why(value, parts[0].facts, parts[0].norms)
    facts = dict.fromkeys(fact for part in parts for fact in part.facts)
    norms = dict.fromkeys((*own, *(norm for part in parts for norm in part.norms)))
    return Why(value, tuple(facts), tuple(norms))


def _trimmed(expr: Expr, found: Why, answers: Answers, norms: Answers) -> Why:
    """Leave out what does not matter: a fact that stands in two places may carry the result alone."""
    kept = {fact: answers[fact] for fact in found.facts}
    for fact in found.facts:
        fewer = {key: value for key, value in kept.items() if key != fact}
        kept = fewer if evaluate(expr, fewer, norms) == found.value else kept
    whole = len(kept) == len(found.facts)
    return found if whole else Why(found.value, tuple(kept), _found(expr, kept, norms).norms)
