"""The next best question: the unanswered fact that settles most, never one that cannot matter any more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from vaern.rulebook.assess import in_force
from vaern.rulebook.errors import unknown_name
from vaern.rulebook.explain import why
from vaern.rulebook.gates import gate_on
from vaern.rulebook.logic import NO, UNKNOWN, YES, evaluate
from vaern.rulebook.shapes import Book, Expr, FactIs, Situation, Value


@dataclass(frozen=True, slots=True)
class Question:
    """A fact to ask about, why, and how many open conditions an answer could settle."""

    fact_id: str
    why: str
    settles: int
    touches: int
    group: str


@dataclass(frozen=True, slots=True)
class _Goal:
    title: str
    expr: Expr


def next_questions(book: Book, situation: Situation, goals: Iterable[str]) -> tuple[Question, ...]:
    """The questions that still matter for the provisions, gates and tracks named, best first, groups together.

    Questions about derived facts are never asked: `process` computes them.
    """
    wanted = [goal for name in goals for goal in _goals(book, name, situation)]
    touched: dict[str, list[_Goal]] = {}
    for goal in wanted:
        for fact in _live(goal.expr, situation):
            touched.setdefault(fact, []).append(goal)
    asked = [
        _question(book, fact, goals_, situation) for fact, goals_ in touched.items() if not book.facts[fact].derived
    ]
    return _grouped(sorted(asked, key=lambda one: (-one.settles, -one.touches)))


def _live(expr: Expr, situation: Situation) -> tuple[str, ...]:
    """The unanswered facts that can still change the condition."""
    found = why(expr, situation.answers, situation.norms)
    if found.value != UNKNOWN:
        return ()
    return tuple(fact for fact in found.facts if situation.answers.get(fact, UNKNOWN) == UNKNOWN)


def _goals(book: Book, name: str, situation: Situation) -> list[_Goal]:
    if name in book.provisions:
        return _provision(book, name, situation)
    if name in book.gates:
        gate = gate_on(book, name, situation)
        return [
            _Goal(f"{gate.title}: {one.title}", one.requires)
            for one in gate.conditions
            if one.not_relevant_when is None or _value(one.not_relevant_when, situation) != YES
        ]
    if name in book.tracks:
        return [_Goal(book.tracks[name].title, one.requires) for one in book.tracks[name].outcomes if one.requires]
    raise unknown_name("bestemmelse, spærring eller vurdering", name, (*book.provisions, *book.gates, *book.tracks))


def _provision(book: Book, name: str, situation: Situation) -> list[_Goal]:
    """The provision's conditions, and what may speak against it while it can still be pointed to."""
    text = in_force(book.provisions[name], situation.on)
    turned = text is not None and any(situation.answers.get(fact) == YES for fact in text.decides_against)
    if text is None or turned or _value(text.requires, situation) == NO:
        return []
    counter = [_Goal(text.title, FactIs(fact)) for fact in (*text.decides_against, *text.speaks_against)]
    return [_Goal(text.title, text.requires), *counter]


def _value(expr: Expr, situation: Situation) -> Value:
    return evaluate(expr, situation.answers, situation.norms)


def _question(book: Book, fact: str, goals: list[_Goal], situation: Situation) -> Question:
    settles = sum(_settled(goal.expr, fact, situation) for goal in goals)
    titles = list(dict.fromkeys(goal.title for goal in goals))
    more = f" og {len(titles) - 1} mere" if len(titles) > 1 else ""
    return Question(fact, f"Svaret har betydning for {titles[0]}{more}.", settles, len(goals), book.facts[fact].group)


def _settled(expr: Expr, fact: str, situation: Situation) -> bool:
    answers: Mapping[str, Value] = situation.answers
    return any(_value(expr, replace(situation, answers={**answers, fact: value})) != UNKNOWN for value in (YES, NO))


def _grouped(asked: list[Question]) -> tuple[Question, ...]:
    """The best question first, and the rest of its group after it."""
    order = {group: place for place, group in reversed(list(enumerate(one.group or one.fact_id for one in asked)))}
    return tuple(sorted(asked, key=lambda one: order[one.group or one.fact_id]))
