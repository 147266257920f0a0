"""What was written beside a meeting: Zoom's saved chat, and lines copied from Teams. The clock often has no date."""

import re
from collections.abc import Iterator
from dataclasses import replace

from vaern.evidence.readers import chat_moments
from vaern.evidence.readers.shapes import Time
from vaern.evidence.readers.threads import Line

DATE = r"(?:(?P<date>\d{1,4}[./-]\d{1,2}[./-]\d{2,4})[ ,T]+)?"
CLOCK = r"(?P<clock>\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[AP]M)?)"
ZOOM = re.compile(
    rf"^{DATE}{CLOCK}\s+(?:From|Fra)\s+(?P<who>\S.{{0,79}}?)(?:\s+(?:to|til)\s+(?P<to>\S.{{0,79}}?))?\s*:(?:\s+(?P<text>.*))?$"
)
PRIVATE = re.compile(r"\s*\((?:privately|direct message|privat|direkte besked)\)$", re.IGNORECASE)
TEAMS = re.compile(rf"^\[{DATE}{CLOCK}\] (?P<who>[^:\[\]\n]{{2,80}})$")
ALL = ("everyone", "alle", "all", "everybody")


def is_zoom(first: list[str]) -> bool:
    """A clock, "From" and a name."""
    return ZOOM.match(first[0]) is not None


def is_teams(first: list[str]) -> bool:
    """A clock in brackets and a name alone on the line; what was said follows."""
    return TEAMS.match(first[0]) is not None and len(first) > 1 and first[1][:1] != "["


def zoom(lines: list[str]) -> Iterator[Line]:
    """Each message, and to whom, when it was not to all."""
    for begun, text in _entries(lines, ZOOM):
        to = begun["to"] or ""
        alone = PRIVATE.sub("", to)
        listed = () if alone.lower() in ALL or not alone else (alone,)
        words = "\n".join(one for one in (begun["text"] or "", text) if one)
        yield _line(begun, words, listed)


def teams(lines: list[str]) -> Iterator[Line]:
    """Each message under the line with its clock and sender."""
    for begun, text in _entries(lines, TEAMS):
        yield _line(begun, text, ())


def _entries(lines: list[str], head: re.Pattern[str]) -> Iterator[tuple[re.Match[str], str]]:
    begun: re.Match[str] | None = None
    held: list[str] = []
    for line in lines:
        found = head.match(line)
        if found is None:
            held.append(line.removeprefix("\t"))
            continue
        if begun is not None:
            yield begun, "\n".join(held).strip()
        begun, held = found, []
    if begun is not None:
        yield begun, "\n".join(held).strip()


def _line(begun: re.Match[str], text: str, to: tuple[str, ...]) -> Line:
    line = Line(begun["who"].strip(), text, _at(begun), to=to)
    return line if text else replace(line, kind="missing")


def _at(begun: re.Match[str]) -> Time | None:
    if begun["date"]:
        return chat_moments.told(f"{begun['date']} {begun['clock']}")
    return Time("sent", None, begun["clock"], zone_known=False)
