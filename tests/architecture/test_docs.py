"""What is generated in docs/ is current, and what the threat model names exists."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from scripts.docs import main, personal_page, stale

from tests.architecture.sources import ROOT, SRC, python_files


def test_generated_docs_are_current() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("COV", "PYTEST_"))}
    command = [sys.executable, "-m", "scripts.docs", "--check"]
    result = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, ""), result.stdout + result.stderr


def test_docs_check_catches_a_stale_page(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "page.md"
    page.write_text("of yesterday\n")
    assert main(["--check"], lambda: {page: "of today\n"}) == 1
    assert capsys.readouterr().out == "stale: page.md\n"
    assert page.read_text() == "of yesterday\n"


def test_docs_are_written_where_missing(tmp_path: Path) -> None:
    page = tmp_path / "new" / "page.md"
    assert main([], lambda: {page: "of today\n"}) == 0
    assert stale({page: "of today\n"}) == []


def test_personal_page_shows_sealed_clear_and_silent_tables() -> None:
    rows = {"a.Seen": {"plain": ["id"], "personal": {"name": "found by it"}}, "b.Silent": {"plain": ["id"]}}
    page = personal_page(rows, {"a.Seen": {"words": "case"}})
    assert "| words | sealed (case) | |\n| name | in clear | found by it |" in page
    assert page.endswith("`b.Silent`.\n")


def test_every_why_is_a_short_sentence() -> None:
    rows = tomllib.loads((SRC / "config" / "privacy.toml").read_text())
    long = [why for row in rows.values() for why in row.get("personal", {}).values() if not 8 <= len(why) <= 160]
    assert long == []


def variables(text: str) -> set[str]:
    """The environment variables that a text names."""
    return set(re.findall(r"\bVAERN_[A-Z_]*[A-Z]\b", text))


def test_every_setting_stands_in_the_page_of_operations_and_no_other() -> None:
    read = set[str]().union(*(variables(path.read_text()) for path in python_files()))
    assert len(read) > 30
    assert read ^ variables((ROOT / "docs/en/operations.md").read_text()) == set()


def known_tests() -> set[str]:
    """The name of every test."""
    files = (ROOT / "tests").rglob("test_*.py")
    return {name for file in files for name in re.findall(r"^def (test_\w+)\(", file.read_text(), re.MULTILINE)}


def unknown_tests(page: str, known: set[str]) -> list[str]:
    """Tests that a page names and that do not exist."""
    return sorted(set(re.findall(r"`(test_\w+)`", page)) - known)


def test_every_test_in_the_threat_model_exists() -> None:
    page = (ROOT / "docs/en/threat-model.md").read_text()
    assert len(re.findall(r"`(test_\w+)`", page)) > 30
    assert unknown_tests(page, known_tests()) == []


def test_every_threat_names_its_tests() -> None:
    page = (ROOT / "docs/en/threat-model.md").read_text()
    threats = page.split("## What could go wrong, and what answers it")[1].split("## What is not defended")[0]
    assert [part.splitlines()[0] for part in threats.split("### ")[1:] if "Tests: " not in part] == []


def test_check_of_the_threat_model_catches_a_test_that_is_gone() -> None:
    assert unknown_tests("Tests: `test_here`, `test_gone`.", {"test_here"}) == ["test_gone"]
