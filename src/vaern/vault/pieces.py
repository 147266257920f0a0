"""A file that arrives in pieces, perhaps over hours: each is sealed in its place as it comes; nothing lies in clear.

The sealed file is the same as the one that a `Sealer` writes, since its length is known from the first. A chunk that
comes again in its place must be the same: its nonce never seals two different texts, not even after a crash.
"""

import fcntl
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from django.utils.translation import gettext as _

from vaern import clock
from vaern.errors import BadInput, NotNow
from vaern.vault import blobs, keys, on_the_way, storage
from vaern.vault.behind import Behind
from vaern.vault.models import Blob
from vaern.vault.scopes import Scope
from vaern.vault.stream import CHUNK, HEADER_BYTES, TAG_BYTES, Stream, new_header, stream


@dataclass(slots=True)
class Pieces:
    """One file on its way: its scope, id, header and length in bytes. `header` is kept by the caller between pieces."""

    scope: Scope
    length: int
    blob_id: uuid.UUID = field(default_factory=uuid.uuid4)
    header: bytes = field(default_factory=new_header)
    sha256: str = ""

    def begin(self) -> None:
        """Make the place for it. BadInput when the disk is full."""
        try:
            file = storage.begin(self.blob_id)
            with file:
                file.write(self.header)
        except OSError as error:
            raise storage.no_room(error) from error

    def put(self, at: int, data: bytes | memoryview) -> int:
        """Seal the bytes from place `at` on; how many are kept: whole chunks of 1 MiB, or all up to the file's end.

        NotNow while another piece of the same file is being written, or when something else lies in that place.
        """
        kept = len(data) if at + len(data) == self.length else len(data) - len(data) % CHUNK
        if at % CHUNK or at + len(data) > self.length:
            raise BadInput(_("The piece does not fit in the file."))
        cipher = stream(keys.find(self.scope), self.header, self.scope, self.blob_id)
        piece, hashing = memoryview(data)[:kept], Behind()
        try:
            with _alone(self.blob_id) as file:
                found = on_the_way.so_far(self.blob_id, at)
                if found is not None:
                    hashing.do(found.update, piece)
                for start in range(0, kept, CHUNK):
                    sealed = self._sealed(cipher, at + start, piece[start : start + CHUNK])
                    _put(file, _place_of(at + start), sealed)
                hashing.wait()
                on_the_way.keep(self.blob_id, at + kept, found)
        except OSError as error:
            raise storage.no_room(error) from error
        finally:
            hashing.stop()
        return kept

    def close(self) -> None:
        """All has come: find its SHA-256 (in hex), wait for the disk, and give the file its name.

        It is read back where its SHA-256 was not taken on the way, since its pieces went to several processes; why
        that is right stands in `on_the_way`.

        BadInput when a power cut has taken a piece that the disk did not hold yet: the file is then sent once more.
        """
        if not storage.is_unfinished(self.blob_id):
            with storage.open_file(self.blob_id) as file:
                self.sha256 = blobs.digest(self._blob(), file)
            return
        syncing = Behind()
        with storage.reopen(self.blob_id) as file:
            self._check_whole(file)
            try:
                syncing.do(os.fdatasync, file.fileno())
                self.sha256 = on_the_way.take(self.blob_id, self.length) or blobs.digest(self._blob(), file)
            finally:
                syncing.stop()
            syncing.wait()
            storage.finish(self.blob_id, file)

    def finish(self) -> Blob:
        """The file's row, once it has been closed."""
        blob = self._blob()
        blob.save(force_insert=True)
        return blob

    def abort(self) -> None:
        """Leave nothing of it."""
        on_the_way.keep(self.blob_id, 0, None)
        storage.give_up(self.blob_id)

    def _sealed(self, cipher: Stream, at: int, plain: memoryview) -> bytes:
        nonce = cipher.nonce(at // CHUNK, last=at + len(plain) == self.length)
        return cipher.cipher.encrypt(nonce, plain, cipher.bound)

    def _check_whole(self, file: BinaryIO) -> None:
        chunks = -(-self.length // CHUNK)
        if file.seek(0, os.SEEK_END) != HEADER_BYTES + self.length + chunks * TAG_BYTES:
            raise storage.swept_away()

    def _blob(self) -> Blob:
        return Blob(
            id=self.blob_id,
            kind=self.scope.kind.value,
            scope_id=self.scope.id,
            size=self.length,
            sealed_at=clock.now(),
        )


@contextmanager
def _alone(blob_id: uuid.UUID) -> Iterator[BinaryIO]:
    """The unfinished file, for one writer at a time."""
    with storage.reopen(blob_id) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotNow(_("A piece of this file is being written."), "", _("Try again in a moment.")) from None
        yield file


def _place_of(at: int) -> int:
    """Where in the sealed file the chunk lies that begins at this place of the plain one."""
    return HEADER_BYTES + at // CHUNK * (CHUNK + TAG_BYTES)


def _put(file: BinaryIO, place: int, sealed: bytes) -> None:
    file.seek(place)
    before = file.read(len(sealed))
    if sealed[: len(before)] != before:
        raise _not_the_same()
    file.seek(place)
    storage.write_on(file, sealed)


def _not_the_same() -> NotNow:
    return NotNow(
        _("This is not the file that was begun."),
        _("A piece of it is different from the one that came before."),
        _("Add the file once more, from its beginning."),
    )
