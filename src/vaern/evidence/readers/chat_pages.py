"""Conversations as pages: Discord, iMessage, Snapchat, and Facebook's oldest download, by the names in their markup."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from vaern.evidence.readers import chat_clock, chat_moments, page, threads
from vaern.evidence.readers.chat_files import Pack
from vaern.evidence.readers.chat_page import CUT, is_cut, parsed
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Mistaken, Reading, Source
from vaern.evidence.readers.threads import Line

MOST = 24 << 20
HAS = "contains(concat(' ', normalize-space(@class), ' '), ' {} ')"


def _has(name: str) -> str:
    return HAS.format(name)


@dataclass(frozen=True, slots=True)
class Form:
    """The signs of a page, and where its messages, senders, times and words stand (XPath)."""

    kind: str
    name: str
    signs: re.Pattern[bytes]
    block: str
    sender: str
    when: str
    said: str
    utc: bool = False


FORMS = (
    Form(
        *("chat.discord", "Discord", re.compile(rb'class="?[^">]*chatlog__message')),
        f"//*[{_has('chatlog__message-container')}]",
        f".//*[{_has('chatlog__author')}]",
        f".//*[{_has('chatlog__timestamp')} or {_has('chatlog__short-timestamp')}]",
        f".//*[{_has('chatlog__content')}]",
    ),
    Form(
        *("chat.imessage", "iMessage", re.compile(rb'class="message_part"')),
        f"//*[{_has('message')}]",
        f".//*[{_has('sender')}]",
        f".//*[{_has('timestamp')}]",
        f".//*[{_has('message_part')}]",
    ),
    Form(
        *("chat.snapchat", "Snapchat", re.compile(rb"<h1[^>]*>Chat History with|<title>Chat History")),
        "//div[h4 and h6]",
        "./h4",
        "./h6[last()]",
        "./p",
        utc=True,
    ),
    Form(
        *("chat.meta", "Facebook", re.compile(rb'class="message_header"')),
        f"//*[{_has('message')}]",
        f".//*[{_has('user')}]",
        f".//*[{_has('meta')}]",
        "./following-sibling::*[1][self::p]",
    ),
)


def recognises(_source: Source, head: bytes) -> bool:
    """The class names or headings of one of these pages."""
    return any(form.signs.search(head) for form in FORMS)


def read(source: Source, out: Out) -> Reading:
    """The messages, and a sanitised copy of the page. Raises Mistaken when there are none."""
    data = source.path.read_bytes()[:MOST]
    form = next((one for one in FORMS if one.signs.search(data)), None)
    text = page.decoded(data)
    if form is None:
        raise Mistaken("Siden ligner en samtale, men der er ingen beskeder i den.")
    g = Gather(source, out, form.kind)
    pack = Pack(g, source.path)
    tree = parsed(text)
    said = threads.within(g, _all(form, tree.xpath(form.block), pack), threads.deadline())
    lines = chat_clock.settled(g, said)
    if not lines:
        raise Mistaken("Siden ligner en samtale, men der er ingen beskeder i den.")
    threads.parties(g, lines)
    if is_cut(text):
        g.broken_once("cut_off", CUT)
    if source.path.stat().st_size > MOST:
        g.broken("cut_off", f"Siden fylder mere end {MOST >> 20} MB. Kun begyndelsen er læst.")
    title = " ".join((tree.findtext(".//title") or "").split())
    return threads.close(g, lines, title=title or f"Samtale fra {form.name}")


def _all(form: Form, blocks: list[Any], pack: Pack) -> Iterator[Line]:
    before = ""
    for block in blocks:
        line = _line(form, block, before, pack)
        before = line.sender
        yield line


def _line(form: Form, block: Any, before: str, pack: Pack) -> Line:
    """One message; one without a sender follows the one before."""
    sender = _words(block.xpath(form.sender)) or before
    text = "\n".join(words for one in block.xpath(form.said) if (words := _words([one])))
    when = block.xpath(form.when)
    own = [str(src) for src in block.xpath(".//img/@src | .//video/@src | .//audio/@src | .//video/source/@src")]
    files = tuple(
        pack.attach(src)
        for src in own
        if not re.match(r"^(https?|data|//)", src, re.IGNORECASE) and "avatar" not in src
    )
    words = _titled(when[0]) if when else ""
    at = chat_moments.told(words, utc=form.utc) if words else None
    return Line(sender, text, at, "message" if text or files else "missing", (), files)


def _titled(element: Any) -> str:
    """The time as shown; where that cannot be placed, or could be read in two ways, the longer one in its title."""
    shown, title = _words([element]).partition(" (")[0], str(element.get("title") or "")
    placed, longer = chat_moments.told(shown), chat_moments.told(title)
    two_ways = "/" in shown and "/" not in title and longer is not None and longer.at is not None
    return shown if placed and placed.at and not two_ways else title or shown


def _words(found: list[Any]) -> str:
    return " ".join(found[0].text_content().split()) if found else ""
