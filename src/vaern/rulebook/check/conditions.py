"""The conditions of content as they are written, each with the facts and norms it names and where."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from vaern.rulebook.book.build import FENCE
from vaern.rulebook.book.reading import parse
from vaern.rulebook.check.letters import fences
from vaern.rulebook.check.pages import Pages, Problem, Where

Names = tuple[tuple[str, Where], ...]
CONDITIONS = {"requires", "when", "closes_with", "not_relevant_when", "indicated_by", "not_indicated_by"}
COUNTER = {"speaks_against", "decides_against"}


@dataclass(frozen=True, slots=True)
class Used:
    """One condition: its file, and what it names where."""

    name: str
    facts: Names
    norms: Names


def used(pages: Pages) -> Iterator[Used]:
    """Every condition in the folder; of a letter whose text cannot be read, none."""
    letters = {one.file for one in fences(pages)}
    for name, doc in pages.docs.items():
        yield from (Used(name, *written(expr, where)) for where, expr in conditions(doc))
        for fence in FENCE.finditer(doc["body"]) if name.endswith(".md") and name not in letters else ():
            if fence["when"]:
                facts, norms = written(parse(fence["when"].strip(), name))
                where: Where = ("body", fence.start())
                yield Used(name, tuple((fact, where) for fact, _ in facts), tuple((norm, where) for norm, _ in norms))


def impossible(pages: Pages) -> Iterator[Problem]:
    """Counts that ask for more than there is, and so can never be met."""
    for name, doc in pages.docs.items():
        for where, expr in conditions(doc):
            for place, n, of in _counts(expr, where):
                if n > of:
                    what = f"at_least beder om {n} af {of}, og det kan aldrig blive opfyldt."
                    yield pages.at(name, place, what, "Sæt n ned, eller skriv flere under of.")


def _counts(expr: Any, where: Where) -> Iterator[tuple[Where, int, int]]:
    """Every at_least in a condition: where, how many it asks for, and of how many."""
    if isinstance(expr, str):
        return
    for word, inner in expr.items():
        path, parts = (*where, word), inner if isinstance(inner, list) else [inner]
        if word == "at_least":
            yield path, inner["n"], len(inner["of"])
            path, parts = (*path, "of"), inner["of"]
        if word != "norm":
            for place, part in enumerate(parts):
                yield from _counts(part, (*path, place))


def conditions(doc: Any, where: Where = ()) -> Iterator[tuple[Where, Any]]:
    """Every condition in a document with the path to it."""
    items = doc.items() if isinstance(doc, dict) else enumerate(doc) if isinstance(doc, list) else ()
    for key, value in items:
        if key in CONDITIONS:
            yield (*where, key), value
        if key in COUNTER:
            yield from (((*where, key, place), fact) for place, fact in enumerate(value))
        yield from conditions(value, (*where, key))


def written(expr: Any, where: Where = ()) -> tuple[Names, Names]:
    """The facts (with repeats) and norms that a written condition names itself, each with the path to it."""
    atoms = list(_atoms(expr, where))
    facts = tuple((atom, place) for atom, place in atoms if isinstance(atom, str))
    return facts, tuple((atom["norm"], (*place, "norm")) for atom, place in atoms if not isinstance(atom, str))


def _atoms(expr: Any, where: Where) -> Iterator[tuple[Any, Where]]:
    """Fact ids and norms; a norm's own indications are conditions of their own."""
    if isinstance(expr, str) or "norm" in expr:
        yield expr, where
        return
    ((word, inner),) = expr.items()
    if word == "not":
        yield from _atoms(inner, (*where, word))
        return
    path, parts = ((*where, word, "of"), inner["of"]) if word == "at_least" else ((*where, word), inner)
    for place, part in enumerate(parts):
        yield from _atoms(part, (*path, place))
