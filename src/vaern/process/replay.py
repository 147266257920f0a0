"""Every locked finding of the law, held up against the rules as they are now. Nothing of any case is changed.

All rows are evaluated at once; only what comes out otherwise is then explained one by one. A provision that rests on
what Værn derives is replayed from its sealed receipt, which alone knows what was derived then.
"""

import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from vaern.assessments.models import Assessment, Finding
from vaern.cases.models import Case, Incident
from vaern.errors import BadInput
from vaern.process.assess import replay
from vaern.process.replay_rows import Key, Rows, read_rows
from vaern.process.situation import book as current_book
from vaern.rulebook.assess import assess
from vaern.rulebook.columns import RESULTS, outcomes
from vaern.rulebook.danish import counted, listed
from vaern.rulebook.logic import fact_ids
from vaern.rulebook.shapes import Book, Result

GONE = "gone"
AT_ONCE = 500
WORDS = {
    Result.POINTS_TO: "peger på",
    Result.DOES_NOT_POINT_TO: "peger ikke på",
    Result.CANNOT_BE_DECIDED: "kan ikke afgøres",
    Result.NOT_IN_FORCE: "ingen tekst for den dag",
    GONE: "bestemmelsen er ikke i reglerne mere",
}


@dataclass(frozen=True, slots=True)
class Changed:
    """A locked finding that would come out otherwise now: in ids and codes, without personal text."""

    case: str
    incident: int | None
    provision: str
    then: str
    now: str
    why: str
    facts_then: tuple[str, ...]
    facts_now: tuple[str, ...]
    file_then: str
    file_now: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay of all cases found, and how long reading and evaluating took (seconds)."""

    cases: int
    findings: int
    changed: tuple[Changed, ...]
    reading: float
    evaluating: float

    def as_data(self) -> dict[str, Any]:
        """The replay as JSON data."""
        return asdict(self)

    def as_text(self) -> str:
        """The replay in Danish."""
        cases, findings = counted(self.cases, "sag", "sager"), f"{self.findings} låste fund"
        took = f"Læst på {self.reading:.1f} s, efterprøvet på {self.evaluating:.1f} s.".replace(".", ",", 2)
        lines = [f"{cases} med {findings} er holdt op mod reglerne, som de er nu. Ingen sag er ændret. {took}"]
        lines += [_told(one) for one in self.changed]
        end = (
            "Alle fund kommer ud som før." if not self.changed else f"{len(self.changed)} fund ville blive anderledes."
        )
        return "\n".join([*lines, end]) + "\n"


def replay_all(rules: Book | None = None, number: str | None = None) -> Replayed:
    """Every case's latest locked findings against the rules (those in force, unless others are given)."""
    book, start = rules or current_book(), time.perf_counter()
    rows = read_rows(book, None if number is None else _case(number))
    read = time.perf_counter()
    differ = list(_differ(book, rows))
    evaluated = time.perf_counter()
    changed = (*_explained(book, rows, differ), *_by_receipt(book, rows))
    findings = sum(len(places) for places, _codes in rows.found.values())
    ordered = tuple(sorted(changed, key=lambda one: (one.case, one.incident or 0, one.provision)))
    return Replayed(len(rows.cases), findings, ordered, read - start, evaluated - read)


def _case(number: str) -> Any:
    found = Case.objects.filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise BadInput(f"Der er ingen sag med nummer {number}.", todo="Se efter nummeret i sagen.")
    return found


def _derives(book: Book, provision: str) -> bool:
    """Whether any text of the provision rests on what Værn derives from the case."""
    named = (
        fact
        for text in book.provisions.get(provision, ())
        for fact in (*fact_ids(text.requires), *text.speaks_against, *text.decides_against)
    )
    return any(book.facts[fact].derived for fact in named)


def _differ(book: Book, rows: Rows) -> Iterator[tuple[str, int, str]]:
    """The provisions and rows whose code is another than the one that was locked, with what it is now."""
    import numpy as np

    plain = [key for key in rows.found if key in book.provisions and not _derives(book, key)]
    parts = list(outcomes(book, rows.columns, plain)) if rows.columns is not None and rows.locked else []
    for key in plain if parts else ():
        places, codes = (np.array(one) for one in rows.found[key])
        now = np.concatenate([part.provisions[key] for part in parts])[places]
        for place in np.flatnonzero(now != codes):
            yield key, int(places[place]), str(RESULTS[int(now[place])])
    for key, (places_, _codes) in rows.found.items():
        if key not in book.provisions:
            yield from ((key, place, GONE) for place in places_)


def _explained(book: Book, rows: Rows, differ: list[tuple[str, int, str]]) -> Iterator[Changed]:
    """What differs, with the facts that decided then and that decide now."""
    for start in range(0, len(differ), AT_ONCE):
        batch = differ[start : start + AT_ONCE]
        kept = _locked({rows.locked[row].id for _key, row, _now in batch})
        for key, row, now in batch:
            locked = kept[_plain(rows.locked[row].id) or "", _plain(rows.incidents[row]), key]
            yield _changed(book, rows, row, locked, now)


def _locked(assessments: Iterable[Key]) -> dict[tuple[str, str | None, str], Finding]:
    found = Finding.objects.filter(assessment_id__in=list(assessments)).select_related("assessment__case", "incident")
    return {(_plain(one.assessment_id) or "", _plain(one.incident_id), one.provision): one for one in found}


def _plain(key: Key | None) -> str | None:
    """An id without its dashes, as every database and model can be compared by."""
    return None if key is None else str(key).replace("-", "")


def _changed(book: Book, rows: Rows, row: int, locked: Finding, now: str) -> Changed:
    """The locked finding beside what the rules make of the same answers now."""
    file_now, facts_now = "", tuple[str, ...]()
    if now != GONE:
        found = assess(book, rows.situation(row), [locked.provision]).findings[0]
        file_now, facts_now = found.file_id, found.deciding
    return _beside(locked, now, file_now, facts_now)


def _beside(locked: Finding, now: str, file_now: str, facts_now: tuple[str, ...]) -> Changed:
    incident: Incident | None = locked.incident
    return Changed(
        locked.assessment.case.number,
        incident.number if incident else None,
        locked.provision,
        locked.result,
        now,
        _why(locked, now, file_now, facts_now),
        tuple(locked.deciding),
        facts_now,
        locked.file_id,
        file_now,
    )


def _why(locked: Finding, now: str, file_now: str, facts_now: tuple[str, ...]) -> str:
    if now == GONE:
        return f"Teksten var {locked.file_id}."
    text = f"Teksten er nu {file_now} (før {locked.file_id})." if file_now != locked.file_id else "Reglen er ændret."
    then, here = (listed(facts) or "ingen oplysning" for facts in (locked.deciding, facts_now))
    return f"{text} Før afgjorde {then}; nu {here}."


def _by_receipt(book: Book, rows: Rows) -> Iterator[Changed]:
    """The provisions that rest on derived facts, each case from its own receipt."""
    derived = {key for key in rows.found if key in book.provisions and _derives(book, key)}
    if not derived:
        return
    for assessment in Assessment.objects.filter(pk__in=[one.id for one in rows.cases.values()]):
        told = [(then, now) for then, now in replay(assessment, book).changed if then["provision_id"] in derived]
        kept = _locked([assessment.pk]) if told else {}
        for then, now in told:
            locked = kept[_plain(assessment.pk) or "", _plain(then["incident_id"]), then["provision_id"]]
            yield _beside(locked, now.get("result", GONE), locked.file_id, ())


def _told(one: Changed) -> str:
    incident = f", hændelse {one.incident}" if one.incident else ""
    return f"{one.case}{incident}: {one.provision} var: {WORDS[Result(one.then)]}; nu: {_word(one.now)}. {one.why}"


def _word(result: str) -> str:
    return WORDS[GONE] if result == GONE else WORDS[Result(result)]
