"""Receives a file of any size and seals it as it streams in; reads it back chunk by chunk.

Memory is constant: two plain chunks that are filled in turn, and a sealed one. In the same pass SHA-256 is taken of
the plain bytes, in a thread beside the sealing; the sealed ones are written, and the disk begins to keep them at once.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from django.db import transaction
from django.utils.translation import gettext as _

from vaern import clock
from vaern.errors import IntegrityBroken, NotNow
from vaern.vault import keys, storage
from vaern.vault.behind import Behind, Given
from vaern.vault.models import Blob
from vaern.vault.scopes import Scope
from vaern.vault.stream import CHUNK, HEADER_BYTES, MAGIC, TAG_BYTES, Stream, new_header, stream

IN_TURN = 2  # chunks: one is filled while the other is hashed


class Sealer:
    """Seals one file while it arrives. `finish` gives its row, or `abort` leaves nothing of it."""

    def __init__(self, scope: Scope, blob_id: uuid.UUID | None = None) -> None:
        self.scope, self.blob_id, self.size, self.sha256 = scope, blob_id or uuid.uuid4(), 0, ""
        self._stream = stream(keys.find(scope), new_header(), scope, self.blob_id)
        self._hash, self._hashing = hashlib.sha256(), Behind()
        self._plain, self._filled = [bytearray(CHUNK) for _ in range(IN_TURN)], 0
        self._sealed, self._number, self._open = bytearray(CHUNK + TAG_BYTES), 0, True
        self._file = self._begin()

    def write(self, data: bytes | memoryview) -> None:
        """Take the next bytes, as many as come. BadInput when the disk is full; nothing is then left of the file."""
        if not self._open:
            raise NotNow(_("The file is already closed."))
        view = memoryview(data)
        while view:
            if self._filled == CHUNK:
                self._seal(last=False)
            taken = min(CHUNK - self._filled, len(view))
            self._plain[self._number % IN_TURN][self._filled : self._filled + taken] = view[:taken]
            self._filled += taken
            view = view[taken:]

    def finish(self) -> Blob:
        """Seal the last chunk, wait for the disk, and give the file its row. Sets `size` (bytes) and `sha256` (hex)."""
        self._seal(last=True)
        self._on_disk(self._all_kept)
        self.sha256 = self._hash.hexdigest()
        return Blob.objects.create(
            id=self.blob_id,
            kind=self.scope.kind.value,
            scope_id=self.scope.id,
            size=self.size,
            sealed_at=clock.now(),
        )

    def abort(self) -> None:
        """Leave nothing of the file. Aborting twice, or after `finish`, does nothing."""
        if self._open:
            self._stop()
            storage.abandon(self.blob_id, self._file)

    def _begin(self) -> BinaryIO:
        try:
            self._file = storage.begin(self.blob_id)
        except OSError as error:
            self._stop()
            raise storage.no_room(error) from error
        self._on_disk(storage.write_all, self._file, self._stream.header)
        return self._file

    def _seal(self, *, last: bool) -> None:
        turn = self._number % IN_TURN
        plain = memoryview(self._plain[turn])[: self._filled]
        self._hashing.do(self._hash.update, plain)
        out = memoryview(self._sealed)[: self._filled + TAG_BYTES]
        nonce = self._stream.nonce(self._number, last=last)
        self._stream.cipher.encrypt_into(nonce, plain, self._stream.bound, out)
        self._on_disk(storage.write_on, self._file, out)
        self.size, self._number, self._filled = self.size + self._filled, self._number + 1, 0

    def _all_kept(self) -> None:
        self._hashing.wait()
        storage.finish(self.blob_id, self._file)
        self._stop()

    def _on_disk(self, step: Callable[Given, object], *given: Given.args, **named: Given.kwargs) -> None:
        try:
            step(*given, **named)
        except OSError as error:
            self.abort()
            raise storage.no_room(error) from error

    def _stop(self) -> None:
        self._open = False
        self._hashing.stop()


def read(blob: Blob) -> Iterator[bytes]:
    """The plain bytes, a chunk at a time. IntegrityBroken as soon as a chunk is not what was sealed in its place.

    A cut-off file is found out at its end: whoever must not act on half a file reads it to the end first.
    """
    with storage.open_file(blob.id) as file:
        yield from _chunks(blob, file, _opened(blob, file))


def digest(blob: Blob, file: BinaryIO) -> str:
    """SHA-256 (hex) of the plain bytes in a sealed file, taken beside the opening. IntegrityBroken as in `read`."""
    found, hashing = hashlib.sha256(), Behind()
    file.seek(0)
    try:
        for chunk in _chunks(blob, file, _opened(blob, file)):
            hashing.do(found.update, chunk)
        hashing.wait()
    finally:
        hashing.stop()
    return found.hexdigest()


def read_span(blob: Blob, first: int, last: int) -> Iterator[bytes]:
    """The plain bytes from `first` to `last`, both counted from 0 and included, a chunk at a time; for a player.

    Only the chunks that hold them are opened. IntegrityBroken as in `read`.
    """
    with storage.open_file(blob.id) as file:
        opened = _opened(blob, file)
        ends = max(-(-blob.size // CHUNK), 1) - 1
        for number in range(first // CHUNK, min(last // CHUNK, ends) + 1):
            file.seek(HEADER_BYTES + number * (CHUNK + TAG_BYTES))
            plain = _chunk(blob, opened, file.read(CHUNK + TAG_BYTES), opened.nonce(number, last=number == ends))
            begins = number * CHUNK
            yield plain[max(first - begins, 0) : last + 1 - begins]


def read_whole(blob: Blob) -> bytes:
    """All the plain bytes at once, for a file that is known to be small."""
    return b"".join(read(blob))


def remove(blob: Blob) -> None:
    """Delete the row, and the sealed file once the transaction has been committed."""
    blob_id = blob.id
    blob.delete()
    transaction.on_commit(lambda: storage.delete(blob_id))


def sweep() -> int:
    """Remove sealed files that no row knows, a day or more old: what a transaction that failed left behind."""
    known = set(Blob.objects.values_list("id", flat=True))
    lost = [blob_id for blob_id in storage.all_ids() if blob_id not in known and _is_old(blob_id)]
    for blob_id in lost:
        storage.delete(blob_id)
    return len(lost) + storage.sweep_unfinished()


def _is_old(blob_id: uuid.UUID) -> bool:
    return storage.age_of(storage.place_of(blob_id)) > storage.LEFT_BEHIND_AFTER


def _opened(blob: Blob, file: BinaryIO) -> Stream:
    header = file.read(HEADER_BYTES)
    if len(header) != HEADER_BYTES or not header.startswith(MAGIC):
        raise _broken(blob)
    return stream(keys.find(blob.vault_scope), header, blob.vault_scope, blob.id)


def _chunk(blob: Blob, opened: Stream, sealed: bytes, nonce: bytes) -> bytes:
    try:
        return opened.cipher.decrypt(nonce, sealed, opened.bound)
    except InvalidTag:
        raise _broken(blob) from None


def _chunks(blob: Blob, file: BinaryIO, opened: Stream) -> Iterator[bytes]:
    number, sealed, size = 0, file.read(CHUNK + TAG_BYTES), 0
    while sealed:
        following = file.read(CHUNK + TAG_BYTES)
        plain = _chunk(blob, opened, sealed, opened.nonce(number, last=not following))
        size += len(plain)
        yield plain
        number, sealed = number + 1, following
    if size != blob.size or number == 0:
        raise _broken(blob)


def _broken(blob: Blob) -> IntegrityBroken:
    return IntegrityBroken(
        _("A sealed file is not what was received."),
        _("The file %(id)s has been changed, cut off, or is another file.") % {"id": blob.id},
        _("Nothing was changed. Restore the file from a backup; the log says who has had it."),
    )
