"""What a Rich Text document says of itself: who wrote it and when, and that some of its words are hidden."""

import re
from datetime import datetime

from vaern.evidence.readers import rtf_words
from vaern.evidence.readers.gather import Gather

INFO = re.compile(rb"\{\\info\b")
FIELD = re.compile(rb"\{\\(title|subject|author|operator|company|keywords|doccomm)\b ?((?:[^{}\\]|\\[^{}]){0,4000})\}")
STAMP = re.compile(rb"\{\\(creatim|revtim|printim)((?:\\(?:yr|mo|dy|hr|min|sec)\d{1,4} ?)+)\}")
NUMBER = re.compile(rb"\\(yr|mo|dy|hr|min|sec)(\d{1,4})")
HIDDEN = re.compile(rb"\\v(?:[1-9])?(?![a-zA-Z0-9])")
CODEPAGE = re.compile(rb"\\ansicpg\d{1,5}")
TIMES = {b"creatim": "created", b"revtim": "modified", b"printim": "printed"}
NAMES = {b"author": "author", b"operator": "last_modified_by"}
MOST = 100_000


def tell(gather: Gather, rtf: bytes) -> None:
    """Title, people and times; clock times without a zone, as the format has them."""
    begins = INFO.search(rtf)
    if begins:
        info = rtf[begins.start() : begins.start() + MOST]
        codepage = CODEPAGE.search(rtf)
        for found in FIELD.finditer(info):
            _field(gather, found[1], _plain(found[2], codepage[0] if codepage else b""))
        for found in STAMP.finditer(info):
            at = _moment(found[2])
            gather.time(TIMES[found[1]], at, "" if at else found[2].decode("ascii"))
    if HIDDEN.search(rtf):
        gather.warn("hidden_text", "Dokumentet har skjult tekst. Værn viser den sammen med resten.")


def _field(gather: Gather, name: bytes, words: str) -> None:
    if name == b"title":
        gather.title = words
    elif name in NAMES:
        gather.identify("name", words, NAMES[name])
    else:
        gather.fact(name.decode(), words)


def _plain(value: bytes, codepage: bytes) -> str:
    return rtf_words.words(b"{\\rtf1\\ansi" + codepage + b" " + value + b"}")


def _moment(words: bytes) -> datetime | None:
    given = {name: int(number) for name, number in NUMBER.findall(words)}
    try:
        return datetime(  # noqa: DTZ001 - the format has no zone, and the gatherer says so
            given[b"yr"], given[b"mo"], given[b"dy"], given.get(b"hr", 0), given.get(b"min", 0), given.get(b"sec", 0)
        )
    except (KeyError, ValueError):
        return None
