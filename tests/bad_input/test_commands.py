"""Bad files on the command line and in the import page: each is said in Danish, and nothing is changed."""

import json
import socket
import subprocess
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.bad_input.pages import browser, prose
from tests.factories.cases import role
from tests.installation import COMMAND, environment, install_in
from vaern.people.enums import OrgRole
from vaern.people.models import Person, Unit

ROOT = Path(__file__).parents[2]
HEAD = "enhed;navn;stilling;e-mail;telefon;roller;fra\n"


def vaern(*arguments, folder: Path, out=subprocess.PIPE, **settings):
    """The command as a person types it, in a folder of its own."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        stdout=out, stderr=subprocess.PIPE, text=True, check=False, timeout=120,
        cwd=ROOT, env=environment(folder, **settings),
    )  # fmt: skip


ASSESS = {
    "half an object": '{"answers": ',
    "a list": "[]",
    "nothing": "",
    "NaN": '{"answers": {"after_clear_stop": NaN}}',
    "too deep": "[" * 100_000,
    "number too long": '{"answers": {"after_clear_stop": ' + "9" * 5000 + "}}",
    "day that does not exist": '{"incidents": [{"on": "2021-02-30"}]}',
    "day as a word": '{"incidents": [{"on": "i går"}]}',
    "day at the end": '{"incidents": [{"on": "99999-01-01"}]}',
    "unknown fact": '{"answers": {"no_such_fact": "yes"}}',
    "unknown answer": '{"answers": {"after_clear_stop": "måske"}}',
    "lone surrogate": '{"answers": {}, "reasons": {"violates_\\ud800": "x"}}',
    "escape sequence": '{"answers": {"\\u001b[31mrød": "yes"}}',
}


@pytest.mark.parametrize("name", ASSESS)
def test_bad_facts_are_refused_with_what_to_mend(tmp_path, name):
    (tmp_path / "facts.json").write_text(ASSESS[name])
    done = vaern("assess", tmp_path / "facts.json", folder=tmp_path)
    assert (done.returncode, done.stdout, "Traceback" in done.stderr, done.stderr.strip() != "") == (3, "", False, True)
    assert "\x1b" not in done.stderr


def test_reason_with_a_lone_surrogate_is_no_fault_of_ours(tmp_path):
    reasons = {"violates_peace": "f\ud800r"}
    (tmp_path / "facts.json").write_text(json.dumps({"answers": {}, "reasons": reasons}))
    for more in ([], ["--json"]):
        done = vaern("assess", tmp_path / "facts.json", *more, folder=tmp_path)
        assert (done.returncode in (0, 3), "Traceback" in done.stderr) == (True, False)


@pytest.mark.parametrize("day", ["i går", "2021-02-30", "0000-00-00", "20210230", "99999-01-01"])
def test_bad_day_on_the_command_line_is_wrong_use(tmp_path, day):
    (tmp_path / "facts.json").write_text('{"answers": {}}')
    done = vaern("assess", tmp_path / "facts.json", "--on", day, folder=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr, "dato" in done.stderr) == (2, False, True)


@pytest.mark.parametrize("command", [["assess", "{}/none.json"], ["import", "{}/none.csv"], ["import", "{}"]])
def test_file_that_is_not_there_is_said(tmp_path, command):
    done = vaern(*(part.format(tmp_path) for part in command), folder=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr, "kan ikke læses" in done.stderr) == (3, False, True)
    assert ("No such" in done.stderr, "Is a directory" in done.stderr) == (False, False)


@pytest.mark.parametrize("command", [("facts", "--json"), ("facts",), ("content", "check"), ("keys", "retire")])
def test_output_that_there_is_no_room_for_is_said(tmp_path, command):
    install_in(tmp_path)
    with Path("/dev/full").open("w") as full:
        done = vaern(*command, folder=tmp_path, out=full)
    told = "Noget kan ikke læses eller skrives. Disken er fuld. Se på navnet, rettighederne og pladsen på disken."
    assert (done.returncode, done.stderr.strip()) == (3, f"{told} Der er ikke gjort mere.")


@pytest.mark.parametrize(
    "asked", [["--port", "99999"], ["--port", "-1"], ["--port", "abc"], ["--port", "9" * 5000], ["--processes", "0"]]
)
def test_port_or_processes_that_cannot_be_are_wrong_use_before_anything_is_begun(tmp_path, asked):
    done = vaern("serve", *asked, folder=tmp_path)
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (2, "", False)
    assert ("kan ikke bruges" in done.stderr, list(tmp_path.iterdir())) == (True, [])


def test_port_that_somebody_else_listens_at_is_not_shared(tmp_path):
    with socket.create_server(("127.0.0.1", 0), reuse_port=True) as taken:
        done = vaern("serve", "--port", taken.getsockname()[1], folder=tmp_path)
    assert (done.returncode, done.stdout, "Noget andet lytter der allerede" in done.stderr) == (3, "", True)


def test_bad_port_in_the_environment_stops_serving_alone(tmp_path):
    serving = vaern("serve", folder=tmp_path, VAERN_PORT="abc")
    assert (serving.returncode, "Traceback" in serving.stderr, "kan ikke bruges" in serving.stderr) == (2, False, True)
    assert vaern("facts", folder=tmp_path, VAERN_PORT="abc").returncode == 0


def test_clock_that_is_set_to_no_time_is_said(tmp_path):
    (tmp_path / "facts.json").write_text('{"answers": {}}')
    done = vaern("assess", tmp_path / "facts.json", folder=tmp_path, VAERN_NOW="i går")
    assert (done.returncode, "Traceback" in done.stderr, "VAERN_NOW" in done.stderr) == (3, False, True)


def test_folder_of_the_installation_that_cannot_be_made_is_said(tmp_path):
    (tmp_path / "taken").write_text("")
    for command in (["migrate"], ["worker"], ["audit", "verify"]):
        done = vaern(*command, folder=tmp_path / "taken", VAERN_SECRET_KEY="")
        assert (done.returncode, "Traceback" in done.stderr, "VAERN_VAR" in done.stderr) == (3, False, True)


@pytest.mark.parametrize(
    "who",
    [("", "tove@x.invalid"), ("  ", "tove@x.invalid"), ("Tove", "tove"), ("Tove", ""), ("T" * 5000, "t@x.invalid")],
)
def test_first_administrator_without_a_name_or_an_address_is_refused_and_can_still_be_made(tmp_path, who):
    install_in(tmp_path)
    done = vaern("admin", "first", "--name", who[0], "--email", who[1], folder=tmp_path)
    assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (3, "", False)
    assert vaern("admin", "first", "--name", "Tove", "--email", "tove@x.invalid", folder=tmp_path).returncode == 0


def test_private_escrow_key_is_never_said_to_be_made_when_it_was_not(tmp_path):
    install_in(tmp_path)
    private = tmp_path / "escrow-private.pem"
    done = vaern("keys", "make", "--escrow-private", private, folder=tmp_path)
    assert (done.returncode, done.stdout, private.exists()) == (3, "", False)
    assert f"{private} er ikke lavet" in done.stderr


@pytest.mark.parametrize("manifest", [None, "", "[]", "7", '{"sha256": []}', '{"sha256": {"database": 7}}'])
@pytest.mark.parametrize("command", ["drill", "restore"])
def test_folder_that_is_no_whole_backup_is_said(tmp_path, command, manifest):
    (tmp_path / "backup").mkdir()
    if manifest is not None:
        (tmp_path / "backup/manifest.json").write_text(manifest)
    done = vaern(command, tmp_path / "backup", folder=tmp_path / "var")
    assert (done.returncode, "Traceback" in done.stderr, "sikkerhedskopi" in done.stderr) == (3, False, True)


def test_master_key_that_is_missing_or_another_is_said_and_nothing_is_made_or_destroyed(tmp_path):
    install_in(tmp_path)
    key = tmp_path / "master.key"
    right = key.read_bytes()
    first = vaern("admin", "first", "--name", "Tove Markussen", "--email", "tove@lindsoe.invalid", folder=tmp_path)
    assert first.returncode == 0, first.stderr
    key.unlink()
    invite = ["admin", "invite", "--email", "tove@lindsoe.invalid"]
    gone = vaern("keys", "rotate", folder=tmp_path)
    assert (gone.returncode, "hovednøgle" in gone.stderr, "Traceback" in gone.stderr) == (3, True, False)
    assert not key.exists()
    key.write_bytes(right)
    key.chmod(0o644)
    loose = vaern("keys", "rotate", folder=tmp_path)
    assert (loose.returncode, "chmod 600" in loose.stderr) == (3, True)
    key.chmod(0o600)
    assert vaern(*invite, folder=tmp_path).returncode == 0


def test_database_that_is_away_or_not_one_is_said(tmp_path):
    (tmp_path / "vaern.sqlite3").write_bytes(b"this is no database, whatever its name says" * 100)
    done = vaern("audit", "verify", folder=tmp_path)
    assert (done.returncode, "Traceback" in done.stderr, "Databasen" in done.stderr) == (3, False, True)
    away = "postgresql://nobody:x@127.0.0.1:9/none"
    done = vaern("audit", "verify", folder=tmp_path, VAERN_DATABASE=away, VAERN_KEYS_DATABASE=away)
    assert (done.returncode, "Traceback" in done.stderr, "Databasen" in done.stderr) == (3, False, True)


BAD_SHEETS = {
    "no file": b"",
    "binary": b"\x89PNG\r\n\x1a\n\x00\x00",
    "wrong columns": b"navn;alder\nMaja;41\n",
    "bad e-mail": (HEAD + "A;Ole;;ikke-en-mail;;;\n").encode(),
    "unknown role": (HEAD + "A;Ole;;ole@x.invalid;;chefen;\n").encode(),
    "bad day": (HEAD + "A;Ole;;ole@x.invalid;;leder;32-13-2026\n").encode(),
    "too many cells": (HEAD + "A;Ole;;ole@x.invalid;;;;;mere\n").encode(),
    "a huge cell": (HEAD + "A;" + "x" * 200_000 + ";;ole@x.invalid;;;\n").encode(),
    "an open quote": (HEAD + 'A;"Ole;;ole@x.invalid;;;\n').encode(),
    "control characters": (HEAD + "A;O\x07le\u202e;;ole@x.invalid;;;\n").encode(),
    "UTF-16": (HEAD + "A;Ole;;ole@x.invalid;;;\n").encode("utf-16"),
    "one good, one bad": (HEAD + "A;Ole;;ole@x.invalid;;;\nA;;;lone@x.invalid;;;\n").encode(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", BAD_SHEETS)
@pytest.mark.parametrize("write", [False, True])
def test_bad_sheet_is_told_row_by_row_on_the_page_and_nothing_is_written(place, name, write):
    owner = role(place.other.person, OrgRole.SYSTEM_OWNER, place.unit)
    before = (Unit.objects.count(), Person.objects.count())
    client = browser(place.other)
    sheet = SimpleUploadedFile("folk.csv", BAD_SHEETS[name])
    answer = client.post(reverse("import_people"), {"file": sheet} | ({"write": "1"} if write else {}))
    assert (answer.status_code, (Unit.objects.count(), Person.objects.count()), owner.pk) == (200, before, owner.pk)
    says = prose(answer)
    assert any(word in says for word in ("Række", "række", "tom", "ikke en CSV")), says


@pytest.mark.django_db
@pytest.mark.parametrize("ends", ["\r", "\r\n", "\n"])
def test_sheet_with_any_line_ends_is_read(place, ends):
    role(place.other.person, OrgRole.SYSTEM_OWNER, place.unit)
    sheet = SimpleUploadedFile("folk.csv", (HEAD + "Ny;Ole Ny;;ole@x.invalid;;;\n").replace("\n", ends).encode())
    client = browser(place.other)
    client.post(reverse("import_people"), {"file": sheet, "write": "1"})
    assert Person.objects.filter(name="Ole Ny").count() == 1
