"""The real content: it reads, it holds together, and every scenario beside the law comes out as it says."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from vaern.rulebook.assess import assess
from vaern.rulebook.check import check
from vaern.rulebook.load import content_files, content_root, read
from vaern.rulebook.book.reading import parse
from vaern.rulebook.shapes import Situation, Value

ROOT = content_root()
BOOK = read(ROOT)


def scenarios() -> Iterator[Any]:
    for path in content_files(ROOT):
        if path.name == "scenarios.yaml":
            for one in parse(path.read_text(), path.name):
                yield pytest.param(one, id=f"{path.parent.name}: {one['name']}")


def situation_in(one: dict[str, Any]) -> Situation:
    answers = {fact: Value(value) for fact, value in one["answers"].items()}
    said = one.get("reasons", {})
    reasons = {norm: reason["reason"] if isinstance(reason, dict) else reason for norm, reason in said.items()}
    norms = {norm: Value(reason["value"]) for norm, reason in said.items() if isinstance(reason, dict)}
    return Situation(date.fromisoformat(one["on"]), answers, reasons, (), norms)


def test_the_content_has_no_problem():
    assert [str(problem) for problem in check(ROOT)] == []


@pytest.mark.parametrize("one", list(scenarios()))
def test_a_scenario_comes_out_as_it_says(one):
    found = {
        finding.provision_id: finding for finding in assess(BOOK, situation_in(one), tuple(one["expect"])).findings
    }
    assert {key: str(finding.result) for key, finding in found.items()} == one["expect"]
    if "provisional" in one:
        assert {finding.provisional for finding in found.values()} == {one["provisional"]}


def test_every_provision_has_a_scenario_towards_away_and_undecided():
    expected = {(key, result) for param in scenarios() for key, result in param.values[0]["expect"].items()}
    wanted = {
        (key, result) for key in BOOK.provisions for result in ("points_to", "does_not_point_to", "cannot_be_decided")
    }
    assert wanted - expected == set()
