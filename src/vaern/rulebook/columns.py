"""The rules over many cases at once: each fact is a column of answers, each condition a few passes over columns.

A column holds one byte per row: 1 for yes, -1 for no, 0 for unknown, so that `all` is the least, `any` the greatest and
`not` the negative. A row is one incident with what is answered about its case beneath it, or a case without incidents.
NumPy is needed here alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce
from typing import TYPE_CHECKING, Any, TypeAlias

from vaern.rulebook.logic import NO, UNKNOWN, YES
from vaern.rulebook.shapes import Book, Expr, FactIs, Gate, NormIs, Not, Provision, Result

if TYPE_CHECKING:
    import numpy as np

    Column: TypeAlias = np.ndarray[Any, Any]

CODES = {YES: 1, NO: -1, UNKNOWN: 0}
NOT_RELEVANT, NOT_IN_FORCE = 2, 3
RESULTS = {1: Result.POINTS_TO, -1: Result.DOES_NOT_POINT_TO, 0: Result.CANNOT_BE_DECIDED, 3: Result.NOT_IN_FORCE}
STATES = {1: "met", -1: "unmet", 0: "unknown", 2: "not_relevant", 3: "not_in_force"}
ROWS_AT_ONCE = 1 << 15  # what is at work then stays in the processor's own memory


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows of answers. `on` is the day of the act and `decided_on` that of the decision, as ordinals of `date`."""

    on: "Column"
    decided_on: "Column"
    facts: "Mapping[str, Column]"
    norms: "Mapping[str, Column]"

    def parts(self) -> "Iterator[Columns]":
        """The rows, so many at once as are quickest."""
        for start in range(0, len(self.on), ROWS_AT_ONCE):
            rows = slice(start, start + ROWS_AT_ONCE)
            facts, norms = ({key: one[rows] for key, one in kept.items()} for kept in (self.facts, self.norms))
            yield Columns(self.on[rows], self.decided_on[rows], facts, norms)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What so many rows come to: a code for each provision, and for each condition of each gate."""

    provisions: "Mapping[str, Column]"
    gates: "Mapping[str, Mapping[str, Column]]"


def outcomes(book: Book, columns: Columns, provisions: Iterable[str] | None = None) -> Iterator[Outcomes]:
    """What the rows come to by these rules, part for part: the provisions named, or all of them and all gates."""
    named = tuple(book.provisions if provisions is None else provisions)
    gates = book.gates if provisions is None else {}
    for part in columns.parts():
        at = _Work(part)
        yield Outcomes(
            {key: _provision(at, book.provisions[key]) for key in named},
            {key: _gate(at, texts) for key, texts in gates.items()},
        )


@dataclass(frozen=True, slots=True)
class _Work:
    """Some rows, with every condition that is already worked out for them."""

    rows: Columns
    known: "dict[Expr, Column]" = field(default_factory=dict)

    def value(self, expr: Expr) -> "Column":
        """The condition's column; worked out once for conditions that are the same."""
        if expr not in self.known:
            self.known[expr] = self._worked(expr)
        return self.known[expr]

    def fact(self, fact: str) -> "Column":
        return self.rows.facts[fact] if fact in self.rows.facts else self.all(0)

    def greatest(self, facts: Iterable[str]) -> "Column":
        import numpy as np

        return reduce(np.maximum, (self.fact(fact) for fact in facts))

    def all(self, code: int) -> "Column":
        import numpy as np

        return np.full(len(self.rows.on), code, np.int8)

    def _worked(self, expr: Expr) -> "Column":
        match expr:
            case FactIs(fact):
                return self.fact(fact)
            case Not(part):
                return -self.value(part)
            case NormIs():
                return self._norm(expr)
            case _:
                return self._counted(expr.n, [self.value(part) for part in expr.parts])

    def _counted(self, n: int, parts: "list[Column]") -> "Column":
        import numpy as np

        if n in {1, len(parts)}:
            return reduce(np.maximum if n == 1 < len(parts) else np.minimum, parts)
        yes, may = self.all(0), self.all(0)
        for part in parts:
            yes += part > 0
            may += part >= 0
        return (yes >= n).view(np.int8) - (may < n).view(np.int8)

    def _norm(self, norm: NormIs) -> "Column":
        """The norm as it is judged; where nobody has judged it, as the facts indicate it."""
        import numpy as np

        judged = self.rows.norms.get(norm.id)
        towards = self.all(0) if norm.indicated is None else self.value(norm.indicated)
        if norm.against is None:
            value = towards
        else:
            value = (towards > 0).view(np.int8) - (self.value(norm.against) > 0).view(np.int8)
        return value if judged is None else np.where(judged != 0, judged, value)


def _provision(at: _Work, texts: tuple[Provision, ...]) -> "Column":
    """The provision by the text in force on each row's day."""
    days = at.rows.on if texts[-1].applies_by == "act_date" else at.rows.decided_on
    return _dated(at, days, texts, partial(_finding, at))


def _finding(at: _Work, text: Provision) -> "Column":
    import numpy as np

    found = at.value(text.requires)
    if text.speaks_against:  # a yes caps the result at "cannot be decided"
        found = np.minimum(found, (at.greatest(text.speaks_against) <= 0).view(np.int8))
    if text.decides_against:  # a yes turns it
        turned = at.greatest(text.decides_against) > 0
        found = np.where(turned, np.int8(-1), found)
    return found


def _gate(at: _Work, texts: tuple[Gate, ...]) -> "Mapping[str, Column]":
    """Each condition by the gate's text in force on the decision's day."""
    named = dict.fromkeys(one.id for text in texts for one in text.conditions)
    return {key: _dated(at, at.rows.decided_on, texts, partial(_condition, at, key)) for key in named}


def _condition(at: _Work, key: str, text: Gate) -> "Column":
    import numpy as np

    one = next((one for one in text.conditions if one.id == key), None)
    if one is None:
        return at.all(NOT_IN_FORCE)
    found = at.value(one.requires)
    aside = one.not_relevant_when
    return found if aside is None else np.where(at.value(aside) > 0, np.int8(NOT_RELEVANT), found)


def _dated(at: _Work, days: "Column", texts: Sequence[Any], work: "Callable[[Any], Column]") -> "Column":
    """Each row by the text in force on its day; a text is not worked out where it is in force for no row."""
    import numpy as np

    first, last = int(days.min()), int(days.max())
    begins = [text.valid_from.toordinal() for text in texts]
    found = at.all(NOT_IN_FORCE)
    for text, begin, follower in zip(texts, begins, [*begins[1:], last + 1], strict=True):
        until = text.valid_until.toordinal() + 1 if text.valid_until else follower
        end = min(until, follower)
        if begin <= first and last < end:
            return work(text)
        if begin < end and begin <= last and first < end:
            np.copyto(found, work(text), where=(days >= begin) & (days < end))
    return found
