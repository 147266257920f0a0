"""Short ways to say a situation of the small book."""

from datetime import date

from vaern.rulebook.explain import Explaining, Why
from vaern.rulebook.logic import Answers
from vaern.rulebook.shapes import Expr, IncidentFacts, Situation, Value

DAY = date(2024, 1, 1)


def answers(yes: str = "", no: str = "") -> dict[str, Value]:
    return {**dict.fromkeys(yes.split(), Value.YES), **dict.fromkeys(no.split(), Value.NO)}


def situation(yes: str = "", no: str = "", *, on: date = DAY, reasons=None, norms=None, incidents=()) -> Situation:
    return Situation(on, answers(yes, no), reasons or {}, tuple(incidents), norms or {})


def why(expr: Expr, answers: Answers, norms: Answers) -> Why:
    return Explaining(Situation(DAY, answers, norms=norms)).why(expr)


def incident(key: str, on: str, yes: str = "", no: str = "", reasons=None) -> IncidentFacts:
    return IncidentFacts(key, date.fromisoformat(on), answers(yes, no), reasons or {})
