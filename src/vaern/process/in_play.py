"""Which provisions a case is about: what the answers point to, and what is open with something that speaks for it."""

from collections.abc import Iterable

from vaern.rulebook.assess import Finding, merged
from vaern.rulebook.shapes import AtLeast, Book, Expr, FactIs, NormIs, Not, Provision, Result, Situation, Value

# Being at work is true in most cases: alone it brings no provision into play.
COMMON_GROUP = "service"


def in_play(book: Book, situation: Situation, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings to look at and to settle: pointed to, or undecided with one of its own facts answered yes.

    A provision of which nothing has been answered is neither in nor out; nobody is asked about it for its own sake.
    """
    parts = {one.id: merged(situation, one) for one in situation.incidents}
    return tuple(one for one in findings if is_in_play(book, parts.get(one.incident_id or "", situation), one))


def is_in_play(book: Book, facts: Situation, finding: Finding) -> bool:
    """Whether one finding is, on the answers of its own incident."""
    if finding.result != Result.CANNOT_BE_DECIDED:
        return finding.result == Result.POINTS_TO
    text = next(one for one in book.provisions[finding.provision_id] if one.file_id == finding.file_id)
    return any(_speaks_for(book, facts, key) for key in speaking_for(text))


def _speaks_for(book: Book, facts: Situation, key: str) -> bool:
    if key in book.norms:
        return facts.norms.get(key) == Value.YES
    fact = book.facts[key]
    common = fact.group == COMMON_GROUP or fact.scope == "case"
    return not common and facts.answers.get(key) == Value.YES


def speaking_for(text: Provision) -> frozenset[str]:
    """The facts and norms of a provision that a yes to speaks for."""
    return frozenset(_positive(text.requires, sign=True))


def _positive(expr: Expr, *, sign: bool) -> Iterable[str]:
    match expr:
        case FactIs(key) | NormIs(id=key):
            return [key] if sign else []
        case Not(part):
            return _positive(part, sign=not sign)
        case AtLeast(parts=parts):
            return [key for part in parts for key in _positive(part, sign=sign)]
