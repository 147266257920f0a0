"""Says what happened to a chain that does not hold: which event was changed, removed, inserted or moved.

The fast pass in `verify` finds which streams are broken; only those are looked at here, event by event.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass

from vaern.audit.encoding import GENESIS, event_hash
from vaern.audit.findings import Finding, What
from vaern.audit.models import ChainHead, Event

# How far from its place an event that was moved is looked for; farther away it is called changed.
REACH = 64


@dataclass(frozen=True, slots=True)
class Suspect:
    """An event, and the number that its content was written under (0 when it fits none)."""

    event: Event
    origin: int

    @property
    def place(self) -> int:
        """The place in the chain that it takes up."""
        return self.origin or self.event.sequence


@dataclass(frozen=True, slots=True)
class Chain:
    """One stream as the database has it: its events by sequence, its head, and the hashes that anchors know."""

    stream: str
    stream_id: str
    events: list[Event]
    head: ChainHead | None
    anchored: dict[int, str]

    def finding(self, at: int, what: What, until: int = 0) -> Finding:
        """A finding in this stream."""
        return Finding(self.stream, self.stream_id, at, what, until or at)


def diagnose(chain: Chain) -> list[Finding]:
    """What is wrong with one stream, in the order of its events; nothing when it holds."""
    suspects = [Suspect(event, _origin(event)) for event in chain.events]
    known = _known_length(chain, suspects)
    genuine = _genuine(chain, suspects, known)
    inserted = [one for one in suspects if genuine.get(one.place) is not one]
    findings = [
        *(chain.finding(one.event.sequence, What.INSERTED) for one in inserted),
        *_altered(chain, genuine),
        *(chain.finding(first, What.REMOVED, last) for first, last in _gaps(genuine, known)),
    ]
    return sorted(findings or _against_witnesses(chain, genuine), key=lambda finding: finding.sequence)


def _origin(event: Event) -> int:
    """The number near its own under which the event's hash comes out right, or 0."""
    if event_hash(event) == event.hash:
        return event.sequence
    trial = copy.copy(event)
    for distance in range(1, REACH + 1):
        for number in (event.sequence - distance, event.sequence + distance):
            trial.sequence = number
            if number > 0 and event_hash(trial) == event.hash:
                return number
    return 0


def _known_length(chain: Chain, suspects: list[Suspect]) -> int:
    """How many events there should be, by what head and anchors know."""
    anchored = max(chain.anchored, default=0)
    if chain.head is None:
        return max([anchored, *(one.place for one in suspects)])
    meant = [one.place for one in suspects if one.event.hash == chain.head.hash]
    return max(anchored, *(meant or [chain.head.sequence]))


def _genuine(chain: Chain, suspects: list[Suspect], known: int) -> dict[int, Suspect]:
    """For each place the one event that the rest of the chain points to, else the first that claims it."""
    pointed_to = {event.previous_hash for event in chain.events} | set(chain.anchored.values())
    pointed_to.add(chain.head.hash if chain.head else "")
    genuine: dict[int, Suspect] = {}
    for one in suspects:
        rival = genuine.get(one.place)
        better = rival is None or (one.event.hash in pointed_to and rival.event.hash not in pointed_to)
        if better and 1 <= one.place <= known:
            genuine[one.place] = one
    return genuine


def _altered(chain: Chain, genuine: dict[int, Suspect]) -> Iterator[Finding]:
    for place, one in genuine.items():
        following = genuine.get(place + 1)
        disowned = following is not None and following.origin and following.event.previous_hash != one.event.hash
        rootless = place == 1 and one.event.previous_hash != GENESIS
        if not one.origin or disowned or rootless:
            yield chain.finding(one.event.sequence, What.CHANGED)
        elif one.origin != one.event.sequence:
            yield chain.finding(one.event.sequence, What.MOVED, one.origin)


def _gaps(genuine: dict[int, Suspect], known: int) -> Iterator[tuple[int, int]]:
    """Each unbroken range of places that nothing takes up."""
    first = 0
    for place in range(1, known + 2):
        absent = place <= known and place not in genuine
        if absent and not first:
            first = place
        elif not absent and first:
            yield first, place - 1
            first = 0


def _against_witnesses(chain: Chain, genuine: dict[int, Suspect]) -> list[Finding]:
    """The events fit each other: do they also fit what the anchors and the head know?"""
    for place, digest in sorted(chain.anchored.items()):
        if genuine[place].event.hash != digest:
            return [chain.finding(place, What.REWRITTEN)]
    last = max(genuine, default=0)
    newest = (last, genuine[last].event.hash if last else GENESIS)
    claimed = (chain.head.sequence, chain.head.hash) if chain.head else (0, GENESIS)
    return [] if claimed == newest else [chain.finding(last, What.HEAD)]
