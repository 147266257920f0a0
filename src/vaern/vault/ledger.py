"""The ledger file of forgotten scopes. It stands outside the databases, so that no restore can bring a key back."""

import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from vaern.vault.scopes import Scope, ScopeKind

FIELDS = 4


@dataclass(frozen=True, slots=True)
class Entry:
    """A scope that was forgotten, when, and from which day no copy anywhere can be read."""

    scope: Scope
    destroyed_at: datetime
    unreadable_from: date

    @property
    def line(self) -> str:
        """The entry as the file writes it."""
        when = self.destroyed_at.isoformat()
        return f"{self.scope.kind.value} {self.scope.id} {when} {self.unreadable_from.isoformat()}\n"


def path() -> Path:
    """Where the ledger stands."""
    return Path(settings.FORGOTTEN_LEDGER_FILE)


def append(entry: Entry) -> None:
    """Write the entry and wait until the disk holds it."""
    path().parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path(), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        os.write(descriptor, (_mend(descriptor) + entry.line).encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def entries(source: Path | None = None) -> Iterator[Entry]:
    """Every whole line. A line cut off by a crash was never finished, and its key was never destroyed."""
    file = source or path()
    if not file.exists():
        return
    for line in file.read_text(encoding="utf-8").splitlines(keepends=True):
        fields = line.split()
        if line.endswith("\n") and len(fields) == FIELDS:
            scope = Scope(ScopeKind(fields[0]), UUID(fields[1]))
            yield Entry(scope, datetime.fromisoformat(fields[2]), date.fromisoformat(fields[3]))


def _mend(descriptor: int) -> str:
    """A line break first, where the last line was cut off."""
    size = os.fstat(descriptor).st_size
    return "\n" if size and os.pread(descriptor, 1, size - 1) != b"\n" else ""
