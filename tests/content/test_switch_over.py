"""The reform of § 119 a lies ready: when its day is known, the draft becomes a text in force without other changes."""

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from vaern.rulebook.assess import assess
from vaern.rulebook.book.reading import parse
from vaern.rulebook.check import check
from vaern.rulebook.load import content_root, read
from vaern.rulebook.shapes import Result, Situation, Value

DRAFT = content_root() / "law" / "straffeloven" / "119a" / "udkast.draft"
SERVICE = ("employee_public_service", "because_of_work", "contacted_directly", "aimed_at_employee")
ONE_GROSS_MESSAGE = dict.fromkeys((*SERVICE, "degrading_words"), Value.YES) | {"repeated_acts": Value.NO}


@pytest.fixture(scope="module")
def switched(tmp_path_factory) -> Path:
    """The content as it would be from 1 January 2027; JSON is YAML, too."""
    root = tmp_path_factory.mktemp("switched") / "content"
    shutil.copytree(content_root(), root)
    draft: dict[str, Any] = parse(DRAFT.read_text(encoding="utf-8"), DRAFT.name)
    (root / "law/straffeloven/119a/2027-01-01.yaml").write_text(json.dumps(draft["provision"]), encoding="utf-8")
    norms = parse((root / "facts/norms.yaml").read_text(encoding="utf-8"), "norms.yaml")
    (root / "facts/norms.yaml").write_text(json.dumps({"norms": norms["norms"] + draft["norms"]}), encoding="utf-8")
    return root


def result(root: Path, on: date) -> Result:
    return assess(read(root), Situation(on, ONE_GROSS_MESSAGE), ["straffeloven/119a"]).findings[0].result


def test_the_draft_is_not_in_force():
    assert [text.valid_from.year for text in read(content_root()).provisions["straffeloven/119a"]] == [2016, 2019]


def test_the_draft_can_be_put_in_force_without_a_problem(switched):
    assert [str(problem) for problem in check(switched) if "straffeloven/119a" in str(problem)] == []


def test_each_day_keeps_its_own_text(switched):
    assert result(switched, date(2026, 12, 31)) == Result.CANNOT_BE_DECIDED
    assert result(switched, date(2027, 1, 1)) == Result.POINTS_TO
