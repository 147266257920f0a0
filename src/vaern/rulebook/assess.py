"""Which provisions the answers point towards: each incident by the law of its own day, never a verdict."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from vaern.rulebook.dated import in_force, latest
from vaern.rulebook.explain import Explaining, Why
from vaern.rulebook.logic import NO, UNKNOWN, YES, evaluate, named
from vaern.rulebook.receipts import Receipt, receipt
from vaern.rulebook.shapes import Book, IncidentFacts, Provision, Result, Situation
from vaern.rulebook.told.said import absent, folded, opening, sentences

RESULTS = {YES: Result.POINTS_TO, NO: Result.DOES_NOT_POINT_TO, UNKNOWN: Result.CANNOT_BE_DECIDED}
ABOUT_THE_SENDER = {"offence", "right"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What one text of one provision comes to for one incident, why, and which declared gaps concern it."""

    provision_id: str
    title: str
    file_id: str
    incident_id: str | None
    on: date
    result: Result
    provisional: bool = False
    needs_reason: tuple[str, ...] = ()
    deciding: tuple[str, ...] = ()
    unanswered_counter: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    caps: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    folded: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """All findings, and the receipt with which they can be made again."""

    findings: tuple[Finding, ...]
    receipt: Receipt


def assess(book: Book, situation: Situation, provisions: Iterable[str] | None = None) -> Assessment:
    """Findings for every provision (or those named) and every incident, or for the case where it has none."""
    chosen, gaps = tuple(book.provisions if provisions is None else provisions), _gaps(book)
    parts = _parts(situation)
    decide = _remembering(book) if len(parts) > 1 else partial(_decided, book)
    every = ((part, key) for part in parts for key in chosen)
    findings = tuple(
        one for part, key in every for one in _findings(book.provisions[key], part, gaps.get(key, ()), decide)
    )
    return Assessment(findings, receipt(book, situation, findings))


def about_the_sender(book: Book) -> tuple[str, ...]:
    """The provisions on what the sender did or had a right to; not those on what the workplace must or may do."""
    return tuple(key for key, texts in book.provisions.items() if texts[-1].kind in ABOUT_THE_SENDER)


@dataclass(frozen=True, slots=True)
class _Part:
    """One incident with what is answered about the case as a whole beneath it."""

    id: str | None
    on: date
    until: date
    told: Explaining


def _parts(situation: Situation) -> list[_Part]:
    each = situation.incidents
    if not each:
        return [_Part(None, situation.on, situation.on, Explaining(situation))]
    return [_Part(one.id, one.on, one.until or one.on, Explaining(merged(situation, one))) for one in each]


def merged(situation: Situation, incident: IncidentFacts) -> Situation:
    """The incident's own answers over the case's; its own judgements over the case's."""
    return replace(
        situation,
        answers={**situation.answers, **incident.answers},
        reasons={**situation.reasons, **incident.reasons},
        norms={**situation.norms, **incident.norms},
        incidents=(),
    )


Decide = Callable[[_Part, Provision, date], Finding]


def _findings(
    texts: tuple[Provision, ...], part: _Part, gaps: Iterable[Mapping[str, Any]], decide: Decide
) -> Iterator[Finding]:
    """One finding, or one for each part of a series over which the law changed, by that part's first day."""
    by_act = texts[-1].applies_by == "act_date"
    for on in _changes(texts, part.on, part.until) if by_act else [part.told.situation.on]:
        text = in_force(texts, on)
        found = _not_in_force(texts, part.id, on) if text is None else decide(part, text, on)
        known = tuple(str(gap["id"]) for gap in gaps if _covers(gap, on))
        yield replace(found, gaps=known) if known else found


def _changes(texts: tuple[Provision, ...], first: date, last: date) -> list[date]:
    """The first day, and the days after it on which a text begins or has ended."""
    if first == last:
        return [first]
    ended = (text.valid_until + timedelta(days=1) for text in texts if text.valid_until is not None)
    return sorted({first, *(on for on in (*(text.valid_from for text in texts), *ended) if first < on <= last)})


def _gaps(book: Book) -> Mapping[str, list[Mapping[str, Any]]]:
    """The gaps that the rules own up to, by provision."""
    found = defaultdict[str, list[Mapping[str, Any]]](list)
    for gap in book.gaps:
        found[gap.get("provision", "")].append(gap)
    return found


def _covers(gap: Mapping[str, Any], on: date) -> bool:
    return str(gap.get("from", "")) <= on.isoformat() <= str(gap.get("until", "9999-12-31"))


def _not_in_force(texts: tuple[Provision, ...], incident_id: str | None, on: date) -> Finding:
    text, says = latest(texts, on), absent(texts, on)
    return Finding(text.id, text.title, text.file_id, incident_id, on, Result.NOT_IN_FORCE, sentences=(says,))


def _remembering(book: Book) -> Decide:
    """Findings by what a text asks: a thousand messages that are answered alike are held against it once."""
    made = dict[tuple[object, ...], Finding]()

    def decide(part: _Part, text: Provision, on: date) -> Finding:
        facts = part.told.situation
        asked = (*named(text.requires), *text.decides_against, *text.speaks_against)
        told = (facts.answers, facts.norms, facts.reasons)
        given = (text.file_id, *(each.get(name) for name in asked for each in told))
        if given not in made:
            made[given] = _decided(book, part, text, on)
        return replace(made[given], incident_id=part.id, on=on)

    return decide


def _decided(book: Book, part: _Part, text: Provision, on: date) -> Finding:
    """The finding of a text in force: its conditions, then what speaks or decides against."""
    facts = part.told.situation
    turned = tuple(fact for fact in text.decides_against if facts.answers.get(fact) == YES)[:1]
    turns = turned and evaluate(text.requires, {}, facts.norms) != NO  # a judgement alone may have decided already
    found = Why(NO, turned) if turns else part.told.why(text.requires)
    caps = _yes(facts.answers, text.speaks_against) if found.value == YES else ()
    result = Result.CANNOT_BE_DECIDED if caps else RESULTS[found.value]
    open_norms = tuple(norm for norm in found.norms if norm not in facts.reasons)
    counter = (*text.speaks_against, *text.decides_against)
    said = sentences(book, found, part.told)
    against = tuple(f"Det taler imod: {book.facts[fact].says[YES]}" for fact in caps)
    return Finding(
        text.id,
        text.title,
        text.file_id,
        part.id,
        on,
        result,
        provisional=bool(open_norms),
        needs_reason=open_norms,
        deciding=(*found.facts, *caps),
        caps=caps,
        sentences=(opening(text, result), *said, *against),
        unanswered_counter=tuple(fact for fact in counter if facts.answers.get(fact, UNKNOWN) == UNKNOWN),
        folded=folded(book, found, part.told),
    )


def _yes(answers: Mapping[str, object], facts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(fact for fact in facts if answers.get(fact) == YES)
