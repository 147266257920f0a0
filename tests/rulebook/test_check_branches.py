"""The rarer ways through the check of the content."""

import subprocess
import sys

from tests.rulebook.conftest import SCHEMAS

ONE = "law/loven/1/2020-01-01.yaml"


def checked(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The check as a jurist's editor runs it: a process of its own, without Django."""
    command = [sys.executable, "-m", "vaern.rulebook.check", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_check_runs_alone_and_ends_with_its_code(folder):
    (folder / "schema").symlink_to(SCHEMAS)
    well = checked(folder)
    assert (well.returncode, well.stdout, well.stderr) == (0, "Indholdet er i orden: ingen fejl.\n", "")
    (folder / "facts/odd.yaml").write_text("facts: []\n")
    assert checked(folder).returncode == 3


def test_what_points_at_an_assessment_needs_its_norm(problems):
    """Of the two ways to point, only the one that is there is told."""
    told = problems(ONE, "norm: violates_peace", "indicated_by: hurried")
    assert [(one.line, one.what) for one in told] == [
        (11, "betingelsen har ikke sin form."),
        (11, "feltet norm mangler."),
    ]
