"""How an ARC begins its records, and what web archives say of themselves: as lines, or as the XML of ARC 1.1."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

HEAD = re.compile(rb"[a-z][a-z0-9+.-]*:\S.*? \S+ \d{12,17} \S+(?: \S+)*? \d+\s*\Z", re.IGNORECASE)
LONGEST = 10_000
XML = re.compile(r"<\?xml|<arcmetadata")


def is_head(line: bytes) -> bool:
    """The line over a record of ARC: address, host's number, fourteen digits, type and length."""
    return len(line) < LONGEST and HEAD.match(line) is not None


def described(words: str) -> Iterator[tuple[str, str]]:
    """Names and values. Words that begin as XML and are not are told as they stand."""
    start = XML.search(words)
    if start is None:
        yield from _lines(words)
        return
    try:
        found = fromstring(words[start.start() :].strip().encode())
    except (ParseError, DefusedXmlException, ValueError):
        yield "description", words[start.start() :]
        return
    for one in found.iter():
        if one.text and one.text.strip():
            yield one.tag.rpartition("}")[2], one.text.strip()


def _lines(words: str) -> Iterator[tuple[str, str]]:
    for line in words.splitlines():
        name, _, value = line.partition(":")
        yield name.strip(), value
