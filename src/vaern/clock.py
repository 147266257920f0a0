"""The only reading of the time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from vaern.errors import VaernError

COPENHAGEN = ZoneInfo("Europe/Copenhagen")

_travelled: ContextVar[datetime | None] = ContextVar("travelled", default=None)


def now() -> datetime:
    """The moment, in UTC. `travel` wins over VAERN_NOW (demo and tests only), which wins over the machine."""
    fixed = _travelled.get()
    if fixed is not None:
        return fixed
    setting = os.environ.get("VAERN_NOW")
    return _set(setting) if setting else datetime.now(UTC)


def is_set() -> bool:
    """Whether somebody chose the time (demo and tests), so that it says nothing of the machine's clock."""
    return _travelled.get() is not None or bool(os.environ.get("VAERN_NOW"))


def _set(setting: str) -> datetime:
    try:
        return datetime.fromisoformat(setting).astimezone(UTC)
    except (ValueError, OverflowError) as bad:
        todo = "Skriv det som 2026-11-17T10:30+01:00, eller fjern det."
        raise VaernError("VAERN_NOW er ikke et tidspunkt.", todo=todo) from bad


def local(moment: datetime) -> datetime:
    """The moment as the clock on the wall in Copenhagen shows it."""
    return moment.astimezone(COPENHAGEN)


def today() -> date:
    """The date in Copenhagen now."""
    return local(now()).date()


@contextmanager
def travel(to: datetime) -> Iterator[None]:
    """Let the time be `to` (aware) inside the block."""
    if to.tzinfo is None:
        raise ValueError("travel needs a time with a zone")
    token = _travelled.set(to.astimezone(UTC))
    try:
        yield
    finally:
        _travelled.reset(token)
