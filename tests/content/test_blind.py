"""Decided situations answered blind: two sentences of facts, answered from the words of the questions alone.

The norms are left open, and so is whatever the sentences do not tell. Three rates are held, and each miss is named.
"""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from vaern.rulebook.assess import Finding, assess
from vaern.rulebook.book.reading import parse
from vaern.rulebook.load import load
from vaern.rulebook.shapes import Result, Situation, Value

FILE = Path(__file__).with_name("blind.yaml")
BOOK = load()
BLIND: list[dict[str, Any]] = parse(FILE.read_text(encoding="utf-8"), FILE.name)
ASKED = {fact.id for fact in BOOK.facts.values() if not fact.derived}
CONVICTED, CLEARED = 0.95, 0.90


def findings(one: dict[str, Any]) -> dict[str, Finding]:
    return assessed(one["on"], tuple(one["yes"]), tuple(one.get("no", [])))


@cache
def assessed(on: str, yes: tuple[str, ...], no: tuple[str, ...]) -> dict[str, Finding]:
    answers = dict.fromkeys(yes, Value.YES) | dict.fromkeys(no, Value.NO)
    found = assess(BOOK, Situation(date.fromisoformat(on), answers)).findings
    return {finding.provision_id: finding for finding in found}


def pointed_at(finding: Finding) -> bool:
    return finding.result == Result.POINTS_TO


def left_to_a_reason(finding: Finding) -> bool:
    undecided = finding.result == Result.CANNOT_BE_DECIDED
    return undecided or finding.provisional or finding.needs_reason != ()


def left_unpointed(finding: Finding) -> bool:
    return not pointed_at(finding)


TRIED = {"points_to": pointed_at, "not": left_unpointed, "open": left_to_a_reason}


def tried(kind: str, blind: list[dict[str, Any]]) -> list[tuple[str, bool]]:
    """Each expectation of one kind, with whether it came out so."""
    rows = [(one, key) for one in blind for key in one.get(kind, [])]
    return [(f"{one['name']}: {key} {findings(one)[key].result}", TRIED[kind](findings(one)[key])) for one, key in rows]


def missed(kind: str, blind: list[dict[str, Any]]) -> list[str]:
    return [name for name, right in tried(kind, blind) if not right]


def rate(kind: str, blind: list[dict[str, Any]]) -> float:
    rows = tried(kind, blind)
    return 1 - len(missed(kind, blind)) / len(rows)


@pytest.mark.parametrize(("kind", "limit"), [("points_to", CONVICTED), ("not", CLEARED), ("open", 1.0)])
def test_decided_cases_come_out_as_the_courts_decided(kind, limit):
    share = rate(kind, BLIND)
    assert share >= limit, f"{share:.1%} of {kind}; missed: " + "; ".join(missed(kind, BLIND))


def test_lawful_conduct_points_to_no_offence_at_all():
    offences = {key for key, texts in BOOK.provisions.items() if texts[-1].kind == "offence"}
    lawful = [one for one in BLIND if set(one) & set(TRIED) == {"not"}]
    pointed = {
        one["name"]: {key for key, found in findings(one).items() if pointed_at(found)} & offences for one in lawful
    }
    assert {name: keys for name, keys in pointed.items() if keys} == {}


def test_a_case_that_comes_out_otherwise_is_named():
    threat = BLIND[0]
    silent = {**threat, "yes": [fact for fact in threat["yes"] if fact != "threat_of_harm"], "no": ["threat_of_harm"]}
    assert missed("points_to", [silent]) == [f"{threat['name']}: straffeloven/119-1 cannot_be_decided"]


def test_blind_cases_are_many_and_name_only_what_exists():
    assert len(BLIND) >= 40
    assert {fact for one in BLIND for fact in (*one["yes"], *one.get("no", []))} - ASKED == set()
    assert {key for one in BLIND for kind in TRIED for key in one.get(kind, [])} - set(BOOK.provisions) == set()
