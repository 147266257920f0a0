"""The words of office documents, in the order in which they stand; and comments and tracked changes."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from vaern.evidence.readers import charset, html_words, office_sheets, rtf_words
from vaern.evidence.readers.strange import warn_of_strange

if TYPE_CHECKING:
    from vaern.evidence.readers.office import Document

CELLS, ROWS = ("tc", "table-cell"), ()
PARAGRAPHS = ("p", "h", "tr", "table-row", "list-item")
FLOWS = (  # which files hold words, of what kind, and whether the files' order is the pages'
    (r"word/document\.xml|word/document\d*\.xml", "body", False),
    (r"word/(header|footer|footnotes|endnotes)\d*\.xml", "body", False),
    (r"ppt/slides/slide\d+\.xml", "page", True),
    (r"ppt/notesSlides/notesSlide\d+\.xml", "notes", True),
    (r"((word|xl|ppt)/(diagrams/data|charts/chart)|xl/drawings/drawing)\d*\.xml", "box", False),
    (r"content\.xml", "body", False),
)
CHUNKS = r"word/[^/]+\.(?:html?|xhtml|rtf|txt)"  # whole files that Word takes in when it opens the document
COMMENTS = r"(word|xl|ppt)/(threadedComments/|comments/)?(comments|threadedComment|comment)\d*\.xml"
SAID = ("t", "delText", "text")  # of Microsoft's formats: places and sizes of shapes stand as text too
UNSAID = re.compile(r"\}creator$|(?<!text:1\.0)\}date$")  # of a comment; a day in the text itself is said
BREAKS = {"tab": "\t", "tc": "\t", "table-cell": "\t", "s": " ", "br": "\n", "cr": "\n", "line-break": "\n"}
CHANGED = ("ins", "del", "moveFrom", "moveTo", "tracked-changes", "changed-region")
MOST_CHANGES = 500
SPACES = re.compile(r"[ \t\r\n]+")
AUTHORS = ("author", "creator")


def tell(document: "Document") -> None:
    """Everything that can be read as words."""
    before = len(document.gather.texts)
    office_sheets.tell(document)
    for pattern, kind, numbered in FLOWS:
        for number, name in enumerate(document.names(pattern), 1):
            _flow(document, name, kind, str(number) if numbered else "")
    for name in document.names(COMMENTS):
        _comments(document, name)
    for name in document.names(CHUNKS):
        _chunk(document, name)
    for text in document.gather.texts[before:][:20]:
        warn_of_strange(document.gather, text.text)


def _flow(document: "Document", name: str, kind: str, part: str = "") -> None:
    root = document.xml(name)
    if root is None:
        return
    document.gather.text("\n".join(_paragraphs(root, free=name == "content.xml")), kind, part)
    _changes(document, root)
    _annotations(document, root)
    if any(element.tag.endswith(("}vanish", "}webHidden")) for element in root.iter()):
        document.gather.warn_once("hidden_text", "Dokumentet har skjult tekst. Værn viser den sammen med resten.")


def _paragraphs(root: Element, *, free: bool = False) -> Iterator[str]:
    """One line for each paragraph; a table's row is one line, whatever stands in its cells. `free`: OpenDocument."""
    said: list[str] = []
    cells = depth = 0
    for event, element in _walked(root):
        tag = element.tag.rpartition("}")[2]
        step = {"text": 1, "end": -1}.get(event, 0)
        cells += (tag in CELLS) * step
        depth += (tag in ("p", "h")) * step
        said.append(_free(event, element, tag, depth) if free else _said(event, element, tag))
        if event == "end" and tag in (ROWS if cells else PARAGRAPHS):
            line = "".join(said).strip()
            said.clear()
            if line:
                yield line
        elif event == "end" and tag == "p":
            said.append(" ")
    if "".join(said).strip():
        yield "".join(said).strip()


def _said(event: str, element: Element, tag: str) -> str:
    """Microsoft's words stand in elements of their own."""
    if event == "text":
        return element.text or "" if tag in SAID else ""
    return BREAKS.get(tag, "") if event == "end" else ""


def _free(event: str, element: Element, tag: str, depth: int) -> str:
    """OpenDocument's words stand between the elements of a paragraph; white space is one space."""
    if event == "end":
        return BREAKS.get(tag, "")
    words = (element.text if event == "text" else element.tail) or ""
    if depth <= 0 or (event == "text" and UNSAID.search(element.tag)):
        return ""
    return SPACES.sub(" ", words)


def _walked(root: Element) -> Iterator[tuple[str, Element]]:
    """Text, end and tail of every element, without recursion: hostile documents nest deeply."""
    stack: list[tuple[Element, Iterator[Element]]] = [(root, iter(root))]
    yield "text", root
    while stack:
        element, children = stack[-1]
        child = next(children, None)
        if child is not None and child.tag.endswith("}Fallback") and _is_said(element):
            continue
        if child is None:
            stack.pop()
            yield "end", element
            yield "tail", element
        else:
            stack.append((child, iter(child)))
            yield "text", child


def _is_said(alternatives: Element) -> bool:
    """Whether the newer of two forms says something; the other, for older programs, then says the same again."""
    newer = [one for one in alternatives if one.tag.endswith("}Choice")]
    return any(inner.tag.rpartition("}")[2] in SAID and inner.text for one in newer for inner in one.iter())


def _changes(document: "Document", root: Element) -> None:
    found = [one for one in root.iter() if one.tag.rpartition("}")[2] in CHANGED][:MOST_CHANGES]
    if not found:
        return
    says = "Dokumentet har sporede ændringer: tekst, der er rettet eller slettet, kan stadig læses i det."
    document.gather.warn_once("tracked_changes", says)
    for one in found:
        _who(document, one, "changed_by")


def _annotations(document: "Document", root: Element) -> None:
    """OpenDocument keeps comments in the text itself."""
    for one in root.iter():
        if one.tag.endswith("}annotation"):
            words = " ".join("".join(one.itertext()).split())
            document.gather.text(words, "comment")
            document.gather.warn_once("comments", "Der er skrevet kommentarer i dokumentet.")
            for inner in one:
                if inner.tag.rpartition("}")[2] == "creator":
                    document.gather.identify("name", inner.text or "", role="commenter")


def _comments(document: "Document", name: str) -> None:
    root = document.xml(name)
    if root is None:
        return
    for one in root.iter():
        if one.tag.rpartition("}")[2] in ("comment", "threadedComment", "cm"):
            document.gather.text("\n".join(_paragraphs(one)), "comment")
            document.gather.warn_once("comments", "Der er skrevet kommentarer i dokumentet.")
            _who(document, one, "commenter")


def _chunk(document: "Document", name: str) -> None:
    raw = document.contents(name) or b""
    decoded = charset.decode(raw, lenient=True)
    if name.endswith(".rtf"):
        document.gather.text(rtf_words.words(raw), "body")
    elif decoded is not None:
        document.gather.text(decoded.text if name.endswith(".txt") else html_words.words(decoded.text), "body")


def _who(document: "Document", element: Element, role: str) -> None:
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] in AUTHORS:
            document.gather.identify("name", value, role=role)
