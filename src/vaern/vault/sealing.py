"""Keys for one use each, and what a sealed piece is bound to."""

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def subkey(key: bytes, use: str, salt: bytes | None = None) -> bytes:
    """A 32-byte key for one use, derived from a scope's data key (HKDF with SHA-256)."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=salt, info=f"vaern/{use}".encode()).derive(key)


def bound_to(*parts: object) -> bytes:
    """What a sealed piece belongs to, each part with its length before it so that no two places look alike."""
    encoded = [str(part).encode() for part in parts]
    return b"".join(b"%d:%b," % (len(part), part) for part in encoded)
