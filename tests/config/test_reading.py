"""A bad value in the environment is refused at start, with the name of the variable and what it must be."""

import os
import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.architecture.sources import ROOT
from vaern.config import reading

NAME = "VAERN_TEST_VALUE"


def test_text_is_stripped_and_lists_are_split(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, " a.invalid, ,b.invalid ")
    assert reading.texts(NAME, "") == ["a.invalid", "b.invalid"]
    monkeypatch.delenv(NAME)
    assert reading.text(NAME, "else") == "else"


@pytest.mark.parametrize(("value", "is_set"), [("yes", True), ("No", False)])
def test_flag_is_yes_or_no(value: str, *, is_set: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, value)
    assert reading.flag(NAME, not is_set) is is_set


def test_flag_refuses_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "maybe")
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} must be yes or no, not 'maybe'"):
        reading.flag(NAME, False)


@pytest.mark.parametrize("value", ["0", "11", "-3", "many", "4.5", ""])
def test_number_refuses_what_is_out_of_bounds(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} must be a whole number from 1 to 10"):
        reading.number(NAME, 5, least=1, most=10)


def test_number_takes_what_is_within(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "10")
    assert reading.number(NAME, 5, least=1, most=10) == 10


def test_choice_refuses_an_unknown_word(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "staging")
    with pytest.raises(ImproperlyConfigured, match="must be one of production, demo, not 'staging'"):
        reading.choice(NAME, ("production", "demo"), "demo")


def test_database_refuses_another_kind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(NAME, "mysql://x/y")
    with pytest.raises(ImproperlyConfigured, match=r"must begin with postgresql:// or sqlite:///"):
        reading.database(NAME, tmp_path / "x.sqlite3")


def test_database_reads_each_part_of_the_address(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(NAME, "postgresql://me:p%40ss@db.invalid:5433/vaern")
    found = reading.database(NAME, tmp_path / "x.sqlite3")
    parts = ("NAME", "USER", "PASSWORD", "HOST", "PORT")
    assert [found[part] for part in parts] == ["vaern", "me", "p@ss", "db.invalid", "5433"]


def test_secret_is_made_once_for_its_owner_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(NAME, raising=False)
    file = tmp_path / "new" / "secret.key"
    made = reading.secret(NAME, file, generate=True)
    assert len(made) >= 48
    assert reading.secret(NAME, file, generate=True) == made
    assert file.stat().st_mode & 0o777 == 0o600


def test_settings_file_gives_way_to_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text("# a note\nVAERN_TEST_VALUE=from file\nVAERN_TEST_OTHER=kept\n")
    monkeypatch.setenv(NAME, "from environment")
    monkeypatch.setenv("VAERN_TEST_OTHER", "x")
    monkeypatch.delenv("VAERN_TEST_OTHER")
    reading.settings_file(file)
    assert (os.environ[NAME], os.environ.pop("VAERN_TEST_OTHER")) == ("from environment", "kept")


# The settings themselves, each in a process of its own -------------------------------------------------


def start(folder: Path, **values: str) -> "subprocess.CompletedProcess[str]":
    """Read the settings in a fresh process."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = {**kept, "VAERN_VAR": str(folder), "PYTHONPATH": str(ROOT / "src"), **values}
    command = [sys.executable, "-c", "import vaern.config.settings as s; print(s.MODE, s.BASE_URL)"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_settings_start_with_good_values(tmp_path: Path) -> None:
    assert start(tmp_path, VAERN_MODE="demo").stdout == "demo http://127.0.0.1:8000\n"


def test_address_in_mails_and_invitations_follows_the_port_until_it_is_set(tmp_path: Path) -> None:
    assert start(tmp_path, VAERN_MODE="demo", VAERN_PORT="9000").stdout == "demo http://127.0.0.1:9000\n"
    set_apart = start(tmp_path, VAERN_MODE="demo", VAERN_PORT="9000", VAERN_BASE_URL="https://vaern.example")
    assert set_apart.stdout == "demo https://vaern.example\n"


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ({"VAERN_MODE": "open"}, "VAERN_MODE must be one of"),
        ({"VAERN_MODE": "production"}, "VAERN_ORGANISATION must name"),
        ({"VAERN_MODE": "production", "VAERN_ORGANISATION": "X", "VAERN_NOW": "2026-01-01"}, "VAERN_NOW is for demo"),
        ({"VAERN_MODE": "demo", "VAERN_BACKUP_DAYS": "0"}, "VAERN_BACKUP_DAYS must be a whole number"),
        ({"VAERN_MODE": "demo", "VAERN_HTTPS": "on"}, "VAERN_HTTPS must be yes or no"),
        ({"VAERN_MODE": "demo", "VAERN_SESSION_MINUTES": "1"}, "VAERN_SESSION_MINUTES must be a whole number"),
        ({"VAERN_MODE": "demo", "VAERN_DATABASE": "oracle://x"}, "VAERN_DATABASE must begin with"),
    ],
)
def test_settings_refuse_a_bad_value(values: dict[str, str], says: str, tmp_path: Path) -> None:
    result = start(tmp_path, **values)
    assert result.returncode != 0
    assert says in result.stderr


def test_networks_are_told_with_commas_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, "10.0.0.0/8, 2001:db8::/32")
    assert reading.networks(NAME) == (ip_network("10.0.0.0/8"), ip_network("2001:db8::/32"))
    monkeypatch.delenv(NAME)
    assert reading.networks(NAME) == ()


@pytest.mark.parametrize("value", ["10.0.0.0/33", "10.0.0.1/8", "the town hall"])
def test_networks_with_a_slip_of_the_pen_are_refused(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAME, value)
    with pytest.raises(ImproperlyConfigured, match=f"{NAME} must be networks like 10.0.0.0/8"):
        reading.networks(NAME)


def test_chromium_without_windows_is_preferred_where_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    whole, without = tmp_path / "chromium", tmp_path / "headless"
    monkeypatch.setattr(reading, "CHROMIUM", whole)
    monkeypatch.setattr(reading, "WITHOUT_WINDOWS", without)
    assert reading.chromium() == str(whole)
    without.touch()
    assert reading.chromium() == str(without)
