"""Conditions, deadlines, sanctions and sources in Danish, as text that is also Markdown."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from vaern.rulebook.danish import counted
from vaern.rulebook.logic import NO, YES
from vaern.rulebook.shapes import Book, DeadlineRule, Expr, FactIs, NormIs, Not, Value

PROSECUTION = {
    "public": "offentlig påtale: politiet og anklagemyndigheden rejser sagen",
    "private": "privat påtale: den ramte må selv rejse sagen",
    "conditional": "betinget offentlig påtale: den ramte skal selv bede om, at der rejses tiltale",
    "none": "ingen straf",
}
ROLES = {
    "affected_employee": "den ramte",
    "leader": "lederen",
    "jurist": "juristen",
    "hr": "HR",
    "amr": "AMR",
    "tr": "TR",
    "approver": "den, der godkender",
    "case_owner": "den sagsansvarlige",
    "director": "direktøren",
    "colleague": "en kollega",
}
SET_ASIDE = {
    "never": "Kan aldrig sættes til side.",
    "with_reason": "Kan sættes til side med en skriftlig grund.",
    "legal_only": "Kan kun sættes til side af en jurist.",
}
UNITS = {
    "hours": ("time", "timer"),
    "days": ("dag", "dage"),
    "working_days": ("hverdag", "hverdage"),
    "weeks": ("uge", "uger"),
    "months": ("måned", "måneder"),
    "years": ("år", "år"),
}
UNCHECKED = "Ikke bekræftet af en jurist"
# What is said of a fact or judgement, where the answer given meets the condition.
Marks = Callable[[str, Value], str]


def outline(
    book: Book, expr: Expr, indent: str = "", *, plain: bool = False, marks: Marks | None = None
) -> Iterator[str]:
    """A condition as a list under a list: what must be so, in the sentences of its facts.

    Plain is for those who do not know the ids: without them, and without what each judgement rests on. Marks are set
    behind each fact, denied fact and judgement instead of its id.
    """
    plain = plain or marks is not None
    match expr:
        case FactIs(fact):
            yield f"{indent}- {book.facts[fact].says[YES]}{_id(fact, plain)}{_mark(marks, fact, YES)}"
        case Not(FactIs(fact)):
            yield f"{indent}- {book.facts[fact].says[NO]}{_id(fact, plain)}{_mark(marks, fact, NO)}"
        case Not(part):
            yield f"{indent}- Ikke:"
            yield from outline(book, part, indent + "  ", plain=plain, marks=marks)
        case NormIs(norm):
            asked = f"Skøn, som en jurist begrunder: {book.norms[norm].question}"
            yield f"{indent}- {asked}{_id(norm, plain)}{_mark(marks, norm, YES)}"
            yield from () if plain else _rests_on(book, expr, indent)
        case _:
            many = len(expr.parts) > 1
            if many:
                yield f"{indent}- {_how_many(expr.n, len(expr.parts))}"
            for part in expr.parts:
                yield from outline(book, part, indent + "  " * many, plain=plain, marks=marks)


def _id(name: str, plain: bool) -> str:  # noqa: FBT001 - the one word that outline passes on
    return "" if plain else f" `{name}`"


def _mark(marks: Marks | None, name: str, met_by: Value) -> str:
    return f" {marks(name, met_by)}" if marks is not None else ""


def _how_many(n: int, of: int) -> str:
    if n == of:
        return "begge:" if of == 2 else "alle:"  # noqa: PLR2004 - both is said of two
    return "mindst én af:" if n == 1 else f"mindst {n} af:"


def _rests_on(book: Book, norm: NormIs, indent: str) -> Iterator[str]:
    for says, side in (("Det taler for:", norm.indicated), ("Det taler imod:", norm.against)):
        if side is not None:
            yield f"{indent}  - {says}"
            yield from outline(book, side, indent + "    ")


def length(rule: DeadlineRule) -> str:
    """How long the deadline is: 72 timer; tidligst 4 uger og senest 6 uger."""
    until = _span(rule.length)
    return f"tidligst {_span(rule.opens)} og senest {until} efter" if rule.opens else until


def _span(span: Mapping[str, int]) -> str:
    ((unit, n),) = span.items()
    return counted(n, *UNITS[unit]) if unit in UNITS else "samme dag"


def sanction(given: Mapping[str, Any]) -> str:
    """The highest penalty, who prosecutes, and when it is too late; empty where there is none."""
    years = given.get("limitation_years")
    parts = [
        given.get("max"),
        PROSECUTION.get(given.get("prosecution", "")),
        f"forældes efter {years} år" if years else None,
    ]
    said = "; ".join(part for part in parts if part)
    return " ".join(part for part in (f"{said}." if said else "", given.get("note", "")) if part)


def source(given: Mapping[str, Any]) -> str:
    """Where it stands, when it was read, and whether a jurist has confirmed it."""
    if not given.get("cite"):
        return ""
    where = " ".join(f"<{given[key]}>" for key in ("eli", "url") if given.get(key))
    read = f"læst {given['read_on']}" if given.get("read_on") else ""
    said = ", ".join(part for part in (given["cite"], where, read) if part)
    note = f" {given['note']}" if given.get("note") else ""
    return f"{said}. {checked(given)}.{note}"


def checked(given: Mapping[str, Any]) -> str:
    """Who confirmed the source and when, or that no jurist has."""
    by, on = given.get("checked_by"), given.get("checked_on")
    return f"Bekræftet af {by} {on}" if by and on else UNCHECKED
