"""Time-stamps after RFC 3161: proof from an outside authority that data existed at a time."""

from vaern.timestamps.client import Token, check, read_roots, stamp
from vaern.timestamps.errors import Unavailable

__all__ = ["Token", "Unavailable", "check", "read_roots", "stamp"]
