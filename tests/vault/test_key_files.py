import stat
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.checks import run_checks
from django.db import connection

from vaern.audit import triggers
from vaern.errors import IntegrityBroken, NotNow
from vaern.vault import keys, master, setup, wrapping
from vaern.vault.scopes import Scope, ScopeKind

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_missing_master_key_is_said_with_its_place(own_master: Path) -> None:
    own_master.unlink()
    with pytest.raises(IntegrityBroken, match=str(own_master)):
        master.newest()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o606])
def test_master_key_that_others_can_touch_is_refused(own_master: Path, mode: int) -> None:
    own_master.chmod(mode)
    with pytest.raises(IntegrityBroken, match=f"chmod 600 {own_master}"):
        master.newest()


@pytest.mark.parametrize("content", ["", "1:short", "x:" + "A" * 43 + "=", "1:not base64 at all", "1:æ", "nothing"])
def test_spoiled_master_key_is_refused(own_master: Path, content: str) -> None:
    own_master.write_text(content)
    with pytest.raises(IntegrityBroken):
        master.newest()


def test_master_key_is_read_again_when_the_file_changes(own_master: Path) -> None:
    first = master.newest()
    own_master.unlink()
    setup.make_master_key(own_master)
    assert master.newest() != first


def test_keys_are_made_once_and_for_the_owner_only(tmp_path: Path, settings: object) -> None:
    settings.MASTER_KEY_FILE, settings.ESCROW_PUBLIC_KEY_FILE = tmp_path / "k" / "m", tmp_path / "k" / "e"
    private = tmp_path / "offline" / "private.pem"
    said = setup.make_keys(private)
    made = (tmp_path / "k" / "m").read_bytes()
    assert str(settings.MASTER_KEY_FILE) in said
    assert {stat.S_IMODE(p.stat().st_mode) for p in (settings.MASTER_KEY_FILE, private)} == {0o600}
    setup.make_keys(None)
    assert (tmp_path / "k" / "m").read_bytes() == made


def test_lost_master_key_is_asked_back_and_not_made_anew(own_master: Path, settings: object) -> None:
    keys.make(Scope(ScopeKind.CASE, uuid4()))
    own_master.unlink()
    settings.MODE = "production"
    for again in (setup.make_keys_if_missing, lambda: setup.make_keys(None)):
        with pytest.raises(NotNow, match=f"{own_master}.*(Læg filen tilbage|Put the file back)"):
            again()
    assert not own_master.exists()


def test_private_escrow_key_that_is_not_written_again_is_not_told_as_written(tmp_path: Path, settings: object) -> None:
    settings.MASTER_KEY_FILE, settings.ESCROW_PUBLIC_KEY_FILE = tmp_path / "k" / "m", tmp_path / "k" / "e"
    private = tmp_path / "offline" / "private.pem"
    setup.make_keys(private)
    other = tmp_path / "other" / "private.pem"
    with pytest.raises(NotNow, match=str(other)):
        setup.make_keys(other)
    assert (private.exists(), other.exists()) == (True, False)
    assert str(settings.MASTER_KEY_FILE) in setup.make_keys(private)


def test_key_is_never_written_over(tmp_path: Path, own_master: Path) -> None:
    with pytest.raises(NotNow, match=str(own_master)):
        setup.make_master_key(own_master)


def test_place_of_the_private_escrow_key_must_be_named(tmp_path: Path, settings: object) -> None:
    settings.ESCROW_PUBLIC_KEY_FILE = tmp_path / "e"
    with pytest.raises(NotNow):
        setup.make_keys(None)


def test_keys_are_not_made_by_themselves_in_production(tmp_path: Path, settings: object) -> None:
    settings.MODE, settings.MASTER_KEY_FILE = "production", tmp_path / "m"
    with pytest.raises(NotNow):
        setup.make_keys_if_missing()
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize("missing", ["MASTER_KEY_FILE", "ESCROW_PUBLIC_KEY_FILE"])
def test_demo_makes_what_is_missing(tmp_path: Path, settings: object, missing: str) -> None:
    setattr(settings, missing, tmp_path / "new")
    setup.make_keys_if_missing()
    setup.make_keys_if_missing()
    assert (tmp_path / "new").exists()


def test_missing_escrow_key_is_said(tmp_path: Path, settings: object) -> None:
    settings.ESCROW_PUBLIC_KEY_FILE = tmp_path / "none"
    with pytest.raises(IntegrityBroken, match=str(tmp_path / "none")):
        wrapping.escrow_key()


def test_weak_or_foreign_escrow_key_is_refused(tmp_path: Path, settings: object) -> None:
    weak = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    foreign = ec.generate_private_key(ec.SECP256R1()).public_key()
    contents = [key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo) for key in (weak, foreign)]
    for number, content in enumerate([*contents, b"not a key"]):
        settings.ESCROW_PUBLIC_KEY_FILE = tmp_path / f"{number}.pem"
        settings.ESCROW_PUBLIC_KEY_FILE.write_bytes(content)
        with pytest.raises(IntegrityBroken):
            wrapping.escrow_key()


def ids(databases: list[str] | None = None) -> list[str]:
    """The ids of our own system checks that fail."""
    return sorted(found.id for found in run_checks(databases=databases) if (found.id or "").startswith("vaern."))


@pytest.mark.django_db
def test_checks_pass_on_a_sound_installation() -> None:
    assert ids(["default", "keys"]) == []


@pytest.mark.django_db
def test_checks_find_missing_keys_and_triggers(tmp_path: Path, settings: object) -> None:
    settings.MASTER_KEY_FILE = settings.ESCROW_PUBLIC_KEY_FILE = tmp_path / "none"
    triggers.remove(connection)
    assert ids(["default", "keys"]) == ["vaern.E003", "vaern.E004", "vaern.E005"]
    triggers.install(connection)


def test_demo_answers_on_this_machine_only(settings: object) -> None:
    settings.MODE, settings.ALLOWED_HOSTS = "demo", ["localhost", "vaern.example"]
    assert ids() == ["vaern.E001"]
    settings.ALLOWED_HOSTS = ["localhost"]
    assert ids() == []


def test_set_clock_is_refused_in_production(settings: object, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.MODE = "production"
    monkeypatch.setenv("VAERN_NOW", "2026-11-21T12:00:00+00:00")
    assert ids() == ["vaern.E002"]
