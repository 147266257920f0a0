"""One written thing of content made into its shape."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from vaern.rulebook.book.expressions import expression, maybe
from vaern.rulebook.shapes import (
    CheckItem,
    Checklist,
    Condition,
    DeadlineRule,
    Fact,
    Gate,
    LetterTemplate,
    Norm,
    Outcome,
    PlanTemplate,
    Provision,
    Step,
    Track,
    Value,
)

Data = Mapping[str, Any]
Norms = Mapping[str, Norm]
FENCE = re.compile(r"^\[\[(?:when:(?P<when>.+?)|end)\s*\]\][ \t]*\n?", re.MULTILINE)
FIRST_DAY = "1900-01-01"


def _says(doc: Data) -> dict[Value, str]:
    return {value: doc[f"says_{value}"] for value in Value}


def _source(doc: Data) -> Data:
    written = doc.get("source", {})
    return {"cite": written} if isinstance(written, str) else written


def _until(doc: Data) -> date | None:
    return date.fromisoformat(doc["valid_until"]) if doc.get("valid_until") else None


def _from(doc: Data, default: str = FIRST_DAY) -> date:
    return date.fromisoformat(doc.get("valid_from") or default)


def fact(doc: Data) -> Fact:
    """A fact of content/facts."""
    plain = {
        key: doc[key] for key in ("help", "yes_example", "no_example", "group", "derived", "informative") if key in doc
    }
    asked = doc["id"], doc["question"], _says(doc), tuple(doc["answered_by"]), doc["about"], doc["scope"]
    return Fact(*asked, **plain, presupposes=tuple(doc.get("presupposes", ())))


def norm(doc: Data) -> Norm:
    """A norm of content/facts/norms.yaml; its indications name facts alone."""
    return Norm(
        doc["id"],
        doc["question"],
        _says(doc),
        doc.get("help", ""),
        maybe(doc.get("indicated_by"), {}),
        maybe(doc.get("not_indicated_by"), {}),
    )


def provision(doc: Data, file_id: str, norms: Norms) -> Provision:
    """One text of a provision of content/law."""
    edition = re.search(r"\.e(\d+)\.", file_id)
    return Provision(
        id=doc["id"],
        title=doc["title"],
        file_id=file_id,
        edition=int(edition[1]) if edition else 1,
        valid_from=_from(doc),
        valid_until=_until(doc),
        applies_by=doc["applies_by"],
        source=_source(doc),
        text_short=doc["text_short"],
        requires=expression(doc["requires"], norms),
        speaks_against=tuple(doc.get("speaks_against", ())),
        decides_against=tuple(doc.get("decides_against", ())),
        sanction=doc.get("sanction", {}),
        practice=tuple(doc.get("practice", ())),
        deadlines=tuple(doc.get("deadlines", ())),
        kind=doc.get("kind", "offence"),
        confused_with=tuple(doc.get("confused_with", ())),
        introduced=doc.get("introduced", False),
    )


def gate(doc: Data, file_id: str, norms: Norms) -> Gate:
    """A gate of content/gates."""
    conditions = tuple(
        Condition(
            one["id"],
            one["title"],
            expression(one["requires"], norms),
            maybe(one.get("not_relevant_when"), norms),
            one["set_aside"],
            one["says_met"],
            one["says_unmet"],
            one["todo"],
            _source(one),
            one.get("says_unknown", ""),
        )
        for one in doc["conditions"]
    )
    return Gate(doc["id"], doc["title"], doc["act"], doc.get("intro", ""), file_id, _from(doc), _until(doc), conditions)


def plan(doc: Data, file_id: str, norms: Norms) -> PlanTemplate:
    """A plan of content/plans: its steps, then those of its blocks, which join when the block's condition holds."""
    own = [_step(one, norms) for one in doc["steps"]]
    joined = [_step(one, norms, block) for block in doc.get("blocks", ()) for one in block["steps"]]
    return PlanTemplate(
        doc["id"],
        doc["title"],
        doc["edition"],
        file_id,
        _from(doc),
        maybe(doc.get("when"), norms),
        _source(doc),
        (*own, *joined),
    )


def _step(one: Data, norms: Norms, block: Data | None = None) -> Step:
    both = [written for written in ((block or {}).get("when"), one.get("when")) if written is not None]
    return Step(
        one["id"],
        one["title"],
        one["role"],
        one.get("deadline", ""),
        maybe({"all": both} if len(both) > 1 else next(iter(both), None), norms),
        one.get("words", ""),
        one["why"],
        one.get("closes_with", ""),
        _source(one) or _source(block or {}),
        block["title"] if block else "",
    )


def checklist(doc: Data, file_id: str, norms: Norms) -> Checklist:
    """A checklist of content/checklists."""
    items = tuple(
        CheckItem(
            one["id"],
            one["text"],
            maybe(one.get("requires"), norms),
            one.get("help", ""),
            one.get("says_met", ""),
            one.get("says_unmet", ""),
            one.get("todo", ""),
            _source(one),
        )
        for one in doc["items"]
    )
    return Checklist(doc["id"], doc["title"], doc.get("intro", ""), file_id, _from(doc), items, _source(doc))


def rule(doc: Data) -> DeadlineRule:
    """A deadline of content/deadlines; a window's `from` is when it opens."""
    return DeadlineRule(
        doc["id"],
        doc["title"],
        doc["starts_from"],
        doc["length"],
        doc.get("from"),
        doc["what_for"],
        doc.get("note", ""),
        doc.get("says_passed", ""),
        doc.get("remind_before"),
        _source(doc),
    )


def track(doc: Data, file_id: str, norms: Norms) -> Track:
    """A track of content/tracks."""
    outcomes = tuple(
        Outcome(
            one["id"],
            maybe(one.get("requires"), norms),
            one["says"],
            _texts(one.get("next", ())),
            one.get("deadline", ""),
        )
        for one in doc["outcomes"]
    )
    return Track(doc["id"], doc["title"], doc["question"], file_id, outcomes, _from(doc))


def _texts(written: Any) -> tuple[str, ...]:
    return (written,) if isinstance(written, str) else tuple(written)


def letter(doc: Data, file_id: str, norms: Norms) -> LetterTemplate:
    """A letter of content/letters; the file's name is its first day."""
    named = re.search(r"(\d{4}-\d\d-\d\d)", file_id)
    return LetterTemplate(
        doc["id"],
        doc["title"],
        file_id,
        _from(doc, named[1] if named else FIRST_DAY),
        doc["kind_says"],
        doc["placeholders"],
        tuple(doc.get("checklist", ())),
        tuple(_parts(doc["body"], norms)),
        _source(doc),
    )


def _parts(body: str, norms: Norms) -> list[tuple[Any, str]]:
    """The body as paragraphs that always stand (None) and those under [[when: …]] … [[end]]."""
    parts, at, condition = list[tuple[Any, str]](), 0, None
    for fence in FENCE.finditer(body):
        opens = fence["when"]
        if bool(opens) == (condition is not None):
            raise ValueError("[[when: …]] og [[end]] skal følges ad, og ikke ligge i hinanden")
        parts.append((condition, body[at : fence.start()]))
        condition, at = (expression(_flow(opens), norms) if opens else None), fence.end()
    if condition is not None:
        raise ValueError("[[when: …]] mangler sin [[end]]")
    return [part for part in (*parts, (None, body[at:])) if part[1]]


def _flow(written: str) -> Any:
    from vaern.rulebook.book.reading import parse

    return parse(written.strip(), "[[when: …]]")
