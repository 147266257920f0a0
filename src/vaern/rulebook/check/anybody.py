"""Texts that fit anybody: the employee, the sender and the citizen are called what they are, and never she or he."""

import re
from collections.abc import Iterator
from typing import Any

from vaern.rulebook.check.pages import Pages, Problem, Where

# A word of its own: not a part of another word, nor of a web address.
ONE_SEX = re.compile(r"(?<![\w-])(hun|hende|hendes|han|ham|hans)(?![\w-])", re.IGNORECASE)
# Plainly about another person, in words that cannot be other: what a judgment cites.
ABOUT_ANOTHER = ("»Død over ham«",)
HOW = "Skriv medarbejderen, den ramte, afsenderen eller borgeren, eller vend sætningen, så den passer på alle."


def anybody(pages: Pages) -> Iterator[Problem]:
    """Every text with a word for a woman or a man, once, at the first of them; scenarios too."""
    for name, doc in pages.docs.items():
        for where, text in _texts(doc, ()):
            found = ONE_SEX.search(_own_words(text))
            if found is None:
                continue
            what = f"teksten siger “{found[0]}”, og læseren kan være en mand eller en kvinde."
            if name.endswith(".md") and where == ("body",):
                yield pages.in_body(name, found.start(), what, HOW)
            else:
                yield pages.at(name, where, what, HOW)


def _texts(doc: Any, where: Where) -> Iterator[tuple[Where, str]]:
    """Every text of the file's data with the path to it."""
    if isinstance(doc, str):
        yield where, doc
    elif isinstance(doc, dict | list):
        for key, part in doc.items() if isinstance(doc, dict) else enumerate(doc):
            yield from _texts(part, (*where, key))


def _own_words(text: str) -> str:
    """The text with what is about another blanked out; every place in it stays where it is."""
    for said in ABOUT_ANOTHER:
        text = text.replace(said, " " * len(said))
    return text
