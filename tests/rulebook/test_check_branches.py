"""The rarer ways through the check of the content."""

import subprocess
import sys

import pytest

from tests.rulebook.conftest import SCHEMAS

ONE = "law/loven/1/2020-01-01.yaml"
OLD = "law/loven/1/2016-01-01.yaml"
LIMITATION = "  - {id: limitation_5_years, title: F, starts_from: happened, length: {years: 5}, what_for: straf}\n"


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


DEADLINES, GAPS = "deadlines/deadlines.yaml", "coverage.yaml"


@pytest.mark.parametrize(
    ("name", "old", "new", "line", "says"),
    [
        (ONE, "against: [crit", "against: [violates_peace, crit", 12, "Her kan kun stå oplysninger."),
        (ONE, "decides_against: [own", "decides_against: [criticism, own", 13, "criticism står både i speaks_against"),
        (ONE, "against: [criticism", "against: [criticism, criticism", 12, "“criticism” står to gange i listen. Slet"),
        (ONE, "any: [wrote, called]", "any: [[wrote], called]", 10, "betingelsen har ikke sin form. En betingelse"),
        (ONE, "any: [wrote, called]", "any: [true, called]", 10, "betingelsen har ikke sin form. En betingelse"),
        (ONE, "title: Fred", "title: true", 2, "værdien “true” har forkert form. Der skal stå en tekst."),
        (ONE, "applies_by", "introduced: true\napplies_by", 5, f"ikke er den ældste. Flyt den til {OLD}, eller slet"),
        (ONE, "[tell_police]", "[tell_police, limitation_5_years]", 16, "limitation_years: 2"),
        (DEADLINES, "starts_from: happened", "starts_from: hapened", 2, "Mente du “happened”?"),
        (DEADLINES, "length: {hours: 72}", "length: {hours: 72, days: 1}", 2, "mere end 1: hours, days. Behold 1."),
        (GAPS, "id: silent_year", "id: bill", 3, "hullet bill er erklæret to gange. Giv det ene et andet id."),
        (GAPS, "from: 2019-01-01", "from: 2020-01-01", 3, "hullet silent_year slutter, før det begynder"),
    ],
)
def test_what_would_else_pass_in_silence_or_be_told_as_a_machine_would(problems, name, old, new, line, says):
    if "limitation" in new:
        problems(DEADLINES, "deadlines:\n", f"deadlines:\n{LIMITATION}")
    told = [one for one in problems(name, old, new) if says in f"{one.what} {one.how}"]
    assert [(one.file, one.line) for one in told] == [(name, line)]


def test_a_text_that_ends_before_it_begins_is_told_before_all_that_follows_from_it(problems):
    told = problems(ONE, "applies_by", "valid_until: 2019-01-01\napplies_by")
    assert [one.what for one in told] == ["teksten slutter, før den begynder."]
