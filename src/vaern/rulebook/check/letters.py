"""The text of a letter: paragraphs under conditions, and the marks that are filled in."""

import re
from collections.abc import Iterator
from typing import Any

from vaern.errors import VaernError
from vaern.rulebook.book.build import FENCE
from vaern.rulebook.book.objections import HOW_EXPR
from vaern.rulebook.book.reading import parse
from vaern.rulebook.check.pages import Pages, Problem
from vaern.rulebook.letters import PLACEHOLDER

MARK = re.compile(r"\[\[.*|\{\{.*?(?:\}\}|$)", re.MULTILINE)
PAIRS = "Sæt [[when: …]] og [[end]] på hver sin linje om afsnittet. De må ikke ligge i hinanden."
FILLED = "Skriv {{navn}} med små bogstaver a-z, tal og _, som under placeholders."


def fences(pages: Pages) -> Iterator[Problem]:
    """Conditions that cannot be read, that do not end, and marks that would be printed in the letter as they stand."""
    for name, doc in pages.under("letters"):
        yield from _pairs(pages, name, doc["body"])
        yield from _marks(pages, name, doc["body"])


def _pairs(pages: Pages, name: str, body: str) -> Iterator[Problem]:
    opened: int | None = None
    for fence in FENCE.finditer(body):
        opens = fence["when"] is not None
        if opens == (opened is not None):
            what = "[[when: …]] inden i et andet afsnit." if opens else "[[end]] uden [[when: …]]."
            yield pages.in_body(name, fence.start(), what, PAIRS)
        if opens and not _readable(fence["when"]):
            yield pages.in_body(name, fence.start(), "betingelsen har ikke sin form.", HOW_EXPR)
        opened = fence.start() if opens else None
    if opened is not None:
        yield pages.in_body(name, opened, "[[when: …]] mangler sin [[end]].", PAIRS)


def _readable(written: str) -> bool:
    try:
        return _is_condition(parse(written.strip(), ""))
    except VaernError:
        return False


def _is_condition(written: Any) -> bool:
    match written:
        case str():
            return True
        case {"norm": str()} if len(written) == 1:
            return True
        case {"not": part} if len(written) == 1:
            return _is_condition(part)
        case {"all": [*parts]} | {"any": [*parts]} | {"at_least": {"n": int(), "of": [*parts]}} if len(written) == 1:
            return bool(parts) and all(_is_condition(part) for part in parts)
    return False


def _marks(pages: Pages, name: str, body: str) -> Iterator[Problem]:
    for mark in MARK.finditer(body):
        if mark[0].startswith("[[") and not FENCE.match(body, mark.start()):
            what = f"“{mark[0][:40]}” er hverken [[when: …]] eller [[end]]."
            yield pages.in_body(name, mark.start(), what, PAIRS)
        if mark[0].startswith("{{") and not PLACEHOLDER.fullmatch(mark[0]):
            yield pages.in_body(name, mark.start(), f"“{mark[0][:40]}” er ikke en pladsholder.", FILLED)
