"""The pages of a download from Messenger, Facebook or Instagram: one block for each message, the last line its time."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from vaern.evidence.readers.chat_files import Pack
from vaern.evidence.readers.chat_page import parsed
from vaern.evidence.readers.shapes import Time
from vaern.evidence.readers.threads import Line
from vaern.evidence.readers.times import clock_time

SIGNS = re.compile(rb'class="[^"]*\b(_a6-g|_a706|_a6_q|_2lej)\b[^"]*"')
HAS = "contains(concat(' ', @class, ' '), ' {} ')"
BLOCK = f"//*[self::div or self::section][{HAS.format('_a6-g')} or {HAS.format('uiBoxWhite')}]"
SENDER = f".//*[{HAS.format('_a6-h')} or {HAS.format('_2lek')}]"
WHEN = f".//*[{HAS.format('_a6-o')} or {HAS.format('_2lem')} or {HAS.format('_3-94')}]"
SAID = f".//*[{HAS.format('_a6-p')} or {HAS.format('_2let')}]"
MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar", "apr", "maj may", "jun", "jul", "aug", "sep", "okt oct", "nov", "dec"), start=1
    )
    for name in names.split()
}
FIRST_MONTH = re.compile(
    r"^([a-zæøå]{3})[a-zæøå]*\.? (\d{1,2}), (\d{4}),? (\d{1,2})[:.](\d\d)(?:[:.](\d\d))?\s?([ap]m)?", re.IGNORECASE
)
FIRST_DAY = re.compile(
    r"^(\d{1,2})\.? ([a-zæøå]{3})[a-zæøå]*\.?,? (\d{4}),?(?: kl\.?| at)? (\d{1,2})[:.](\d\d)(?:[:.](\d\d))?\s?([ap]m)?",
    re.IGNORECASE,
)
UNSENT = re.compile(
    r"(unsent a message|message was unsent|trak en besked tilbage|har annulleret afsendelsen)", re.IGNORECASE
)


def looks_like(head: bytes) -> bool:
    """The class names that Meta's pages have."""
    return SIGNS.search(head) is not None


def thread(text: str, pack: Pack) -> tuple[str, Iterator[Line]]:
    """The title, and the messages oldest first (the pages have the newest first), each made when it is asked for."""
    page = parsed(text)
    blocks = [block for block in page.xpath(BLOCK) if not block.xpath("." + BLOCK)]
    lines = (line for block in reversed(blocks) if (line := _line(block, pack)))
    return " ".join((page.findtext(".//title") or "").split()), lines


def _line(block: Any, pack: Pack) -> Line | None:
    when = block.xpath(WHEN)
    if not when:
        return None
    at = _time(" ".join(when[-1].text_content().split()))
    said = block.xpath(SAID)
    if block.tag == "section" and not said:  # a list of friends or of searches is made of the same blocks
        return None
    sender = block.xpath(SENDER)
    name = " ".join(sender[0].text_content().split()) if sender else ""
    text = _words(said[0]) if said else ""
    files = block.xpath(".//img/@src | .//video/@src | .//audio/@src")
    own = tuple(pack.attach(str(src)) for src in files if not str(src).lower().startswith(("http:", "https:", "data:")))
    if name.endswith("."):  # above a post or a comment stands what was done ("Bo kommenterede …."), not a name alone
        posted = Time("posted", at.at, at.words, at.zone_known)
        return Line("", "\n".join(words for words in (name, text) if words), posted, attachments=own)
    kind = "deleted" if UNSENT.search(text) else "message" if text or own else "missing"
    return Line(name, text, at, kind=kind, attachments=own)


def _words(said: Any) -> str:
    pieces = [" ".join(piece.split()) for piece in said.itertext()]
    return "\n".join(piece for piece in pieces if piece)


def _time(words: str) -> Time:
    found = FIRST_MONTH.match(words)
    month, day = (found[1], found[2]) if found else ("", "")
    if not found:
        found = FIRST_DAY.match(words)
        day, month = (found[1], found[2]) if found else ("", "")
    number = MONTHS.get(month.lower()[:3])
    if not found or number is None:
        return Time("sent", None, words, zone_known=False)
    half = (found[7] or "").lower()
    hour = int(found[4]) % 12 + (12 if half == "pm" else 0) if half else int(found[4])
    try:
        moment = datetime(int(found[3]), number, int(day), hour, int(found[5]), int(found[6] or 0))  # noqa: DTZ001 - read as Danish
    except ValueError:
        return Time("sent", None, words, zone_known=False)
    return clock_time(moment, words)
