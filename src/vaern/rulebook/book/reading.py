"""Content files as plain data: YAML 1.2 words, front matter, and the line where something stands."""

import re
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import yaml

from vaern.errors import ContentError

TWICE, IN_ITSELF, NAMELESS = "the field stands twice", "it stands in itself", "found a field without a name"
UNDER_WAY = object()
WORD, FIELDS, LIST = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "map", "seq"))
LOOK = "Se efter indrykning, kolon i teksten og manglende anførselstegn."
# What the YAML reader says, in words that lead to the fault, and how to mend it.
PROBLEMS = {
    TWICE: ("feltet står to gange samme sted", "Slet den ene, eller læg de to sammen."),
    "mapping values are not allowed": ("et kolon står midt i en tekst", "Sæt teksten i anførselstegn."),
    "found character that cannot start": (
        "et tegn må ikke stå først",
        "Brug mellemrum, ikke tabulator. Sæt tekst med @ eller % først i anførselstegn.",
    ),
    "found undefined alias": ("en tekst begynder med *", "Sæt teksten i anførselstegn."),
    IN_ITSELF: ("et sted med & er brugt med * inde i sig selv", "Skriv det ud i stedet."),
    NAMELESS: ("et felt har en liste eller andre felter som navn", "Giv feltet et navn af bogstaver."),
    "alphabetic or numeric character": ("en tekst begynder med * eller &", "Sæt teksten i anførselstegn."),
    "could not find expected ':'": ("et felt mangler sit kolon", "Skriv kolon og mellemrum efter feltets navn."),
    "',' or ']'": ("en liste i [ ] er ikke lukket", "Sæt ] efter den, og komma mellem delene."),
    "',' or '}'": ("felter i { } er ikke lukket", "Sæt } efter dem, og komma mellem dem."),
    "unexpected end of stream": ("et anførselstegn er ikke lukket", 'Find det, der mangler sit " til slut.'),
    "'-' indicator": ("et punkt i en liste mangler sin streg", "Begynd hvert punkt med - og med samme indrykning."),
    "did not find expected key": (
        "et anførselstegn eller en indrykning passer ikke, på linjen eller på en af linjerne før", LOOK,
    ),
    "unknown escape character": ("tegnet \\ må ikke stå i en tekst i anførselstegn", "Slet det, eller skriv \\\\."),
}  # fmt: skip


class Unreadable(ContentError):
    """A file that is not YAML, or a letter without its head: `why` says it, `line` says where."""

    def __init__(self, name: str, line: int, why: str, todo: str) -> None:
        super().__init__(f"{name}, linje {line}:", why, todo)
        self.line = line


class Loader(yaml.CSafeLoader):
    """The C loader, but `yes`, `no`, `on` and dates stay words: they are answers and days here.

    A field that stands twice in the same place would hide one of the two, so it is refused.
    """

    def get_single_data(self) -> Any:
        """The data of the file: made straight from its nodes, since content knows words, numbers, fields and lists."""
        node = self.get_single_node()
        return None if node is None else self._data(node, {})

    def _data(self, node: Any, known: dict[int, Any]) -> Any:
        if node.tag == WORD:
            return node.value
        if id(node) not in known:
            known[id(node)] = UNDER_WAY
            known[id(node)] = self._made(node, known)
        if known[id(node)] is UNDER_WAY:
            raise yaml.constructor.ConstructorError(None, None, IN_ITSELF, node.start_mark)
        return known[id(node)]

    def _made(self, node: Any, known: dict[int, Any]) -> Any:
        if node.tag == LIST:
            return [self._data(part, known) for part in node.value]
        if node.tag != FIELDS:
            return self.construct_object(node, deep=True)
        for key, _value in node.value:
            if type(key) is not yaml.ScalarNode:
                raise yaml.constructor.ConstructorError(None, None, NAMELESS, key.start_mark)
        found = {self._data(key, known): self._data(value, known) for key, value in node.value}
        if len(found) < len(node.value):
            raise yaml.constructor.ConstructorError(None, None, TWICE, _repeated(node))
        return found


def _repeated(node: Any) -> Any:
    """Where the first field stands that has stood before."""
    keys = [key for key, _value in node.value]
    names = [key.value for key in keys]
    return next(key.start_mark for place, key in enumerate(keys) if key.value in names[:place])


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in pairs if not tag.endswith((":bool", ":timestamp"))]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))


def parse(text: str, name: str) -> Any:
    """The data of one YAML text; Unreadable when it cannot be read."""
    try:
        return yaml.load(text, Loader)  # noqa: S506 - Loader is a safe loader with fewer implicit types
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        said = getattr(error, "problem", None) or "ugyldige tegn"
        what, todo = next((told for part, told in PROBLEMS.items() if part in said), (said, LOOK))
        raise Unreadable(name, line, f"filen kan ikke læses som YAML ({what}).", todo) from error


def front_matter(text: str, name: str) -> tuple[str, str]:
    """A letter's YAML head and its Markdown body."""
    parts = text.split("---\n", 2)
    if len(parts) < 3 or parts[0].strip():  # noqa: PLR2004 - before, head, body
        todo = "Sæt --- før og efter id, title og placeholders."
        raise Unreadable(name, 1, "brevet begynder ikke med et hoved mellem to linjer med ---.", todo)
    return parts[1], parts[2]


def text_of(path: Path) -> tuple[str, str]:
    """The file's text and the hash of its bytes."""
    raw = path.read_bytes()
    return raw.decode("utf-8"), sha256(raw).hexdigest()


def line_of(text: str, where: Sequence[str | int]) -> int:
    """The line (from 1) of the place in the file that the path of keys and positions leads to."""
    node = yaml.compose(text, Loader)
    line = 1
    for step in where:
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == str(step)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = (node.value[step], node.value[step])
        else:
            found = None
        if found is None:
            break
        line, node = found[0].start_mark.line + 1, found[1]
    return line
