"""An assessment as the command line prints it: text for people, JSON for programs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from itertools import zip_longest
from typing import Any

from vaern.rulebook.assess import Assessment, Finding
from vaern.rulebook.danish import COPENHAGEN, counted, day, days, listed
from vaern.rulebook.deadlines import Due, due
from vaern.rulebook.shapes import Book, DeadlineRule, Provision, Result
from vaern.rulebook.told.said import named
from vaern.rulebook.told.words import UNCHECKED, length, sanction

HEADINGS = {
    Result.POINTS_TO: "SVARENE PEGER PÅ",
    Result.CANNOT_BE_DECIDED: "KAN IKKE AFGØRES",
    Result.DOES_NOT_POINT_TO: "SVARENE PEGER IKKE PÅ",
    Result.NOT_IN_FORCE: "INGEN TEKST FOR DEN DAG",
}
KINDS = ("offence", "right", "possibility", "duty")
OPEN = {Result.POINTS_TO, Result.CANNOT_BE_DECIDED}
HAPPENED = "happened"
ONE_DAY = timedelta(days=1)


def as_data(book: Book, assessment: Assessment) -> dict[str, Any]:
    """The assessment as JSON data."""
    last = _last_days(book, assessment)
    findings = [
        {**asdict(one), "on": one.on.isoformat(), **_until(last, one), "result": str(one.result), **_law(book, one)}
        for one in assessment.findings
    ]
    return {"findings": findings, "receipt": assessment.receipt.as_dict(), "gaps": [dict(gap) for gap in book.gaps]}


def _until(last: Mapping[Finding, date], one: Finding) -> dict[str, str]:
    return {"until": last[one].isoformat()} if one in last else {}


def _last_days(book: Book, assessment: Assessment) -> dict[Finding, date]:
    """The last day of each part of a series: the day before the next part begins, or the day the series ended."""
    given = assessment.receipt.situation["incidents"]
    ends = {one["id"]: date.fromisoformat(one["until"]) for one in given if "until" in one}
    by_act = (one for one in assessment.findings if _text(book, one).applies_by == "act_date")
    parts = [one for one in by_act if one.incident_id in ends]
    pairs = zip_longest(parts, parts[1:])
    return {
        one: then.on - ONE_DAY if then and _series(then) == _series(one) else ends[str(one.incident_id)]
        for one, then in pairs
    }


def _series(part: Finding) -> tuple[str, str | None]:
    return part.provision_id, part.incident_id


def _text(book: Book, found: Finding) -> Provision:
    return next(text for text in book.provisions[found.provision_id] if text.file_id == found.file_id)


def _law(book: Book, found: Finding) -> dict[str, Any]:
    text = _text(book, found)
    return {
        "kind": text.kind,
        "source": dict(text.source),
        "sanction": dict(text.sanction),
        "practice": [dict(one) for one in text.practice],
        "valid_from": text.valid_from.isoformat(),
        "deadlines": [_deadline(book.deadlines[name], found) for name in text.deadlines],
    }


def _deadline(rule: DeadlineRule, found: Finding) -> dict[str, Any]:
    counted_from = _due(rule, found)
    return {
        "id": rule.id,
        "title": rule.title,
        "starts_from": rule.starts_from,
        "length": dict(rule.length),
        "what_for": rule.what_for,
        "due_at": counted_from.at.isoformat() if counted_from else None,
    }


def _due(rule: DeadlineRule, found: Finding) -> Due | None:
    """When it is due, counted from the first moment of the act's day; None where it starts from something else."""
    if rule.starts_from != HAPPENED:
        return None
    return due(rule, datetime.combine(found.on, time.min, COPENHAGEN))


def as_text(book: Book, assessment: Assessment) -> str:
    """The assessment in Danish: in short, what is pointed to first, what is not covered, the receipt last."""
    lines = ["Svarene er holdt op mod reglerne. Det er ikke en afgørelse: mennesker vurderer og beslutter.", ""]
    last = _last_days(book, assessment)
    ordered = sorted(assessment.findings, key=lambda one: KINDS.index(_text(book, one).kind))
    lines += [*_in_short(book, ordered), ""]
    for result, heading in HEADINGS.items():
        found = [one for one in ordered if one.result == result]
        if found:
            lines += [heading, "=" * len(heading), ""]
        for one in found:
            lines += [*_finding(book, one, last.get(one, one.on), assessment.receipt.situation), ""]
    lines += [f"Reglerne dækker ikke: {gap['title']}. {gap['says']}" for gap in _other_gaps(book)]
    return "\n".join((*lines, *_receipt(assessment.receipt.as_dict()))) + "\n"


def _in_short(book: Book, findings: Iterable[Finding]) -> Iterator[str]:
    found = list(findings)
    towards = dict.fromkeys(_text(book, one).source["cite"] for one in found if one.result == Result.POINTS_TO)
    yield f"Kort: svarene peger på {listed(list(towards)) or 'ingen bestemmelse'}."
    where = " for mindst én hændelse" if len({one.incident_id for one in found}) > 1 else ""
    for result, says in (
        (Result.CANNOT_BE_DECIDED, "kan ikke afgøres endnu"),
        (Result.DOES_NOT_POINT_TO, "peges der ikke på"),
        (Result.NOT_IN_FORCE, "har ingen tekst for den dag"),
    ):
        number = len({one.provision_id for one in found if one.result == result})
        if number:
            yield f"{counted(number, 'bestemmelse', 'bestemmelser').capitalize()} {says}{where}."


def _other_gaps(book: Book) -> list[Mapping[str, Any]]:
    """The declared gaps that no finding shows, because they concern no provision that the rules hold."""
    return [gap for gap in book.gaps if gap.get("provision") not in book.provisions]


def _finding(book: Book, one: Finding, last: date, situation: Mapping[str, Any]) -> Iterator[str]:
    text = _text(book, one)
    incident = f", hændelse {one.incident_id}" if one.incident_id else ""
    yield f"{named(text)}, {'den ' if last == one.on else ''}{days(one.on, last)}{incident}"
    yield from (f"  {sentence}" for sentence in _sentences(one))
    yield from (f"  Skal begrundes skriftligt ({norm}): {book.norms[norm].question}" for norm in one.needs_reason)
    if one.result in OPEN:
        facts = [(fact, book.facts[fact].question) for fact in one.unanswered_counter]
        yield from (f"  Kan tale imod og er ikke besvaret ({fact}): {question}" for fact, question in facts)
        yield from _consequences(book, text, one, situation)
    gaps = [gap for gap in book.gaps if gap["id"] in one.gaps]
    yield from (f"  Bemærk: {gap['title']}. {gap['says']}" for gap in gaps)
    label = "" if text.source.get("checked_by") else f" {UNCHECKED}."
    yield f"  Kilde: {text.source['cite']}, teksten fra {day(text.valid_from)} ({text.file_id}).{label}"


def _sentences(one: Finding) -> tuple[str, ...]:
    """The sentences that explain; the heading has said already what the first one says."""
    if one.result == Result.NOT_IN_FORCE:
        return one.sentences
    few = f"{'Skønnet' if len(one.needs_reason) == 1 else 'Skønnene'} mangler en skriftlig begrundelse."
    return (f"Foreløbig. {few}", *one.sentences[1:]) if one.provisional else one.sentences[1:]


def _consequences(book: Book, text: Provision, one: Finding, situation: Mapping[str, Any]) -> Iterator[str]:
    says = sanction(text.sanction)
    if says:
        yield f"  {'Følge' if text.kind != KINDS[0] else 'Sanktion'}: {says}"
    yield from (f"  Praksis: {told['says']} ({told['source']})" for told in text.practice)
    for rule in (book.deadlines[name] for name in text.deadlines):
        counted_from = _due(rule, one)
        says = _counted(rule, counted_from, one, situation) if counted_from else rule.what_for
        yield f"  Frist ({length(rule)}): {rule.title}. {says}"


def _counted(rule: DeadlineRule, found: Due, one: Finding, situation: Mapping[str, Any]) -> str:
    """When it is due, from which day of a series that is counted, and that it has passed."""
    series = next((part for part in situation["incidents"] if part["id"] == one.incident_id and "until" in part), None)
    first = f"Regnet fra den {day(one.on)}, den første dag i rækken, som teksten gælder for."
    since = f"{first} For en senere handling regnes fra den." if series else ""
    passed = found.at.astimezone(COPENHAGEN).date().isoformat() < situation["on"]
    return " ".join(part for part in (found.says, since, (rule.says_passed or "Fristen er gået.") * passed) if part)


def _receipt(receipt: Mapping[str, Any]) -> Iterator[str]:
    yield from (
        "",
        "KVITTERING",
        "==========",
        f"Værn {receipt['version']}. Vurderet pr. {receipt['situation']['on']}.",
    )
    yield from (f"{name}, udgave {kept['edition']}, sha256 {kept['sha256']}" for name, kept in receipt["files"].items())
