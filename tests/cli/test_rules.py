"""`vaern assess`, `facts` and `content`: no database, exit codes 0, 2 and 3."""

import json
from pathlib import Path

import pytest

from vaern.cli.main import main

pytestmark = pytest.mark.pure
FACTS = {"incidents": [{"on": "2021-11-03", "answers": {"contacted_directly": "yes", "repeated_acts": "yes"}}]}


@pytest.fixture
def facts_file(tmp_path: Path) -> Path:
    file = tmp_path / "facts.json"
    file.write_text(json.dumps(FACTS))
    return file


@pytest.mark.row("G09")
def test_assess_prints_findings_with_sources_and_receipt(facts_file, capsys):
    assert main(["assess", str(facts_file), "--on", "2026-11-17"]) == 0
    said = capsys.readouterr().out
    assert "straffelovens § 119 a" in said
    assert "Kilde:" in said
    assert "KVITTERING" in said
    assert "Ikke bekræftet af en jurist" in said


def test_assess_prints_json(facts_file, capsys):
    assert main(["assess", str(facts_file), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {finding["provision_id"] for finding in found["findings"]} >= {"straffeloven/119a", "straffeloven/266"}


def test_assess_refuses_an_unknown_fact_and_names_the_nearest(tmp_path, capsys):
    file = tmp_path / "facts.json"
    file.write_text(json.dumps({"answers": {"contacted_directely": "yes"}}))
    assert main(["assess", str(file)]) == 3
    assert "contacted_directly" in capsys.readouterr().err


def test_assess_refuses_a_file_that_is_not_there(tmp_path, capsys):
    assert main(["assess", str(tmp_path / "none.json")]) == 3
    assert capsys.readouterr().err.strip()


@pytest.mark.parametrize("arguments", [["assess"], ["bogus"], [], ["assess", "x.json", "--on", "2026-13-01"]])
def test_wrong_use_is_exit_code_two(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


def test_facts_lists_facts_and_norms(capsys):
    assert main(["facts", "--json"]) == 0
    catalogue = json.loads(capsys.readouterr().out)
    assert {"profile_visited", "another_persons_profile_used"} <= {fact["id"] for fact in catalogue["facts"]}
    assert "violates_peace" in {norm["id"] for norm in catalogue["norms"]}


def test_facts_lists_plainly(capsys):
    assert main(["facts"]) == 0
    assert "profile_visited: " in capsys.readouterr().out


def test_content_check_finds_nothing_wrong(capsys):
    assert main(["content", "check"]) == 0
    assert "ingen fejl" in capsys.readouterr().out


def test_content_check_names_the_fault(tmp_path, monkeypatch, capsys):
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "bad.yaml").write_text("facts:\n  - id: Not An Id\n")
    monkeypatch.setenv("VAERN_CONTENT", str(tmp_path))
    assert main(["content", "check"]) == 3
    assert "bad.yaml" in capsys.readouterr().out
