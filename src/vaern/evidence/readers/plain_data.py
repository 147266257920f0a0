"""Tables, JSON and XML as text that a person can read."""

import csv
import io
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.shapes import Unreadable
from vaern.evidence.readers.strange import warn_of_strange

MOST_ROWS, MOST_NODES, MOST_PARSED = 20_000, 200_000, 8 << 20
HOSTILE = (
    "Filen har koder, der kan folde sig ud eller hente noget udefra, når de følges. Den er derfor ikke læst. "
    "Originalen er gemt uændret."
)
FORMULA = ("=", "@", "+", "-", "\t")


def tell_csv(gather: Gather, text: str) -> None:
    """The rows, and a word of warning where a cell would be run by a spreadsheet."""
    try:
        dialect: Any = csv.Sniffer().sniff(text[:8192], delimiters=",;\t|")
    except csv.Error:
        dialect = csv.excel
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")), dialect):
            rows.append(row)
            if len(rows) >= MOST_ROWS:
                gather.broken("text_cut", f"Tabellen har flere end {MOST_ROWS} rækker. Resten er ikke vist.")
                break
    except csv.Error:
        gather.broken("table_broken", "Tabellen er beskadiget. Kun de første rækker kunne læses.")
    gather.fact("rows", len(rows))
    gather.fact("columns", max((len(row) for row in rows), default=0))
    if any(_is_formula(cell) for row in rows for cell in row):
        gather.warn("formula", "Nogle felter er formler, som et regneark vil køre. Åbn ikke filen i et regneark.")
    gather.text("\n".join("\t".join(row) for row in rows))
    warn_of_strange(gather, text)


def _is_formula(cell: str) -> bool:
    return cell.startswith(FORMULA) and any(sign in cell for sign in "(!|")


def tell_json(gather: Gather, text: str) -> None:
    """Set in lines. What cannot be parsed, or is longer than there is memory for, is shown as it stands."""
    if len(text) > MOST_PARSED:
        gather.text(text)
        warn_of_strange(gather, text)
        return
    try:
        value = json.loads(text)
        gather.fact("top", type(value).__name__)
        gather.text(json.dumps(value, ensure_ascii=False, indent=1))
    except (ValueError, RecursionError):
        rows = [line for line in text.splitlines() if line.strip()]
        good = sum(_is_json(line) for line in rows[:MOST_ROWS])
        gather.fact("rows", len(rows))
        if good < min(len(rows), MOST_ROWS):
            gather.broken("json_broken", "Filen følger ikke reglerne for JSON. Den er vist, som den står.")
        gather.text(text)
    warn_of_strange(gather, text)


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def tell_xml(gather: Gather, text: str) -> None:
    """The words between the marks. Nothing is unfolded and nothing fetched."""
    try:
        root = fromstring(
            text.encode("utf-8", "replace") if "encoding=" not in text[:200] else gather.source.path.read_bytes()
        )
    except DefusedXmlException as error:
        raise Unreadable(HOSTILE) from error
    except (ParseError, ValueError, LookupError):
        gather.broken("xml_broken", "Filen følger ikke reglerne for XML. Den er vist, som den står.")
        gather.text(text)
        return
    gather.fact("root", str(root.tag).rpartition("}")[2])
    words = "\n".join(islice(_words(root), MOST_NODES))
    gather.text(words)
    warn_of_strange(gather, words)


def _words(root: Any) -> Iterator[str]:
    """The words between the marks and, where a mark holds them, those in it: logs and tracks say all of it there."""
    for event in root.iter():
        pieces = [f"{str(name).rpartition('}')[2]}={value}" for name, value in event.attrib.items() if value.strip()]
        said = (event.text or "").strip()
        yield from ([" ".join(pieces)] if pieces else [])
        yield from ([said] if said else [])
        yield from ([event.tail.strip()] if event is not root and (event.tail or "").strip() else [])
