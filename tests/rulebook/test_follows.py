"""What follows from a no: the same for one case and for columns, never over what was said, true of all situations."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rulebook.strategies import NAMES, WIDE, answered, books
from vaern.errors import ContentError
from vaern.rulebook.assess import merged
from vaern.rulebook.book.reading import parse
from vaern.rulebook.columns import CODES
from vaern.rulebook.facts_input import situation_from
from vaern.rulebook.follows import beneath, followed, followed_columns, with_following
from vaern.rulebook.load import content_root, is_scenarios, load, read
from vaern.rulebook.logic import NO, UNKNOWN, YES
from vaern.rulebook.shapes import IncidentFacts, Situation

DAY = date(2026, 11, 1)
REAL = load()
TRIED = Path(__file__).parents[1] / "content"


def test_what_presupposes_is_found_through_every_link() -> None:
    assert beneath({"a": "", "b": "a", "c": "b", "d": "c", "e": ""}) == {
        "a": ("b", "c", "d"),
        "b": ("c", "d"),
        "c": ("d",),
    }


def test_content_that_presupposes_what_is_not_there_is_refused(tmp_path: Path) -> None:
    copy = shutil.copytree(Path(__file__).with_name("small"), tmp_path / "content")
    words = (copy / "facts/contact.yaml").read_text(encoding="utf-8")
    (copy / "facts/contact.yaml").write_text(words.replace("- id: called\n", "- id: called\n    presupposes: [wote]\n"))
    with pytest.raises(ContentError, match="called nævner wote, som ikke findes"):
        read(copy)


def test_a_no_is_carried_on_and_a_yes_is_not() -> None:
    assert with_following(REAL, {"anything_recorded": NO})["filmed_at_work"] == NO
    assert "filmed_at_work" not in with_following(REAL, {"anything_recorded": YES})
    assert "anything_recorded" not in with_following(REAL, {"filmed_at_work": YES})


def test_what_was_said_stands_and_do_not_know_gives_way() -> None:
    said = {"anything_recorded": NO, "filmed_at_work": YES, "camera_put_up": UNKNOWN}
    whole = with_following(REAL, said)
    assert (whole["filmed_at_work"], whole["camera_put_up"]) == (YES, NO)


def test_an_incidents_own_answer_is_asked_before_anything_follows_from_the_case() -> None:
    """The case says that nothing was recorded; for this incident somebody says that something was."""
    incident = IncidentFacts("1", DAY, {"anything_recorded": YES})
    whole = followed(REAL, Situation(DAY, {"anything_recorded": NO}, incidents=(incident,)))
    assert whole.answers["filmed_at_work"] == NO
    assert merged(whole, whole.incidents[0]).answers["filmed_at_work"] == UNKNOWN


@settings(deadline=None)
@given(books(), answered, answered, st.lists(st.sampled_from(NAMES + WIDE), unique=True, max_size=2))
def test_a_column_comes_to_what_each_case_comes_to(book, case, own, noes):
    own = {**own, **dict.fromkeys(noes, NO)}
    at = followed(book, Situation(DAY, case, incidents=(IncidentFacts("1", DAY, own),)))
    alone = merged(at, at.incidents[0]).answers
    given_ = {**case, **own}
    columns = {name: np.array([CODES[given_.get(name, UNKNOWN)]], np.int8) for name in NAMES + WIDE}
    assert {name: int(one[0]) for name, one in followed_columns(book, columns).items()} == {
        name: CODES[alone.get(name, UNKNOWN)] for name in NAMES + WIDE
    }


@settings(deadline=None)
@given(books(), answered)
def test_what_follows_twice_follows_once(book, case):
    once = followed(book, Situation(DAY, case))
    assert followed(book, once) == once


def test_the_command_line_carries_a_no_on() -> None:
    at = situation_from(REAL, '{"answers": {"threat_or_demand": "no"}}', DAY)
    assert at.answers["threat_of_harm"] == at.answers["gain_demanded"] == NO


def test_a_case_that_is_answered_by_the_wide_questions_alone_is_decided() -> None:
    from vaern.rulebook.assess import assess

    wide = dict.fromkeys((fact for fact in REAL.beneath if not REAL.facts[fact].presupposes), NO)
    found = assess(REAL, followed(REAL, Situation(DAY, wide)), ["straffeloven/266", "straffeloven/264a"]).findings
    assert {one.result for one in found} == {"does_not_point_to"}
    open_ = assess(replace(REAL, beneath={}), Situation(DAY, wide), ["straffeloven/266", "straffeloven/264a"]).findings
    assert {one.result for one in open_} == {"cannot_be_decided"}


def answers_in(data: Any) -> Iterator[dict[str, str]]:
    """Every set of answers of a file of situations, however they are written."""
    if isinstance(data, dict):
        if isinstance(data.get("answers"), dict):
            yield data["answers"]
        if "yes" in data or "no" in data:
            yield {**dict.fromkeys(data.get("no") or (), "no"), **dict.fromkeys(data.get("yes") or (), "yes")}
        for part in data.values():
            yield from answers_in(part)
    elif isinstance(data, list):
        for part in data:
            yield from answers_in(part)


def contradictions(book: Any, answers: dict[str, str]) -> list[tuple[str, str]]:
    """A yes to what presupposes a no."""
    noes = [fact for fact in book.beneath if answers.get(fact) == "no"]
    return [(one, fact) for fact in noes for one in book.beneath[fact] if answers.get(one) == "yes"]


FILES = [path for path in sorted(content_root().rglob("*.yaml")) if is_scenarios(path.name)] + sorted(
    TRIED.glob("*.yaml")
)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_no_written_situation_contradicts_what_is_said_to_follow(path: Path) -> None:
    told = answers_in(parse(path.read_text(encoding="utf-8"), path.name))
    assert [found for answers in told for found in contradictions(REAL, answers)] == []


def test_a_contradiction_would_be_found() -> None:
    assert contradictions(REAL, {"threat_or_demand": "no", "threat_of_harm": "yes"}) == [
        ("threat_of_harm", "threat_or_demand")
    ]
