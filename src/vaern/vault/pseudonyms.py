"""Other names for ids, and digests, made with a scope's key: what stands behind can be told only while it is there."""

import hmac
from uuid import UUID

from vaern.vault import keys
from vaern.vault.scopes import Scope
from vaern.vault.sealing import subkey

ID_BYTES = 16


class Pseudonyms:
    """The other names within one scope, for one use. IntegrityBroken when the scope has no key any more."""

    def __init__(self, scope: Scope, use: str) -> None:
        self._key = subkey(keys.find(scope), f"pseudonym/{use}")

    def of(self, true_id: UUID) -> UUID:
        """The other name of an id: always the same, and of no use to whoever lacks the key (HMAC with SHA-256)."""
        return UUID(bytes=hmac.digest(self._key, true_id.bytes, "sha256")[:ID_BYTES])


def keyed_digest(scope: Scope, use: str, data: bytes) -> str:
    """A digest that nobody can guess at who lacks the scope's key (HMAC with SHA-256, hexadecimal).

    IntegrityBroken when the scope has no key any more.
    """
    return hmac.digest(subkey(keys.find(scope), f"digest/{use}"), data, "sha256").hex()
