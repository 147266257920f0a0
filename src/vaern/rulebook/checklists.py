"""The points of a checklist, each answered by the facts, or left to a person where no fact can answer it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from vaern.rulebook.dated import latest
from vaern.rulebook.errors import unknown_name
from vaern.rulebook.explain import Explaining
from vaern.rulebook.logic import NO, UNKNOWN, YES
from vaern.rulebook.shapes import Book, CheckItem, Checklist, Situation
from vaern.rulebook.told.said import UNSETTLED, sentences

STATES = {YES: "met", NO: "unmet", UNKNOWN: "unknown"}
BY_HAND = "by_hand"


@dataclass(frozen=True, slots=True)
class Point:
    """One point's state (met, unmet, unknown, by_hand), why, and what to do about it."""

    id: str
    text: str
    state: str
    sentences: tuple[str, ...]
    todo: str
    help: str
    source: Mapping[str, Any]
    deciding: tuple[str, ...] = ()


def evaluate(book: Book, checklist_id: str, situation: Situation) -> tuple[Point, ...]:
    """Every point of the checklist as it stood on the situation's day, in its own order."""
    told = Explaining(situation)
    return tuple(_point(book, one, told) for one in checklist_on(book, checklist_id, situation).items)


def checklist_on(book: Book, checklist_id: str, situation: Situation) -> Checklist:
    """The checklist's newest text on the situation's day (the oldest, where none had begun yet)."""
    if checklist_id not in book.checklists:
        raise unknown_name("tjekliste", checklist_id, book.checklists)
    return latest(book.checklists[checklist_id], situation.on)


def _point(book: Book, one: CheckItem, told: Explaining) -> Point:
    if one.requires is None:
        return Point(one.id, one.text, BY_HAND, (), one.todo, one.help, one.source)
    found = told.why(one.requires)
    opening = {YES: one.says_met, NO: one.says_unmet}.get(found.value, UNSETTLED)
    said = tuple(filter(None, (opening, *sentences(book, found, told))))
    todo = "" if found.value == YES else one.todo
    return Point(one.id, one.text, STATES[found.value], said, todo, one.help, one.source, found.facts)
