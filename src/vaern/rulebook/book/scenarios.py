"""Situations written to try the rules on, and how the rules come out in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from vaern.rulebook.assess import assess
from vaern.rulebook.checklists import evaluate
from vaern.rulebook.gates import check_gate
from vaern.rulebook.plans import explained_steps
from vaern.rulebook.shapes import Book, Situation, Value
from vaern.rulebook.tracks import run_track


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one provision, condition, step or point came to, and the facts that decided it."""

    state: str
    deciding: tuple[str, ...]
    provisional: bool = False


def situation_in(one: Mapping[str, Any]) -> Situation:
    """The situation that a scenario describes."""
    answers = {fact: Value(value) for fact, value in one["answers"].items()}
    said = one.get("reasons", {})
    reasons = {norm: reason["reason"] if isinstance(reason, dict) else reason for norm, reason in said.items()}
    norms = {norm: Value(reason["value"]) for norm, reason in said.items() if isinstance(reason, dict)}
    return Situation(date.fromisoformat(one["on"]), answers, reasons, (), norms)


def expected(one: Mapping[str, Any]) -> dict[str, str]:
    """What the scenario expects of each part; a track's one outcome is expected to be reached."""
    wanted = one["expect"]
    return {wanted: "reached"} if isinstance(wanted, str) else dict(wanted)


def outcomes(book: Book, kind: str, subject: str, situation: Situation, parts: Iterable[str]) -> dict[str, Outcome]:
    """How the provisions named come out (law), or every part of the gate, track, plan or checklist."""
    if kind == "law":
        named = [part for part in parts if part in book.provisions]
        findings = assess(book, situation, named).findings
        return {one.provision_id: Outcome(str(one.result), one.deciding, one.provisional) for one in findings}
    if kind == "gates":
        conditions = check_gate(book, subject, situation).conditions
        return {one.id: Outcome(one.state, one.deciding) for one in conditions}
    if kind == "checklists":
        return {one.id: Outcome(one.state, one.deciding) for one in evaluate(book, subject, situation)}
    if kind == "plans":
        return {one.step.id: Outcome(one.state, one.deciding) for one in explained_steps(book, subject, situation)}
    return _track(book, subject, situation, parts)


def _track(book: Book, subject: str, situation: Situation, parts: Iterable[str]) -> dict[str, Outcome]:
    found = run_track(book, subject, situation)
    reached = found.outcome_id or ("open" if found.missing else "none")
    return {part: Outcome("reached" if part == reached else reached, found.missing) for part in parts}
