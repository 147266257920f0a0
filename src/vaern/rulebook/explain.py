"""Why a condition came out as it did: the facts that decided it, no more and no less."""

from dataclasses import replace
from typing import NamedTuple

from vaern.rulebook.logic import NO, OPPOSITE, UNKNOWN, YES, evaluate, repeated, weighed
from vaern.rulebook.shapes import AtLeast, Expr, FactIs, NormIs, Situation, Value


class Why(NamedTuple):
    """The deciding facts and norms of a value, in reading order.

    For yes and no: with these facts alone the value stands, and none can be left out. For unknown: the unanswered facts
    that can still matter, and the facts that pull a norm both ways.
    """

    value: Value
    facts: tuple[str, ...]
    norms: tuple[str, ...] = ()


class Explaining:
    """Why conditions come out as they do in one situation; a norm that many of them name is looked at once."""

    def __init__(self, situation: Situation) -> None:
        self.situation, self.answers, self.norms = situation, situation.answers, situation.norms
        self.known = dict[NormIs, Why]()

    def why(self, expr: Expr) -> Why:
        """The value of the condition with its deciding facts."""
        found = self.found(expr)
        once = found.value == UNKNOWN or repeated(expr).isdisjoint(found.facts)
        return found if once else self._trimmed(expr, found)

    def found(self, expr: Expr) -> Why:
        """The value with facts that decide it; one of them may be needless where a fact stands in two places."""
        if isinstance(expr, FactIs):
            return Why(self.answers.get(expr.id, UNKNOWN), (expr.id,))
        if isinstance(expr, AtLeast):
            return _counted(expr.n, [self.found(part) for part in expr.parts])
        if isinstance(expr, NormIs):
            self.known[expr] = found = self.known.get(expr) or self._norm(expr)
            return found
        inner = self.found(expr.part)
        return Why(OPPOSITE[inner.value], inner.facts, inner.norms)

    def _norm(self, norm: NormIs) -> Why:
        if norm.id in self.norms:
            return Why(self.norms[norm.id], (), (norm.id,))
        towards, away = (None if side is None else self.found(side) for side in (norm.indicated, norm.against))
        values = tuple(UNKNOWN if side is None else side.value for side in (towards, away))
        value = weighed(*values, alone=away is None)
        if value == UNKNOWN:
            keep = UNKNOWN if YES not in values else YES
            return _joined(value, [part for part in (towards, away) if part and part.value == keep], (norm.id,))
        side = away if values[1] == YES else towards
        return _joined(value, [side] if side else [], (norm.id,))

    def _trimmed(self, expr: Expr, found: Why) -> Why:
        """Leave out what does not matter: a fact that stands in two places may carry the result alone."""
        kept = {fact: self.answers[fact] for fact in found.facts}
        for fact in found.facts:
            fewer = {key: value for key, value in kept.items() if key != fact}
            kept = fewer if evaluate(expr, fewer, self.norms) == found.value else kept
        whole = len(kept) == len(found.facts)
        alone = found if whole else Explaining(replace(self.situation, answers=kept)).found(expr)
        return Why(found.value, tuple(kept), alone.norms)


def _counted(n: int, found: list[Why]) -> Why:
    yes = [part for part in found if part.value == YES]
    if len(yes) >= n:
        return _joined(YES, _shortest(yes, n, found))
    no, needed = [part for part in found if part.value == NO], len(found) - n + 1
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
