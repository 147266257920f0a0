"""A file that comes in pieces: the same sealed file, whatever happens on the way, and no nonce for two texts."""

import hashlib
import os
import resource
import signal
import uuid
from collections import OrderedDict

import pytest
from django.utils.translation import gettext

from vaern.errors import BadInput, NotNow
from vaern.vault import blobs, keys, on_the_way, storage
from vaern.vault.blobs import read_whole
from vaern.vault.pieces import Pieces, _alone
from vaern.vault.scopes import Scope, ScopeKind
from vaern.vault.stream import CHUNK

pytestmark = pytest.mark.django_db


@pytest.fixture
def case_scope():
    scope = Scope(ScopeKind.CASE, uuid.uuid4())
    keys.make(scope)
    return scope


def begun(scope, length):
    pieces = Pieces(scope, length)
    pieces.begin()
    return pieces


def again(pieces):
    """The same file in another process: only what the caller kept."""
    return Pieces(pieces.scope, pieces.length, pieces.blob_id, pieces.header)


@pytest.mark.parametrize("length", [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7])
def test_pieces_become_the_file(case_scope, length):
    data = os.urandom(length)
    pieces = begun(case_scope, length)
    for at in range(0, length, CHUNK):
        assert again(pieces).put(at, data[at : at + CHUNK]) == len(data[at : at + CHUNK])
    last = again(pieces)
    last.close()
    assert (last.sha256, read_whole(last.finish())) == (hashlib.sha256(data).hexdigest(), data)


def read_back(monkeypatch):
    """The files whose digest was not known at the end."""
    found, digest = [], blobs.digest
    monkeypatch.setattr(blobs, "digest", lambda blob, file: (found.append(blob.id), digest(blob, file))[1])
    return found


def test_file_is_read_back_only_where_its_digest_was_not_taken_on_the_way(case_scope, monkeypatch):
    back, data = read_back(monkeypatch), os.urandom(2 * CHUNK + 5)
    whole, other_process, twice = (begun(case_scope, len(data)) for _ in range(3))
    for pieces in (whole, other_process, twice):
        pieces.put(0, data[:CHUNK])
    on_the_way.keep(other_process.blob_id, 0, None)
    twice.put(0, data[:CHUNK])
    twice.put(0, data[: 2 * CHUNK])
    for pieces in (whole, other_process):
        pieces.put(CHUNK, data[CHUNK : 2 * CHUNK])
    on_the_way.keep(twice.blob_id, CHUNK, on_the_way.so_far(twice.blob_id, 0))
    for pieces in (whole, other_process, twice):
        pieces.put(2 * CHUNK, data[2 * CHUNK :])
        pieces.close()
    assert {pieces.sha256 for pieces in (whole, other_process, twice)} == {hashlib.sha256(data).hexdigest()}
    assert back == [other_process.blob_id, twice.blob_id]


@pytest.mark.parametrize("turns", ["AAAA", "ABAB", "ABBA", "AABB", "BBBA"])
def test_digest_is_right_however_several_processes_take_turns(case_scope, monkeypatch, turns):
    back, data = read_back(monkeypatch), os.urandom(3 * CHUNK + 5)
    memory = {process: OrderedDict() for process in turns}
    pieces = begun(case_scope, len(data))
    for number, process in enumerate(turns):
        monkeypatch.setattr(on_the_way, "_known", memory[process])
        again(pieces).put(number * CHUNK, data[number * CHUNK : (number + 1) * CHUNK])
    ends_it = again(pieces)
    ends_it.close()
    assert ends_it.sha256 == hashlib.sha256(data).hexdigest()
    assert bool(back) is (len(memory) > 1)


def test_digests_on_the_way_are_few_and_go_with_their_file(case_scope, monkeypatch):
    monkeypatch.setattr(on_the_way, "MOST", 2)
    files = [begun(case_scope, 2 * CHUNK) for _ in range(3)]
    for pieces in files:
        pieces.put(0, bytes(CHUNK))
    files[2].abort()
    assert [on_the_way.so_far(pieces.blob_id, CHUNK) is not None for pieces in files] == [False, True, False]


def test_pieces_are_kept_where_the_system_cannot_be_hurried(case_scope, monkeypatch):
    monkeypatch.delattr(os, "posix_fadvise")
    pieces = begun(case_scope, 5)
    pieces.put(0, b"12345")
    pieces.close()
    assert read_whole(pieces.finish()) == b"12345"


def test_part_of_a_chunk_is_not_kept_before_the_end(case_scope):
    pieces = begun(case_scope, 3 * CHUNK)
    assert pieces.put(0, bytes(CHUNK + 5)) == CHUNK


def test_piece_that_comes_again_must_be_the_same(case_scope):
    pieces, data = begun(case_scope, 2 * CHUNK), os.urandom(CHUNK)
    pieces.put(0, data)
    sealed = storage.unfinished_place_of(pieces.blob_id).read_bytes()
    assert pieces.put(0, data) == CHUNK
    with pytest.raises(NotNow):
        pieces.put(0, os.urandom(CHUNK))
    assert storage.unfinished_place_of(pieces.blob_id).read_bytes() == sealed


def test_piece_torn_by_a_crash_is_written_whole(case_scope):
    pieces, data = begun(case_scope, CHUNK + 3), os.urandom(CHUNK + 3)
    pieces.put(0, data[:CHUNK])
    with storage.unfinished_place_of(pieces.blob_id).open("r+b") as file:
        file.truncate(CHUNK // 2)
    with pytest.raises(NotNow):
        pieces.put(0, bytes(CHUNK))
    pieces.put(0, data[:CHUNK])
    pieces.put(CHUNK, data[CHUNK:])
    pieces.close()
    assert pieces.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(("at", "size"), [(1, 10), (CHUNK, CHUNK + 1), (5 * CHUNK, 1)])
def test_piece_outside_the_file_is_refused(case_scope, at, size):
    with pytest.raises(BadInput):
        begun(case_scope, 2 * CHUNK).put(at, bytes(size))


def test_nothing_lies_in_clear_on_the_way(case_scope):
    words = b"Jeg ved hvor dine born gar i skole. " * 40_000
    pieces = begun(case_scope, len(words))
    pieces.put(0, words[:CHUNK])
    assert b"skole" not in storage.unfinished_place_of(pieces.blob_id).read_bytes()


def test_two_writers_do_not_meet(case_scope):
    pieces = begun(case_scope, CHUNK)
    with _alone(pieces.blob_id), pytest.raises(NotNow):
        pieces.put(0, bytes(CHUNK))


def test_file_that_was_swept_away_is_said(case_scope):
    pieces = begun(case_scope, 5)
    pieces.abort()
    with pytest.raises(BadInput):
        pieces.put(0, b"12345")


def test_closing_twice_is_the_same(case_scope):
    pieces = begun(case_scope, 5)
    pieces.put(0, b"12345")
    pieces.close()
    again(pieces).close()
    assert read_whole(pieces.finish()) == b"12345"


def test_piece_that_a_power_cut_has_taken_is_missed_at_the_end(case_scope):
    pieces = begun(case_scope, CHUNK + 5)
    pieces.put(0, bytes(CHUNK))
    pieces.put(CHUNK, b"12345")
    with storage.unfinished_place_of(pieces.blob_id).open("r+b") as file:
        file.truncate(CHUNK)
    with pytest.raises(BadInput):
        again(pieces).close()


@pytest.mark.parametrize("at", [1, CHUNK // 2, 2 * CHUNK])
def test_piece_in_a_place_of_its_own_choosing_is_refused(case_scope, at):
    pieces = begun(case_scope, 2 * CHUNK)
    with pytest.raises(BadInput) as refused:
        pieces.put(at, bytes(CHUNK))
    assert refused.value.what == gettext("The piece does not fit in the file.")


def test_vault_folder_that_cannot_be_made_is_said(case_scope, tmp_path, settings):
    (tmp_path / "file").write_bytes(b"in the way")
    settings.VAULT_FOLDER = tmp_path / "file"
    with pytest.raises(BadInput) as refused:
        begun(case_scope, CHUNK)
    assert refused.value.why == gettext("Nothing of it was kept, and what was saved before is untouched.")


def test_disk_that_fills_up_under_a_piece_is_said_and_the_piece_can_come_again(case_scope):
    pieces, data = begun(case_scope, 2 * CHUNK), os.urandom(CHUNK)
    before, ignored = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (CHUNK // 2, before[1]))
    try:
        with pytest.raises(BadInput):
            pieces.put(0, data)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert pieces.put(0, data) == CHUNK
