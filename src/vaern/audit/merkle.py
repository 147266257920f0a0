"""The tree over all chain heads: pure, and shaped as in RFC 6962, so that adding a leaf moves no other."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vaern.audit.encoding import netstrings

EMPTY = hashlib.sha256(b"").hexdigest()
LEAF, NODE = b"\x00", b"\x01"


@dataclass(frozen=True, slots=True)
class Step:
    """A neighbour on the way from a leaf to the root, and on which side it stands."""

    side: str
    digest: str


def leaf(stream: str, stream_id: str, sequence: int, head: str) -> bytes:
    """The digest of a chain head; the first byte keeps it from ever passing for an inner node."""
    return hashlib.sha256(LEAF + netstrings("leaf/1", stream, stream_id, sequence, head)).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The digest of two neighbours."""
    return hashlib.sha256(NODE + left + right).digest()


class Tree:
    """Grows at its end and changes in place; each change costs only the way up to the root."""

    def __init__(self) -> None:
        self._levels: list[list[bytes]] = [[]]

    def __len__(self) -> int:
        return len(self._levels[0])

    @property
    def root(self) -> str:
        """The root as hex; of an empty tree, SHA-256 of nothing."""
        return self._levels[-1][0].hex() if len(self) else EMPTY

    def put(self, leaves: Mapping[int, bytes]) -> None:
        """Set leaves by position; new ones follow on without a gap, else IndexError."""
        lowest = self._levels[0]
        for position in sorted(leaves):
            if position == len(lowest):
                lowest.append(b"")
            lowest[position] = leaves[position]
        changed, height = set(leaves), 0
        while len(self._levels[height]) > 1:
            changed = self._lift(height, changed)
            height += 1

    def path(self, position: int) -> tuple[Step, ...]:
        """The neighbours from a leaf up to the root."""
        steps = []
        for level in self._levels[:-1]:
            neighbour = position ^ 1
            if neighbour < len(level):
                steps.append(Step("left" if neighbour < position else "right", level[neighbour].hex()))
            position //= 2
        return tuple(steps)

    def _lift(self, height: int, changed: set[int]) -> set[int]:
        lower = self._levels[height]
        if height + 1 == len(self._levels):
            self._levels.append([])
        upper = self._levels[height + 1]
        upper.extend([b""] * ((len(lower) + 1) // 2 - len(upper)))
        parents = {position // 2 for position in changed}
        for parent in parents:
            pair = lower[2 * parent : 2 * parent + 2]
            upper[parent] = node(*pair) if len(pair) == 2 else pair[0]  # noqa: PLR2004 - a node has two children
        return parents


def root_from(start: bytes, path: Iterable[Step]) -> str:
    """The root that a leaf and its path lead to."""
    digest = start
    for step in path:
        other = bytes.fromhex(step.digest)
        digest = node(other, digest) if step.side == "left" else node(digest, other)
    return digest.hex()
