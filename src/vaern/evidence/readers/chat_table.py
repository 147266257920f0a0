"""Conversations as tables (CSV): from LinkedIn, Discord, iMazing, Viber and others, by the names of their columns."""

import csv
import io
import re
from collections.abc import Iterator

from vaern.evidence.readers import charset, chat_clock, chat_moments, threads
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Mistaken, Reading, Source, Time
from vaern.evidence.readers.threads import Line

COLUMNS = {
    "who": ("from", "sender", "sender name", "author", "afsender", "fra", "sender id", "user"),
    "when": ("date", "message date", "timestamp", "created", "dato", "tid", "tidspunkt", "time", "sent", "sent at"),
    "text": ("content", "contents", "text", "message", "body", "besked", "tekst", "indhold"),
    "to": ("to", "recipient", "modtager", "til", "chat session", "conversation title"),
    "account": ("sender id", "authorid", "author id", "user id", "userid", "phone number"),
    "reactions": ("reactions", "reaktioner"),
    "profile": ("sender profile url", "profile url", "profile"),
    "file": ("attachment", "attachments", "vedhæftning"),
}
NEEDED = ("when", "text")
VIBER = re.compile(r"^\d{1,2}/\d{1,2}/\d{4}$"), re.compile(r"^\d{1,2}:\d\d:\d\d$")
VIBER_COLUMNS = 5
MOST_ROWS, MOST, SAMPLE = threads.MOST_AT_ONCE + 2, 48 << 20, 8192


def recognises(_source: Source, head: bytes) -> bool:
    """A first row that names a time and words and who or to whom, or one as Viber writes it."""
    decoded = charset.decode(head)
    rows = list(_rows(decoded.text if decoded else "", most=2))
    if not rows:
        return False
    found = _columns(rows[0])
    return (all(key in found for key in NEEDED) and bool(found.keys() & {"who", "to", "file"})) or _is_viber(rows[0])


def read(source: Source, out: Out) -> Reading:
    """Each row as a message. Raises Mistaken when there are none."""
    decoded = charset.decode(source.path.read_bytes()[:MOST], lenient=True)
    rows = list(_rows(decoded.text if decoded else "", most=MOST_ROWS))
    g = Gather(source, out, "chat.table")
    found = _viber(rows) if rows and _is_viber(rows[0]) else _named(g, rows)
    lines = chat_clock.settled(g, threads.within(g, found, threads.deadline()))
    if not lines:
        raise Mistaken("Tabellen har kolonner som en samtale, men der er ingen beskeder i den.")
    threads.parties(g, lines)
    g.fact("rows", len(rows))
    return threads.close(g, lines, title="Samtale i en tabel", sort=True)


def _rows(text: str, *, most: int) -> Iterator[list[str]]:
    sample = text[:SAMPLE]
    try:
        dialect: type[csv.Dialect] = csv.Sniffer().sniff(sample.partition("\n")[0] + "\n", delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text.replace("\r\n", "\n")), delimiter=dialect.delimiter)):
            if number >= most:
                return
            yield [cell.strip() for cell in row]
    except csv.Error:
        return


def _columns(row: list[str]) -> dict[str, int]:
    names = [cell.lower().lstrip("\ufeff") for cell in row]
    return {
        key: next(names.index(word) for word in words if word in names)
        for key, words in COLUMNS.items()
        if any(word in names for word in words)
    }


def _named(g: Gather, rows: list[list[str]]) -> Iterator[Line]:
    columns = _columns(rows[0]) if rows else {}
    for row in rows[1:]:
        cells = {key: row[place] for key, place in columns.items() if place < len(row)}
        text, to, reacted = cells.get("text", ""), cells.get("to", ""), cells.get("reactions", "")
        if not text and not cells.get("when") and not cells.get("file"):
            continue
        files = tuple(
            g.list_only(kind="attachment", name=name.rpartition("/")[2]).id for name in _files(cells.get("file", ""))
        )
        text = "\n".join(words for words in (text, reacted and f"[{reacted}]") if words)
        kind = "message" if text or files else "missing"
        known = (("profile_url", cells.get("profile", "")), _account(cells.get("account", "")))
        sender = cells.get("who", "") or cells.get("account", "")
        yield Line(sender, text, _at(cells.get("when", "")), kind, (to,) if to else (), files, known)


def _files(words: str) -> list[str]:
    """Addresses one after the other, or the name of one file, which may have spaces in it."""
    return re.split(r"[,\s]+", words) if "://" in words else [words] if words else []


def _account(words: str) -> tuple[str, str]:
    return ("phone" if threads.PHONE.fullmatch(words) else "email" if "@" in words else "user_id", words)


def _is_viber(row: list[str]) -> bool:
    return len(row) >= VIBER_COLUMNS and all(form.match(cell) for form, cell in zip(VIBER, row, strict=False))


def _viber(rows: list[list[str]]) -> Iterator[Line]:
    for row in rows:
        if _is_viber(row):
            sender = f"{row[2]} ({row[3]})" if row[2] and row[3] else row[2] or row[3]
            said, known = ",".join(row[4:]), (("phone", row[3]),)
            yield Line(sender, said, _at(f"{row[0]} {row[1]}"), "message" if said else "missing", accounts=known)


def _at(words: str) -> Time | None:
    return chat_moments.told(words.replace(" UTC", "Z") if re.match(r"^\d{4}-\d\d-\d\d \S+ UTC$", words) else words)
