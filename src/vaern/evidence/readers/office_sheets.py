"""The sheets of a workbook: one line for each row, the cells in their columns, days as days."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import Element

from vaern.evidence.readers import sheet_cells

if TYPE_CHECKING:
    from vaern.evidence.readers.office import Document

MOST_COLUMNS = 256
COLUMN = re.compile(r"[A-Z]{1,3}")
TRUTH = {"0": sheet_cells.FALSE, "1": sheet_cells.TRUE}
PACKED = (
    "Regnearket er gemt i Excels pakkede form (xlsb), som Værn ikke kan læse cellerne i. Originalen er gemt uændret. "
    "Gem det som xlsx eller PDF, hvis indholdet skal bruges."
)


class Sheet(NamedTuple):
    """One sheet: its file in the document, its name, and whether it is hidden."""

    file: str
    name: str
    state: str


class Looks:
    """What the cells share: their texts, and which styles show a day or an hour."""

    def __init__(self, document: "Document") -> None:
        self.shared = _shared(document)
        self.dates = _dates(document)
        book = document.xml("xl/workbook.xml")
        found = [] if book is None else [one for one in book.iter() if one.tag.endswith("}workbookPr")]
        self.mac = any(one.get("date1904") in ("1", "true") for one in found)


def tell(document: "Document") -> None:
    """Every sheet as a page of its own, by its name."""
    sheets = _listed(document)
    if document.names(r"xl/worksheets/sheet\d+\.bin"):
        document.gather.broken_once("no_words", PACKED)
    if not sheets:
        return
    looks = Looks(document)
    for sheet in sheets:
        root = document.xml(sheet.file)
        if root is not None:
            document.gather.text("\n".join(_rows(root, looks)), "page", sheet.name)
            _say_hidden(document, root)
    if any(sheet.state in ("hidden", "veryHidden") for sheet in sheets):
        document.gather.warn_once("hidden_sheet", sheet_cells.HIDDEN)


def _say_hidden(document: "Document", root: Element) -> None:
    """Rows and columns that Excel does not show, in a sheet that it does."""
    hidden = (one for one in root.iter() if one.get("hidden") in ("1", "true"))
    if any(one.tag.endswith(("}row", "}col")) for one in hidden):
        document.gather.warn_once("hidden_cells", sheet_cells.HIDDEN_CELLS)


def _listed(document: "Document") -> list[Sheet]:
    """The sheets in the workbook's order, and then those that it does not name."""
    book, links = document.xml("xl/workbook.xml"), document.xml("xl/_rels/workbook.xml.rels")
    targets = {one.get("Id", ""): one.get("Target", "") for one in links} if links is not None else {}
    named = [one for one in book.iter() if one.tag.endswith("}sheet")] if book is not None else []
    files = document.names(r"xl/worksheets/sheet\d+\.xml")
    found: list[Sheet] = []
    for number, one in enumerate(named):
        link = next((value for key, value in one.attrib.items() if key.endswith("}id")), "")
        file = "xl/" + targets.get(link, "").removeprefix("/xl/").removeprefix("/")
        if file not in document.entries and not targets and number < len(files):
            file = files[number]
        found.append(Sheet(file, one.get("name", ""), one.get("state", "")))
    known = {sheet.file for sheet in found}
    return found + [Sheet(file, str(number), "") for number, file in enumerate(files, 1) if file not in known]


def _shared(document: "Document") -> list[str]:
    root = document.xml("xl/sharedStrings.xml")
    return ["".join(_texts(one)) for one in root] if root is not None else []


def _dates(document: "Document") -> list[bool]:
    """For each style of cell, whether it shows a day or an hour."""
    root = document.xml("xl/styles.xml")
    if root is None:
        return []
    codes = {one.get("numFmtId"): one.get("formatCode", "") for one in root.iter() if one.tag.endswith("}numFmt")}
    styles = next((one for one in root if one.tag.endswith("}cellXfs")), None)
    numbers = [one.get("numFmtId", "0") for one in styles] if styles is not None else []
    return [sheet_cells.is_date(int(one) if one.isdigit() else 0, codes.get(one, "")) for one in numbers]


def _texts(element: Element) -> Iterator[str]:
    return (one.text or "" for one in element.iter() if one.tag.endswith("}t"))


def _rows(root: Element, looks: Looks) -> Iterator[str]:
    left = sheet_cells.MOST_CELLS
    for row in root.iter():
        if row.tag.endswith("}row") and left > 0:
            cells: list[str] = []
            for cell in row:
                cells += [""] * (_column(cell, len(cells)) - len(cells))
                cells.append(_cell(cell, looks))
            left -= len(cells)
            if any(cells):
                yield "\t".join(cells).rstrip("\t")


def _column(cell: Element, place: int) -> int:
    """Which column the cell stands in, from its letters; the next one where it does not say."""
    letters = COLUMN.match(cell.get("r", ""))
    if letters is None:
        return place
    number = 0
    for letter in letters[0]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return min(number - 1, MOST_COLUMNS)


def _cell(cell: Element, looks: Looks) -> str:
    value = next((one.text or "" for one in cell if one.tag.endswith("}v")), "")
    kind = cell.get("t", "n")
    if not value and kind != "inlineStr":  # written by a program that does not work formulas out
        return next((f"={one.text}" for one in cell if one.tag.endswith("}f") and one.text), "")
    if kind == "s":
        return looks.shared[int(value)] if value.isdigit() and int(value) < len(looks.shared) else ""
    if kind == "inlineStr":
        return "".join(_texts(cell))
    if kind == "b":
        return TRUTH.get(value, value)
    return _number(value, cell.get("s", "0"), looks) if kind == "n" else value


def _number(value: str, style: str, looks: Looks) -> str:
    date = style.isdigit() and int(style) < len(looks.dates) and looks.dates[int(style)]
    try:
        return sheet_cells.shown(float(value), date=True, mac=looks.mac) if date else value
    except ValueError:
        return value
