"""Every command on the page KONTROL is run for real, in the unpacked bundle, with nothing of ours."""

import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.cases import attached, draft, picture, workplace
from tests.timestamps.authority import Authority, authority
from vaern import clock
from vaern.cases.queries import actor_in
from vaern.evidence.bundle import write_bundle
from vaern.evidence.provenance import note_call
from vaern.evidence.stamping import stamp_items
from vaern.process import report as process

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(scope="module")
def tsa() -> Iterator[Authority]:
    with authority() as running:
        yield running


@pytest.fixture
def unpacked(tsa, settings, tmp_path):
    """A stamped bundle of two items, unpacked."""
    settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS_FILE = tsa.url, str(tsa.folder / "ca.pem")
    place = workplace()
    report = draft(place.maja)
    attached(report, place.maja, picture(), "skærm æøå (1).png")
    attached(report, place.maja, b"hej\n", "note's.txt")
    case = process.send_report(report, by=place.maja).case
    stamp_items({})
    said = {"number": "%s \\ 12", "said": "Jeg ved,\nhvor »du's« bor: `$HOME` æøå %d 😀", "heard_by": ""}
    note_call(case=case, by=actor_in(place.henrik.person, case), called_at=clock.now(), **said)
    made = write_bundle(case, by=actor_in(place.henrik.person, case), to=tmp_path / "b.zip")
    with zipfile.ZipFile(made) as archive:
        archive.extractall(tmp_path / "out")
    return tmp_path / "out" / case.number


def commands(folder: Path) -> list[str]:
    """The lines that begin with four spaces."""
    text = (folder / "data/KONTROL.txt").read_text()
    return [line[4:] for line in text.splitlines() if line.startswith("    ")]


def run(command: str, folder: Path) -> tuple[int, str]:
    """What the plain shell says."""
    done = subprocess.run(["sh", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def promised(folder: Path) -> set[str]:
    """Every digest that the page's own text names."""
    text = (folder / "data/KONTROL.txt").read_text()
    prose = "\n".join(line for line in text.splitlines() if not line.startswith("    "))
    return set(re.findall(r"\b[0-9a-f]{64}\b", prose))


@pytest.mark.row("B04")
def test_every_command_on_the_page_holds(unpacked):
    every = commands(unpacked)
    said = {command: run(command, unpacked) for command in every}
    assert {command: out for command, (code, out) in said.items() if code != 0} == {}
    verified = [out for command, (_, out) in said.items() if "ts -verify" in command]
    assert len(verified) == 4
    assert all("Verification: OK" in out for out in verified)
    assert [out for command, (_, out) in said.items() if "cms -verify" in command] == ["CMS Verification successful\n"]


def test_every_digest_that_the_page_promises_is_what_a_command_shows(unpacked):
    shown = " ".join(run(command, unpacked)[1] for command in commands(unpacked))
    shown += shown.lower().replace(":", "")  # openssl writes a fingerprint with colons
    assert [digest for digest in promised(unpacked) if digest not in shown] == []
    assert len(promised(unpacked)) > 8


def test_a_call_that_is_rewritten_gives_another_digest_than_the_log_has(unpacked):
    call = commands(unpacked)[-1]
    digest = run(call, unpacked)[1].split()[0]
    noted = [line for line in (unpacked / "data/events.json").read_text().splitlines() if digest in line]
    assert (len(noted), "evidence.call_noted" in (unpacked / "data/events.json").read_text()) == (1, True)
    assert digest not in run(call.replace("\\144", "\\145", 1), unpacked)[1]
    middle = call.split("; ")[1].split(" | ")[0]
    assert "Jeg ved,\nhvor »du's« bor: `$HOME` æøå %d 😀" in run(middle, unpacked)[1]


def test_anchor_that_is_printed_holds_the_root_of_the_tree(unpacked):
    every = commands(unpacked)
    anchor = next(command for command in every if "anchor/1" in command)
    tree = next(run(command, unpacked)[1].split()[0] for command in every if "leaf/1" in command)
    assert (tree in anchor, run(anchor, unpacked)[1].split()[0] in promised(unpacked)) == (True, True)


@pytest.mark.parametrize("path", ["data/index.html", "bag-info.txt", "manifest-sha256.txt", "data/timestamps/B1.data"])
def test_a_changed_file_fails_a_command(unpacked, path):
    target = unpacked / path
    target.write_bytes(target.read_bytes() + b" ")
    assert [command for command in commands(unpacked) if run(command, unpacked)[0] != 0] != []


def test_commands_use_only_what_every_system_has(unpacked):
    words = {word for command in commands(unpacked) for word in re.findall(r"(?:^|[|;{] )\s*([a-z0-9]+) ", command)}
    assert words <= {"sha256sum", "openssl", "printf", "test"}


def test_expired_certificates_are_looked_at_as_they_were(unpacked, tsa):
    stamp = next(command for command in commands(unpacked) if "ts -verify -attime" in command)
    later = re.sub(r"-attime \d+", "-attime 4102444800", stamp)
    assert (run(stamp, unpacked)[0], run(later, unpacked)[0] != 0) == (0, True)
