"""How much an archive may unfold to: bytes, times its own size, number, depth and seconds."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO

from vaern.evidence.readers.out import TooMuch

MIB = 1 << 20
CHUNK = 1 << 16


class Broken(Exception):
    """The packed data is damaged."""


class Bomb(TooMuch):
    """The file unfolds to so much more than it is that it must be made to do harm."""


@dataclass(slots=True)
class Budget:
    """Shared by an archive and everything inside it. `floor` bytes may always be unpacked, whatever the ratio."""

    most_bytes: int = 1024 * MIB
    most_entries: int = 2000
    most_depth: int = 4
    ratio: int = 200
    floor: int = 4 * MIB
    seconds: float = 7.0
    bytes: int = 0
    entries: int = 0
    until: float = field(default=0.0)

    def __post_init__(self) -> None:
        self.until = time.monotonic() + self.seconds

    def entry(self) -> None:
        """One more entry is opened. Raises TooMuch when there are too many, or time is up."""
        self.entries += 1
        if self.entries > self.most_entries:
            raise TooMuch(f"Arkivet indeholder flere end {self.most_entries} filer. Resten er ikke pakket ud.")
        self._time()

    def spend(self, unpacked: int, *, so_far: int, packed: int) -> None:
        """`unpacked` more bytes came out; `so_far` from this entry, which takes up `packed` bytes in the archive."""
        self.bytes += unpacked
        if so_far > self.floor and so_far > self.ratio * max(packed, 1):
            raise Bomb(
                f"Indholdet fylder mere end {self.ratio} gange så meget udpakket som pakket. Sådan ser filer ud, der "
                "er lavet for at få computere til at gå i stå. Det er ikke pakket ud."
            )
        if self.bytes > self.most_bytes:
            raise TooMuch(f"Indholdet fylder mere end {self.most_bytes // MIB} MB udpakket. Resten er ikke pakket ud.")
        self._time()

    def _time(self) -> None:
        if time.monotonic() > self.until:
            raise TooMuch("Det tog for lang tid at pakke arkivet ud. Resten er ikke pakket ud.")


class Stream:
    """Bytes that come piece by piece, read as a file, and paid for from the budget as they come.

    Where the packed data is damaged, what came before is given first; only then is Broken raised.
    """

    def __init__(self, pieces: Iterator[bytes], budget: Budget, packed: Callable[[], int]) -> None:
        self._pieces, self._budget, self._packed = pieces, budget, packed
        self._left = b""
        self._damage: Broken | None = None
        self.position = 0

    def read(self, count: int = -1) -> bytes:
        """At most `count` bytes; fewer only at the end, and before damage. Raises Broken where no more can be had."""
        wanted = count if count >= 0 else self._budget.most_bytes
        if wanted > 64 * MIB and count >= 0:
            raise TooMuch("En del af arkivet siger, at den er så stor, at den ikke læses.")
        taken, have = [self._left], len(self._left)
        while have < wanted and (piece := self._next()):
            self._budget.spend(len(piece), so_far=self.position + have + len(piece), packed=self._packed())
            taken.append(piece)
            have += len(piece)
        if self._damage and (count < 0 or not have):
            raise self._damage
        whole = b"".join(taken)
        self._left = whole[wanted:]
        self.position += min(wanted, len(whole))
        return whole[:wanted]

    def _next(self) -> bytes:
        try:
            return b"" if self._damage else next(self._pieces, b"")
        except Broken as damage:
            self._damage = damage
            return b""


def pieces_of(file: IO[bytes], length: int | None = None) -> Iterator[bytes]:
    """The next `length` bytes of the file, or all of the rest, in pieces."""
    left = length
    while left is None or left > 0:
        piece = file.read(CHUNK if left is None else min(CHUNK, left))
        if not piece:
            return
        left = None if left is None else left - len(piece)
        yield piece
