"""A key for each scope: made once, found when needed, destroyed when the scope is to be forgotten."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.conf import settings
from django.db import connections, transaction
from django.utils.translation import gettext as _

from vaern import clock
from vaern.errors import IntegrityBroken, NotNow
from vaern.vault import ledger, master, wrapping
from vaern.vault.models import Forgotten, ScopeKey
from vaern.vault.scopes import Scope, ScopeKind

DATABASE = "keys"
# PostgreSQL leaves the old row to its own vacuum: what its pages and logs still hold expires with the backups.
OVERWRITE = {"sqlite": "PRAGMA secure_delete = ON", "postgresql": "SELECT 1"}
EMPTY_THE_LOG = {"sqlite": "PRAGMA wal_checkpoint(TRUNCATE)", "postgresql": "SELECT 1"}

_held: ContextVar[dict[Scope, bytes] | None] = ContextVar("held", default=None)


def make(scope: Scope) -> None:
    """Give a scope its key, once. NotNow when the scope was forgotten: what is forgotten gets no new key."""
    make_many([scope])


def make_many(scopes: Iterable[Scope]) -> None:
    """Give each scope its key; those that have one keep it."""
    version, key = master.newest()
    rows = [_row(scope, version, key) for scope in scopes]
    for row in rows:
        if Forgotten.objects.filter(kind=row.kind, scope_id=row.scope_id).exists():
            raise NotNow(
                _("%(scope)s has been forgotten.") % {"scope": f"{row.kind}/{row.scope_id}"},
                _("What is forgotten does not get a new key."),
            )
    ScopeKey.objects.bulk_create(rows, ignore_conflicts=True, batch_size=100)


def find(scope: Scope) -> bytes:
    """The data key of a scope. IntegrityBroken when there is none: it was forgotten, or never made."""
    open_now = _held.get()
    if open_now is not None and scope in open_now:
        return open_now[scope]
    row = ScopeKey.objects.filter(kind=scope.kind.value, scope_id=scope.id).first()
    if row is None:
        raise IntegrityBroken(
            _("There is no key for %(scope)s.") % {"scope": scope},
            _("It has been forgotten, or the key store is not the one that belongs to this database."),
        )
    key = opened(row)
    if open_now is not None:
        open_now[scope] = key
    return key


def opened(row: ScopeKey) -> bytes:
    """The data key in a row of the key store."""
    return wrapping.unwrap(master.of_version(row.master_version), scope_of(row), bytes(row.wrapped))


def check_master_key() -> None:
    """Open the newest key: IntegrityBroken when the master key file belongs to another key store."""
    newest = ScopeKey.objects.order_by("-made_at").first()
    if newest is not None:
        opened(newest)


def scope_of(row: ScopeKey | Forgotten) -> Scope:
    """Which scope a row of the key store is about."""
    return Scope(ScopeKind(row.kind), row.scope_id)


@contextmanager
def held() -> Iterator[None]:
    """Open each scope's key once inside the block (a page, a command, an act), and let go of all at the end.

    A block inside another holds with it. Keys are never held longer, so that a destroyed key is gone from every
    process as soon as its page is served.
    """
    token = _held.set({} if (open_now := _held.get()) is None else open_now)
    try:
        yield
    finally:
        _held.reset(token)


def destroy(scope: Scope) -> ledger.Entry:
    """Forget a scope: destroy its key, and write that down where no restore can undo it.

    The ledger file is written first: a crash in between leaves a key that the next replay destroys, never a forgotten
    scope that a restore brings back. Copies in backups are unreadable from `unreadable_from`, when the last backup of
    the key store that holds the key has expired. Forgetting twice is the same as once.
    """
    earlier = Forgotten.objects.filter(kind=scope.kind.value, scope_id=scope.id).first()
    if earlier is not None:
        entry = ledger.Entry(scope, earlier.destroyed_at, earlier.unreadable_from)
    else:
        last_copy = clock.today() + timedelta(days=settings.BACKUP_DAYS)
        entry = ledger.Entry(scope, clock.now(), last_copy)
        ledger.append(entry)
    _destroy(entry)
    return entry


def replay_ledger() -> list[Scope]:
    """After a restore: destroy again every key that the ledger knows to be forgotten. Returns those that came back."""
    returned = []
    for entry in ledger.entries():
        kept = Forgotten.objects.filter(kind=entry.scope.kind.value, scope_id=entry.scope.id).exists()
        if _destroy(entry) or not kept:
            returned.append(entry.scope)
    return returned


def _destroy(entry: ledger.Entry) -> int:
    scope = entry.scope
    with transaction.atomic(using=DATABASE):
        _overwrite_what_is_deleted()
        gone, _tables = ScopeKey.objects.filter(kind=scope.kind.value, scope_id=scope.id).delete()
        if not Forgotten.objects.filter(kind=scope.kind.value, scope_id=scope.id).exists():
            Forgotten.objects.create(
                kind=scope.kind.value,
                scope_id=scope.id,
                destroyed_at=entry.destroyed_at,
                unreadable_from=entry.unreadable_from,
            )
    _empty_the_log()
    open_now = _held.get()
    if open_now is not None:
        open_now.pop(scope, None)
    return gone


def _overwrite_what_is_deleted() -> None:
    """SQLite leaves deleted bytes in the file unless told otherwise."""
    with connections[DATABASE].cursor() as cursor:
        cursor.execute(OVERWRITE[connections[DATABASE].vendor])


def _empty_the_log() -> None:
    """SQLite's write-ahead log still holds the page as it was: write it back and cut it to nothing."""
    if not connections[DATABASE].in_atomic_block:
        with connections[DATABASE].cursor() as cursor:
            cursor.execute(EMPTY_THE_LOG[connections[DATABASE].vendor])


def _row(scope: Scope, version: int, master_key: bytes) -> ScopeKey:
    key = os.urandom(wrapping.KEY_BYTES)
    return ScopeKey(
        kind=scope.kind.value,
        scope_id=scope.id,
        master_version=version,
        wrapped=wrapping.wrap(master_key, scope, key),
        escrowed=wrapping.escrow(scope, key),
        made_at=clock.now(),
    )
