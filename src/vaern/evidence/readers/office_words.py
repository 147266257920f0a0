"""The words of office documents, in the order in which they stand; and comments and tracked changes."""

from collections.abc import Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from vaern.evidence.readers.strange import warn_of_strange

if TYPE_CHECKING:
    from vaern.evidence.readers.office import Document

CELLS, ROWS = ("tc", "table-cell"), ()
PARAGRAPHS = ("p", "h", "tr", "table-row", "list-item")
WORD_TEXT = (
    r"word/document\.xml|word/document\d*\.xml",
    r"word/(header|footer|footnotes|endnotes)\d*\.xml",
)
UNSAID = ("instrText", "delInstrText", "creator", "date", "initials", "fldData")
INNER = ("span", "a", "tab", "s", "line-break", "annotation", "bookmark", "soft-page-break", "change")  # OpenDocument
BREAKS = {"tab": "\t", "tc": "\t", "table-cell": "\t", "s": " ", "br": "\n", "cr": "\n", "line-break": "\n"}
CHANGED = ("ins", "del", "moveFrom", "moveTo", "tracked-changes", "changed-region")
MOST_CELLS, MOST_CHANGES = 200_000, 500
AUTHORS = ("author", "creator")


def tell(document: "Document") -> None:
    """Everything that can be read as words."""
    before = len(document.gather.texts)
    for pattern in WORD_TEXT:
        for name in document.names(pattern):
            _flow(document, name, "body")
    for number, name in enumerate(document.names(r"ppt/slides/slide\d+\.xml"), 1):
        _flow(document, name, "page", str(number))
    for number, name in enumerate(document.names(r"ppt/notesSlides/notesSlide\d+\.xml"), 1):
        _flow(document, name, "notes", str(number))
    _sheets(document)
    for name in document.names(r"content\.xml"):
        _flow(document, name, "body")
    for name in document.names(
        r"(word|xl|ppt)/(threadedComments/|comments/)?(comments|threadedComment|comment)\d*\.xml"
    ):
        _comments(document, name)
    for text in document.gather.texts[before:][:20]:
        warn_of_strange(document.gather, text.text)


def _flow(document: "Document", name: str, kind: str, part: str = "") -> None:
    root = document.xml(name)
    if root is None:
        return
    document.gather.text("\n".join(_paragraphs(root)), kind, part)
    _changes(document, root)
    _annotations(document, root)
    if any(element.tag.endswith(("}vanish", "}webHidden")) for element in root.iter()):
        document.gather.warn_once("hidden_text", "Dokumentet har skjult tekst. Værn viser den sammen med resten.")


def _paragraphs(root: Element) -> Iterator[str]:
    """One line for each paragraph; a table's row is one line, whatever stands in its cells."""
    said: list[str] = []
    cells = 0
    for event, element in _walked(root):
        tag = element.tag.rpartition("}")[2]
        cells += (tag in CELLS) * {"text": 1, "end": -1}.get(event, 0)
        said.append(_said(event, element, tag))
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
    if event == "text":
        return "" if tag in UNSAID else element.text or ""
    if event == "tail":
        return element.tail or "" if tag in INNER else ""
    return BREAKS.get(tag, "")


def _walked(root: Element) -> Iterator[tuple[str, Element]]:
    """Text, end and tail of every element, without recursion: hostile documents nest deeply."""
    stack: list[tuple[Element, Iterator[Element]]] = [(root, iter(root))]
    yield "text", root
    while stack:
        element, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            yield "end", element
            yield "tail", element
        else:
            stack.append((child, iter(child)))
            yield "text", child


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


def _who(document: "Document", element: Element, role: str) -> None:
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] in AUTHORS:
            document.gather.identify("name", value, role=role)


def _sheets(document: "Document") -> None:
    sheets = document.names(r"xl/worksheets/sheet\d+\.xml")
    if not sheets:
        return
    shared = _shared(document)
    names = _names(document)
    for number, name in enumerate(sheets):
        root = document.xml(name)
        if root is None:
            continue
        rows = list(_rows(root, shared))
        document.gather.text("\n".join(rows), "page", names[number][0] if number < len(names) else str(number + 1))
    if any(state in ("hidden", "veryHidden") for _, state in names):
        document.gather.warn_once("hidden_sheet", "Regnearket har skjulte ark. Værn viser dem sammen med resten.")


def _names(document: "Document") -> list[tuple[str, str]]:
    root = document.xml("xl/workbook.xml")
    found = [one for one in root.iter() if one.tag.endswith("}sheet")] if root is not None else []
    return [(one.get("name", ""), one.get("state", "")) for one in found]


def _shared(document: "Document") -> list[str]:
    root = document.xml("xl/sharedStrings.xml")
    return ["".join(_texts(one)) for one in root] if root is not None else []


def _texts(element: Element) -> Iterator[str]:
    return (one.text or "" for one in element.iter() if one.tag.endswith("}t"))


def _rows(root: Element, shared: list[str]) -> Iterator[str]:
    left = MOST_CELLS
    for row in root.iter():
        if row.tag.endswith("}row") and left > 0:
            cells = [_cell(cell, shared) for cell in row]
            left -= len(cells)
            if any(cells):
                yield "\t".join(cells)


def _cell(cell: Element, shared: list[str]) -> str:
    value = next((one.text or "" for one in cell if one.tag.endswith("}v")), "")
    if cell.get("t") == "s":
        return shared[int(value)] if value.isdigit() and int(value) < len(shared) else ""
    return "".join(_texts(cell)) if cell.get("t") == "inlineStr" else value
