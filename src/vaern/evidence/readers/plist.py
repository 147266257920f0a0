"""Settings and links as Apple's programs write them (plist, .webloc): every name with its value, as lines."""

import plistlib
from collections.abc import Iterator
from itertools import islice
from typing import Any
from xml.parsers.expat import ExpatError

from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source, Unreadable

MOST, MOST_LINES, MOST_DEPTH = 48 << 20, 20_000, 40
MARKS = (b"bplist00", b"<plist")
BROKEN = (
    "Filen er indstillinger fra en Apple-enhed, men den er beskadiget og kan ikke læses. Originalen er gemt uændret."
)
FAULTS = (  # what a broken list makes plistlib raise
    ExpatError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    OverflowError,
    RecursionError,
    AttributeError,
    MemoryError,
)


def recognises(_source: Source, head: bytes) -> bool:
    """Apple's own beginning, packed or as XML."""
    return head.startswith(MARKS[0]) or MARKS[1] in head[:1000]


def read(source: Source, out: Out) -> Reading:
    """The values; a file that holds an address alone is a link."""
    gather = Gather(source, out, "data.plist")
    if source.path.stat().st_size > MOST:
        raise Unreadable(BROKEN)
    try:
        found = plistlib.loads(source.path.read_bytes())
        lines = list(islice(_lines(found, "", 0), MOST_LINES))
    except (plistlib.InvalidFileException, *FAULTS) as error:
        raise Unreadable(BROKEN) from error
    if isinstance(found, dict) and found.keys() == {"URL"}:
        gather.kind, gather.title = "web.link", str(found["URL"])
        gather.identify("url", str(found["URL"]), role="link")
    gather.text("\n".join(lines))
    return gather.reading()


def _lines(value: Any, name: str, depth: int) -> Iterator[str]:
    if depth > MOST_DEPTH:
        return
    if isinstance(value, dict | list):
        pairs = value.items() if isinstance(value, dict) else enumerate(value, start=1)
        for key, one in pairs:
            yield from _lines(one, f"{name}.{key}" if name else str(key), depth + 1)
    else:
        told = f"[{len(value)} bytes]" if isinstance(value, bytes) else str(value)
        yield f"{name}: {told}" if name else told
