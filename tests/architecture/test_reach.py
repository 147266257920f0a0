"""What the tests reach is seen in every process they start, and too little of it is refused."""

import os
import subprocess
import sys

import pytest
from scripts import reach

from tests.architecture.sources import ROOT

ALL = {"executed_lines": [1, 2], "missing_lines": [], "executed_branches": [(1, 2)], "missing_branches": []}
HALF = {"executed_lines": [1], "missing_lines": [3], "executed_branches": [], "missing_branches": [(1, 0), (3, 4)]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """What two processes have written down, each of which has run a part of Værn."""
    made = tmp_path_factory.mktemp("reach")
    environment = {**os.environ, "REACH": str(made), "PYTHONPATH": f"{ROOT}/tests/reach:{ROOT}/src"}
    for program in ("import vaern.audit.actors", "from vaern.errors import VaernError; VaernError('?').text"):
        subprocess.run([sys.executable, "-c", program], env=environment, check=True, cwd=made)
    return made


def test_what_no_process_has_seen_is_refused_and_named_where_all_must_be_reached(folder, capsys):
    assert reach.main(folder) == 1
    told = capsys.readouterr().out
    named = [f"src/vaern/{name}.py: " in told for name in ("vault/keys", "audit/actors", "web/menu")]
    assert (named, "What must be reached as a whole is not" in told) == ([True, False, False], True)


def test_processes_have_together_seen_what_each_has(folder):
    files = reach.reached(folder)
    actors, errors, menu = (files[f"src/vaern/{name}.py"] for name in ("audit/actors", "errors", "web/menu"))
    assert (actors["missing_lines"], menu["executed_lines"]) == ([], [])
    assert (errors["executed_lines"] != [], errors["missing_lines"] != []) == (True, True)


@pytest.mark.parametrize(("file", "missed"), [(ALL, []), (HALF, ["3", "1 to the end"])])
def test_misses_are_lines_and_the_ways_between_lines_that_were_reached(file, missed):
    assert reach.misses(file) == missed


def test_share_counts_lines_and_branches():
    assert reach.share_of({"a": ALL, "b": HALF}) == pytest.approx(100 * 4 / 7)
