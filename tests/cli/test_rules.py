"""`vaern assess`, `facts` and `content`: no database, exit codes 0, 2 and 3."""

import json
import shutil
from pathlib import Path

import pytest

from tests.rulebook.conftest import SMALL
from vaern.cli.main import main
from vaern.rulebook.load import load

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


def test_assess_refuses_an_incident_after_the_day_it_is_assessed_on(facts_file, capsys):
    assert main(["assess", str(facts_file), "--on", "2021-11-02"]) == 3
    assert "Hændelse 1 er sket (on: 2021-11-03) efter den dag, der vurderes på" in capsys.readouterr().err
    assert main(["assess", str(facts_file), "--on", "2021-11-03"]) == 0


def test_assess_refuses_a_file_that_is_not_there(tmp_path, capsys):
    assert main(["assess", str(tmp_path / "none.json")]) == 3
    assert capsys.readouterr().err.strip()


@pytest.mark.parametrize("arguments", [["assess"], ["bogus"], [], ["assess", "x.json", "--on", "2026-13-01"]])
def test_wrong_use_is_exit_code_two(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2


@pytest.mark.parametrize(
    ("arguments", "option"),
    [
        (["content", "show", "loven/1", "--on", "i går"], "--on"),
        (["content", "diff", "--days", "2018-01-01", "i går"], "--days"),
    ],
)
def test_a_wrong_day_is_told_once_where_it_stands(arguments, option, capsys):
    with pytest.raises(SystemExit):
        main(arguments)
    assert f"{option}: “i går” er ikke en dato." in capsys.readouterr().err


def test_facts_lists_facts_and_norms(capsys):
    assert main(["facts", "--json"]) == 0
    catalogue = json.loads(capsys.readouterr().out)
    assert {"profile_visited", "another_persons_profile_used"} <= {fact["id"] for fact in catalogue["facts"]}
    assert "violates_peace" in {norm["id"] for norm in catalogue["norms"]}


def test_facts_lists_plainly(capsys):
    assert main(["facts"]) == 0
    assert "profile_visited: " in capsys.readouterr().out


@pytest.fixture
def content(tmp_path, monkeypatch) -> Path:
    """The small book as the content in use, which a test may change."""
    folder = Path(shutil.copytree(SMALL, tmp_path / "content"))
    monkeypatch.setenv("VAERN_CONTENT", str(folder))
    load.cache_clear()
    yield folder
    load.cache_clear()


def test_content_check_finds_nothing_wrong(content, capsys):
    assert main(["content", "check"]) == 0
    assert "ingen fejl" in capsys.readouterr().out


def test_content_check_says_only_what_is_asked_for(content, capsys):
    (content / "gates/send.scenarios.yaml").unlink()
    (content / "plans/plan.yaml").write_text("id: plan\n")
    assert main(["content", "check", "content/gates"]) == 0
    assert capsys.readouterr().out.startswith("Råd: gates/send.yaml, linje 1")
    assert main(["content", "check", "gates", "--no-advice"]) == 0
    assert "Råd" not in capsys.readouterr().out
    assert main(["content", "check", "plans"]) == 3
    assert "plans/plan.yaml, linje 1: feltet title mangler." in capsys.readouterr().out


def test_content_check_finds_the_path_from_wherever_it_is_typed(content, monkeypatch, capsys):
    (content / "plans/plan.yaml").write_text("id: plan\n")
    for path in (str(content / "plans"), "./plans", "content/plans/plan.yaml"):
        assert main(["content", "check", path]) == 3
    monkeypatch.chdir(content / "plans")
    assert main(["content", "check", "plan.yaml"]) == 3
    assert main(["content", "check", "../gates"]) == 0
    assert main(["content", "check", ".."]) == 3
    capsys.readouterr()


def test_content_check_refuses_a_path_that_holds_no_file(content, capsys):
    assert main(["content", "check", "planz"]) == 3
    told = capsys.readouterr()
    assert told.err == "Der findes ingen fil eller mappe i indholdet med navnet “planz”. Mente du “plans”?\n"
    assert "ingen fejl" not in told.out


def test_a_folder_without_rules_is_refused(content, tmp_path, capsys):
    (tmp_path / "tom").mkdir()
    assert main(["content", "diff", str(tmp_path / "tom")]) == 3
    assert "holder ingen regler. Angiv en mappe som content/." in capsys.readouterr().err


def test_assess_says_in_danish_why_a_file_cannot_be_read(tmp_path, capsys):
    assert main(["assess", str(tmp_path / "none.json")]) == 3
    assert "kan ikke læses. Den findes ikke. Se efter navn" in capsys.readouterr().err
    assert main(["assess", str(tmp_path)]) == 3
    assert "kan ikke læses. Det er en mappe." in capsys.readouterr().err


def test_assess_shows_characters_that_would_steer_a_terminal_by_their_number(tmp_path, capsys):
    file = tmp_path / "facts.json"
    file.write_text(json.dumps({"incidents": [{"id": "a\x1b[31m\u202e", "on": "2021-11-03"}]}))
    assert main(["assess", str(file)]) == 0
    said = capsys.readouterr().out
    assert "hændelse a[U+001B][31m[U+202E]\n" in said
    assert "\x1b" not in said


def test_a_very_long_name_is_said_back_shortly(tmp_path, capsys):
    file = tmp_path / "facts.json"
    file.write_text(json.dumps({"answers": {"a" * 5000: "yes"}}))
    assert main(["assess", str(file)]) == 3
    assert len(capsys.readouterr().err) < 300


def test_content_check_names_the_fault(tmp_path, monkeypatch, capsys):
    (tmp_path / "facts").mkdir()
    (tmp_path / "facts" / "bad.yaml").write_text("facts:\n  - id: Not An Id\n")
    monkeypatch.setenv("VAERN_CONTENT", str(tmp_path))
    assert main(["content", "check"]) == 3
    assert "bad.yaml" in capsys.readouterr().out


def test_content_check_refuses_a_source_that_is_read_on_a_day_to_come(content, monkeypatch, capsys):
    path = content / "law/loven/1/2020-01-01.yaml"
    path.write_text(path.read_text().replace("read_on: 2026-11-20", "read_on: 2998-11-20"))
    assert main(["content", "check"]) == 3
    assert "linje 6: read_on er 20. november 2998, og den dag er ikke kommet endnu. Skriv" in capsys.readouterr().out
    assert main(["content", "publish", "--note", "Første udgave"]) == 3
    monkeypatch.setenv("VAERN_NOW", "2026-11-17T12:00:00+01:00")
    assert main(["content", "check"]) == 0


def test_content_show_prints_the_text_of_the_day(content, capsys):
    assert main(["content", "show", "loven/1", "--on", "2017-01-01"]) == 0
    assert "Teksten gælder fra 1. januar 2016 til 31. december 2018" in capsys.readouterr().out
    assert main(["content", "show", "mild"]) == 0
    assert capsys.readouterr().out.startswith("# Er mild sket?")


def test_content_show_refuses_an_unknown_id_with_the_nearest(content, capsys):
    assert main(["content", "show", "loven/3"]) == 3
    assert "Mente du “loven/" in capsys.readouterr().err


def test_content_is_published_and_then_compared(content, capsys):
    assert main(["content", "publish", "--note", "Første udgave"]) == 0
    assert "tekster er offentliggjort og ligger fast." in capsys.readouterr().out
    path = content / "law/loven/1/2020-01-01.yaml"
    path.write_text(path.read_text().replace('max: "bøde"', 'max: "fængsel"'))
    assert main(["content", "diff"]) == 0
    assert "law/loven/1/2020-01-01.yaml: ændret\n  sanction" in capsys.readouterr().out
    assert main(["content", "check"]) == 3
    assert "er offentliggjort og er ændret" in capsys.readouterr().out
    assert main(["content", "publish", "--note", "En til"]) == 3
    assert main(["content", "publish", "--note", " "]) == 3


def test_content_diff_compares_folders_and_days(content, tmp_path, capsys):
    assert main(["content", "diff", str(SMALL), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert main(["content", "diff", "--days", "2017-01-01", "2024-01-01"]) == 0
    assert "law/loven/2: ny" in capsys.readouterr().out
    assert main(["content", "diff", str(tmp_path / "none")]) == 3


@pytest.mark.parametrize("arguments", [["content"], ["content", "publish"], ["content", "show"]])
def test_content_without_what_is_needed_is_wrong_use(arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
