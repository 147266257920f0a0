"""Which provisions a case is about: what the answers point to, and what is open with something that speaks for it."""

from collections.abc import Iterable

from vaern.rulebook.assess import Finding, merged
from vaern.rulebook.logic import Answers, evaluate, leaves
from vaern.rulebook.shapes import AtLeast, Book, Expr, FactIs, NormIs, Not, Provision, Result, Situation, Value

# Being at work is true in most cases: alone it brings no provision into play.
COMMON_GROUP = "service"


def in_play(book: Book, situation: Situation, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings to look at and to settle: pointed to, or undecided with one of its own facts answered yes.

    A provision of which nothing has been answered is neither in nor out; nobody is asked about it for its own sake.
    """
    parts = {one.id: merged(situation, one) for one in situation.incidents}
    speaking = _Speaking(book)
    return tuple(one for one in findings if _is_in_play(speaking, parts.get(one.incident_id or "", situation), one))


class _Speaking(dict[tuple[str, str], frozenset[str]]):
    """What speaks for each text, by provision and file: looked up once, however many incidents are held against it."""

    def __init__(self, book: Book) -> None:
        super().__init__()
        self.book = book

    def __missing__(self, key: tuple[str, str]) -> frozenset[str]:
        text = next(one for one in self.book.provisions[key[0]] if one.file_id == key[1])
        self[key] = speaking_for(text)
        return self[key]


def _is_in_play(speaking: _Speaking, facts: Situation, finding: Finding) -> bool:
    """Whether one finding is, on the answers of its own incident."""
    if finding.result != Result.CANNOT_BE_DECIDED:
        return finding.result == Result.POINTS_TO
    keys = speaking[finding.provision_id, finding.file_id]
    return any(_speaks_for(speaking.book, facts, key) for key in keys)


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


def norms_left(expr: Expr, answers: Answers, judged: Answers) -> frozenset[str]:
    """The norms of a condition whose judgement can still change what comes out of it."""
    open_ = {leaf.id: Value.UNKNOWN for leaf in leaves(expr, into_norms=False) if isinstance(leaf, NormIs)}
    return frozenset(_left(expr, answers, {**open_, **judged}))


def _left(expr: Expr, answers: Answers, norms: Answers) -> Iterable[str]:
    if evaluate(expr, answers, norms) != Value.UNKNOWN:
        return []
    match expr:
        case NormIs(id=key):
            return [key]
        case Not(part):
            return _left(part, answers, norms)
        case AtLeast(parts=parts):
            return [key for part in parts for key in _left(part, answers, norms)]
    return []
