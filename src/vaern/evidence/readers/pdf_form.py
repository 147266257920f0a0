"""What people have written in a PDF's form: the fields hold it apart from the page's own text."""

from collections.abc import Iterator
from typing import Any

import pikepdf

from vaern.evidence.readers.gather import Gather

MOST_FIELDS, MOST_DEPTH = 2000, 16
PUSHED = 1 << 16  # a button that only does something, and holds nothing
OFF = ("", "Off")


def tell(gather: Gather, document: pikepdf.Pdf) -> None:
    """One line for each field that is filled in, with the name that the form gives it."""
    form = document.Root.get("/AcroForm")
    fields: Any = form.get("/Fields") if isinstance(form, pikepdf.Dictionary) else None
    if not isinstance(fields, pikepdf.Array):
        return
    lines = [f"{name}: {said}" if name else said for name, said in _filled(fields, Above(), iter(range(MOST_FIELDS)))]
    if lines:
        gather.text("\n".join(lines), "form")
        gather.warn("form_filled", "Dokumentet er en formular. Det, der er skrevet i felterne, er vist for sig.")


class Above:
    """What a field has from those above it: the name so far, its kind and its marks."""

    def __init__(self, name: str = "", kind: str = "", marks: int = 0) -> None:
        self.name, self.kind, self.marks = name, kind, marks

    def with_own(self, field: Any) -> "Above":
        """The same, with what the field says itself. What a person reads goes before the form's own name."""
        own = str(field.get("/TU", "")) or ".".join(one for one in (self.name, str(field.get("/T", ""))) if one)
        return Above(own or self.name, str(field.get("/FT", self.kind)), int(field.get("/Ff", self.marks)))


def _filled(fields: Any, above: Above, room: Iterator[int], depth: int = 0) -> Iterator[tuple[str, str]]:
    """The fields in their order, so many in all: a form may hold itself."""
    for field in fields if depth <= MOST_DEPTH else ():
        if next(room, None) is None:
            return
        if not isinstance(field, pikepdf.Dictionary):
            continue
        here = above.with_own(field)
        said = _said(field.get("/V"), here)
        if said:
            yield here.name, said
        elif isinstance(field.get("/Kids"), pikepdf.Array):
            yield from _filled(field["/Kids"], here, room, depth + 1)


def _said(value: Any, field: Above) -> str:
    """The words of a text field, the choice of a list, the mark of a box. A signature is told of elsewhere."""
    if value is None or field.kind == "/Sig" or (field.kind == "/Btn" and field.marks & PUSHED):
        return ""
    if isinstance(value, pikepdf.Array):
        return ", ".join(one for one in (str(each).strip() for each in value) if one)
    if isinstance(value, pikepdf.Stream):
        return value.read_bytes().decode("utf-8", "replace").strip()
    said = str(value).strip().removeprefix("/") if isinstance(value, pikepdf.Name) else str(value).strip()
    if field.kind == "/Btn":
        return "" if said in OFF else f"afkrydset ({said})"
    return said
