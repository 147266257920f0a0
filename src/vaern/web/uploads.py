"""Uploads are sealed as they stream in; where no view has said how, a file is refused and never spooled in clear."""

from django.core.files.uploadhandler import FileUploadHandler, StopUpload


class RefusingUploadHandler(FileUploadHandler):
    """The handler of every view that does not expect a file."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Stop reading: nothing here may take a file."""
        raise StopUpload(connection_reset=True)

    def file_complete(self, file_size: int) -> None:
        """No file comes of it."""
