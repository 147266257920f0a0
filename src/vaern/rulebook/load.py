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
from vaern.rulebook.book.reading import front_matter, parse, text_of
from vaern.rulebook.shapes import Book, Norm, SourceFile, Track

Docs = Mapping[str, Any]
Item = TypeVar("Item")
EDITION = re.compile(r"\.e(\d+)\.")
ASIDE = {"schema", "published"}


def content_root() -> Path:
    """The folder content/ beside src/, unless VAERN_CONTENT names another."""
    return Path(os.environ.get("VAERN_CONTENT") or Path(__file__).parents[3] / "content")


def content_files(root: Path) -> Iterator[Path]:
    """Every file of rules and texts, in the order of their names."""
    for path in sorted(root.rglob("*")):
        if path.suffix in {".yaml", ".md"} and path.relative_to(root).parts[0] not in ASIDE:
            yield path


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
        raise ContentError(f"Mappen {root} findes ikke.", todo="Sæt VAERN_CONTENT til mappen med reglerne.")
    docs, files = dict[str, Any](), dict[str, SourceFile]()
    for path in content_files(root):
        name = path.relative_to(root).as_posix()
        if is_scenarios(name):
            continue
        text, digest = text_of(path)
        found = EDITION.search(path.name)
        docs[name] = document(text, name)
        files[name] = SourceFile(int(found[1]) if found else 1, digest)
    return book_of(docs, files)


def document(text: str, name: str) -> Any:
    """The data of one file; a letter's Markdown stands under `body`."""
    if not name.endswith(".md"):
        return parse(text, name)
    head, body = front_matter(text, name)
    return {**parse(head, name), "body": body}


def book_of(docs: Docs, files: Mapping[str, SourceFile]) -> Book:
    """The Book of the files' data."""
    norms = {norm.id: norm for norm in _all(docs, "norms", lambda doc, _name, _norms: build.norm(doc), {})}
    gaps = docs.get("coverage.yaml", {}).get("gaps", [])
    words = [row for name, doc in docs.items() if name.startswith("glossary") for row in doc["rows"]]
    return Book(
        facts={fact.id: fact for fact in _all(docs, "facts", lambda doc, _name, _norms: build.fact(doc), norms)},
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
                todo="Kør vaern content check, som siger linje og rettelse.",
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
