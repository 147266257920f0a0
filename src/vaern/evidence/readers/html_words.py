"""The words of a page or an HTML mail: no markup, no scripts, no styles; links keep where they lead."""

import re
from html.parser import HTMLParser

SKIPPED = frozenset({"script", "style", "head", "title", "template", "noscript", "svg"})
BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "figure", "footer"}
    | {"form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section"}
    | {"table", "tr", "ul"}
)
APART = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "pre", "ul", "ol"})
MOST_NESTED = 5000
SPACE = re.compile(r"\s+")


def words(html: str) -> str:
    """Plain text as a reader would see it."""
    return _read(html).text()


def remote(html: str) -> list[str]:
    """Addresses of pictures that the page would fetch from outside."""
    return _read(html).fetched


def _read(html: str) -> "_Page":
    """Marked sections (`<![if`) are made comments first: the parser stops at those whose names it does not know."""
    page = _Page()
    page.feed(html.replace("<![", "<! ["))
    page.close()
    return page


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.fetched: list[str] = []
        self._skipping: list[str] = []
        self._links: list[str] = []
        self._preformatted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in SKIPPED and tag != "head":
            self._skipping.append(tag)
        self._break(tag)
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
        elif tag == "a" and self._links:
            self._link_ends(self._links.pop())
        else:
            self._break(tag)

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.pieces.append(data if self._preformatted else SPACE.sub(" ", data))

    def text(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self.pieces).split("\n"))
        kept: list[str] = []
        for line in lines:
            if line or (kept and kept[-1]):
                kept.append(line)
        return "\n".join(kept).strip()

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
            self.pieces.append(f"[billede: {given['alt'].strip()}]")

    def _link_ends(self, href: str) -> None:
        href = href.strip()
        if not href.lower().startswith(("http:", "https:", "mailto:", "ftp:", "tel:")):
            return
        recent = "".join(self.pieces[-6:])
        if href.removeprefix("mailto:").removeprefix("tel:") not in recent:
            self.pieces.append(f" <{href}>")
