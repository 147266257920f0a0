"""Each system check, whole and broken."""

from pathlib import Path

import pytest
from argon2 import Type, extract_parameters
from django.contrib.auth.hashers import make_password
from django.core.checks import CheckMessage, run_checks
from django.db import connection, connections
from pytest_django import Settings

from vaern.audit import triggers
from vaern.config import checks
from vaern.config import settings as installed


def ids(found: list[CheckMessage]) -> list[str | None]:
    """The ids of what was found; each says what to do."""
    assert all(one.hint for one in found)
    return [one.id for one in found]


def test_demo_answers_only_at_home(settings: Settings) -> None:
    settings.MODE = "demo"
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    assert ids(checks.check_demo_stays_at_home()) == []
    settings.ALLOWED_HOSTS = ["127.0.0.1", "vaern.example"]
    assert ids(checks.check_demo_stays_at_home()) == ["vaern.E001"]
    settings.MODE = "production"
    assert ids(checks.check_demo_stays_at_home()) == []


def test_a_set_clock_is_refused_in_production(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAERN_NOW", "2026-01-01T12:00:00+01:00")
    settings.MODE = "demo"
    assert ids(checks.check_time_is_real()) == []
    settings.MODE = "production"
    assert ids(checks.check_time_is_real()) == ["vaern.E002"]


def test_a_network_with_a_slip_of_the_pen_is_found(settings: Settings) -> None:
    settings.CAPTURE_REFUSE = ["203.0.113.0/24", "2001:db8::/32", "198.51.100.7"]
    assert ids(checks.check_capture_refuse()) == []
    settings.CAPTURE_REFUSE = ["203.0.113.0/24", "203.0.113.9/24"]
    assert ids(checks.check_capture_refuse()) == ["vaern.E009"]
    settings.CAPTURE_REFUSE = ["kommunens net"]
    assert ids(checks.check_capture_refuse()) == ["vaern.E009"]


def test_a_missing_master_key_is_found(settings: Settings, tmp_path: Path) -> None:
    assert ids(checks.check_master_key()) == []
    settings.MASTER_KEY_FILE = tmp_path / "none"
    assert ids(checks.check_master_key()) == ["vaern.E003"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666])
def test_a_master_key_that_others_can_read_is_found(mode: int, settings: Settings, tmp_path: Path) -> None:
    copy = tmp_path / "master.key"
    copy.write_bytes(Path(settings.MASTER_KEY_FILE).read_bytes())
    copy.chmod(mode)
    settings.MASTER_KEY_FILE = copy
    assert ids(checks.check_master_key()) == ["vaern.E003"]


def test_a_damaged_master_key_is_found(settings: Settings, tmp_path: Path) -> None:
    broken = tmp_path / "master.key"
    broken.write_text("1:too-short\n")
    broken.chmod(0o600)
    settings.MASTER_KEY_FILE = broken
    assert ids(checks.check_master_key()) == ["vaern.E003"]


def test_a_missing_escrow_key_is_found(settings: Settings, tmp_path: Path) -> None:
    assert ids(checks.check_escrow_key()) == []
    settings.ESCROW_PUBLIC_KEY_FILE = tmp_path / "none.pem"
    assert ids(checks.check_escrow_key()) == ["vaern.E004"]


@pytest.mark.django_db
def test_a_missing_trigger_is_found() -> None:
    assert ids(checks.check_triggers(databases=["default", "keys"])) == []
    triggers.remove(connection)
    assert ids(checks.check_triggers(databases=["default", "keys"])) == ["vaern.E005"]
    triggers.install(connection)
    assert triggers.missing(connections["default"]) == []


@pytest.mark.django_db
def test_the_checks_run_where_a_database_is_named(settings: Settings, tmp_path: Path) -> None:
    settings.MASTER_KEY_FILE = tmp_path / "none"
    assert "vaern.E003" in [one.id for one in run_checks(databases=["default", "keys"])]


def test_a_password_of_an_installation_is_dear_to_guess(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = installed.PASSWORD_HASHERS
    cost = extract_parameters(make_password("fem stille heste").removeprefix("argon2"))
    assert (cost.type, cost.memory_cost >= 19 * 1024, cost.time_cost >= 2) == (Type.ID, True, True)
