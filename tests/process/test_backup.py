import json
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction  # noqa: F401 - connection is read by skipif

from vaern.audit.actors import SYSTEM
from vaern.audit.enums import Stream
from vaern.audit.events import record
from vaern.errors import BadInput, IntegrityBroken, NotNow
from vaern.process import backup
from vaern.vault import blobs, keys
from vaern.vault.scopes import Scope, ScopeKind

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_folders(tmp_path_factory: pytest.TempPathFactory, settings: object) -> None:
    """A vault and a ledger of the test's own."""
    folder = tmp_path_factory.mktemp("own")
    settings.VAULT_FOLDER, settings.FORGOTTEN_LEDGER_FILE = folder / "vault", folder / "forgotten.ledger"


def something_to_keep() -> Scope:
    """A scope with a key, a file and an event."""
    scope = Scope(ScopeKind.CASE, uuid.uuid4())
    keys.make(scope)
    sealer = blobs.Sealer(scope)
    sealer.write(b"picture" * 1000)
    sealer.finish()
    with transaction.atomic():
        record("case.opened", stream=Stream.CASE, stream_id=scope.id, by=SYSTEM)
    return scope


def restored(source: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """A restore and a look at it, in a new installation with the same master key."""
    own = {**backup._same_keys(str(folder)), "VAERN_DATABASE": "", "VAERN_KEYS_DATABASE": ""}
    own = {name: value for name, value in own.items() if value}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("VAERN_")} | own
    look = (
        "import django, sys; django.setup(); from pathlib import Path\n"
        "from vaern.process.backup import restore; restore(Path(sys.argv[1]))\n"
        "from vaern.vault.models import *\n"
        "print(ScopeKey.objects.count(), Forgotten.objects.count(), Blob.objects.count())"
    )
    command = [sys.executable, "-c", look, str(source)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_backup_is_proved_by_the_drill(tmp_path: Path) -> None:
    something_to_keep()
    gone = something_to_keep()
    keys.destroy(gone)
    said = backup.backup(tmp_path / "b")
    assert f"{tmp_path}/b" in said
    assert [char for char in backup.drill(tmp_path / "b") if char.isdigit()] == ["2", "1", "0", "1"]


def test_keys_stand_apart_from_the_rest(tmp_path: Path) -> None:
    something_to_keep()
    backup.backup(tmp_path / "b")
    assert sorted(p.name for p in (tmp_path / "b").iterdir()) == ["database", "keys", "manifest.json", "vault"]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the restore in the test goes to new files")
def test_what_was_forgotten_after_the_backup_stays_forgotten(tmp_path: Path) -> None:
    something_to_keep()
    gone = something_to_keep()
    backup.backup(tmp_path / "b")
    keys.destroy(gone)
    new = tmp_path / "new"
    new.mkdir()
    (new / "forgotten.ledger").write_text(Path(settings.FORGOTTEN_LEDGER_FILE).read_text().splitlines()[-1] + "\n")
    assert restored(tmp_path / "b", new).stdout == "1 1 2\n"
    assert restored(tmp_path / "b", new).returncode == 1


@pytest.mark.parametrize("part", backup.PARTS)
def test_changed_part_is_found(tmp_path: Path, part: str) -> None:
    something_to_keep()
    backup.backup(tmp_path / "b")
    with (tmp_path / "b" / part).open("ab") as file:
        file.write(b"x")
    with pytest.raises(IntegrityBroken, match=part):
        backup.drill(tmp_path / "b")


def test_incomplete_backup_is_refused(tmp_path: Path) -> None:
    backup.backup(tmp_path / "b")
    (tmp_path / "b" / backup.KEYS).unlink()
    with pytest.raises(BadInput):
        backup.restore(tmp_path / "b")


def test_backup_never_writes_into_a_used_folder(tmp_path: Path) -> None:
    (tmp_path / "old").write_text("x")
    with pytest.raises(NotNow):
        backup.backup(tmp_path)


def test_restore_never_writes_over_what_is_there(tmp_path: Path, settings: object) -> None:
    something_to_keep()
    backup.backup(tmp_path / "b")
    with pytest.raises(NotNow):
        backup.restore(tmp_path / "b")
    settings.VAULT_FOLDER = tmp_path / "empty"
    with pytest.raises(NotNow):
        backup.restore(tmp_path / "b")


def test_drill_says_which_key_does_not_open(tmp_path: Path, settings: object) -> None:
    scope = something_to_keep()
    backup.backup(tmp_path / "b")
    other = tmp_path / "other.key"
    from vaern.vault.setup import make_master_key

    make_master_key(other)
    settings.MASTER_KEY_FILE = other
    with pytest.raises(IntegrityBroken, match=str(scope)):
        backup.drill(tmp_path / "b")


def test_drill_finds_a_broken_chain(tmp_path: Path) -> None:
    from tests.audit.histories import tamper

    scope = something_to_keep()
    tamper("UPDATE audit_event SET role = 'other'")
    backup.backup(tmp_path / "b")
    with pytest.raises(IntegrityBroken, match=str(scope.id)):
        backup.drill(tmp_path / "b")


def test_manifest_names_every_part(tmp_path: Path) -> None:
    backup.backup(tmp_path / "b")
    manifest = json.loads((tmp_path / "b" / "manifest.json").read_text())
    assert sorted(manifest["sha256"]) == sorted(backup.PARTS)
