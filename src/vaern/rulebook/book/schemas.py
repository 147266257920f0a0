"""The JSON Schemas of content: which file follows which, and where it does not."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError, relevance
from referencing import Registry, Resource

from vaern.rulebook.book.objections import Objection, told

FOLDERS = {
    "law": "provision",
    "gates": "gate",
    "plans": "plan",
    "deadlines": "deadlines",
    "letters": "letter",
    "tracks": "track",
    "checklists": "checklist",
    "guidance": "guidance",
    "facts": "fact",
    "glossary": "glossary",
    "glossary.yaml": "glossary",
    "coverage.yaml": "coverage",
}
TRIED = ("gates", "tracks", "plans", "checklists")


def schema_name(name: str) -> str | None:
    """Which schema a content file follows; None for a file in an unknown place."""
    folder = name.split("/", maxsplit=1)[0]
    if name.endswith(".scenarios.yaml"):
        return f"scenarios-{FOLDERS[folder]}" if folder in TRIED else None
    if name.endswith("/scenarios.yaml"):
        return "scenarios"
    return "norm" if name.startswith("facts/norms") else FOLDERS.get(folder)


@cache
def _validator(folder: Path, schema: str) -> Draft202012Validator:
    found = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(one)) for name, one in found.items()
    )
    return Draft202012Validator(found[f"{schema}.json"], registry=registry, format_checker=FormatChecker())


def objections(folder: Path, schema: str, doc: Any) -> Iterator[Objection]:
    """Every place where the document breaks its schema, each once."""
    errors = _validator(folder, schema).iter_errors(doc)
    yield from dict.fromkeys(one for error in errors for one in told(_exact(error)))


def _exact(error: ValidationError) -> ValidationError:
    """The innermost objection, which is the one that can be mended."""
    while error.context:
        error = min(error.context, key=relevance)
    return error
