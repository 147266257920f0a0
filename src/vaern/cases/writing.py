"""One transaction for a write in a case, with the case's chain locked and the case read again first."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from vaern.audit import chains
from vaern.audit.actors import Actor
from vaern.audit.enums import Stream
from vaern.audit.events import record, record_all
from vaern.cases.models import Case
from vaern.cases.once import look_anew
from vaern.cases.readers import data_in_log, in_log
from vaern.errors import NotAllowed
from vaern.vault import keys

READ_AGAIN = ("state", "unit", "opened_at", "closed_at", "next_deadline")

# The cases whose chains this thread holds now, each with the row objects known to be as the database has them.
_held: ContextVar[dict[UUID, list[Case]] | None] = ContextVar("held", default=None)


@contextmanager
def writing(case: Case) -> Iterator[None]:
    """One transaction in which nobody else writes to the case, which is read again first.

    An act within an act joins its transaction: the chain is locked once, and a failure anywhere undoes all of it.
    """
    look_anew()
    held = _held.get() or {}
    if case.id in held:
        with transaction.atomic(savepoint=False):
            _read_again(case, held[case.id])
            yield
        return
    with transaction.atomic(), keys.held(), chains.keep_locked():
        chains.lock(Stream.CASE, case.id)
        fresh: list[Case] = []
        _read_again(case, fresh)
        token = _held.set({**held, case.id: fresh})
        try:
            yield
        finally:
            _held.reset(token)


def only_this_is_fresh(case: Case) -> None:
    """The case's own row was just saved from this object: any other object of the case is read again when used."""
    held = _held.get() or {}
    if case.id in held:
        held[case.id][:] = [case]


def note(name: str, case: Case, by: Actor, **data: Any) -> None:
    """The event of an act in this case, in the act's own transaction."""
    logged = data_in_log(case.id, data)
    record(name, stream=Stream.CASE, stream_id=case.id, by=in_log(case.id, by), data=logged)


def note_all(name: str, case: Case, by: Actor, rows: Iterable[dict[str, Any]]) -> None:
    """The same event for several rows, as `note`."""
    logged = [data_in_log(case.id, data) for data in rows]
    record_all(name, stream=Stream.CASE, stream_id=case.id, by=in_log(case.id, by), rows=logged)


def acting_person(by: Actor) -> UUID:
    """The person behind the act; the system alone never answers, decides or tells."""
    if by.person_id is None:
        raise NotAllowed(_("Only a person can do this."))
    return by.person_id


def _read_again(case: Case, fresh: list[Case]) -> None:
    if any(one is case for one in fresh):
        return
    unit = case.unit if Case.unit.is_cached(case) else None
    case.refresh_from_db(fields=READ_AGAIN)
    if unit is not None and unit.id == case.unit_id:
        case.unit = unit  # which reading again forgets
    fresh.append(case)
