"""The words of a page or an HTML mail: no markup, no scripts, no styles; links keep where they lead.

What the page itself hides from its reader stands as `[skjult: …]`.
"""

import re
from collections import Counter
from html.parser import HTMLParser
from itertools import islice
from typing import NamedTuple

from vaern.evidence.readers import html_hidden

SKIPPED = frozenset({"script", "style", "head", "title", "template", "noscript", "svg"})
BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "figure", "footer"}
    | {"form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section"}
    | {"table", "tr", "ul"}
)
APART = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "pre", "ul", "ol"})
EMPTY = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
CELLS = frozenset({"td", "th"})
ENDED_BY = {  # what ends where such a one begins, though nothing says so
    "li": frozenset({"li"}),
    "tr": frozenset({"tr"}) | CELLS,
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    **dict.fromkeys(CELLS, CELLS),
    **dict.fromkeys(BLOCKS - {"br", "li", "tr", "dt", "dd"}, frozenset({"p"})),
}
SCOPES = frozenset({"table", "ul", "ol", "dl", "div"})
MOST_NESTED, MOST_MARKS = 5000, 400_000
MARK = re.compile("<")
LOOKED_BACK = 30
SPACE = re.compile(r"\s+")
BEGINS, ENDS = "\x02", "\x03"  # around what is hidden, while the words are gathered
HIDING = re.compile(f"{BEGINS}([^{ENDS}]*)(?:{ENDS}|$)")
MARKS = str.maketrans("", "", BEGINS + ENDS)
BLANK = str.maketrans(
    "", "", "\u00ad\u034f\u061c\u115f\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
)


class Told(NamedTuple):
    """What a page says: its words, with what is hidden in marks; what is hidden; and pictures it would fetch."""

    text: str
    hidden: list[str]
    fetched: list[str]
    cut: bool


def words(html: str) -> str:
    """Plain text as a reader would see it, and in marks what is hidden from the reader."""
    return _read(html).text()


def told(html: str) -> Told:
    """All that the page says, read once."""
    page = _read(html)
    return Told(
        page.text(), [found for one in HIDING.findall(page.marked()) if (found := seen(one))], page.fetched, page.cut
    )


def _told(found: re.Match[str]) -> str:
    """Hidden words in their mark; hidden blanks as they are, since they say nothing."""
    inside = found[1]
    said = seen(inside)
    if not said:
        return SPACE.sub(" ", inside) if "\n" not in inside else "\n"
    before, after = (("\n" if "\n" in gap else " " if gap else "") for gap in _gaps(inside))
    return f"{before}[skjult: {said}]{after}"


def _gaps(inside: str) -> tuple[str, str]:
    return inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]


def seen(inside: str) -> str:
    """On one line, without letters that are nothing to see."""
    return " ".join(inside.translate(BLANK).split())


def _read(html: str) -> "_Page":
    """Marked sections (`<![if`) are made comments first: the parser stops at those whose names it does not know."""
    page = _Page(html_hidden.in_sheets(html))
    end = next(islice(MARK.finditer(html), MOST_MARKS, None), None)
    page.feed(html[: end.start() if end else None].replace("<![", "<! ["))
    page.close()
    if end:
        page.cut = True
        page.pieces.append("\n[resten er for lang og er ikke læst]")
    return page


class _Open(NamedTuple):
    """An element that has begun, and whether what lies in it can be seen."""

    tag: str
    covered: bool
    tiny: bool


class _Page(HTMLParser):
    def __init__(self, sheets: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.fetched: list[str] = []
        self.cut = False
        self._sheets = sheets
        self._skipping: list[str] = []
        self._links: list[str] = []
        self._preformatted = 0
        self._open: list[_Open] = []
        self._counts: Counter[str] = Counter()
        self._behind = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in SKIPPED and tag != "head":
            self._skipping.append(tag)
        self._ends_unsaid(tag)
        self._break(tag)
        self._begins(tag, given)
        self._preformatted += tag == "pre"
        if tag == "td":
            self.pieces.append(" ")
        if tag == "img":
            self._picture(given)
        if tag == "a" and len(self._links) < MOST_NESTED:
            self._links.append(given.get("href", ""))

    def handle_endtag(self, tag: str) -> None:
        self._preformatted -= tag == "pre" and self._preformatted > 0
        if self._skipping and tag == self._skipping[-1]:
            self._skipping.pop()
            return
        if tag == "a" and self._links:
            self._link_ends(self._links.pop())
        else:
            self._break(tag)
        if self._counts[tag] > 0 and not self._skipping:
            self._end(next(place for place in range(len(self._open) - 1, -1, -1) if self._open[place].tag == tag))

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            data = data.translate(MARKS)
            self._say(data if self._preformatted else SPACE.sub(" ", data))

    def marked(self) -> str:
        """Everything, with what is hidden between marks."""
        return "".join(self.pieces)

    def text(self) -> str:
        lines = (" ".join(line.split()) for line in HIDING.sub(_told, self.marked()).split("\n"))
        kept: list[str] = []
        for line in lines:
            if line or (kept and kept[-1]):
                kept.append(line)
        return "\n".join(kept).strip()

    def _say(self, text: str) -> None:
        behind = bool(self._open) and (self._open[-1].covered or self._open[-1].tiny)
        if behind != self._behind:
            self.pieces.append(BEGINS if behind else ENDS)
            self._behind = behind
        self.pieces.append(text)

    def _begins(self, tag: str, given: dict[str, str]) -> None:
        if tag in EMPTY or self._skipping or len(self._open) >= MOST_NESTED:
            return
        above = self._open[-1] if self._open else _Open("", covered=False, tiny=False)
        style = html_hidden.declarations(given["style"]) if "style" in given else {}
        covered = above.covered or html_hidden.is_hidden(tag, given, style, self._sheets)
        tiny = html_hidden.is_tiny(style)
        self._open.append(_Open(tag, covered, above.tiny if tiny is None else tiny))
        self._counts[tag] += 1

    def _ends_unsaid(self, tag: str) -> None:
        """A paragraph, a row or a cell ends where the next begins, as browsers have it."""
        ended, first = ENDED_BY.get(tag, frozenset()), len(self._open)
        for place in range(first - 1, max(first - LOOKED_BACK, 0) - 1, -1):
            if self._open[place].tag in SCOPES:
                break
            first = place if self._open[place].tag in ended else first
        self._end(first)

    def _end(self, place: int) -> None:
        self._counts.subtract(one.tag for one in self._open[place:])
        del self._open[place:]

    def _break(self, tag: str) -> None:
        if tag in APART:
            self.pieces.append("\n\n")
        elif tag == "br" or (tag in BLOCKS and self.pieces and not self.pieces[-1].endswith("\n")):
            self.pieces.append("\n")

    def _picture(self, given: dict[str, str]) -> None:
        source = given.get("src", "").strip()
        if source.lower().startswith(("http:", "https:", "//")):
            self.fetched.append(source)
        if given.get("alt", "").strip() and not self._skipping:
            self._say(f"[billede: {given['alt'].strip().translate(MARKS)}]")

    def _link_ends(self, href: str) -> None:
        href = href.strip()
        if not href.lower().startswith(("http:", "https:", "mailto:", "ftp:", "tel:")):
            return
        recent = "".join(self.pieces[-6:])
        if href.removeprefix("mailto:").removeprefix("tel:") not in recent:
            self._say(f" <{href.translate(MARKS)}>")
