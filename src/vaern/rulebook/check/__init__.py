"""Reads all content as a strict reader would: every problem with file, line, what is wrong and how to mend it.

Run as `python -m vaern.rulebook.check [FOLDER]`.
"""

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from vaern.rulebook.book.build import FENCE
from vaern.rulebook.errors import unknown_name
from vaern.rulebook.letters import placeholders_in
from vaern.rulebook.load import content_files, content_root, document
from vaern.rulebook.book.publication import broken_promises
from vaern.rulebook.book.reading import Unreadable, line_of, parse, text_of
from vaern.rulebook.book.schemas import objections, schema_name

Where = tuple[str | int, ...]
Place = tuple[str, Where]


@dataclass(frozen=True, slots=True)
class Problem:
    """What a jurist should mend, and where."""

    file: str
    line: int
    what: str
    how: str

    def __str__(self) -> str:
        return f"{self.file}, linje {self.line}: {self.what} {self.how}"


Names = tuple[tuple[str, Where], ...]


@dataclass(frozen=True, slots=True)
class _Used:
    """A condition of content: its file, and what it names where."""

    name: str
    facts: Names
    norms: Names


def check(root: Path, schemas: Path | None = None) -> tuple[Problem, ...]:
    """Every problem in the folder; none means that the content can be used."""
    return tuple(_Reader(root, schemas or root / "schema").problems())


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


CONDITIONS = {"requires", "when", "closes_with", "not_relevant_when", "indicated_by", "not_indicated_by"}


def conditions(doc: Any, where: Where = ()) -> Iterator[tuple[Where, Any]]:
    """Every condition in a document with the path to it."""
    items = doc.items() if isinstance(doc, dict) else enumerate(doc) if isinstance(doc, list) else ()
    for key, value in items:
        if key in CONDITIONS:
            yield (*where, key), value
        if key in {"speaks_against", "decides_against"}:
            yield from (((*where, key, place), fact) for place, fact in enumerate(value))
        yield from conditions(value, (*where, key))


class _Reader:
    """One reading of the folder; later checks run only on files that have the right form."""

    def __init__(self, root: Path, schemas: Path) -> None:
        self.root, self.schemas = root, schemas
        self.texts, self.docs = dict[str, str](), dict[str, Any]()

    def problems(self) -> Iterator[Problem]:
        formal = [problem for path in content_files(self.root) for problem in self._read(path)]
        yield from formal
        if formal:
            return
        for sense in (self._ids, self._uses, self._letters, self._deadlines, self._scenarios, self._frozen):
            yield from sense()

    def _read(self, path: Path) -> Iterator[Problem]:
        name = path.relative_to(self.root).as_posix()
        schema = schema_name(name)
        if schema is None:
            yield Problem(
                name,
                1,
                "filen ligger et sted, som reglerne ikke kender.",
                "Flyt den til facts, law, gates eller lignende.",
            )
            return
        try:
            text = text_of(path)[0]
            doc = document(text, name)
        except Unreadable as error:
            yield Problem(name, error.line, str(error.why), str(error.todo))
            return
        except UnicodeDecodeError:
            yield Problem(name, 1, "filen er ikke UTF-8.", "Gem den som UTF-8.")
            return
        head = {key: value for key, value in doc.items() if key != "body"} if name.endswith(".md") else doc
        self.texts[name], self.docs[name] = text, doc
        yield from (
            self._at(name, where, f"{said}.", f"Se schema/{schema}.json.")
            for where, said in objections(self.schemas, schema, head)
        )

    def _at(self, name: str, where: Where, what: str, how: str) -> Problem:
        text = self.texts[name]
        if name.endswith(".md"):
            head = text.split("---\n", 2)[1]
            return Problem(name, line_of(head, where) + 1, what, how)
        return Problem(name, line_of(text, where), what, how)

    def _declared(self, kind: str) -> dict[str, tuple[Place, Any]]:
        """Facts, norms or deadlines by id with their place; the last of two with the same id."""
        return {one["id"]: (place, one) for place, one in self._listed(kind)}

    def _listed(self, kind: str) -> Iterator[tuple[Place, Any]]:
        folder = "facts" if kind == "norms" else kind
        for name, doc in self.docs.items():
            if name.split("/")[0] == folder:
                for place, one in enumerate(doc.get(kind, ())):
                    yield (name, (kind, place, "id")), one
                if kind == "deadlines" and "id" in doc:
                    yield (name, ("id",)), doc

    def _ids(self) -> Iterator[Problem]:
        for kind, called in (("facts", "oplysningen"), ("norms", "skønnet"), ("deadlines", "fristen")):
            seen = set[str]()
            for (name, where), one in self._listed(kind):
                if one["id"] in seen:
                    yield self._at(name, where, f"{called} {one['id']} er defineret to gange.", "Slet den ene.")
                seen.add(one["id"])

    def _used(self) -> Iterator[_Used]:
        for name, doc in self.docs.items():
            yield from (_Used(name, *written(expr, where)) for where, expr in conditions(doc))
            for fence in FENCE.finditer(doc["body"]) if name.endswith(".md") else ():
                if fence["when"]:
                    facts, norms = written(parse(fence["when"].strip(), name))
                    yield _Used(name, tuple((fact, ()) for fact, _ in facts), tuple((norm, ()) for norm, _ in norms))

    def _uses(self) -> Iterator[Problem]:
        facts, norms, used = self._declared("facts"), self._declared("norms"), list(self._used())
        for one in used:
            yield from self._names(one.name, one.facts, facts, "oplysningen")
            yield from self._names(one.name, one.norms, norms, "skønnet")
            yield from self._twice(one)
        named = {fact for one in used for fact, _ in one.facts}
        for fact, ((name, where), doc) in facts.items():
            if fact not in named and not doc.get("derived") and not doc.get("informative"):
                yield self._at(
                    name,
                    where,
                    f"oplysningen {fact} bruges ikke af nogen betingelse.",
                    "Brug den, slet den, eller skriv informative: true.",
                )

    def _twice(self, one: _Used) -> Iterator[Problem]:
        """A fact in two places of one condition would be asked and weighed twice."""
        count = Counter(fact for fact, _ in one.facts)
        for fact, where in dict(one.facts).items():
            if count[fact] > 1:
                how = "Skriv betingelsen om, så den står én gang."
                yield self._at(one.name, where, f"{fact} står to gange i samme betingelse.", how)

    def _names(self, file: str, names: Names, known: Mapping[str, Any], called: str) -> Iterator[Problem]:
        for name, where in names:
            if name not in known:
                near = str(unknown_name("", name, known).todo)
                yield self._at(file, where, f"{called} {name} findes ikke.", near or "Definér den under content/facts.")

    def _letters(self) -> Iterator[Problem]:
        for name, doc in self.docs.items():
            if not name.endswith(".md"):
                continue
            named, declared = placeholders_in(doc["body"]), doc["placeholders"]
            for one in named:
                if one not in declared:
                    yield self._at(
                        name,
                        ("placeholders",),
                        f"brevet bruger {{{{{one}}}}}, som ikke er erklæret.",
                        "Tilføj den under placeholders.",
                    )
            for one in declared:
                if one not in named:
                    yield self._at(
                        name, ("placeholders", one), f"pladsholderen {one} bruges ikke.", "Brug den, eller slet den."
                    )

    def _deadlines(self) -> Iterator[Problem]:
        rules = self._declared("deadlines")
        for name, doc in self.docs.items():
            for where, named in self._deadline_names(name, doc):
                if named not in rules:
                    yield self._at(name, where, f"fristen {named} findes ikke.", "Definér den under content/deadlines.")

    def _deadline_names(self, name: str, doc: Any) -> Iterator[tuple[Where, str]]:
        folder = name.split("/", maxsplit=1)[0]
        if folder == "law" and isinstance(doc, dict):
            yield from ((("deadlines", place), named) for place, named in enumerate(doc.get("deadlines", ())))
        key = {"plans": "steps", "tracks": "outcomes"}.get(folder)
        for place, one in enumerate(doc[key] if key else ()):
            if "deadline" in one:
                yield (key or "", place, "deadline"), one["deadline"]

    def _scenarios(self) -> Iterator[Problem]:
        facts, norms = self._declared("facts"), self._declared("norms")
        laws = {doc["id"]: None for name, doc in self.docs.items() if isinstance(doc, dict) and name.startswith("law/")}
        parts: list[tuple[str, dict[str, Any], str]] = [
            ("answers", facts, "oplysningen"),
            ("reasons", norms, "skønnet"),
            ("expect", laws, "bestemmelsen"),
        ]
        for name, doc in self.docs.items():
            for place, one in enumerate(doc if name.endswith("/scenarios.yaml") else ()):
                for key, known, called in parts:
                    named = tuple((word, (place, key, word)) for word in one.get(key, ()))
                    yield from self._names(name, named, known, called)

    def _frozen(self) -> Iterator[Problem]:
        for name in broken_promises(self.root):
            yield Problem(
                name,
                1,
                "filen er offentliggjort, og det, der afgør noget i den, er ændret.",
                "Lav en ny fil med ny dato eller en ny udgave (.e2) med edition_note.",
            )


def main(arguments: list[str], say: Callable[[str], object] = print) -> int:
    """Print every problem; 0 when there is none, 3 otherwise."""
    problems = check(Path(arguments[0]) if arguments else content_root())
    for problem in problems:
        say(str(problem))
    say(f"{len(problems)} fejl i indholdet." if problems else "Indholdet er i orden.")
    return 3 if problems else 0


if __name__ == "__main__":  # pragma: no cover - the tests call main
    sys.exit(main(sys.argv[1:]))
