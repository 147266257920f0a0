"""SHA-256 of files on their way, taken as their pieces come, so that they need not be read back at the end.

It is kept in memory alone. Where a piece went to another process, or came out of turn, nothing is known of the file,
and its sealed bytes are read back once at the end. That costs a second reading and never a wrong digest: a digest goes
on only from the very byte where it stopped, and what is read back is checked chunk by chunk against its seal. It is
left so, because the middle of a SHA-256 cannot be handed from one process to another by `hashlib`, and to bind a file
to one process would make the web processes keep state and an upload end when one of them is started anew.
"""

import hashlib
from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from hashlib import _Hash

MOST = 64  # files; one that is forgotten for others is read back
_known: "OrderedDict[UUID, tuple[int, _Hash]]" = OrderedDict()
_one_at_a_time = Lock()


def so_far(blob_id: UUID, at: int) -> "_Hash | None":
    """A digest of the first `at` bytes, to go on with; None where they are not known."""
    if at == 0:
        return hashlib.sha256()
    with _one_at_a_time:
        upto, found = _known.get(blob_id, (0, None))
    return found.copy() if found is not None and upto == at else None


def keep(blob_id: UUID, upto: int, found: "_Hash | None") -> None:
    """The digest of the first `upto` bytes; None forgets what was known."""
    with _one_at_a_time:
        _known.pop(blob_id, None)
        if found is not None:
            _known[blob_id] = (upto, found)
        while len(_known) > MOST:
            _known.popitem(last=False)


def take(blob_id: UUID, length: int) -> str:
    """The SHA-256 (hex) of the whole file of so many bytes, or nothing where it is not known; it is not kept longer."""
    found = so_far(blob_id, length) if length else None
    keep(blob_id, 0, None)
    return found.hexdigest() if found else ""
