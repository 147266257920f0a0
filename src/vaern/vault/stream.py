"""The format of a sealed file: a header, then chunks of 1 MiB, each sealed in its place.

The STREAM construction: the file's key is derived with a salt of its own (HKDF); the nonce of a chunk is a random
prefix, the chunk's number and a flag that is set on the last one alone, so that chunks cannot be cut off, added,
swapped or moved to another file. The header, the scope and the file's id are bound to every chunk.

    header = "VAERN" version(1) salt(32) prefix(7)      chunk = AES-256-GCM(plain ≤ 1 MiB) + tag(16)
"""

import os
from dataclasses import dataclass
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from vaern.vault.scopes import Scope
from vaern.vault.sealing import bound_to, subkey

MAGIC = b"VAERN\x01"
SALT_BYTES, PREFIX_BYTES, TAG_BYTES = 32, 7, 16
HEADER_BYTES = len(MAGIC) + SALT_BYTES + PREFIX_BYTES
CHUNK = 1024 * 1024
USE = "blob/1"


@dataclass(frozen=True, slots=True)
class Stream:
    """The cipher of one file, and what every chunk of it is bound to."""

    cipher: AESGCM
    header: bytes
    bound: bytes

    def nonce(self, number: int, *, last: bool) -> bytes:
        """The nonce of a chunk: never the same twice, and different for the last one."""
        return self.header[-PREFIX_BYTES:] + number.to_bytes(4, "big") + bytes([last])


def new_header() -> bytes:
    """A header with a fresh salt and nonce prefix."""
    return MAGIC + os.urandom(SALT_BYTES) + os.urandom(PREFIX_BYTES)


def stream(key: bytes, header: bytes, scope: Scope, blob_id: UUID) -> Stream:
    """The cipher of a file with this header in this scope."""
    salt = header[len(MAGIC) : len(MAGIC) + SALT_BYTES]
    return Stream(AESGCM(subkey(key, USE, salt)), header, header + bound_to(scope, blob_id))
