"""The next best question, and an interview that asks the fewest: never a fact that cannot matter any more."""

from collections.abc import Iterable
from dataclasses import dataclass

from vaern.rulebook import shapes
from vaern.rulebook.checklists import checklist_on
from vaern.rulebook.dated import in_force
from vaern.rulebook.diagrams import Diagram, facts_in, given, still_open
from vaern.rulebook.errors import unknown_name
from vaern.rulebook.explain import why
from vaern.rulebook.gates import gate_on
from vaern.rulebook.logic import NO, UNKNOWN, YES
from vaern.rulebook.plans import joined, plan_on
from vaern.rulebook.shapes import AtLeast, Book, Expr, FactIs, Not, Situation, Value
from vaern.rulebook.tracks import track_on


@dataclass(frozen=True, slots=True)
class Question:
    """A fact to ask about, why, how many open conditions one answer could settle, and how many it touches.

    `saves` is how many questions of those conditions fall away on average when it is answered.
    """

    fact_id: str
    why: str
    settles: int
    touches: int
    group: str
    saves: float = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that are asked together, the best first."""

    id: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class _Goal:
    title: str
    expr: Expr
    left: Diagram
    facts: tuple[str, ...]


def next_questions(book: Book, situation: Situation, goals: Iterable[str]) -> tuple[Question, ...]:
    """The questions that still matter for the goals named, best first, each group's together.

    A goal is a provision, gate, track, plan or checklist. Derived facts are never asked: `process` computes them.
    """
    return tuple(question for group in interview(book, situation, goals) for question in group.questions)


def interview(book: Book, situation: Situation, goals: Iterable[str]) -> tuple[Group, ...]:
    """Everything that may still have to be asked, in groups, so that the whole list is seen before it begins.

    Answer the first question and ask again: what the answer settles is gone from the list.
    """
    wanted = [_goal(title, expr, situation) for name in goals for title, expr in _conditions(book, name, situation)]
    touched = dict[str, list[_Goal]]()
    for goal in wanted:
        for fact in goal.facts:
            touched.setdefault(fact, []).append(goal)
    asked = [_question(book, fact, found) for fact, found in touched.items() if not book.facts[fact].derived]
    best = sorted(asked, key=lambda one: (-one.saves, -one.settles, -one.touches))
    groups = dict[str, list[Question]]()
    for one in best:
        groups.setdefault(one.group or one.fact_id, []).append(one)
    return tuple(Group(name, tuple(questions)) for name, questions in groups.items())


def _goal(title: str, expr: Expr, situation: Situation) -> _Goal:
    """The condition with the unanswered facts that can still change what comes out of it.

    Where every way leads to the same value, but the answers alone do not show it yet, the facts that would show it.
    """
    left = still_open(expr, situation.answers, situation.norms)
    facts = facts_in(left)
    if left in {YES, NO}:
        found = why(expr, situation.answers, situation.norms)
        waits = found.facts if found.value == UNKNOWN else ()
        facts = tuple(fact for fact in waits if situation.answers.get(fact, UNKNOWN) == UNKNOWN)
    return _Goal(title, expr, left, facts)


def _question(book: Book, fact: str, goals: list[_Goal]) -> Question:
    settles, saves = 0, 0.0
    for goal in goals:
        after = [given(goal.left, {fact: value}) for value in (YES, NO)]
        settles += any(isinstance(one, Value) for one in after)
        saves += len(goal.facts) - sum(len(facts_in(one)) for one in after) / 2
    titles = list(dict.fromkeys(goal.title for goal in goals))
    others = len(titles) - 1
    more = f" og {f'{others} andre' if others > 1 else 'én anden'}" if others else ""
    says = f"Svaret har betydning for »{titles[0]}«{more}."
    return Question(fact, says, settles, len(goals), book.facts[fact].group, saves)


def _conditions(book: Book, name: str, situation: Situation) -> list[tuple[str, Expr]]:
    """What must be settled for the goal, each with the title that tells why it is asked."""
    if name in book.provisions:
        return [found for text in _texts(book, name, situation) for found in _provision(text, situation)]
    if name in book.gates:
        gate = gate_on(book, name, situation)
        return [(f"{gate.title}: {one.title}", _met(one)) for one in gate.conditions]
    if name in book.tracks:
        return _track(track_on(book, name, situation))
    if name in book.plans:
        return _plan(plan_on(book, name, situation))
    if name in book.checklists:
        points = checklist_on(book, name, situation)
        return [(f"{points.title}: {one.text}", one.requires) for one in points.items if one.requires is not None]
    known = (*book.provisions, *book.gates, *book.tracks, *book.plans, *book.checklists)
    raise unknown_name("bestemmelse, spærring, vurdering, plan eller tjekliste", name, known)


def _met(one: shapes.Condition) -> Expr:
    """Met, or not relevant: either way it is no hindrance."""
    return one.requires if one.not_relevant_when is None else AtLeast(1, (one.not_relevant_when, one.requires))


def _texts(book: Book, name: str, situation: Situation) -> list[shapes.Provision]:
    """The texts of the provision that count: of each incident's day, or of the situation's."""
    texts = book.provisions[name]
    days = [one.on for one in situation.incidents] if texts[-1].applies_by == "act_date" else []
    found = (in_force(texts, on) for on in days or [situation.on])
    return list({text.file_id: text for text in found if text is not None}.values())


def _provision(text: shapes.Provision, situation: Situation) -> list[tuple[str, Expr]]:
    """The provision's conditions, and what speaks or decides against it, while it may still be pointed to."""
    turns = tuple(Not(FactIs(fact)) for fact in text.decides_against)
    stands = AtLeast(len(turns) + 1, (*turns, text.requires))
    if still_open(stands, situation.answers, situation.norms) == NO:
        return [(text.title, stands)]
    counter = [(text.title, FactIs(fact)) for fact in (*text.decides_against, *text.speaks_against)]
    return [(text.title, text.requires), *counter]


def _track(track: shapes.Track) -> list[tuple[str, Expr]]:
    """Each outcome where none before it is reached."""
    found, before = list[tuple[str, Expr]](), tuple[Expr, ...]()
    for one in track.outcomes:
        if one.requires is not None:
            found.append((track.title, AtLeast(len(before) + 1, (*before, one.requires))))
            before = (*before, Not(one.requires))
    return found


def _plan(plan: shapes.PlanTemplate) -> list[tuple[str, Expr]]:
    """Whether each step joins."""
    return [(f"{plan.title}: {step.title}", joined(plan.when, step.when)) for step in plan.steps]
