"""Documents as accessible PDF (PDF/UA-1 and PDF/A-2a), set by Typst in a process of its own."""

from vaern.typeset.errors import TypesetFailed
from vaern.typeset.press import compile_pdf

__all__ = ["TypesetFailed", "compile_pdf"]
