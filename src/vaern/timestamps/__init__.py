"""Time-stamps after RFC 3161: proof from an outside authority that data existed at a time."""

from vaern.timestamps.chain import as_pem, chain_of
from vaern.timestamps.client import Token, addresses, check, read_roots, roots_in, stamp, stamp_first
from vaern.timestamps.errors import Unavailable

__all__ = [
    "Token",
    "Unavailable",
    "addresses",
    "as_pem",
    "chain_of",
    "check",
    "read_roots",
    "roots_in",
    "stamp",
    "stamp_first",
]
