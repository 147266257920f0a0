"""A file on its way as the browser sends it: begun, piece by piece, and ended with its SHA-256."""

import base64
import hashlib
from typing import Any

from vaern.vault.stream import CHUNK

TUS = {"Tus-Resumable": "1.0.0", "Accept": "application/json"}
PIECE = 4 * CHUNK


def begin(client, where: str, size: int, name: str = "skærm.png") -> Any:
    """Ask for a place for a file of so many bytes."""
    named = base64.b64encode(name.encode(errors="surrogatepass")).decode()
    headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": f"filename {named}"}
    return client.post(where, headers=headers)


def patch(client, address: str, at: int, data: bytes, **more: str) -> Any:
    """One piece."""
    checksum = "sha256 " + base64.b64encode(hashlib.sha256(data).digest()).decode()
    headers = TUS | {"Upload-Offset": str(at), "Upload-Checksum": checksum} | more
    return client.patch(address, data, content_type="application/offset+octet-stream", headers=headers)


def finish(client, address: str, data: bytes, digest: str = "") -> Any:
    """The end, with what the browser found (the right SHA-256 where nothing else is said)."""
    return client.post(address, headers=TUS | {"X-Sha256": digest or hashlib.sha256(data).hexdigest()})


def by_pieces(client, where: str, data: bytes, name: str = "skærm.png", digest: str = "") -> Any:
    """A file by the whole way: the last answer, or the first that says no."""
    answer = begin(client, where, len(data), name)
    if answer.status_code != 201:
        return answer
    address = answer["Location"]
    for at in range(0, len(data), PIECE):
        answer = patch(client, address, at, data[at : at + PIECE])
        if answer.status_code != 204:
            return answer
    return finish(client, address, data, digest)
