"""A backup is made while people work, is proved, and brings nothing back that was forgotten."""

import json
import os
import re
import subprocess
import sys
import tarfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, connections, transaction

from tests.factories.cases import draft, workplace
from tests.process.test_forget import closed, settled
from vaern.audit.actors import SYSTEM
from vaern.audit.enums import Stream
from vaern.audit.events import record
from vaern.cases import drafts
from vaern.config.reading import database
from vaern.errors import BadInput, IntegrityBroken, NotNow
from vaern.process import backup, dumps, forget
from vaern.vault import blobs, keys, storage
from vaern.vault.models import Blob
from vaern.vault.scopes import Scope, ScopeKind
from vaern.vault.setup import make_master_key

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


LOOK = """
from vaern.vault.models import *
print(ScopeKey.objects.count(), Forgotten.objects.count(), Blob.objects.count())
"""


def restored(source: Path, folder: Path, look: str = LOOK) -> subprocess.CompletedProcess[str]:
    """A restore and a look at it, in a new installation with the same master key."""
    own = {**backup._same_keys(str(folder)), "VAERN_DATABASE": "", "VAERN_KEYS_DATABASE": ""}
    own = {name: value for name, value in own.items() if value}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("VAERN_")} | own
    restoring = (
        "import django, sys; django.setup(); from pathlib import Path\n"
        "from vaern.process.backup import restore; restore(Path(sys.argv[1]))\n"
    )
    command = [sys.executable, "-c", restoring + look, str(source)]
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


# What happens while the backup is made ---------------------------------------------------------------------------
def when(monkeypatch: pytest.MonkeyPatch, moment: str, happens: Callable[[], object]) -> None:
    """Let something happen just before or after one of the two databases is copied."""
    dump, (order, alias) = dumps.dump, moment.split()

    def watched(which: str, to: Path) -> None:
        if (order, alias) == ("before", which):
            happens()
        dump(which, to)
        if (order, alias) == ("after", which):
            happens()

    monkeypatch.setattr(dumps, "dump", watched)


def a_file(scope: Scope, content: bytes = b"picture") -> Blob:
    sealer = blobs.Sealer(scope)
    sealer.write(content)
    return sealer.finish()


def remove(blob: Blob) -> None:
    with transaction.atomic():
        blobs.remove(blob)


def files_in(source: Path) -> set[str]:
    with tarfile.open(source / backup.VAULT) as archive:
        return {Path(name).stem for name in archive.getnames()}


def test_file_that_disappears_while_the_vault_is_packed_stops_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scope = something_to_keep()
    gone, listed = a_file(scope), storage.all_ids

    def all_ids() -> Iterator[uuid.UUID]:
        found = list(listed())
        Blob.objects.filter(id=gone.id).delete()
        storage.delete(gone.id)
        return iter(found)

    monkeypatch.setattr(storage, "all_ids", all_ids)
    backup.backup(tmp_path / "b")
    assert gone.id.hex not in files_in(tmp_path / "b")
    assert [char for char in backup.drill(tmp_path / "b") if char.isdigit()] == ["1", "1", "0", "1"]


@pytest.mark.parametrize(
    "put", [("../../evil.sealed", tarfile.REGTYPE), ("aa/" + 32 * "a" + ".sealed", tarfile.SYMTYPE)]
)
def test_archive_of_the_vault_that_holds_something_else_is_refused(tmp_path: Path, put: tuple[str, bytes]) -> None:
    odd = tarfile.TarInfo(put[0])
    odd.type, odd.linkname = put[1], "/etc/passwd"
    with tarfile.open(tmp_path / "vault.tar", "w") as archive:
        archive.addfile(odd)
    with pytest.raises(IntegrityBroken, match=re.escape(put[0])):
        backup._unpack_vault(tmp_path / "vault.tar")
    assert not storage.place_of(uuid.UUID(32 * "a")).exists()


@pytest.mark.parametrize("moment", ["before default", "after default", "after keys"])
def test_every_row_has_its_file_when_files_come_and_go_while_the_backup_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """As when an item is moved to another case: its file is sealed anew there, and the old one is taken away."""
    scope, other = something_to_keep(), something_to_keep()
    Blob.objects.all().delete()
    old, made = a_file(scope).id, list[uuid.UUID]()

    def move() -> None:
        made.append(a_file(other).id)
        remove(Blob.objects.get(id=old))

    when(monkeypatch, moment, move)
    backup.backup(tmp_path / "b")
    assert (old.hex in files_in(tmp_path / "b"), len(made)) == (True, 1)
    assert (made[0].hex in files_in(tmp_path / "b")) is (moment != "after keys")
    assert "1 files" in backup.drill(tmp_path / "b") or "1 filer" in backup.drill(tmp_path / "b")


CLEAR = """
from vaern.audit.verify import verify_all
from vaern.cases.models import Answer, Case, Incident, Participation, Party
from vaern.vault.models import ScopeKey
print(
    [case.state for case in Case.objects.all()],
    [model.objects.count() for model in (Answer, Incident, Participation, Party)],
    ScopeKey.objects.filter(kind="case").count(), verify_all().holds,
)
"""


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the restore in the test goes to new files")
@pytest.mark.parametrize("moment", ["before default", "after default", "after keys"])
def test_case_that_is_forgotten_while_the_backup_is_made_stays_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    _cast, case = closed()
    when(monkeypatch, moment, lambda: forget.forget_case(case, by=SYSTEM, situation=settled()))
    backup.backup(tmp_path / "b")
    (tmp_path / "new").mkdir()
    back = restored(tmp_path / "b", tmp_path / "new", CLEAR)
    assert (back.stdout, back.stderr) == ("['forgotten'] [0, 0, 0, 0] 0 True\n", "")


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the restore in the test goes to new files")
def test_draft_that_is_thrown_away_while_the_backup_is_made_does_not_come_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    maja = workplace().maja
    report = draft(maja)
    when(monkeypatch, "after default", lambda: drafts.discard_draft(report=report, by=maja.acting()))
    backup.backup(tmp_path / "b")
    (tmp_path / "new").mkdir()
    back = restored(tmp_path / "b", tmp_path / "new", CLEAR)
    assert (back.stdout, back.stderr) == ("['forgotten'] [0, 0, 0, 0] 0 True\n", "")


# The drill's own databases on a server ---------------------------------------------------------------------------
@pytest.mark.parametrize("password", ["", "p@ss:w/r#d?%41", "blåbær grød"])
@pytest.mark.parametrize("host", ["127.0.0.1", "db.lindsoe.invalid", "::1"])
def test_address_of_another_database_holds_any_password(
    password: str, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = {"USER": "værn@app", "PASSWORD": password, "HOST": host, "PORT": "5432", "NAME": "vaern"}
    monkeypatch.setenv("VAERN_DATABASE", backup._address(own, "vaern prøve"))
    read = database("VAERN_DATABASE", Path("unused"))
    assert {name: read[name] for name in own} == {**own, "NAME": "vaern prøve"}


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only a server has passwords")
def test_drill_proves_a_backup_on_a_server_whose_password_holds_any_sign(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    something_to_keep()
    for alias in ("default", "keys"):
        monkeypatch.setitem(connections[alias].settings_dict, "PASSWORD", "p@ss:w/r#d?%41")
    backup.backup(tmp_path / "b")
    assert [char for char in backup.drill(tmp_path / "b") if char.isdigit()] == ["1", "1", "0", "1"]


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="the restore in the test goes to new files")
def test_restore_without_the_master_key_writes_nothing_and_with_a_wrong_one_says_so(
    tmp_path: Path, settings: object
) -> None:
    something_to_keep()
    backup.backup(tmp_path / "b")
    right, missing, wrong = settings.MASTER_KEY_FILE, tmp_path / "missing.key", tmp_path / "wrong.key"
    make_master_key(wrong)
    new, other = tmp_path / "new", tmp_path / "other"
    new.mkdir()
    other.mkdir()
    settings.MASTER_KEY_FILE = missing
    refused = restored(tmp_path / "b", new)
    assert (refused.returncode, str(missing) in refused.stderr) == (1, True)
    settings.MASTER_KEY_FILE = right
    assert restored(tmp_path / "b", new).stdout == "1 0 1\n"
    settings.MASTER_KEY_FILE = wrong
    refused = restored(tmp_path / "b", other)
    assert (refused.returncode, str(wrong) in refused.stderr) == (1, True)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="a drill in files takes its databases with it")
def test_drill_takes_the_place_of_one_that_was_killed_and_waits_for_one_that_runs(tmp_path: Path) -> None:
    something_to_keep()
    backup.backup(tmp_path / "b")
    name = f"{connection.settings_dict['NAME']}_drill"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    held = connection.copy()
    held.settings_dict = {**connection.settings_dict, "NAME": name}
    held.connect()
    with pytest.raises(NotNow):
        backup.drill(tmp_path / "b")
    held.close()
    assert [char for char in backup.drill(tmp_path / "b") if char.isdigit()] == ["1", "1", "0", "1"]
