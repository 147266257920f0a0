"""Situations that are decided again and again, answered as an ordinary reader would: yes to what was told, and then
either no to the rest or nothing at all. Both ways must lead to the same provisions.
"""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from vaern.rulebook.assess import assess
from vaern.rulebook.book.reading import parse
from vaern.rulebook.load import load
from vaern.rulebook.shapes import Result, Situation, Value

FILE = Path(__file__).with_name("typical.yaml")
BOOK = load()
TYPICAL: list[dict[str, Any]] = parse(FILE.read_text(encoding="utf-8"), FILE.name)
ASKED = tuple(fact.id for fact in BOOK.facts.values() if not fact.derived)
WAYS = {"the rest is no": dict.fromkeys(ASKED, Value.NO), "the rest is not answered": {}}


def pointed_to(one: dict[str, Any], way: str) -> set[str]:
    answers = {**WAYS[way], **dict.fromkeys(one["yes"], Value.YES)}
    found = assess(BOOK, Situation(date.fromisoformat(one["on"]), answers)).findings
    return {finding.provision_id for finding in found if finding.result == Result.POINTS_TO}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("one", [pytest.param(one, id=one["name"]) for one in TYPICAL])
def test_a_typical_situation_points_where_courts_have_gone(one, way):
    found = pointed_to(one, way)
    assert set(one["points_to"]) - found == set()
    assert set(one["not"]) & found == set()


def test_typical_situations_name_only_what_exists():
    assert {fact for one in TYPICAL for fact in one["yes"]} <= set(ASKED)
    assert {key for one in TYPICAL for key in (*one["points_to"], *one["not"])} <= set(BOOK.provisions)


def test_a_situation_without_its_deciding_answer_no_longer_points():
    threat = TYPICAL[0]
    without = {**threat, "yes": [fact for fact in threat["yes"] if fact != "threat_of_harm"]}
    assert pointed_to(without, "the rest is no") & set(threat["points_to"]) == set()
