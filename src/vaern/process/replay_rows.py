"""The answers of every case as columns, as they stood when its findings of the law were locked.

Rows are read as the database gives them, without making objects of them: there may be millions. Nothing is unsealed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import connection
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from vaern import clock
from vaern.assessments.models import Assessment, Finding
from vaern.cases.models import Answer, Incident, NormReason
from vaern.rulebook.columns import CODES, RESULTS, Columns
from vaern.rulebook.follows import followed_columns
from vaern.rulebook.shapes import Book, IncidentFacts, Situation

if TYPE_CHECKING:
    import numpy as np

    Column: TypeAlias = np.ndarray[Any, Any]

Key = Any  # an id as the database gives it
UNSAID = 2
AT_ONCE = 20_000
FOUND = {result.value: code for code, result in RESULTS.items()}
TOLD = {value.value: code for value, code in CODES.items()}
VALUES = {code: value for value, code in CODES.items()}


class AsText(Cast):
    """A time as the database writes it, so that it is neither read nor built for every row; such texts sort by time."""

    def __init__(self, when: str) -> None:
        super().__init__(when, CharField())


@dataclass(frozen=True, slots=True)
class _Said:
    """Where answers or judgements stand."""

    model: Any
    name: str
    when: str


ANSWERS, JUDGED = _Said(Answer, "fact", "answered_at"), _Said(NormReason, "norm", "given_at")


@dataclass(frozen=True, slots=True)
class Locked:
    """The latest locked findings of one case."""

    id: Key
    place: int
    at: str
    on: date


@dataclass
class Rows:
    """One row for each incident (or case without) with locked findings; `found` holds rows and codes by provision."""

    cases: dict[Key, Locked] = field(default_factory=dict)
    incidents: list[Key | None] = field(default_factory=list)
    locked: list[Locked] = field(default_factory=list)
    found: dict[str, tuple[list[int], list[int]]] = field(default_factory=dict)
    place: dict[Key, int] = field(default_factory=dict)
    columns: Columns | None = None

    def situation(self, row: int) -> Situation:
        """The row as the rules read it when it stands alone."""
        columns = self.columns
        if columns is None:
            raise ValueError("the columns are read first")
        answers, norms = (
            {key: VALUES[int(column[row])] for key, column in kept.items() if column[row]}
            for kept in (columns.facts, columns.norms)
        )
        on, decided = (date.fromordinal(int(days[row])) for days in (columns.on, columns.decided_on))
        return Situation(decided, {}, incidents=(IncidentFacts(str(self.incidents[row]), on, answers, {}, norms),))


def read_rows(book: Book, case: Key | None = None) -> Rows:
    """Everything that is needed, in a handful of queries; of one case, where it is named."""
    rows = Rows()
    _read_locked(rows, case)
    _read_findings(rows, case)
    days = _days(rows)
    import numpy as np

    facts = followed_columns(book, _read_said(rows, book.facts, ANSWERS, case))
    norms = _read_said(rows, book.norms, JUDGED, case)
    decided = np.array([one.on.toordinal() for one in rows.locked], np.int32)
    rows.columns = Columns(days, decided, facts, norms)
    return rows


def plain(rows: "QuerySet[Any, Any]") -> Iterator[tuple[Any, ...]]:
    """The rows of a query as the database gives them."""
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        yield from chain.from_iterable(iter(lambda: cursor.fetchmany(AT_ONCE), []))


def moment(given: Any) -> datetime:
    """A time as the database gives it, in UTC."""
    at = datetime.fromisoformat(given) if isinstance(given, str) else given
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _of(rows: "QuerySet[Any]", case: Key | None, name: str = "case_id") -> "QuerySet[Any]":
    return rows if case is None else rows.filter(**{name: case})


def _read_locked(rows: Rows, case: Key | None) -> None:
    """The latest edition of each case's locked assessment of the law."""
    locked = _of(Assessment.objects.filter(kind="law"), case).order_by("edition")
    for key, owner, at in plain(locked.annotate(at=AsText("made_at")).values_list("id", "case_id", "at")):
        place = rows.cases[owner].place if owner in rows.cases else len(rows.cases)
        rows.cases[owner] = Locked(key, place, at, clock.local(moment(at)).date())


def _read_findings(rows: Rows, case: Key | None) -> None:
    latest = {one.id: (owner, one) for owner, one in rows.cases.items()}
    every = _of(Finding.objects.all(), case, "assessment__case_id")
    found, place = defaultdict[str, tuple[list[int], list[int]]](lambda: ([], [])), rows.place
    for assessment, incident, provision, result in plain(
        every.values_list("assessment_id", "incident_id", "provision", "result")
    ):
        if assessment in latest:
            places, codes = found[provision]
            known = place.get(incident)
            places.append(_row(rows, *latest[assessment], incident) if known is None else known)
            codes.append(FOUND[result])
    rows.found = dict(found)


def _row(rows: Rows, owner: Key, locked: Locked, incident: Key | None) -> int:
    place = rows.place.setdefault(incident or owner, len(rows.locked))
    if place == len(rows.locked):
        rows.locked.append(locked)
        rows.incidents.append(incident)
    return place


def _days(rows: Rows) -> "Column":
    """The day whose law counts for each row, as `process.situation.day_of` says it."""
    import numpy as np

    known = {incident for incident in rows.incidents if incident is not None}
    when = {
        key: clock.local(moment(happened or told)).date()
        for key, happened, told in plain(Incident.objects.values_list("id", "happened_from", "known_at"))
        if key in known
    }
    days = [when.get(key, one.on) for key, one in zip(rows.incidents, rows.locked, strict=True)]
    return np.array([day.toordinal() for day in days], np.int32)


def _read_said(rows: Rows, named: Mapping[str, object], said: _Said, case: Key | None) -> "dict[str, Column]":
    """The values by name, an incident's own over its case's, as they stood when the findings were locked."""
    import numpy as np

    order = {key: place for place, key in enumerate(named)}
    earlier = _superseded(rows, said, case)
    of_row = {key: (place, rows.locked[place].at) for key, place in rows.place.items()}
    of_case = {owner: (one.place, one.at) for owner, one in rows.cases.items()}
    own = np.full((len(order), len(of_row)), UNSAID, np.int8)
    whole = np.full((len(order), len(of_case)), UNSAID, np.int8)
    every = _of(said.model.objects.all(), case)
    _fill(own, _plain_said(every.exclude(incident=None), said, "incident_id", earlier), of_row, order)
    _fill(whole, _plain_said(every.filter(incident=None), said, "case_id", earlier), of_case, order)
    beneath = whole[:, [one.place for one in rows.locked]]
    merged = np.where(own == UNSAID, beneath, own)
    merged[merged == UNSAID] = 0
    return {key: merged[place] for key, place in order.items()}


def _plain_said(every: "QuerySet[Any]", said: _Said, owner: str, earlier: set[Key]) -> Iterator[tuple[Any, ...]]:
    """Whose value, of what, which and when; without those that were superseded."""
    told = every.annotate(at=AsText(said.when))
    if not earlier:
        return plain(told.values_list(owner, said.name, "value", "at"))
    return (row[:4] for row in plain(told.values_list(owner, said.name, "value", "at", "id")) if row[4] not in earlier)


def _superseded(rows: Rows, said: _Said, case: Key | None) -> set[Key]:
    """The ids of what had been said otherwise again before the findings were locked."""
    later = _of(said.model.objects.exclude(supersedes=None), case).annotate(at=AsText(said.when))
    return {
        old
        for old, owner, at in plain(later.values_list("supersedes_id", "case_id", "at"))
        if owner in rows.cases and at <= rows.cases[owner].at
    }


def _fill(
    table: "Column",
    every: Iterable[tuple[Any, ...]],
    places: Mapping[Key, tuple[int, str]],
    order: Mapping[str, int],
) -> None:
    """Put each value that counts in its place; place and value travel as one number, since there may be millions."""
    import numpy as np

    wide, nowhere = table.shape[1], (-1, "")

    def told() -> Iterator[int]:
        for owner, name, value, at in every:
            place, locked_at = places.get(owner, nowhere)
            if at <= locked_at and name in order:
                yield (order[name] * wide + place) * 4 + TOLD[value] + 1

    numbers = np.fromiter(told(), np.int64)
    table.reshape(-1)[numbers >> 2] = (numbers & 3) - 1
