import hashlib
import io
import os
import resource
import signal
import stat
import uuid
from pathlib import Path

import pytest
from django.conf import settings as django_settings

from vaern.errors import BadInput, IntegrityBroken, NotNow
from vaern.vault import blobs, keys, storage
from vaern.vault.models import Blob
from vaern.vault.scopes import Scope, ScopeKind
from vaern.vault.stream import CHUNK, HEADER_BYTES, TAG_BYTES

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
SEALED = CHUNK + TAG_BYTES


def sealed(scope: Scope, plain: bytes, piece: int = 65536) -> Blob:
    """A file as it arrives, a piece at a time."""
    sealer = blobs.Sealer(scope)
    for at in range(0, len(plain), piece):
        sealer.write(plain[at : at + piece])
    blob = sealer.finish()
    assert (sealer.size, sealer.sha256, blob.size) == (len(plain), hashlib.sha256(plain).hexdigest(), len(plain))
    return blob


def spoil(blob: Blob, content: bytes) -> None:
    storage.place_of(blob.id).write_bytes(content)


def raw(blob: Blob) -> bytes:
    return storage.place_of(blob.id).read_bytes()


def left_over() -> list[Path]:
    return [path for path in Path(django_settings.VAULT_FOLDER).rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])
@pytest.mark.parametrize("piece", [65536, 3 * CHUNK])
def test_file_comes_back_byte_for_byte(scope: Scope, size: int, piece: int) -> None:
    plain = os.urandom(size)
    assert blobs.read_whole(sealed(scope, plain, piece)) == plain


@pytest.mark.skipif(not hasattr(os, "posix_fadvise"), reason="this system has no such advice")
def test_long_file_goes_to_the_disk_on_the_way_and_is_let_go(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, advise = list[tuple[int, int]](), os.posix_fadvise
    monkeypatch.setattr(os, "posix_fadvise", lambda *given: (asked.append(given[1:3]), advise(*given)))
    monkeypatch.setattr(storage, "HELD_BEHIND", 2 * CHUNK)
    plain = os.urandom(4 * CHUNK)
    assert blobs.read_whole(sealed(scope, plain)) == plain
    whole = CHUNK + TAG_BYTES
    begun = [(HEADER_BYTES + number * whole, whole) for number in range(4)]
    assert [each for each in asked if each[0]] == begun
    assert [each for each in asked if not each[0]] == [(0, begun[number][0] - 2 * CHUNK) for number in (2, 3)]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (0, 0),
        (0, CHUNK - 1),
        (CHUNK - 1, CHUNK),
        (CHUNK, 2 * CHUNK - 1),
        (5, 3 * CHUNK + 6),
        (3 * CHUNK, 3 * CHUNK + 6),
    ],
)
def test_span_of_a_file_is_read_without_the_rest(scope: Scope, first: int, last: int) -> None:
    plain = os.urandom(3 * CHUNK + 7)
    blob = sealed(scope, plain)
    assert b"".join(blobs.read_span(blob, first, last)) == plain[first : last + 1]


def test_span_past_the_end_gives_what_there_is(scope: Scope) -> None:
    blob = sealed(scope, b"a threat")
    assert b"".join(blobs.read_span(blob, 2, 4 * CHUNK)) == b"threat"


def test_span_of_a_file_that_was_cut_or_mixed_is_refused(scope: Scope) -> None:
    blob = sealed(scope, os.urandom(2 * CHUNK))
    whole = raw(blob)
    pieces = [whole[HEADER_BYTES : HEADER_BYTES + SEALED], whole[HEADER_BYTES + SEALED :]]
    spoil(blob, whole[:HEADER_BYTES] + pieces[1] + pieces[0])
    for first, last in ((0, 1), (CHUNK, CHUNK + 1)):
        with pytest.raises(IntegrityBroken):
            list(blobs.read_span(blob, first, last))
    spoil(blob, whole[: HEADER_BYTES + SEALED])
    with pytest.raises(IntegrityBroken):
        list(blobs.read_span(blob, CHUNK, CHUNK + 1))


def test_nothing_readable_is_on_the_disk(scope: Scope) -> None:
    blob = sealed(scope, b"a threat" * 1000)
    assert b"threat" not in raw(blob)
    assert storage.place_of(blob.id).stat().st_mode & 0o077 == 0
    assert left_over() == [storage.place_of(blob.id)]


def test_every_cut_is_found(scope: Scope) -> None:
    blob = sealed(scope, os.urandom(2 * CHUNK + 5))
    whole = raw(blob)
    for length in (
        0,
        5,
        HEADER_BYTES,
        HEADER_BYTES + 3,
        HEADER_BYTES + SEALED,
        HEADER_BYTES + 2 * SEALED,
        len(whole) - 1,
    ):
        spoil(blob, whole[:length])
        with pytest.raises(IntegrityBroken):
            blobs.read_whole(blob)


def test_change_addition_and_new_order_are_found(scope: Scope) -> None:
    blob = sealed(scope, os.urandom(3 * CHUNK))
    whole = raw(blob)
    header, chunks = whole[:HEADER_BYTES], [whole[HEADER_BYTES + n * SEALED :][:SEALED] for n in range(3)]
    spoiled = [
        whole + b"x",
        whole + chunks[2],
        header + chunks[1] + chunks[0] + chunks[2],
        header + chunks[0] + chunks[2],
        header + chunks[0] + chunks[0] + chunks[2],
        header[:-1] + bytes([header[-1] ^ 1]) + b"".join(chunks),
        b"X" + whole[1:],
        whole[:1000] + bytes([whole[1000] ^ 1]) + whole[1001:],
    ]
    for content in spoiled:
        spoil(blob, content)
        with pytest.raises(IntegrityBroken):
            blobs.read_whole(blob)


def test_file_of_another_id_or_scope_does_not_open(scope: Scope) -> None:
    other_scope = Scope(ScopeKind.INJURY, scope.id)
    keys.make(other_scope)
    one, other, elsewhere = sealed(scope, b"one"), sealed(scope, b"two"), sealed(other_scope, b"one")
    spoil(other, raw(one))
    spoil(elsewhere, raw(one))
    for blob in (other, elsewhere):
        with pytest.raises(IntegrityBroken):
            blobs.read_whole(blob)


def test_wrong_size_in_the_row_is_found(scope: Scope) -> None:
    blob = sealed(scope, b"one")
    blob.size = 2
    with pytest.raises(IntegrityBroken):
        blobs.read_whole(blob)


def test_missing_file_is_said(scope: Scope) -> None:
    blob = sealed(scope, b"one")
    storage.delete(blob.id)
    with pytest.raises(IntegrityBroken):
        blobs.read_whole(blob)


def test_file_from_a_backup_stands_where_it_stood_for_its_owner_alone_and_over_no_other(scope: Scope) -> None:
    blob = sealed(scope, b"one")
    kept, place = raw(blob), storage.place_of(blob.id)
    with pytest.raises(FileExistsError):
        storage.put_back(blob.id, io.BytesIO(b"another"))
    assert raw(blob) == kept
    storage.delete(blob.id)
    place.parent.rmdir()
    storage.put_back(blob.id, io.BytesIO(kept))
    assert blobs.read_whole(blob) == b"one"
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_forgotten_file_does_not_open(scope: Scope) -> None:
    blob = sealed(scope, b"one")
    keys.destroy(scope)
    with pytest.raises(IntegrityBroken):
        blobs.read_whole(blob)


def test_aborted_file_leaves_nothing(scope: Scope) -> None:
    sealer = blobs.Sealer(scope)
    sealer.write(b"x" * (2 * CHUNK))
    sealer.abort()
    sealer.abort()
    assert (left_over(), Blob.objects.count()) == ([], 0)
    with pytest.raises(NotNow):
        sealer.write(b"more")


def test_abort_after_finish_changes_nothing(scope: Scope) -> None:
    sealer = blobs.Sealer(scope)
    blob = sealer.finish()
    sealer.abort()
    assert blobs.read_whole(blob) == b""


@pytest.fixture
def little_room() -> object:
    """The system lets no file grow past 1.5 MiB: the same refusal as a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    quiet = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (CHUNK * 3 // 2, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, quiet)


def test_full_disk_is_said_and_leaves_nothing(scope: Scope, little_room: object) -> None:
    sealer = blobs.Sealer(scope)
    with pytest.raises(BadInput):
        sealer.write(b"x" * (4 * CHUNK))
    assert (left_over(), Blob.objects.count()) == ([], 0)


def test_disk_full_at_the_last_chunk_is_said_and_leaves_nothing(scope: Scope, little_room: object) -> None:
    sealer = blobs.Sealer(scope)
    sealer.write(b"x" * (2 * CHUNK))
    with pytest.raises(BadInput):
        sealer.finish()
    assert (left_over(), Blob.objects.count()) == ([], 0)


def test_folder_that_cannot_be_made_is_told_and_logged(scope: Scope, settings: object, tmp_path: Path) -> None:
    settings.VAULT_FOLDER = tmp_path / "file"
    settings.VAULT_FOLDER.write_text("in the way")
    with pytest.raises(BadInput, match="Stedet til filer"):
        blobs.Sealer(scope)


def test_name_that_cannot_be_given_leaves_nothing_half_done(scope: Scope) -> None:
    sealer = blobs.Sealer(scope)
    (Path(django_settings.VAULT_FOLDER) / sealer.blob_id.hex[:2]).write_text("in the way")
    with pytest.raises(OSError, match="exists"):
        sealer.finish()
    assert Blob.objects.count() == 0
    assert list((Path(django_settings.VAULT_FOLDER) / storage.UNFINISHED).iterdir()) == []


def test_same_id_is_not_received_twice_at_once(scope: Scope) -> None:
    sealer = blobs.Sealer(scope)
    with pytest.raises(FileExistsError):
        blobs.Sealer(scope, sealer.blob_id)
    sealer.abort()


def test_removed_file_is_gone_when_the_transaction_is(scope: Scope, django_capture_on_commit_callbacks: object) -> None:
    blob = sealed(scope, b"one")
    with django_capture_on_commit_callbacks(execute=True):
        blobs.remove(blob)
        assert len(left_over()) == 1
    assert (left_over(), Blob.objects.count()) == ([], 0)


def test_sweep_removes_only_old_files_that_no_row_knows(scope: Scope) -> None:
    kept, lost, fresh = sealed(scope, b"1"), sealed(scope, b"2"), sealed(scope, b"3")
    Blob.objects.filter(id__in=[lost.id, fresh.id]).delete()
    half = storage.unfinished_place_of(uuid.uuid4())
    half.write_text("half")
    young = storage.unfinished_place_of(uuid.uuid4())
    young.write_text("young")
    for path in (storage.place_of(lost.id), storage.place_of(kept.id), half):
        os.utime(path, (0, 0))
    assert blobs.sweep() == 2
    assert sorted(left_over()) == sorted([storage.place_of(kept.id), storage.place_of(fresh.id), young])
