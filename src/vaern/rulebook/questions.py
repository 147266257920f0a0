"""The next best question, and an interview that asks the fewest: never a fact that cannot matter any more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vaern.rulebook import shapes
from vaern.rulebook.checklists import checklist_on
from vaern.rulebook.dated import in_force, latest
from vaern.rulebook.diagrams import Diagram, effect, facts_in, still_open
from vaern.rulebook.errors import unknown_name
from vaern.rulebook.explain import Explaining
from vaern.rulebook.gates import gate_on
from vaern.rulebook.logic import NO, UNKNOWN, YES, Answers
from vaern.rulebook.plans import joined, plan_on
from vaern.rulebook.shapes import AtLeast, Book, Expr, FactIs, Not, Situation
from vaern.rulebook.tracks import track_on

OFTEN_NO = 0.75  # most of what can happen has not happened


@dataclass(frozen=True, slots=True)
class Question:
    """A fact to ask about, why, and how many open conditions one answer could settle.

    `saves` is how many questions of those conditions fall away on average, when three of four answers are no.
    """

    fact_id: str
    why: str
    settles: int
    group: str
    saves: float = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Goal:
    title: str
    left: Diagram
    facts: tuple[str, ...]


def next_questions(book: Book, situation: Situation, goals: Iterable[str]) -> tuple[Question, ...]:
    """Everything that may still have to be asked for the goals named, best first, each group's together.

    What a wider question that is still open may spare comes last.

    A goal is a provision, gate, track, plan, checklist or letter (its paragraphs). Derived facts are never asked:
    `process` computes them. Answer the first, add what follows, and ask again: what the answer settles is gone.
    """
    wanted = [_goal(title, expr, situation) for name in goals for title, expr in _conditions(book, name, situation)]
    touched = dict[str, list[_Goal]]()
    for goal in wanted:
        for fact in goal.facts:
            touched.setdefault(fact, []).append(goal)
    touched |= _presupposed(book, touched, situation.answers)
    asked = [_question(book, fact, found) for fact, found in touched.items() if not book.facts[fact].derived]
    waits = {other for fact in touched for other in book.beneath.get(fact, ())}
    best = sorted(asked, key=lambda one: (-one.saves, -one.settles))
    groups = {name: place for place, name in enumerate(dict.fromkeys(one.group for one in best))}
    return tuple(sorted(best, key=lambda one: (one.fact_id in waits, groups[one.group])))


def _presupposed(book: Book, touched: Mapping[str, list[_Goal]], answers: Answers) -> dict[str, list[_Goal]]:
    """What is asked first, since a no settles several at once, with the goals that it then settles."""
    found = dict[str, list[_Goal]]()
    for fact, others in book.beneath.items():
        open_ = [other for other in others if other in touched]
        needless = fact not in touched and (not open_[1:] or YES in {answers.get(other) for other in others})
        if open_ and not needless and answers.get(fact, UNKNOWN) == UNKNOWN:
            found[fact] = list(dict.fromkeys(goal for one in (fact, *open_) for goal in touched.get(one, ())))
    return found


def _goal(title: str, expr: Expr, situation: Situation) -> _Goal:
    """The condition with the unanswered facts that can still change what comes out of it.

    Where every way leads to the same value, but the answers alone do not show it yet, the facts that would show it.
    """
    left = still_open(expr, situation.answers, situation.norms)
    facts = facts_in(left)
    if left in {YES, NO}:
        found = Explaining(situation).why(expr)
        waits = found.facts if found.value == UNKNOWN else ()
        facts = tuple(fact for fact in waits if situation.answers.get(fact, UNKNOWN) == UNKNOWN)
    return _Goal(title, left, facts)


def _question(book: Book, fact: str, goals: list[_Goal]) -> Question:
    spared = (fact, *book.beneath.get(fact, ()))
    settled, yes, no = map(sum, zip(*(effect(goal.left, fact, spared) for goal in goals), strict=True))
    saves = sum(len(goal.facts) for goal in goals) - OFTEN_NO * no - (1 - OFTEN_NO) * yes
    first, *others = dict.fromkeys(goal.title for goal in goals)
    more = f" og {f'{len(others)} andre' if others[1:] else 'én anden'}" if others else ""
    return Question(fact, f"Svaret har betydning for »{first}«{more}.", settled, book.facts[fact].group or fact, saves)


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
    if name in book.letters:
        letter = latest(book.letters[name], situation.on)
        return [(letter.title, when) for when, _text in letter.parts if when is not None]
    known = (*book.provisions, *book.gates, *book.tracks, *book.plans, *book.checklists, *book.letters)
    raise unknown_name("bestemmelse, spærring, vurdering, plan, tjekliste eller brev", name, known)


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
