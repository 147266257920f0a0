"""Every way a condition can still come out, when all its facts are answered yes or no: an ordered decision diagram.

A diagram is a value, or a fact with the diagrams that follow its two answers. It holds a fact only where the answer
changes what can come out, so a question that a diagram does not hold cannot matter any more.
"""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cache, lru_cache, partial

from vaern.rulebook.logic import NO, OPPOSITE, UNKNOWN, YES, Answers, fact_ids, leaves, weighed
from vaern.rulebook.shapes import Expr, FactIs, NormIs, Not, Value


@dataclass(frozen=True, slots=True, eq=False)
class Fork:
    """A fact that decides how to go on."""

    place: int
    fact: str
    yes: "Diagram"
    no: "Diagram"


Diagram = Fork | Value
Parts = tuple[Diagram, ...]


def still_open(expr: Expr, answers: Answers, norms: Answers) -> Diagram:
    """The diagram of what is left of the condition after these answers and judgements.

    As long as nothing is said that the condition asks about, it is one and the same object: what is worked out from it
    (`effect`) need not be worked out again because something else was answered.
    """
    judged = tuple((leaf.id, norms[leaf.id]) for leaf in leaves(expr, into_norms=False) if leaf.id in norms)
    drawn = _drawn(expr, judged)
    return given(drawn, tuple((fact, answers[fact]) for fact in facts_in(drawn) if answers.get(fact) in {YES, NO}))


@lru_cache(maxsize=4096)
def given(diagram: Diagram, answers: tuple[tuple[str, Value], ...]) -> Diagram:
    """The diagram after these answers, each yes or no."""
    said, kept = dict(answers), _Kept()
    last = max((place for place, fact in _places_in(diagram) if fact in said), default=-1)

    @cache
    def after(part: Diagram) -> Diagram:
        if isinstance(part, Value) or part.place > last:
            return part
        one = said.get(part.fact)
        return kept.fork(part, after(part.yes), after(part.no)) if one is None else after(_way(part, part.fact, one))

    return after(diagram)


def facts_in(diagram: Diagram) -> tuple[str, ...]:
    """The facts that can still matter, in reading order."""
    return tuple(fact for _place, fact in _places_in(diagram))


@lru_cache(maxsize=4096)
def _places_in(diagram: Diagram) -> tuple[tuple[int, str], ...]:
    found, left = set[Fork](), [diagram]
    while left:
        part = left.pop()
        if isinstance(part, Fork) and part not in found:
            found.add(part)
            left += [part.yes, part.no]
    return tuple(sorted({(part.place, part.fact) for part in found}))


@lru_cache(maxsize=16384)
def effect(diagram: Diagram, fact: str, spared: tuple[str, ...]) -> tuple[bool, int, int]:
    """Whether one of the answers settles it, and how many facts are left after a yes, and after a no.

    `spared` are the facts that a no answers with it, the fact itself among them. What is kept here takes no place from
    the conditions that `given` keeps.
    """
    yes, no = (given.__wrapped__(diagram, said) for said in (((fact, YES),), tuple((one, NO) for one in spared)))
    return isinstance(yes, Value) or isinstance(no, Value), len(facts_in(yes)), len(facts_in(no))


class _Kept:
    """Equal parts are kept as one and the same, so that a fact without effect falls away."""

    def __init__(self) -> None:
        self.forks, self.known = dict[Hashable, Diagram](), dict[Hashable, Diagram]()

    def fork(self, at: Fork, yes: Diagram, no: Diagram) -> Diagram:
        if yes is no:
            return yes
        return self.forks.setdefault((at.fact, yes, no), Fork(at.place, at.fact, yes, no))

    def split(self, key: Hashable, parts: Parts, follow: Callable[[Parts], Diagram]) -> Diagram:
        """Go on from the first fact of the parts, once for each answer."""
        if key not in self.known:
            at = min((part for part in parts if isinstance(part, Fork)), key=lambda part: part.place)
            yes, no = ([_way(part, at.fact, answer) for part in parts] for answer in (YES, NO))
            self.known[key] = self.fork(at, follow(tuple(yes)), follow(tuple(no)))
        return self.known[key]


def _way(part: Diagram, fact: str, answer: Value) -> Diagram:
    if isinstance(part, Value) or part.fact != fact:
        return part
    return part.yes if answer == YES else part.no


@lru_cache(maxsize=4096)
def _drawn(expr: Expr, judged: tuple[tuple[str, Value], ...]) -> Diagram:
    return _Drawing(expr, dict(judged)).draw(expr)


class _Drawing(_Kept):
    """The diagram of one condition, with the judgements that are made."""

    def __init__(self, expr: Expr, judged: Answers) -> None:
        super().__init__()
        self.order = {fact: place for place, fact in enumerate(fact_ids(expr))}
        self.judged = judged

    def draw(self, expr: Expr) -> Diagram:
        match expr:
            case FactIs(fact):
                return self.fork(Fork(self.order[fact], fact, YES, NO), YES, NO)
            case Not(part):
                return self.turned((self.draw(part),))
            case NormIs(norm, towards, away):
                sides = (UNKNOWN if side is None else self.draw(side) for side in (towards, away))
                return self.judged.get(norm) or self.met(tuple(sides), alone=away is None)
            case _:
                return self.counted(expr.n, 0, tuple(self.draw(part) for part in expr.parts))

    def turned(self, parts: Parts) -> Diagram:
        (part,) = parts
        return OPPOSITE[part] if isinstance(part, Value) else self.split(("not", part), parts, self.turned)

    def met(self, parts: Parts, *, alone: bool) -> Diagram:
        towards, away = parts
        if isinstance(towards, Value) and isinstance(away, Value):
            return weighed(towards, away, alone=alone)
        return self.split(("norm", alone, parts), parts, lambda after: self.met(after, alone=alone))

    def counted(self, n: int, unknown: int, parts: Parts) -> Diagram:
        """At least n of the parts, beside those that stay unknown."""
        left = tuple(part for part in parts if isinstance(part, Fork))
        n, unknown = n - parts.count(YES), unknown + parts.count(UNKNOWN)
        if n <= 0:
            return YES
        if n > unknown + len(left):
            return NO
        return self.split((n, unknown, left), left, partial(self.counted, n, unknown)) if left else UNKNOWN
