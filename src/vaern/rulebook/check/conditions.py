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
    for name, where, expr in _every(pages):
        yield Used(name, *written(expr, where))


def _every(pages: Pages) -> Iterator[tuple[str, Where, Any]]:
    """Every condition with its file and path; one in a letter's text stands so many characters into it."""
    letters = {one.file for one in fences(pages)}
    for name, doc in pages.docs.items():
        yield from ((name, where, expr) for where, expr in conditions(doc))
        for fence in FENCE.finditer(doc["body"]) if name.endswith(".md") and name not in letters else ():
            if fence["when"]:
                yield name, ("body", fence.start()), parse(fence["when"].strip(), name)


def impossible(pages: Pages) -> Iterator[Problem]:
    """Counts that ask for more than there is, and so can never be met, and denials of what is itself denied."""
    for name, at, expr in _every(pages):
        for where, word, inner in _words(expr, at):
            if word == "at_least" and inner["n"] > len(inner["of"]):
                what = f"at_least beder om {inner['n']} af {len(inner['of'])}, og det kan aldrig blive opfyldt."
                yield pages.at(name, where, what, "Sæt n ned, eller skriv flere under of.")
            if word == "not" and isinstance(inner, dict) and "not" in inner:
                what = "not står om et not, og de to ophæver hinanden."
                yield pages.at(name, where, what, "Slet dem begge, eller slet den ene, hvis det modsatte er ment.")


def _words(expr: Any, where: Where) -> Iterator[tuple[Where, str, Any]]:
    """Every all, any, not and at_least of a condition, with what stands under it."""
    if isinstance(expr, str) or "norm" in expr:
        return
    ((word, inner),) = expr.items()
    yield (*where, word), word, inner
    for path, part in _parts(expr, where):
        yield from _words(part, path)


def _parts(expr: Any, where: Where) -> Iterator[tuple[Where, Any]]:
    """The parts of a compound condition, each with the path to it."""
    ((word, inner),) = expr.items()
    if word == "not":
        yield (*where, word), inner
        return
    path, parts = ((*where, word, "of"), inner["of"]) if word == "at_least" else ((*where, word), inner)
    yield from (((*path, place), part) for place, part in enumerate(parts))


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
    for path, part in _parts(expr, where):
        yield from _atoms(part, path)
