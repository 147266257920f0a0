"""Which steps of a plan the situation asks for."""

from vaern.rulebook.errors import unknown_name
from vaern.rulebook.logic import YES, evaluate
from vaern.rulebook.shapes import Book, Expr, PlanTemplate, Situation, Step


def plan_on(book: Book, plan_id: str, situation: Situation) -> PlanTemplate:
    """The plan's newest edition on the situation's day (the oldest, where none had begun yet)."""
    if plan_id not in book.plans:
        raise unknown_name("plan", plan_id, book.plans)
    begun = [plan for plan in book.plans[plan_id] if plan.valid_from <= situation.on]
    return begun[-1] if begun else book.plans[plan_id][0]


def steps_for(book: Book, plan_id: str, situation: Situation) -> tuple[Step, ...]:
    """The steps whose condition holds; one whose condition is still unknown joins when it is answered yes."""
    plan = plan_on(book, plan_id, situation)
    return tuple(step for step in plan.steps if _applies(plan.when, situation) and _applies(step.when, situation))


def _applies(when: Expr | None, situation: Situation) -> bool:
    return when is None or evaluate(when, situation.answers, situation.norms) == YES
