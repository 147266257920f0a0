"""From where something is done: in a browser (and on which side of the workplace's network), or on Værn's machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum

from vaern.audit.actors import Actor


class Place(StrEnum):
    """No network address is kept: it would tell where a frightened person lives."""

    SERVER = "server"
    COMMAND = "command"
    BROWSER = "browser"
    INSIDE = "inside"
    OUTSIDE = "outside"


_here: ContextVar[Place] = ContextVar("place", default=Place.SERVER)


@contextmanager
def acting_from(place: Place) -> Iterator[None]:
    """What people do inside the block is done from there."""
    token = _here.set(place)
    try:
        yield
    finally:
        _here.reset(token)


def place_of(by: Actor) -> Place:
    """From where this one acts now. What a page makes Værn do by itself is done on the server."""
    here = _here.get()
    return here if by.person_id or here == Place.COMMAND else Place.SERVER
