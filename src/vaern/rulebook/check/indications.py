"""Norms whose indications cancel themselves: one fact alone that speaks both for the norm and against it."""

from collections.abc import Iterator
from typing import Any

from vaern.rulebook.book.expressions import maybe
from vaern.rulebook.check.pages import Pages, Problem
from vaern.rulebook.logic import NO, YES, evaluate, fact_ids
from vaern.rulebook.shapes import Expr

HOW = "Skriv {not: FACT} i listen over det, der ikke er sket, eller tag den ud af indicated_by."


def indications(pages: Pages) -> Iterator[Problem]:
    """A fact that is enough for the norm, while the list of all that did not happen leaves it out."""
    for name, where, norm in pages.listed("norms"):
        for fact in cancelled(norm):
            what = f"{fact} taler alene for skønnet {norm['id']}, men også imod det, når alt andet er besvaret med nej."
            yield pages.at(name, (*where, "not_indicated_by"), what, HOW.replace("FACT", fact))


def cancelled(norm: Any) -> tuple[str, ...]:
    """The facts that, answered yes with everything else no, speak for the norm and against it at once."""
    towards, away = maybe(norm.get("indicated_by"), {}), maybe(norm.get("not_indicated_by"), {})
    if towards is None or away is None or _holds(towards, ""):
        return ()
    return tuple(fact for fact in fact_ids(towards) if _holds(towards, fact) and _holds(away, fact))


def _holds(expr: Expr, only: str) -> bool:
    answers = {fact: YES if fact == only else NO for fact in fact_ids(expr)}
    return evaluate(expr, answers, {}) == YES
