"""Uploads are sealed as they stream in; where no view has said how, a file is refused and never spooled in clear."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from vaern.errors import BadInput
from vaern.evidence.uploading import too_large
from vaern.vault.blobs import Sealer
from vaern.vault.scopes import Scope

CHUNK = 1024 * 1024


class RefusingUploadHandler(FileUploadHandler):
    """The handler of every view that does not expect a file."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's signature
        """Stop reading: nothing here may take a file."""
        raise StopUpload(connection_reset=True)

    def file_complete(self, file_size: int) -> None:
        """No file comes of it."""


class Arriving:
    """One file on its way into the vault. What goes wrong is kept in `refused`: the rest of the form is still read."""

    def __init__(self, scope: Scope, name: str) -> None:
        self.name, self.size = name, 0
        self.sealer: Sealer | None = None
        self.refused: BadInput | None = None
        try:
            self.sealer = Sealer(scope)
        except BadInput as full:
            self.refused = full

    def write(self, data: bytes) -> None:
        """Take the next bytes; once refused, they are let go of."""
        self.size += len(data)
        if self.sealer is None or self.refused is not None:
            return
        if self.size > settings.MOST_UPLOAD_BYTES:
            self.refused = too_large()
            self.sealer.abort()
            return
        try:
            self.sealer.write(data)
        except BadInput as full:
            self.refused = full

    def abort(self) -> None:
        """Leave nothing of it, unless it has become an item."""
        if self.sealer is not None:
            self.sealer.abort()


class SealedUpload(UploadedFile):  # type: ignore[type-arg]  # not generic when it runs
    """What a form gets instead of a file: the bytes are sealed already."""

    def __init__(self, arriving: Arriving) -> None:
        super().__init__(file=None, name=arriving.name, size=arriving.size)
        self.arriving = arriving


class SealingUploadHandler(FileUploadHandler):
    """Seals each file of a form with one scope's key, piece by piece."""

    chunk_size = CHUNK

    def __init__(self, request: HttpRequest, scope: Scope) -> None:
        super().__init__(request)
        self.scope = scope
        self.arrived: list[Arriving] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        super().new_file(*args, **kwargs)
        self.arrived.append(Arriving(self.scope, self.file_name or ""))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's signature
        """Seal it; no other handler sees it."""
        self.arrived[-1].write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:  # noqa: ARG002 - Django's signature
        """All of it has come."""
        return SealedUpload(self.arrived[-1])

    def abandon(self) -> None:
        """The request is over: leave nothing of files that became no item."""
        for arriving in self.arrived:
            arriving.abort()
