"""Google Voice as Takeout hands it out: a page for each conversation, call and voice message, single or zipped."""

import re
from collections.abc import Iterator
from typing import Any

from vaern.evidence.readers import chat_moments, page, threads
from vaern.evidence.readers.chat_files import Pack, texts_in
from vaern.evidence.readers.chat_page import CUT, is_cut, parsed
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Mistaken, Reading, Source, Time, Unreadable
from vaern.evidence.readers.sms import CALLS, WITHHELD
from vaern.evidence.readers.threads import Line

SIGNS = re.compile(rb"""class=["'](?:hChatLog hfeed|haudio)["']""")
PAGES = re.compile(r"\.html?$", re.IGNORECASE)
ELSEWHERE = re.compile(r"(https?|tel|mailto|sms|data):", re.IGNORECASE)
LASTED = re.compile(r"PT(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})(?:\.\d*)?S)?")
LABELS = {  # what a page is about, by the label's own address
    "received": CALLS["1"],
    "placed": CALLS["2"],
    "missed": CALLS["3"],
    "voicemail": CALLS["4"],
    "recorded": "Optaget opkald",
}
DELETED = "User Deleted: True"
MOST = 24 << 20
NO_MESSAGE = "Siden ligner Google Voice, men der er ingen beskeder eller opkald i den."


def recognises(source: Source, head: bytes) -> bool:
    """A page of Google Voice, or a zip with such pages."""
    if source.media_type == "application/zip":
        return any(SIGNS.search(one) for _, one in texts_in(source.path, PAGES))
    return SIGNS.search(head) is not None


def read(source: Source, out: Out) -> Reading:
    """The messages and calls of a page, or all of a zip's in order of time. Raises Mistaken when there are none."""
    g = Gather(source, out, "sms.voice")
    pack = Pack(g, source.path)
    found = _Voice(g, pack)
    try:
        _take_all(source, found)
    finally:
        pack.close()
    if not found.lines:
        raise Mistaken(NO_MESSAGE)
    if found.deleted:
        told = threads.counted(found.deleted)
        g.warn("deleted_by_user", f"{told} lå i papirkurven: ejeren havde slettet dem. De er vist som de andre.")
    threads.parties(g, [line for line in found.lines if line.sender not in found.unnamed])
    title = found.titles[0] if len(found.titles) == 1 else "Google Voice"
    return threads.close(g, found.lines, title=title or "Google Voice", sort=pack.zip is not None)


def _take_all(source: Source, found: "_Voice") -> None:
    if found.pack.zip is None:
        with source.path.open("rb") as file:
            found.take(file.read(MOST))
        if source.path.stat().st_size > MOST:
            found.g.broken("cut_off", f"Siden fylder mere end {MOST >> 20} MB. Kun begyndelsen er læst.")
        return
    heads = texts_in(source.path, PAGES)
    named = [name for name, head in heads if SIGNS.search(head)]
    for name in threads.while_time(found.g, named, found.lines, found.until):
        found.take(found.pack.text(name))
    left = sum(PAGES.search(name) is not None for name in found.pack.inside) - len(heads)
    if left > 0:
        found.g.broken_once("too_many_messages", f"Kun de første sider ({len(heads)}) er læst. {left} er ikke.")
    found.pack.say_rest(name for name in found.pack.inside if name in named or (left > 0 and PAGES.search(name)))


class _Voice:
    """Gathers what stands on one or several pages."""

    def __init__(self, g: Gather, pack: Pack) -> None:
        self.g, self.pack = g, pack
        self.lines: list[Line] = []
        self.titles: list[str] = []
        self.deleted = 0
        self.until = threads.deadline()
        self.unnamed = {WITHHELD}  # what stands for a sender without being a name
        inside = [name for name in pack.inside if not PAGES.search(name)]
        self.stems = {name.rpartition("/")[2].rpartition(".")[0]: name for name in inside}

    def take(self, data: bytes) -> None:
        text = page.decoded(data)
        try:
            tree = parsed(text)
        except Unreadable as broken:
            self.g.broken_once("cut_off", broken.says)
            return
        self.titles.append(" ".join((tree.findtext(".//title") or "").split()))
        new = list(threads.within(self.g, self._told(tree), self.until, before=len(self.lines)))
        self.lines += new
        if is_cut(text):
            self.g.broken_once("cut_off", CUT)
        if DELETED in _words(tree.xpath("//*[@class='deletedStatusContainer']")):
            self.deleted += len(new)

    def _told(self, tree: Any) -> Iterator[Line]:
        others = self._others(tree)
        for block in tree.xpath("//*[@class='message']"):
            yield self._message(block, others)
        for block in tree.xpath("//*[@class='haudio']"):
            yield self._call(block)

    def _others(self, tree: Any) -> tuple[str, ...]:
        """Whom the owner writes to: those whom a group names, else who writes back, else the page's title."""
        named = [_who(cite) for cite in tree.xpath("//*[@class='participants']//cite")]
        for name, accounts in named:
            self._known(name, accounts)
        written = [_who(cite)[0] for cite in tree.xpath("//*[@class='message']/cite") if not _is_own(cite)]
        title = self.titles[-1].removeprefix("Me to").strip()
        return tuple(dict.fromkeys(name for name in [one for one, _ in named] or written or [title] if name))

    def _message(self, block: Any, others: tuple[str, ...]) -> Line:
        cites = block.xpath("./cite")
        sender, accounts = _who(cites[0]) if cites else ("", ())
        own = bool(cites) and _is_own(cites[0])
        if own:
            self.unnamed.add(sender)
            self._known(sender, accounts, role="owner")
        text = _broken_lines(block.xpath("./q"))
        files = tuple(self._attach(name) for name in _files(block))
        at = _time(block.xpath("./*[contains(@class, 'dt')]"), "sent")
        kind = "message" if text or files else "missing"
        return Line(sender, text, at, kind, others if own else (), files, accounts)

    def _call(self, block: Any) -> Line:
        tags = [str(href).rpartition("#")[2] for href in block.xpath(".//a[@rel='tag']/@href")]
        label = next((one for one in LABELS if one in tags), "")
        with_whom = block.xpath("./*[contains(@class, 'contributor')]")
        who, accounts = _who(with_whom[0]) if with_whom else ("", ())
        who = who or WITHHELD
        said = _words(block.xpath(".//*[@class='full-text']")) or _words(block.xpath(".//*[@class='description']"))
        text = LABELS.get(label) or _words(block.xpath("./*[@class='fn']")) or "Opkald"
        text += _lasted(block) + (f"\nUdskrift lavet af Google: {said}" if said else "")
        files = tuple(self._attach(name) for name in _files(block))
        at = _time(block.xpath("./*[contains(@class, 'published')]"), "called")
        if label == "placed":
            self._known(who, accounts)
            return Line("", text, at, "call", (who,), files)
        return Line(who, text, at, "call", (), files, accounts)

    def _known(self, name: str, accounts: tuple[tuple[str, str], ...], role: str = "party") -> None:
        for kind, value in accounts:
            self.g.identify(kind, value, role, "" if value == name else name)

    def _attach(self, name: str) -> str:
        """Pages name their files without an ending, as the zip has them."""
        return self.pack.attach(self.stems.get(name, name))


def _who(block: Any) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The name as it stands, else the number; and what the person is known by."""
    name = _words(block.xpath(".//*[@class='fn']"))
    links = block.xpath(".//a[@class='tel']/@href")
    number = str(links[0]).partition(":")[2].strip() if links else ""
    known = (("email" if "@" in number else "phone", number),) if number else ()
    return name or number, known


def _is_own(block: Any) -> bool:
    """The owner stands as an abbreviation ("Me", in the language of the download), others as plain names."""
    return bool(block.xpath(".//abbr[@class='fn']"))


def _files(block: Any) -> list[str]:
    """Pictures, sound, film and cards that came with it, each once."""
    said = block.xpath(".//img/@src | .//audio/@src | .//video/@src | .//a[not(ancestor::q)]/@href")
    return list(dict.fromkeys(str(one) for one in said if one and not ELSEWHERE.match(str(one))))


def _time(found: list[Any], what: str) -> Time | None:
    """The title has the zone; what is shown has its name only."""
    if not found:
        return None
    return chat_moments.told(found[0].get("title"), what) or chat_moments.told(_words(found), what)


def _lasted(block: Any) -> str:
    said = LASTED.fullmatch("".join(block.xpath("./*[contains(@class, 'duration')]/@title")[:1]))
    hours, minutes, seconds = (int(one or 0) for one in said.groups()) if said else (0, 0, 0)
    return f", {60 * hours + minutes} min. {seconds} sek." if hours or minutes or seconds else ""


def _broken_lines(found: list[Any]) -> str:
    """The words, with the lines as they are broken."""
    for br in found[0].xpath(".//br") if found else ():
        br.tail = "\n" + " ".join((br.tail or "").split("\n"))
    said = found[0].text_content() if found else ""
    return "\n".join(" ".join(line.split()) for line in said.split("\n")).strip()


def _words(found: list[Any]) -> str:
    return " ".join(found[0].text_content().split()) if found else ""
