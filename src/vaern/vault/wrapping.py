"""Wraps a data key twice: by the master key, and by a public key whose private half is kept offline.

What is wrapped is the key's 32 bytes followed by its scope in text, so that a wrapped key moved to another scope's row
is found out, and so that whoever opens one with `openssl` reads what it belongs to.
"""

from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap_with_padding,
    aes_key_wrap_with_padding,
)
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from django.conf import settings
from django.utils.translation import gettext as _

from vaern.errors import IntegrityBroken
from vaern.vault.scopes import Scope

KEY_BYTES = 32
LEAST_BITS = 3072
OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


def wrap(master: bytes, scope: Scope, key: bytes) -> bytes:
    """The data key, readable only with this master key (RFC 5649)."""
    return aes_key_wrap_with_padding(master, key + str(scope).encode())


def unwrap(master: bytes, scope: Scope, wrapped: bytes) -> bytes:
    """The data key again. IntegrityBroken when the master key or the row is not the right one."""
    try:
        opened = aes_key_unwrap_with_padding(master, wrapped)
    except InvalidUnwrap:
        opened = b""
    if opened[KEY_BYTES:] != str(scope).encode():
        raise IntegrityBroken(
            _("The key of %(scope)s cannot be opened.") % {"scope": scope},
            _("The master key is not the one it was wrapped with, or the key store was changed."),
            _("Put back the right master key file; if it is the right one, restore the key store from a backup."),
        )
    return opened[:KEY_BYTES]


def escrow(scope: Scope, key: bytes) -> bytes:
    """The data key, readable only with the offline private key (RSA-OAEP with SHA-256; `openssl pkeyutl` opens it)."""
    return escrow_key().encrypt(key + str(scope).encode(), OAEP)


def escrow_key() -> RSAPublicKey:
    """The public escrow key; IntegrityBroken when it is missing, another kind, or too short."""
    path = Path(settings.ESCROW_PUBLIC_KEY_FILE)
    try:
        return _load(path, path.stat().st_mtime_ns)
    except FileNotFoundError:
        raise IntegrityBroken(
            _("The public escrow key is missing."),
            _("Without it no new key can be made, since nobody could open it if the master key were lost."),
            _("Put the file at %(path)s, or make a pair with: vaern keys make --escrow-private FILE") % {"path": path},
        ) from None


@lru_cache(maxsize=4)
def _load(path: Path, _changed: int) -> RSAPublicKey:
    try:
        key = load_pem_public_key(path.read_bytes())
    except ValueError:
        key = None
    if not isinstance(key, RSAPublicKey) or key.key_size < LEAST_BITS:
        raise IntegrityBroken(
            _("The public escrow key cannot be used."),
            _("It must be an RSA public key of at least 3072 bits, as PEM."),
            _("Put the right file at %(path)s.") % {"path": path},
        )
    return key
