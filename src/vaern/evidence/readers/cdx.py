"""CDX: the list of what a web archive holds, without the pages themselves."""

import json
from datetime import UTC, datetime

from vaern.evidence.readers.archive_codecs import gzip
from vaern.evidence.readers.archive_limits import Broken, Budget, Stream, pieces_of
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out, TooMuch
from vaern.evidence.readers.shapes import Reading, Source

MOST_BYTES = 16 << 20
MOST_LINES = 5000


def read(source: Source, out: Out) -> Reading:
    """Which addresses were archived, and when."""
    gather = Gather(source, out, "web.cdx")
    gather.warn("no_pages", "Filen er kun en liste over, hvad der er gemt. Selve siderne ligger i en anden fil.")
    lines = _text(gather).splitlines()
    rows = [line for line in lines if line.strip() and not line.lstrip().startswith(("CDX", "!meta"))]
    gather.fact("rows", len(rows))
    for line in rows[:MOST_LINES]:
        _row(gather, line)
    return gather.reading()


def _text(gather: Gather) -> str:
    with gather.source.path.open("rb") as file:
        if file.read(2) != b"\x1f\x8b":
            file.seek(0)
            return file.read(MOST_BYTES).decode("utf-8", "replace")
        file.seek(0)
        stream, data = Stream(gzip(pieces_of(file)), Budget(), file.tell), b""
        try:
            data = stream.read(MOST_BYTES)
            stream.read(1)
        except (Broken, TooMuch):
            gather.broken("broken", "Listen er beskadiget og kunne ikke pakkes helt ud.")
        return data.decode("utf-8", "replace")


def _row(gather: Gather, line: str) -> None:
    words = line.split(" ", 2)
    if len(words) < 3 or len(words[1]) != 14 or not words[1].isdigit():  # noqa: PLR2004 - key, time, the rest
        return
    address = words[2].split(" ", 1)[0]
    if words[2].startswith("{"):
        try:
            address = str(json.loads(words[2]).get("url", words[0]))
        except (ValueError, AttributeError):
            address = words[0]
    gather.identify("url", address, role="captured")
    gather.time("captured", moment(words[1]), words[1])


def moment(digits: str) -> datetime | None:
    """Fourteen digits, in UTC."""
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
