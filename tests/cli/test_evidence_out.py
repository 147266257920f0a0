"""Giving evidence away from the command line."""

import json

import pytest

from tests.factories.cases import attached, draft, person, picture, workplace
from tests.timestamps.authority import authority
from tests.verifier.made import run as verified
from vaern import clock
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.cases.queries import actor_in
from vaern.cli.main import main
from vaern.evidence.provenance import note_call
from vaern.evidence.queries import items_of
from vaern.process import report as process

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return workplace()


@pytest.fixture
def case(place):
    report = draft(place.maja)
    attached(report, place.maja, picture())
    attached(report, place.maja, b"Hans nummer er 010190-1234.\n", "note.txt")
    return process.send_report(report, by=place.maja).case


def test_command_warns_writes_and_says_where(case, place, tmp_path, capsys):
    place.henrik.person.work_email = "henrik@lindsoe.invalid"
    place.henrik.person.save()
    target = tmp_path / "x.zip"
    arguments = ["bundle", "export", case.number, "--items", "B1,B2", "--to", str(target)]
    assert main([*arguments, "--as", "henrik@lindsoe.invalid", "--for", "court", "--examples", "B1"]) == 0
    told = capsys.readouterr()
    assert (told.out.strip(), "OBS: " in told.err, "B2" in told.err) == (str(target), True, True)
    assert verified(target).returncode == 0
    assert [getattr(items_of(case)[0].custody.last(), name) for name in ("role", "place")] == ["case_owner", "command"]


def test_command_without_a_person_is_in_the_log_as_the_system(case, tmp_path):
    assert main(["bundle", "export", case.number, "--to", str(tmp_path / "x.zip")]) == 0
    assert [getattr(items_of(case)[0].custody.last(), name) for name in ("role", "place")] == ["system", "command"]


@pytest.mark.parametrize(
    ("more", "given"),
    [
        ([], [1, 2]), (["--items", "B1"], []), (["--items", "B1", "--calls", "all"], [1, 2]),
        (["--calls", "none"], []), (["--calls", "O2"], [2]), (["--items", "B1", "--calls", "o1,O2"], [1, 2]),
    ],
)  # fmt: skip
def test_command_says_which_calls_are_given(case, place, tmp_path, more, given):
    by = actor_in(place.henrik.person, case)
    for number in ("12", "34"):
        note_call(case=case, by=by, called_at=clock.now(), number=number, said="Hej", heard_by="Maja")
    assert main(["bundle", "export", case.number, "--to", str(tmp_path / "x.zip"), *more]) == 0
    assert json.loads(events_of(Stream.CASE, case.id).last().data)["calls"] == given


@pytest.mark.parametrize(
    "more",
    [
        ["--items", "B9"],
        ["--calls", "O9"],
        ["--calls", "B1"],
        ["--calls", "all", "O1"],
        ["--items", "x"],
        ["--for", "nobody"],
        ["--as", "stranger@lindsoe.invalid"],
        ["--redacted", "1"],
    ],
)
def test_command_that_cannot_be_done_says_so_and_writes_nothing(case, tmp_path, more, capsys):
    target = tmp_path / "x.zip"
    assert main(["bundle", "export", case.number, "--to", str(target), *more]) == 3
    assert (target.exists(), capsys.readouterr().err.strip() != "") == (False, True)


def test_command_says_when_no_authority_has_stamped_the_signature(case, tmp_path, capsys, settings):
    export = ["bundle", "export", case.number, "--to"]
    assert main([*export, str(tmp_path / "uden.zip")]) == 0
    assert "der er ikke sat en tidsstempeltjeneste op" in capsys.readouterr().err
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
    assert main([*export, str(tmp_path / "uden.zip")]) == 0
    said = capsys.readouterr().err
    assert ("for ingen tjeneste har svaret" in said, "Beviserne har deres egne" in said) == (True, False)
    with authority() as tsa:
        settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS_FILE = tsa.url, str(tsa.folder / "ca.pem")
        assert main([*export, str(tmp_path / "med.zip")]) == 0
    assert "Underskriften har intet tidsstempel" not in capsys.readouterr().err


def test_command_names_whom_it_does_not_know(case, tmp_path, capsys):
    assert (
        main(["bundle", "export", case.number, "--to", str(tmp_path / "x.zip"), "--as", "ukendt@lindsoe.invalid"]) == 3
    )
    assert "Ingen her har arbejdsmailen “ukendt@lindsoe.invalid”." in capsys.readouterr().err


def test_command_answers_an_unknown_case_and_a_strangers_question_alike(case, place, tmp_path, capsys):
    stranger = person("Asta Holm", place.unit)
    stranger.work_email = "asta@lindsoe.invalid"
    stranger.save()
    to = ["--to", str(tmp_path / "x.zip"), "--as", "asta@lindsoe.invalid"]
    assert main(["bundle", "export", case.number, *to]) == 3
    first = capsys.readouterr().err
    assert main(["bundle", "export", "V-2026-AAAA", *to]) == 3
    assert capsys.readouterr().err == first


def test_command_shows_the_certificate_to_publish(capsys):
    assert main(["bundle", "signer"]) == 0
    assert "-----BEGIN CERTIFICATE-----" in capsys.readouterr().out
