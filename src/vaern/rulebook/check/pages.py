"""The folder as a strict reader holds it: every file's text and data, and the line where something stands."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vaern.rulebook.book.reading import Unreadable, line_of, text_of
from vaern.rulebook.book.schemas import FOLDERS, objections, schema_name
from vaern.rulebook.errors import nearest
from vaern.rulebook.load import content_files, document, is_scenarios, unread_files

Where = tuple[str | int, ...]
EDITION = re.compile(r"\.e[0-9]+")


@dataclass(frozen=True, slots=True)
class Problem:
    """What a jurist should mend, and where. Advice says what would be better; it does not stop anything."""

    file: str
    line: int
    what: str
    how: str
    advice: bool = False

    def __str__(self) -> str:
        return f"{'Råd: ' if self.advice else ''}{self.file}, linje {self.line}: {self.what} {self.how}"


def _unread(path: Path, name: str) -> Problem:
    """A file that is not read: what it should be called, or where it should go. The name keeps its edition (.e2)."""
    plain = Path(path.name)
    while plain.suffix and not EDITION.fullmatch(plain.suffix):
        plain = plain.with_suffix("")
    ends = ".md" if "letters" in path.parts else ".yaml"
    how = f"Kald den {plain}{ends}, eller {plain}.draft, hvis den ikke skal gælde endnu. Ellers flyt den ud af mappen."
    return Problem(name, 1, f"filen bliver ikke læst: den ender ikke på {ends}.", how)


@dataclass(frozen=True)
class Pages:
    """One reading of the folder. `broken` are the files that have not the right form: the rest is checked without."""

    root: Path
    schemas: Path
    texts: dict[str, str] = field(default_factory=dict)
    docs: dict[str, Any] = field(default_factory=dict)
    broken: dict[str, list[Problem]] = field(default_factory=dict)

    def read(self) -> "Pages":
        """Read every file; what has not the right form is told in `broken`."""
        for path in content_files(self.root):
            name = path.relative_to(self.root).as_posix()
            problems = list(self._read(path, name))
            if problems:
                self.broken[name] = problems
                self.docs.pop(name, None)
        for path in unread_files(self.root):
            name = path.relative_to(self.root).as_posix()
            self.broken[name] = [_unread(path, name)]
        return self

    def at(self, name: str, where: Where, what: str, how: str, *, advice: bool = False) -> Problem:
        """A problem at the place that the path of keys and positions leads to."""
        match where:
            case ("body", int(place), *_):
                return self.in_body(name, place, what, how)
        text = self.texts[name]
        if name.endswith(".md"):
            head = text.split("---\n", 2)[1]
            return Problem(name, line_of(head, where) + 1, what, how, advice)
        return Problem(name, line_of(text, where), what, how, advice)

    def in_body(self, name: str, place: int, what: str, how: str) -> Problem:
        """A problem in a letter's text, so many characters into it."""
        text = self.texts[name]
        start = len(text) - len(self.docs[name]["body"])
        return Problem(name, text[: start + place].count("\n") + 1, what, how)

    def line_of_entry(self, name: str, key: str) -> int:
        """The line of the fact, norm or deadline that the key of a publication names; 1 for a whole file."""
        kind, named = key.split("/", 1)
        places = (where for file, where, one in self.listed(kind) if (file, one["id"]) == (name, named.split(".")[0]))
        where = next(places, ()) if kind in {"facts", "norms", "deadlines"} else ()
        return line_of(self.texts[name], (*where, "id")) if where else 1

    def under(self, folder: str) -> Iterator[tuple[str, Any]]:
        """The files of one kind of content with their data, without scenarios."""
        for name, doc in self.docs.items():
            if name.startswith(f"{folder}/") and not is_scenarios(name):
                yield name, doc

    def listed(self, kind: str) -> Iterator[tuple[str, Where, Any]]:
        """Everything of a kind of which one file holds many (facts, norms, deadlines), with file and path."""
        for name, doc in self.under("facts" if kind == "norms" else kind):
            for place, one in enumerate(doc.get(kind, ())):
                yield name, (kind, place), one
            if kind == "deadlines" and "id" in doc:
                yield name, (), doc

    def by_id(self, kind: str) -> dict[str, Any]:
        """Facts, norms or deadlines by id; the last of two with the same."""
        return {one["id"]: one for _name, _where, one in self.listed(kind)}

    def laws(self) -> dict[str, None]:
        """The ids of all provisions; a file that cannot be read is known by its folder."""
        ids = [doc["id"] for _name, doc in self.under("law")]
        return dict.fromkeys([*ids, *("/".join(name.split("/")[1:3]) for name in self.broken if name[:4] == "law/")])

    def _read(self, path: Path, name: str) -> Iterator[Problem]:
        schema = schema_name(name)
        if schema is None:
            known = nearest(name.split("/", maxsplit=1)[0], FOLDERS) or f"Flyt den til en af {', '.join(FOLDERS)}."
            yield Problem(name, 1, "filen ligger et sted, som reglerne ikke kender.", known)
            return
        try:
            self.texts[name] = text_of(path)[0]
            self.docs[name] = document(self.texts[name], name)
        except Unreadable as error:
            yield Problem(name, error.line, str(error.why), str(error.todo))
            return
        except UnicodeDecodeError:
            yield Problem(name, 1, "filen er ikke UTF-8.", "Gem den som UTF-8.")
            return
        doc = self.docs[name]
        if doc is None:
            yield Problem(name, 1, "filen er tom.", "Skriv det, der skal stå, eller slet filen.")
            return
        head = {key: value for key, value in doc.items() if key != "body"} if name.endswith(".md") else doc
        for one in objections(self.schemas, schema, head):
            yield self.at(name, one.where, one.what, one.how)
