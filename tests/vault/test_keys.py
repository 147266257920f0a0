import subprocess
import sys
import uuid
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import connections

from vaern.clock import travel
from vaern.errors import IntegrityBroken, NotNow
from vaern.vault import keys, ledger, rotation, setup
from vaern.vault.models import Forgotten, ScopeKey
from vaern.vault.scopes import Scope, ScopeKind

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_key_is_made_once(scope: Scope) -> None:
    first = keys.find(scope)
    keys.make(scope)
    assert (keys.find(scope), ScopeKey.objects.count()) == (first, 1)


def test_scope_without_a_key_is_refused() -> None:
    with pytest.raises(IntegrityBroken):
        keys.find(Scope(ScopeKind.CASE, uuid.uuid4()))


def test_key_moved_to_another_scope_is_found(scope: Scope) -> None:
    other = Scope(ScopeKind.CASE, uuid.uuid4())
    keys.make(other)
    wrapped = ScopeKey.objects.get(scope_id=other.id).wrapped
    ScopeKey.objects.filter(scope_id=scope.id).update(wrapped=wrapped)
    with pytest.raises(IntegrityBroken):
        keys.find(scope)


def test_key_of_same_id_and_other_kind_is_another(scope: Scope) -> None:
    sender = Scope(ScopeKind.SENDER, scope.id)
    keys.make(sender)
    assert keys.find(sender) != keys.find(scope)


def test_wrong_master_key_is_said(scope: Scope, own_master: Path) -> None:
    own_master.unlink()
    setup.make_master_key(own_master)
    with pytest.raises(IntegrityBroken, match=str(scope)):
        keys.find(scope)


def test_master_key_of_another_key_store_is_found_before_anything_is_sealed(scope: Scope, own_master: Path) -> None:
    keys.check_master_key()
    own_master.unlink()
    setup.make_master_key(own_master)
    with pytest.raises(IntegrityBroken):
        keys.check_master_key()


def test_escrow_opens_with_openssl_and_names_its_scope(tmp_path: Path, settings: object) -> None:
    public, private = tmp_path / "public.pem", tmp_path / "private.pem"
    setup.make_escrow_pair(public, private)
    settings.ESCROW_PUBLIC_KEY_FILE = public
    scope = Scope(ScopeKind.INJURY, uuid.uuid4())
    keys.make(scope)
    sealed = tmp_path / "sealed"
    sealed.write_bytes(bytes(ScopeKey.objects.get().escrowed))
    options = ["rsa_padding_mode:oaep", "rsa_oaep_md:sha256", "rsa_mgf1_md:sha256"]
    command = ["openssl", "pkeyutl", "-decrypt", "-inkey", str(private), "-in", str(sealed)]
    opened = subprocess.run(
        [*command, *(part for o in options for part in ("-pkeyopt", o))], capture_output=True, check=True
    )
    assert opened.stdout == keys.find(scope) + str(scope).encode()


def test_keys_are_held_only_inside_the_block(scope: Scope, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1, using="keys"), keys.held():
        assert keys.find(scope) == keys.find(scope)
    with django_assert_num_queries(1, using="keys"):
        keys.find(scope)


def test_held_key_is_let_go_when_it_is_destroyed(scope: Scope) -> None:
    with keys.held():
        keys.find(scope)
        keys.destroy(scope)
        with pytest.raises(IntegrityBroken):
            keys.find(scope)


def test_destroyed_key_is_gone_and_written_down_twice(scope: Scope) -> None:
    with travel(NOON):
        entry = keys.destroy(scope)
    assert (entry.scope, entry.destroyed_at, entry.unreadable_from) == (scope, NOON, date(2026, 12, 21))
    assert list(ledger.entries()) == [entry]
    assert Forgotten.objects.values_list("kind", "scope_id", "destroyed_at", "unreadable_from").get() == (
        "case",
        scope.id,
        NOON,
        date(2026, 12, 21),
    )
    with pytest.raises(IntegrityBroken):
        keys.find(scope)


def test_forgetting_twice_is_the_same_as_once(scope: Scope) -> None:
    assert keys.destroy(scope) == keys.destroy(scope)
    assert (len(list(ledger.entries())), Forgotten.objects.count()) == (1, 1)


def test_forgotten_scope_gets_no_new_key(scope: Scope) -> None:
    keys.destroy(scope)
    with pytest.raises(NotNow):
        keys.make(scope)


def test_restored_key_is_destroyed_again(scope: Scope) -> None:
    row = ScopeKey.objects.get()
    entry = ledger.Entry(scope, NOON, date(2026, 12, 21))
    ledger.append(entry)
    assert (keys.replay_ledger(), ScopeKey.objects.count(), Forgotten.objects.count()) == ([scope], 0, 1)
    row.save(force_insert=True)
    assert (keys.replay_ledger(), ScopeKey.objects.count(), Forgotten.objects.count()) == ([scope], 0, 1)
    assert keys.replay_ledger() == []


def test_ledger_cut_off_by_a_crash_is_mended(scope: Scope) -> None:
    ledger.path().write_text(f"case {uuid.uuid4()} 2026-")
    entry = keys.destroy(scope)
    assert list(ledger.entries()) == [entry]


def test_no_ledger_means_nothing_forgotten() -> None:
    assert (list(ledger.entries()), keys.replay_ledger()) == ([], [])


def test_rotation_wraps_every_key_anew_and_keeps_them_the_same(
    scope: Scope, own_master: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Scope(ScopeKind.UNIT, uuid.uuid4())
    keys.make(other)
    before = [keys.find(scope), keys.find(other)]
    monkeypatch.setattr(rotation, "AT_ONCE", 1)
    assert "2" in rotation.rotate_master()
    assert [keys.find(scope), keys.find(other)] == before
    assert set(ScopeKey.objects.values_list("master_version", flat=True)) == {2}
    assert rotation.retire_old_masters() == [1]
    assert [keys.find(scope), keys.find(other)] == before
    assert len(own_master.read_text().splitlines()) == 1


def test_rotation_cut_off_is_taken_up_where_it_stopped(scope: Scope, own_master: Path) -> None:
    rotation._add_version()
    with pytest.raises(NotNow):
        rotation.retire_old_masters()
    assert "2" in rotation.rotate_master()
    assert ScopeKey.objects.get().master_version == 2
    assert len(own_master.read_text().splitlines()) == 2


def test_missing_version_of_the_master_key_is_said(scope: Scope, own_master: Path) -> None:
    ScopeKey.objects.update(master_version=7)
    with pytest.raises(IntegrityBroken, match="7"):
        keys.find(scope)


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_key_can_be_destroyed_outside_a_transaction() -> None:
    scope = Scope(ScopeKind.CASE, uuid.uuid4())
    keys.make(scope)
    keys.destroy(scope)
    assert not connections["keys"].in_atomic_block
    assert ScopeKey.objects.count() == 0


def test_destroyed_key_leaves_no_bytes_in_the_file(tmp_path: Path) -> None:
    story = """
import django, uuid, pathlib, sys; django.setup()
from django.core.management import call_command
call_command("migrate", database="keys", verbosity=0)
from vaern.vault import keys; from vaern.vault.models import ScopeKey; from vaern.vault.scopes import *
from vaern.vault.setup import make_keys_if_missing; make_keys_if_missing()
scope = Scope(ScopeKind.CASE, uuid.uuid4()); keys.make(scope)
row = ScopeKey.objects.get(); secret = bytes(row.escrowed)
files = lambda: b"".join(p.read_bytes() for p in pathlib.Path(sys.argv[1]).glob("keys.sqlite3*"))
before = secret in files()
keys.destroy(scope)
print(before, secret in files())
"""
    own = {
        "VAERN_VAR": str(tmp_path),
        "VAERN_MODE": "test",
        "VAERN_SECRET_KEY": "x",
        "DJANGO_SETTINGS_MODULE": "vaern.config.settings",
        "PYTHONPATH": "src",
    }
    done = subprocess.run(
        [sys.executable, "-c", story, str(tmp_path)], env=own, capture_output=True, text=True, check=True
    )
    assert done.stdout == "True False\n"
