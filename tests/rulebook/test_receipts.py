import json
import shutil
from dataclasses import replace

from tests.rulebook.situations import incident, situation
from vaern.rulebook.assess import assess
from vaern.rulebook.load import read
from vaern.rulebook.receipts import replay, situation_data, situation_of
from vaern.rulebook.shapes import Value

SITUATION = situation(
    yes="wrote", reasons={"violates_peace": "Ja."}, norms={"violates_peace": Value.YES},
    incidents=(incident("a", "2017-01-01", no="called"), incident("b", "2021-01-01")),
)  # fmt: skip


def test_a_receipt_names_files_editions_hashes_and_findings(book):
    made = assess(book, SITUATION, ["loven/1"]).receipt
    assert list(made.files) == [
        "facts/contact.yaml", "facts/norms.yaml", "law/loven/1/2016-01-01.yaml", "law/loven/1/2020-01-01.yaml",
    ]  # fmt: skip
    assert [one["result"] for one in made.findings] == ["points_to", "points_to"]
    assert made.files["facts/norms.yaml"]["edition"] == 1
    assert len(made.files["facts/norms.yaml"]["sha256"]) == 64


def test_a_situation_survives_being_written_as_json():
    assert situation_of(json.loads(json.dumps(situation_data(SITUATION)))) == SITUATION


def test_a_replay_gives_the_same_result(book):
    again = replay(book, assess(book, SITUATION).receipt)
    assert (again.same, again.changed_files, again.changed) == (True, (), ())


def test_a_replay_against_changed_rules_says_what_changed(book, folder):
    old = assess(book, SITUATION, ["loven/1"]).receipt
    path = folder / "law/loven/1/2016-01-01.yaml"
    path.write_text(path.read_text().replace("any: [wrote, called]", "any: [young, called]"))
    again = replay(read(folder), old)
    assert (again.same, again.changed_files) == (False, ("law/loven/1/2016-01-01.yaml",))
    ((then, now),) = again.changed
    assert (then["result"], now["result"]) == ("points_to", "cannot_be_decided")


def test_a_replay_against_rules_without_the_provision_says_so(book, folder):
    old = assess(book, SITUATION, ["loven/1"]).receipt
    shutil.rmtree(folder / "law/loven/1")
    again = replay(read(folder), old)
    assert [now for _, now in again.changed] == [{}, {}]


def test_a_receipt_that_was_tampered_with_does_not_replay(book):
    old = assess(book, SITUATION, ["loven/1"]).receipt
    forged = replace(old, findings=({**old.findings[0], "result": "does_not_point_to"}, *old.findings[1:]))
    assert not replay(book, forged).same
