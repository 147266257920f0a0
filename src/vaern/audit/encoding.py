"""The one way an event is written before it is hashed.

Each column is a netstring (`<length in bytes>:<bytes>,`), so that no two different events share an encoding. A stranger
can repeat it from the documentation alone: `verifier/` does. Changing anything here is a new version of the format.
"""

import hashlib
from typing import Any

VERSION = "event/1"
GENESIS = "0" * 64
COLUMNS = (
    "stream",
    "stream_id",
    "sequence",
    "name",
    "actor_id",
    "role",
    "happened_at",
    "known_at",
    "recorded_at",
    "data",
)


def netstrings(*parts: str | int) -> bytes:
    """The parts one after another, each with its length in bytes before it."""
    encoded = [str(part).encode() for part in parts]
    return b"".join(b"%d:%b," % (len(part), part) for part in encoded)


def event_bytes(event: Any) -> bytes:
    """What is hashed for an event, after the hash before it."""
    return netstrings(VERSION, *(getattr(event, column) for column in COLUMNS))


def event_hash(event: Any) -> str:
    """SHA-256 over the hash before (64 hex digits as text) and the event's encoding."""
    return hashlib.sha256(event.previous_hash.encode() + event_bytes(event)).hexdigest()
