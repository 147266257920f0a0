"""`vaern demo --out DIR` as a stranger runs it: one process, one JSON object, four files."""

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import jsonschema
import pytest

from tests.architecture.sources import ROOT
from tests.installation import measured

COMMAND = [sys.executable, "-m", "vaern.cli.main"]


def clean_environment() -> dict[str, str]:
    """No setting of the tests reaches the command."""
    return {name: value for name, value in os.environ.items() if not name.startswith("VAERN_")}


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict:
    out = tmp_path_factory.mktemp("demo")
    environment = {**clean_environment(), **measured()}
    done = subprocess.run([*COMMAND, "demo", "--out", str(out)], env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@pytest.mark.row("B07")
@pytest.mark.row("B09")
def test_demo_prints_the_case_its_files_and_the_seconds(told):
    assert set(told) == {"case", "files", "seconds"}
    assert told["case"].startswith("V-")
    assert set(told["files"]) == {"letter.pdf", "account.pdf", "bundle.zip", "case.json"}
    assert told["seconds"] > 0


def test_demo_documents_are_what_they_say(told):
    files = {name: Path(path) for name, path in told["files"].items()}
    assert files["letter.pdf"].read_bytes()[:5] == b"%PDF-"
    assert files["account.pdf"].read_bytes()[:5] == b"%PDF-"
    with zipfile.ZipFile(files["bundle.zip"]) as bundle:
        assert bundle.testzip() is None
        assert f"{told['case']}/manifest-sha256.txt" in bundle.namelist()


def test_demo_case_follows_the_published_schema(told):
    case = json.loads(Path(told["files"]["case.json"]).read_text())
    schema = json.loads((ROOT / "content/schema/case-export.json").read_text())
    jsonschema.validate(case, schema, cls=jsonschema.Draft202012Validator)
    assert case["number"] == told["case"]
    assert case["state"] == "closed"


def test_demo_letter_says_what_it_is_and_leaves_the_employee_out(told):
    said = subprocess.run(
        ["pdftotext", told["files"]["letter.pdf"], "-"], capture_output=True, check=True, text=True
    ).stdout
    assert "Det er ikke en afgørelse" in said
    assert "Maja" not in said


@pytest.mark.row("B07")
def test_demo_account_answers_six_questions_without_names(told):
    said = subprocess.run(
        ["pdftotext", told["files"]["account.pdf"], "-"], capture_output=True, check=True, text=True
    ).stdout
    for number in range(1, 7):
        assert re.search(rf"^\s*{number}\. ", said, re.MULTILINE)
    assert "Maja" not in said
    assert "Torkild" not in said


def test_demo_refuses_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("in the way")
    done = subprocess.run(
        [*COMMAND, "demo", "--out", str(tmp_path / "file" / "x")],
        env=clean_environment(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 3
    assert "Mappen" in done.stderr.decode()
