"""An assessment as the command line prints it: text for people, JSON for programs."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from vaern.rulebook.assess import Assessment, Finding
from vaern.rulebook.danish import day
from vaern.rulebook.shapes import Book, Provision, Result

HEADINGS = {
    Result.POINTS_TO: "PEGER MOD",
    Result.CANNOT_BE_DECIDED: "KAN IKKE AFGØRES",
    Result.DOES_NOT_POINT_TO: "PEGER IKKE MOD",
    Result.NOT_IN_FORCE: "GJALDT IKKE DEN DAG",
}
PROSECUTION = {
    "public": "offentlig påtale",
    "private": "privat påtale",
    "conditional": "betinget offentlig påtale",
    "none": "ingen straf",
}


def as_data(book: Book, assessment: Assessment) -> dict[str, Any]:
    """The assessment as JSON data."""
    findings = [
        {**asdict(one), "on": one.on.isoformat(), "result": str(one.result), **_law(book, one)}
        for one in assessment.findings
    ]
    return {"findings": findings, "receipt": assessment.receipt.as_dict(), "gaps": [dict(gap) for gap in book.gaps]}


def _text(book: Book, found: Finding) -> Provision:
    return next(text for text in book.provisions[found.provision_id] if text.file_id == found.file_id)


def _law(book: Book, found: Finding) -> dict[str, Any]:
    text = _text(book, found)
    rules = [book.deadlines[name] for name in text.deadlines]
    return {
        "kind": text.kind,
        "source": dict(text.source),
        "sanction": dict(text.sanction),
        "practice": [dict(one) for one in text.practice],
        "valid_from": text.valid_from.isoformat(),
        "deadlines": [
            {
                "id": rule.id,
                "title": rule.title,
                "starts_from": rule.starts_from,
                "length": dict(rule.length),
                "what_for": rule.what_for,
            }
            for rule in rules
        ],
    }


def as_text(book: Book, assessment: Assessment) -> str:
    """The assessment in Danish, what is pointed to first, the receipt last."""
    lines = ["Oplysningerne er holdt op mod reglerne. Det er ikke en afgørelse: mennesker vurderer og beslutter.", ""]
    for result, heading in HEADINGS.items():
        found = [one for one in assessment.findings if one.result == result]
        if found:
            lines += [heading, "=" * len(heading), ""]
        for one in found:
            lines += [*_finding(book, one), ""]
    for gap in book.gaps:
        lines.append(f"Reglerne dækker ikke: {gap['title']}. {gap['says']}")
    return "\n".join((*lines, *_receipt(assessment.receipt.as_dict()))) + "\n"


def _finding(book: Book, one: Finding) -> Iterator[str]:
    text = _text(book, one)
    incident = f", hændelse {one.incident_id}" if one.incident_id else ""
    yield f"{text.source['cite']}: {one.title} ({day(one.on)}{incident})"
    if one.provisional:
        yield "  Foreløbig, til skønnet har en skriftlig begrundelse."
    yield from (f"  {sentence}" for sentence in one.sentences)
    yield from (f"  Skal begrundes ({norm}): {book.norms[norm].question}" for norm in one.needs_reason)
    if one.result != Result.NOT_IN_FORCE:
        yield from (
            f"  Kan tale imod og er ikke besvaret ({fact}): {book.facts[fact].question}"
            for fact in one.unanswered_counter
        )
    if one.result in {Result.POINTS_TO, Result.CANNOT_BE_DECIDED}:
        yield from _consequences(book, text)
    since = day(text.valid_from)
    yield f"  Kilde: {text.source['cite']}, teksten fra {since} ({text.file_id}){_unchecked(text.source)}"


def _consequences(book: Book, text: Provision) -> Iterator[str]:
    sanction = text.sanction
    parts = [
        sanction.get("max"),
        PROSECUTION.get(sanction.get("prosecution", "")),
        f"forældes efter {sanction['limitation_years']} år" if "limitation_years" in sanction else None,
        sanction.get("note"),
    ]
    if any(parts):
        yield f"  Sanktion: {'; '.join(part for part in parts if part)}"
    yield from (f"  Praksis: {one['says']} ({one['source']})" for one in text.practice)
    yield from (f"  Frist: {book.deadlines[name].title}: {book.deadlines[name].what_for}" for name in text.deadlines)


def _unchecked(source: Mapping[str, Any]) -> str:
    return "" if source.get("checked_by") else ". Ikke bekræftet af en jurist"


def _receipt(receipt: Mapping[str, Any]) -> Iterator[str]:
    yield from (
        "",
        "KVITTERING",
        "==========",
        f"Værn {receipt['version']}. Vurderet pr. {receipt['situation']['on']}.",
    )
    yield from (f"{name}, udgave {kept['edition']}, sha256 {kept['sha256']}" for name, kept in receipt["files"].items())
