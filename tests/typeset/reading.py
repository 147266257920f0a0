"""Reads PDFs the way a person or a checker would."""

import io
import subprocess
from typing import Any

import pikepdf


def lines_of(pdf: bytes) -> list[str]:
    """The lines as they stand on the pages."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return done.stdout.decode().splitlines()


def text_of(pdf: bytes) -> str:
    """The text as pdftotext reads it, each run of white space as one space."""
    return " ".join(" ".join(lines_of(pdf)).split())


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def tags(pdf: bytes) -> list[str]:
    """The kinds of all structure elements, in reading order."""
    with opened(pdf) as document:
        return list(_tags(document.Root.StructTreeRoot))


def _tags(node: Any) -> Any:
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _tags(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node.S)
        yield from _tags(node.get("/K", pikepdf.Array()))
