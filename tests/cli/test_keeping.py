"""Commands of the one who keeps the system."""

import pytest
from django.db import OperationalError, ProgrammingError, connection

from vaern.audit import anchors
from vaern.audit.actors import SYSTEM
from vaern.audit.enums import Stream
from vaern.audit.events import record
from vaern.audit.models import Event
from vaern.cli.main import main
from vaern.cli.saying import known, say
from vaern.errors import VaernError
from vaern.people.models import Account, Invitation, Person, Unit

pytestmark = pytest.mark.django_db


def tamper(sql: str) -> None:
    """Change the log behind Værn's back."""
    from vaern.audit import triggers

    triggers.remove(connection)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
    finally:
        triggers.install(connection)


def test_audit_verify_says_that_the_chains_hold(capsys):
    record("system.started", stream=Stream.SYSTEM, stream_id="system", by=SYSTEM)
    anchors.make_anchor()
    assert main(["audit", "verify"]) == 0
    assert capsys.readouterr().out.strip()


def test_audit_verify_names_the_event_that_was_changed(capsys):
    record("system.started", stream=Stream.SYSTEM, stream_id="system", by=SYSTEM)
    tamper("UPDATE audit_event SET role = 'other'")
    assert Event.objects.get().role == "other"
    assert main(["audit", "verify"]) == 3
    assert "system" in capsys.readouterr().out


def test_audit_verify_holds_a_root_that_was_noted_elsewhere_against_the_anchors(capsys):
    record("system.started", stream=Stream.SYSTEM, stream_id="system", by=SYSTEM)
    noted = anchors.make_anchor().root
    assert main(["audit", "verify", "--root", f" {noted.upper()} "]) == 0
    assert main(["audit", "verify", "--root", "f" * 64]) == 3
    assert "f" * 64 in capsys.readouterr().out


def test_audit_anchor_prints_the_root(capsys):
    record("system.started", stream=Stream.SYSTEM, stream_id="system", by=SYSTEM)
    assert main(["audit", "anchor"]) == 0
    assert "rod" in capsys.readouterr().out


def test_first_administrator_gets_an_invitation_once(capsys):
    arguments = ["admin", "first", "--name", "Tove Markussen", "--email", "tove@lindsoe.invalid"]
    assert main(arguments) == 0
    assert "/invitation/" in capsys.readouterr().out
    assert main(arguments) == 3
    assert (Person.objects.count(), Account.objects.count(), Invitation.objects.count()) == (1, 0, 1)


def test_invite_refuses_an_unknown_address(capsys):
    assert main(["admin", "invite", "--email", "nobody@lindsoe.invalid"]) == 3
    assert "nobody@lindsoe.invalid" in capsys.readouterr().err


def test_import_is_a_dry_run_unless_told_to_write(tmp_path, capsys):
    file = tmp_path / "people.csv"
    file.write_text("unit;name;email;role\nJobcentret;;x;nonsense\n", encoding="utf-8")
    assert main(["import", str(file)]) == 3
    assert capsys.readouterr().out.strip()
    assert Unit.objects.count() == 0


def test_invite_prints_an_address_for_one_who_is_known(capsys):
    main(["admin", "first", "--name", "Tove Markussen", "--email", "tove@lindsoe.invalid"])
    capsys.readouterr()
    assert main(["admin", "invite", "--email", "tove@lindsoe.invalid"]) == 0
    assert "/invitation/" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("fault", "what"),
    [
        (PermissionError(13, "Permission denied", "/x/nøgle"), "/x/nøgle"),
        (OSError("kun ord"), "kun ord"),
        (OperationalError("database  is\nlocked"), "database is locked"),
        (OperationalError("no such table: audit_event"), "vaern migrate"),
        (ProgrammingError('relation "audit_event" does not exist\nLINE 1: SELECT'), "vaern migrate"),
        (OperationalError('FATAL: role "vaern" does not exist'), "VAERN_DATABASE"),
    ],
)
def test_fault_of_disk_and_database_is_known_and_names_its_place(fault, what):
    assert what in known(fault).text


def test_fault_of_our_own_is_not_known():
    assert known(KeyError("x")) is None


def test_what_steers_a_terminal_is_shown_and_not_obeyed(capsys):
    say(VaernError("Filen \x1b[31mrød\x07 er væk."))
    assert capsys.readouterr().err == "Filen [U+001B][31mrød[U+0007] er væk.\n"
