"""The pages of a Telegram export: one block for each message; a "joined" one has the sender of the one before."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from typing import Any

from lxml.etree import XPath

from vaern.evidence.readers.chat_files import Pack
from vaern.evidence.readers.chat_page import parsed
from vaern.evidence.readers.shapes import Time
from vaern.evidence.readers.threads import Line
from vaern.evidence.readers.times import clock_time

SIGNS = re.compile(rb'class="(page_wrap|history|page_header|message default|message service)\b')
ENOUGH = 3
STAMP = re.compile(r"(\d\d)\.(\d\d)\.(\d{4}) (\d\d):(\d\d):(\d\d)(?: UTC([+-])(\d\d):?(\d\d))?")
HAS = "contains(concat(' ', @class, ' '), ' {} ')"


def looks_like(head: bytes) -> bool:
    """The class names that Telegram's pages have."""
    return len(set(SIGNS.findall(head))) >= ENOUGH


def thread(text: str, pack: Pack) -> tuple[str, Iterator[Line]]:
    """The title, and the messages in their order, each made when it is asked for."""
    page = parsed(text)
    return _words(page, "page_header") or "Telegram-chat", _lines(page, pack)


def _lines(page: Any, pack: Pack) -> Iterator[Line]:
    sender = forwarded = ""
    for block in _all(page, f"//div[{HAS.format('message')}]"):
        kind = (block.get("class") or "").split()
        if "service" in kind:
            yield Line("", _words(block, "body"), None, kind="system")
            continue
        sender = _own(block, "from_name") or sender
        forwarded, marked = _forwarded(block, forwarded)
        yield _line(block, sender, marked, pack)


def _all(block: Any, path: str) -> Any:
    return _compiled(path)(block)


@cache
def _compiled(path: str) -> XPath:
    return XPath(path)


def _line(block: Any, sender: str, marked: str, pack: Pack) -> Line:
    when = _all(block, f".//div[{HAS.format('date')}]/@title")
    at = _time(str(when[0])) if when else None
    hrefs = [str(href) for href in _all(block, f".//*[{HAS.format('media_wrap')}]//a/@href")]
    own = tuple(pack.attach(href) for href in hrefs if not re.match(r"^[a-z]+:", href, re.IGNORECASE))
    text = "\n".join(words for words in (marked, _words(block, "text")) if words)
    left_out = _all(block, f".//*[{HAS.format('media_wrap')}]")
    if left_out and not own:
        said = ", ".join(words for piece in left_out[0].itertext() if (words := " ".join(piece.split())))
        text = "\n".join(words for words in (text, f"[{said}]") if words)
        return Line(sender, text, at, kind="missing")
    return Line(sender, text, at, kind="message" if text or own else "missing", attachments=own)


def _own(block: Any, name: str) -> str:
    """The sender of the message itself, not of one it forwards."""
    found = _all(block, f"./div[{HAS.format('body')}]/div[{HAS.format(name)}]")
    return " ".join(found[0].text_content().split()) if found else ""


def _forwarded(block: Any, before: str) -> tuple[str, str]:
    """Whose words are passed on, and the mark before them; one without a name follows the one before."""
    inside = _all(block, f".//div[{HAS.format('forwarded')} and {HAS.format('body')}]")
    if not inside:
        return "", ""
    named = _all(inside[0], f".//div[{HAS.format('from_name')}]")
    when = _all(inside[0], f".//div[{HAS.format('from_name')}]//*[{HAS.format('date')}]")
    name = " ".join("".join(_all(named[0], "./text()")).split()) if named else before
    stamp = " ".join(str(when[0].get("title") or when[0].text_content()).split()) if when else ""
    told = ", ".join(words for words in (name and f"fra {name}", stamp) if words)
    return name, f"[videresendt {told}]" if told else "[videresendt]"


def _words(block: Any, name: str) -> str:
    found = _all(block, f".//div[{HAS.format(name)}]")
    if not found:
        return ""
    for br in _all(found[0], ".//br"):
        br.tail = "\n" + (br.tail or "")
    for link in _all(found[0], ".//a[@href]"):
        if link.get("href").startswith(("http:", "https:", "tg:")) and link.get("href") != link.text_content():
            link.tail = f" <{link.get('href')}>" + (link.tail or "")
    lines = [" ".join(line.split()) for line in found[0].text_content().strip().split("\n")]
    return "\n".join(line for line in lines if line)


def _time(words: str) -> Time:
    found = STAMP.search(words)
    if found is None:
        return Time("sent", None, words, zone_known=False)
    day, month, year, hour, minute, second = (int(found[number]) for number in range(1, 7))
    try:
        moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the zone is added below
    except ValueError:
        return Time("sent", None, words, zone_known=False)
    if found[7] is None:
        return clock_time(moment, words)
    offset = timedelta(hours=int(found[8]), minutes=int(found[9])) * (-1 if found[7] == "-" else 1)
    return Time("sent", moment.replace(tzinfo=timezone(offset)).astimezone(UTC), words)
