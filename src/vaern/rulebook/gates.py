"""What must be so before an act, and what is still open."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vaern.rulebook.danish import day
from vaern.rulebook.dated import in_force
from vaern.rulebook.errors import unknown_name
from vaern.rulebook.explain import Explaining
from vaern.rulebook.logic import NO, UNKNOWN, YES
from vaern.rulebook.shapes import Book, Condition, Gate, Situation
from vaern.rulebook.told.said import UNSETTLED, sentences

STATES = {YES: "met", NO: "unmet", UNKNOWN: "unknown"}


@dataclass(frozen=True, slots=True)
class ConditionResult:
    """One condition's state (met, unmet, not_relevant, unknown), why, and what to do about it."""

    id: str
    title: str
    state: str
    sentences: tuple[str, ...]
    todo: str
    set_aside: str
    source: Mapping[str, Any]
    deciding: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GateResult:
    """The conditions of one gate for one situation."""

    gate_id: str
    file_id: str
    conditions: tuple[ConditionResult, ...]

    @property
    def open_conditions(self) -> tuple[ConditionResult, ...]:
        """Those that stand in the way until they are met or set aside by a decision."""
        return tuple(one for one in self.conditions if one.state in {"unmet", "unknown"})


def check_gate(book: Book, gate_id: str, situation: Situation) -> GateResult:
    """The gate in force on the situation's day; BadInput when there is none."""
    gate, told = gate_on(book, gate_id, situation), Explaining(situation)
    return GateResult(gate_id, gate.file_id, tuple(_condition(book, one, told) for one in gate.conditions))


def gate_on(book: Book, gate_id: str, situation: Situation) -> Gate:
    """The newest text of the gate that has begun on the situation's day and has not ended."""
    if gate_id not in book.gates:
        raise unknown_name("spærring", gate_id, book.gates)
    found = in_force(book.gates[gate_id], situation.on)
    if found is None:
        raise unknown_name(f"spærring i kraft den {day(situation.on)}", gate_id, ())
    return found


def _condition(book: Book, one: Condition, told: Explaining) -> ConditionResult:
    aside = one.not_relevant_when
    expr = aside if aside is not None and told.found(aside).value == YES else one.requires
    found = told.why(expr)
    state = "not_relevant" if expr is aside else STATES[found.value]
    says = {"met": one.says_met, "unmet": one.says_unmet, "unknown": one.says_unknown or UNSETTLED}.get(state, "")
    said = tuple(filter(None, (says, *sentences(book, found, told))))
    todo = one.todo if state in {"unmet", "unknown"} else ""
    return ConditionResult(one.id, one.title, state, said, todo, one.set_aside, one.source, found.facts)
