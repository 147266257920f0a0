"""Which steps of a plan the situation asks for, and why."""

from dataclasses import dataclass

from vaern.rulebook.dated import latest
from vaern.rulebook.errors import unknown_name
from vaern.rulebook.explain import Explaining
from vaern.rulebook.logic import NO, UNKNOWN, YES
from vaern.rulebook.shapes import AtLeast, Book, Expr, PlanTemplate, Situation, Step
from vaern.rulebook.told.said import sentences

STATES = {YES: "joins", NO: "stays_out", UNKNOWN: "unknown"}


@dataclass(frozen=True, slots=True)
class StepResult:
    """Whether a step joins the plan (joins, stays_out, unknown), and why."""

    step: Step
    state: str
    sentences: tuple[str, ...]
    deciding: tuple[str, ...]


def plan_on(book: Book, plan_id: str, situation: Situation) -> PlanTemplate:
    """The plan's newest edition on the situation's day (the oldest, where none had begun yet)."""
    if plan_id not in book.plans:
        raise unknown_name("plan", plan_id, book.plans)
    return latest(book.plans[plan_id], situation.on)


def steps_for(book: Book, plan_id: str, situation: Situation) -> tuple[Step, ...]:
    """The steps of the plan of the day whose condition holds."""
    return steps_in(plan_on(book, plan_id, situation), situation)


def steps_in(plan: PlanTemplate, situation: Situation) -> tuple[Step, ...]:
    """The steps of this very edition whose condition holds; one that is still unknown joins when answered yes."""
    told = Explaining(situation)
    return tuple(step for step in plan.steps if told.found(joined(plan.when, step.when)).value == YES)


def explained_steps(book: Book, plan_id: str, situation: Situation) -> tuple[StepResult, ...]:
    """Every step of the plan and of its blocks with the facts that decide whether it joins."""
    return _explained(book, plan_on(book, plan_id, situation), situation)


def _explained(book: Book, plan: PlanTemplate, situation: Situation) -> tuple[StepResult, ...]:
    told = Explaining(situation)
    return tuple(_step(book, step, joined(plan.when, step.when), told) for step in plan.steps)


def joined(*whens: Expr | None) -> Expr:
    """All of the conditions that there are; with none it always holds."""
    found = tuple(when for when in whens if when is not None)
    return AtLeast(len(found), found)


def _step(book: Book, step: Step, when: Expr, told: Explaining) -> StepResult:
    found = told.why(when)
    return StepResult(step, STATES[found.value], sentences(book, found, told), found.facts)
