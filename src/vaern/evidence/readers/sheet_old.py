"""The cells of Excel before 2007 (.xls), as they were shown when the file was saved."""

import io
import struct
from collections.abc import Iterator
from dataclasses import dataclass

import xlrd
from xlrd.formula import FormulaError
from xlrd.sheet import Cell

from vaern.evidence.readers import sheet_cells
from vaern.evidence.readers.locked import Locked

BOX, GOES_ON = 0x01B6, 0x003C
FAULTS = (xlrd.XLRDError, FormulaError, AssertionError, OverflowError, NameError)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, whether it is shown, a line for each row with the cells in their columns, and its notes."""

    name: str
    hidden: bool
    rows: tuple[str, ...]
    notes: tuple[str, ...]


def sheets(data: bytes) -> Iterator[Sheet]:
    """All sheets, with as many cells as can be shown. ValueError when it is no workbook, Locked when encrypted."""
    try:
        book = xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), ragged_rows=True)
    except FAULTS as error:
        if "encrypted" in str(error):
            raise Locked from None
        raise ValueError(str(error)) from error
    left = sheet_cells.MOST_CELLS
    for sheet in book.sheets():
        rows = list[str]()
        for cells in sheet.get_rows():
            left -= len(cells)
            if left < 0:
                break
            rows.append("\t".join(_shown(cell, book.datemode) for cell in cells).rstrip("\t"))
        notes = tuple(note.text for _place, note in sorted(sheet.cell_note_map.items()) if note.text)
        yield Sheet(sheet.name, bool(sheet.visibility), tuple(rows), notes)


def boxes(data: bytes) -> Iterator[str]:
    """What stands in boxes and notes laid over the cells: a record with the length, and the next with the words."""
    at, length = 0, 0
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        held = data[at + 4 : at + 4 + size]
        if kind == BOX:
            length = int.from_bytes(held[10:12], "little")
        elif kind == GOES_ON and length and held:
            wide = held[0] & 1
            yield held[1 : 1 + length * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace").strip()
            length = 0
        at += 4 + size


def _shown(cell: Cell, datemode: int) -> str:
    """What stands in a cell: words, a number or day, true or false, or a fault."""
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        return sheet_cells.shown(cell.value, date=cell.ctype == xlrd.XL_CELL_DATE, mac=bool(datemode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return sheet_cells.TRUE if cell.value else sheet_cells.FALSE
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, "#?"))
    return str(cell.value)
