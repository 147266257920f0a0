"""A clock over a library that counts as far as a broken file tells it to."""

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

AGAIN = 0.2  # seconds; a library that catches all faults goes on, and is stopped again


@dataclass(slots=True)
class Clock:
    """Whether the time ran out."""

    rang: bool = False


@contextmanager
def at_most(seconds: float) -> Iterator[Clock]:
    """Break off what is done within after so long, by a TimeoutError wherever it is. In the main thread alone.

    Nothing is logged meanwhile: broken off while it writes a line, a log keeps its lock, and others wait for ever.
    """
    clock, logged_from = Clock(), logging.root.manager.disable

    def ring(*_: Any) -> None:
        clock.rang = True
        raise TimeoutError

    logging.disable()
    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    try:
        yield clock
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        logging.disable(logged_from)
