"""A database of a phone or a program (SQLite): messages where its tables are known, else its tables and first rows."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import quote

from vaern.evidence.readers import database_chats, threads
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source, Unreadable
from vaern.evidence.readers.threads import Line

SECONDS, STEPS = 4.0, 20_000
MOST_TABLES, MOST_ROWS, MOST_CELL = 200, 200, 500
WAL = b"\x02\x02"
BROKEN = "Filen er en database (SQLite), men den er beskadiget eller krypteret og kan ikke læses. Originalen er gemt."
UNKNOWN = (
    "Filen er en database (SQLite) fra et program, som Værn ikke kender. Herunder står navnene på dens tabeller og de "
    "første rækker i hver."
)
NEWEST = (
    "Databasen var i brug. De nyeste beskeder kan ligge i en fil ved siden af, hvis navn ender på -wal, og er da ikke "
    "med her."
)


def read(source: Source, out: Out) -> Reading:
    """Nothing is written, nothing in it is run, and a slow question is stopped."""
    g = Gather(source, out, "data.sqlite")
    try:
        with closing(_opened(source)) as base:
            return _read(g, base)
    except (sqlite3.Error, OverflowError, UnicodeError) as broken:
        raise Unreadable(BROKEN) from broken


def _opened(source: Source) -> sqlite3.Connection:
    base = sqlite3.connect(f"file:{quote(str(source.path))}?mode=ro&immutable=1", uri=True)
    until = time.monotonic() + SECONDS
    base.set_progress_handler(lambda: time.monotonic() > until, STEPS)
    base.text_factory = lambda data: data.decode("utf-8", "replace")
    base.execute("PRAGMA trusted_schema = OFF")
    base.execute("PRAGMA query_only = ON")
    base.execute("PRAGMA cell_size_check = ON")
    return base


def _read(g: Gather, base: sqlite3.Connection) -> Reading:
    tables = _tables(base)
    _head(g)
    known = database_chats.which(tables)
    if known is None:
        return _listed(g, base, tables)
    g.kind = known.kind
    lines = _lines(g, base, tables, known)
    if not lines:
        return _listed(g, base, tables)
    for kind, name in dict.fromkeys((known.points, line.sender) for line in lines if line.sender not in ("", "Mig")):
        g.identify(kind, name, "party")
    if any("[bilag: " in line.text for line in lines):
        g.warn("attachments_apart", "Billeder og andre bilag ligger ikke i databasen. Kun deres navne kan ses.")
    return threads.close(g, lines, title=known.name, sort=True)


def _head(g: Gather) -> None:
    """The first page says how the file is written, and how many pages it should have."""
    with g.source.path.open("rb") as file:
        head = file.read(100)
    if head[18:20] == WAL:
        g.warn("newest_missing", NEWEST)
    page, pages = int.from_bytes(head[16:18], "big"), int.from_bytes(head[28:32], "big")
    if (page if page > 1 else 65_536) * pages > g.source.path.stat().st_size:
        g.broken_once("truncated", "Databasen er kortere, end den selv siger. En del af den mangler.")


def _lines(
    g: Gather, base: sqlite3.Connection, tables: database_chats.Tables, known: database_chats.Known
) -> list[Line]:
    """As many messages as can be read."""
    lines: list[Line] = []
    try:
        lines.extend(threads.within(g, known.lines(base, tables), threads.deadline()))
    except sqlite3.Error:
        g.broken_once("cut_off", "Databasen er beskadiget eller for stor. Kun en del af beskederne kunne læses.")
    return lines


def _tables(base: sqlite3.Connection) -> dict[str, set[str]]:
    named = base.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall()
    return {
        str(name): {str(row[1]) for row in base.execute(f"PRAGMA table_info({_quoted(str(name))})")}
        for (name,) in named[:MOST_TABLES]
    }


def _listed(g: Gather, base: sqlite3.Connection, tables: dict[str, set[str]]) -> Reading:
    g.kind = "data.sqlite"
    g.broken("unknown_kind", UNKNOWN)
    for name in tables:
        rows = list(_rows(base, name))
        g.fact("table", name)
        g.text(f"{name}\n" + "\n".join(rows), "table")
    return g.reading()


def _rows(base: sqlite3.Connection, name: str) -> Iterator[str]:
    """What cannot be read of a table is left out."""
    try:
        for row in base.execute(f"SELECT * FROM {_quoted(name)} LIMIT {MOST_ROWS}"):  # noqa: S608 - quoted, and read only
            yield "\t".join(f"[{len(one)} bytes]" if isinstance(one, bytes) else str(one)[:MOST_CELL] for one in row)
    except sqlite3.Error:
        yield "[resten af tabellen kan ikke læses]"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
