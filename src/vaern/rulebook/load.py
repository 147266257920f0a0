"""The content folder as one Book.

Loading trusts the files, because `check` reads them against their schemas; what cannot be built is refused here.
"""

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from vaern.errors import ContentError
from vaern.rulebook.book import build
from vaern.rulebook.book.reading import Unreadable, front_matter, parse, text_of
from vaern.rulebook.follows import beneath
from vaern.rulebook.logic import leaves
from vaern.rulebook.shapes import Book, Expr, FactIs, Norm, SourceFile, Track

Docs = Mapping[str, Any]
Item = TypeVar("Item")
EDITION = re.compile(r"\.e(\d+)\.")
CHECK = "Kør vaern content check, som siger linje og rettelse."
ASIDE = {"schema", "published"}
READ = {".yaml", ".md"}


def content_root() -> Path:
    """The folder content/ beside src/, unless VAERN_CONTENT names another."""
    return Path(os.environ.get("VAERN_CONTENT") or Path(__file__).parents[3] / "content")


def content_files(root: Path) -> Iterator[Path]:
    """Every file of rules and texts, in the order of their names."""
    return (path for path in _among_rules(root) if path.suffix in READ)


def unread_files(root: Path) -> Iterator[Path]:
    """What lies among the rules and is not read. A draft and a hidden file are meant to be; the others hardly are."""
    for path in _among_rules(root):
        hidden = any(part.startswith(".") for part in path.relative_to(root).parts)
        if path.is_file() and path.suffix not in {*READ, ".draft"} and not hidden:
            yield path


def _among_rules(root: Path) -> Iterator[Path]:
    return (path for path in sorted(root.rglob("*")) if path.relative_to(root).parts[0] not in ASIDE)


def is_scenarios(name: str) -> bool:
    """Whether the file holds situations to try the rules on; no rule of a case is read from it."""
    return name.endswith("scenarios.yaml")


@cache
def load(root: Path | None = None) -> Book:
    """The Book of the folder, read once per process; ContentError naming what cannot be read."""
    return read(root or content_root())


def read(root: Path) -> Book:
    """The Book of the folder as it is now."""
    if not root.is_dir():
        todo = "Angiv mappen med reglerne, eller sæt VAERN_CONTENT til den."
        raise ContentError(f"Mappen {root} findes ikke.", todo=todo)
    docs, files = dict[str, Any](), dict[str, SourceFile]()
    for path in content_files(root):
        name = path.relative_to(root).as_posix()
        if is_scenarios(name):
            continue
        text, digest = text_of(path)
        found = EDITION.search(path.name)
        docs[name] = document(text, name)
        files[name] = SourceFile(int(found[1]) if found else 1, digest)
    if not docs:
        raise ContentError(f"Mappen {root} holder ingen regler.", todo="Angiv en mappe som content/.")
    return _whole(book_of(docs, files))


def _whole(book: Book) -> Book:
    """The Book, when every fact and deadline that a rule names is there; ContentError naming the first that is not."""
    for name, exprs, deadlines in _rules(book):
        facts = (leaf.id for expr in exprs if expr is not None for leaf in leaves(expr) if isinstance(leaf, FactIs))
        missing = [fact for fact in facts if fact not in book.facts]
        missing += [deadline for deadline in deadlines if deadline and deadline not in book.deadlines]
        if missing:
            raise ContentError(f"{name} nævner {missing[0]}, som ikke findes.", todo=CHECK)
    return book


def _rules(book: Book) -> Iterator[tuple[str, list[Expr | None], Iterable[str]]]:
    """Every rule with its file, its conditions and the deadlines that it names; of facts, what they presuppose."""
    for fact in book.facts.values():
        yield fact.id, [FactIs(one) for one in fact.presupposes], ()
    for text in _each(book.provisions):
        counter = [FactIs(fact) for fact in (*text.speaks_against, *text.decides_against)]
        yield text.file_id, [text.requires, *counter], text.deadlines
    for gate in _each(book.gates):
        exprs = [expr for one in gate.conditions for expr in (one.requires, one.not_relevant_when)]
        yield gate.file_id, exprs, ()
    for plan in _each(book.plans):
        yield plan.file_id, [plan.when, *(one.when for one in plan.steps)], [one.deadline for one in plan.steps]
    for track in (text for one in book.tracks.values() for text in (*one.earlier, one)):
        outcomes = track.outcomes
        yield track.file_id, [one.requires for one in outcomes], [one.deadline for one in outcomes]
    for points in _each(book.checklists):
        yield points.file_id, [one.requires for one in points.items], ()
    for letter in _each(book.letters):
        yield letter.file_id, [when for when, _text in letter.parts], ()


def _each(texts: Mapping[str, tuple[Item, ...]]) -> Iterator[Item]:
    return (text for found in texts.values() for text in found)


def document(text: str, name: str) -> Any:
    """The data of one file; a letter's Markdown stands under `body`."""
    if not name.endswith(".md"):
        return parse(text, name)
    head, body = front_matter(text, name)
    fields = parse(head, name)
    if not isinstance(fields, dict):
        raise Unreadable(name, 2, "brevets hoved er ikke felter.", "Skriv id, title, kind_says og placeholders.")
    return {**fields, "body": body}


def book_of(docs: Docs, files: Mapping[str, SourceFile]) -> Book:
    """The Book of the files' data."""
    norms = {norm.id: norm for norm in _all(docs, "norms", lambda doc, _name, _norms: build.norm(doc), {})}
    gaps = docs.get("coverage.yaml", {}).get("gaps", [])
    words = [row for name, doc in docs.items() if name.startswith("glossary") for row in doc["rows"]]
    facts = _all(docs, "facts", lambda doc, _name, _norms: build.fact(doc), norms)
    return Book(
        facts={fact.id: fact for fact in facts},
        norms=norms,
        provisions=_dated(_all(docs, "law", build.provision, norms), files),
        gates=_dated(_all(docs, "gates", build.gate, norms), files),
        plans=_dated(_all(docs, "plans", build.plan, norms), files),
        deadlines={
            rule.id: rule for rule in _all(docs, "deadlines", lambda doc, _name, _norms: build.rule(doc), norms)
        },
        letters=_dated(_all(docs, "letters", build.letter, norms), files),
        tracks={key: _newest(texts) for key, texts in _dated(_all(docs, "tracks", build.track, norms), files).items()},
        checklists=_dated(_all(docs, "checklists", build.checklist, norms), files),
        texts={doc["id"]: doc for name, doc in docs.items() if name.split("/")[0] in {"guidance", "checklists"}},
        gaps=tuple(gaps),
        glossary=tuple(words),
        files=files,
        beneath=beneath({fact.id: fact.presupposes for fact in facts}),
    )


def _all(docs: Docs, kind: str, make: Callable[[Any, str, Any], Item], norms: Mapping[str, Norm]) -> list[Item]:
    """Everything of one kind; a file of facts, norms or deadlines holds many."""
    made = list[Item]()
    for name, one in _written(docs, kind):
        try:
            made.append(make(one, name, norms))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise ContentError(
                f"{name}: {one.get('id', kind) if isinstance(one, dict) else kind} kan ikke læses ({error!r}).",
                todo=CHECK,
            ) from error
    return made


def _written(docs: Docs, kind: str) -> Iterator[tuple[str, Any]]:
    folder = "facts" if kind == "norms" else kind
    for name, doc in docs.items():
        if name.split("/")[0] != folder:
            continue
        if kind in {"facts", "norms"} or (isinstance(doc, dict) and kind in doc):
            yield from ((name, one) for one in (doc or {}).get(kind, ()))
        else:
            yield name, doc


def _dated(items: Iterable[Any], files: Mapping[str, SourceFile]) -> dict[str, tuple[Any, ...]]:
    """Each id's texts, oldest first; a later edition of a day after the earlier."""
    texts = defaultdict[str, list[Any]](list)
    for item in items:
        texts[item.id].append(item)
    return {
        key: tuple(sorted(found, key=lambda one: (one.valid_from, files[one.file_id].edition, one.file_id)))
        for key, found in texts.items()
    }


def _newest(texts: tuple[Track, ...]) -> Track:
    return replace(texts[-1], earlier=texts[:-1])
