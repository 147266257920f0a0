"""Reads what every page needs before the first visitor comes, so that nobody waits for it."""

import gc
from pathlib import Path

from django.template.loader import get_template
from django.urls import get_resolver

from vaern.process.situation import book

TEMPLATES = Path(__file__).parent / "templates"


def make_ready() -> None:
    """Read the law, the addresses with their pages' code, and the templates. Takes about a second.

    What is read stays for good, so the garbage collector need not go through it again: that took 0.1 s of some pages.
    """
    book()
    get_resolver().reverse_dict.keys()
    for path in sorted(TEMPLATES.rglob("*.html")):
        get_template(path.relative_to(TEMPLATES).as_posix())
    gc.collect()
    gc.freeze()
