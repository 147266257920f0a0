"""A BagIt 1.0 bag (RFC 8493) in a zip, with a signed manifest."""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.conf import settings

from vaern import clock, timestamps
from vaern.evidence import stamping
from vaern.evidence.bundle.zipping import Part, length_of, stream
from vaern.evidence.signing import Signer

BAGIT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
FORMAT = "vaern-bundle/2"
MANIFEST, TAG_MANIFEST = "manifest-sha256.txt", "tagmanifest-sha256.txt"


class Bag:
    """What has been added so far, in order, with its digests. `close` adds the tag files and signs.

    Each file is read once when it is added, so that nothing leaves before all of it is known to be right, and again
    when the zip is sent: no clear copy is ever laid on a disk.
    """

    def __init__(self, folder: str, signer: Signer) -> None:
        self.folder, self.signer = folder, signer
        self.parts, self.digests, self.bytes = list[Part](), dict[str, str](), 0

    def add(self, path: str, chunks: Callable[[], Iterable[bytes]]) -> str:
        """Add a file that can be read piece by piece; its SHA-256 in hex."""
        digest, crc, size = hashlib.sha256(), 0, 0
        for chunk in chunks():
            digest.update(chunk)
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
        self.parts.append(Part(f"{self.folder}/{path}", size, crc, chunks))
        self.digests[path] = digest.hexdigest()
        self.bytes += size if path.startswith("data/") else 0
        return self.digests[path]

    def add_bytes(self, path: str, data: bytes) -> str:
        """Add a small file at once."""
        return self.add(path, lambda: [data])

    def stream(self) -> Iterator[bytes]:
        """The zip, piece by piece."""
        return stream(self.parts)

    @property
    def length(self) -> int:
        """How many bytes the zip has."""
        return length_of(self.parts)

    def add_json(self, path: str, data: Mapping[str, Any]) -> None:
        """Add data that a person and a program can read."""
        self.add_bytes(path, json.dumps(data, ensure_ascii=False, indent=1).encode())

    def close(self) -> str:
        """Write the tag files and the signature; the SHA-256 of the manifest, which names all that was given."""
        payload = dict(self.digests)
        self.add_bytes("bagit.txt", BAGIT.encode())
        self.add_bytes("bag-info.txt", self._info(len(payload)))
        manifest = _lines(payload)
        digest = self.add_bytes(MANIFEST, manifest)
        signature = self.signer.sign(manifest)
        self.add_bytes(f"{MANIFEST}.p7s", signature)
        self._stamp(signature)
        self.add_bytes(
            TAG_MANIFEST, _lines({path: value for path, value in self.digests.items() if path not in payload})
        )
        return digest

    def _info(self, files: int) -> bytes:
        return (
            f"Bagging-Date: {clock.today()}\n"
            f"Payload-Oxum: {self.bytes}.{files}\n"
            f"External-Identifier: {self.folder}\n"
            f"BagIt-Profile-Identifier: {FORMAT}\n"
        ).encode()

    def _stamp(self, signature: bytes) -> None:
        """When it was signed, by an outside authority. One that is down does not hold the bundle back."""
        urls = timestamps.addresses(settings.TIMESTAMP_URL)
        if not urls:
            return
        try:
            roots = stamping.trusted()
            token = timestamps.stamp_first(signature, urls=urls, roots=roots, timeout=5)
        except timestamps.Unavailable:
            return
        self.add_bytes(f"{MANIFEST}.p7s.tsr", token.der)
        self.add_bytes(f"{MANIFEST}.p7s.chain.pem", timestamps.as_pem(timestamps.chain_of(token.der, roots)))


def _lines(digests: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {path}\n" for path, digest in digests.items()).encode()
