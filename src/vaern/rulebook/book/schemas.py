"""The JSON Schemas of content, and what they object to in Danish."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError, relevance
from referencing import Registry, Resource

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
SAYS = {
    "required": "et felt mangler ({m})",
    "additionalProperties": "et felt er ikke kendt ({m})",
    "type": "værdien har forkert form ({m})",
    "enum": "ordet er ikke et af de tilladte ({m})",
    "pattern": "teksten har forkert form ({m})",
    "format": "datoen findes ikke ({m})",
}


def schema_name(name: str) -> str | None:
    """Which schema a content file follows; None for a file in an unknown place."""
    if name.endswith(".scenarios.yaml"):
        return f"scenarios-{FOLDERS[name.split('/', maxsplit=1)[0]]}" if name.split("/")[0] in TRIED else None
    if name.endswith("/scenarios.yaml"):
        return "scenarios"
    return "norm" if name == "facts/norms.yaml" else FOLDERS.get(name.split("/", maxsplit=1)[0])


@cache
def _validator(folder: Path, schema: str) -> Draft202012Validator:
    found = {path.name: json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*.json")}
    registry: Registry[Any] = Registry().with_resources(
        (name, Resource.from_contents(one)) for name, one in found.items()
    )
    return Draft202012Validator(found[f"{schema}.json"], registry=registry, format_checker=FormatChecker())


def objections(folder: Path, schema: str, doc: Any) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Where the document breaks its schema, and what is wrong there."""
    for error in _validator(folder, schema).iter_errors(doc):
        exact = _exact(error)
        told = SAYS.get(str(exact.validator), "reglen følger ikke sin form ({m})").format(m=exact.message[:160])
        yield tuple(exact.absolute_path), told


def _exact(error: ValidationError) -> ValidationError:
    """The innermost objection, which is the one that can be mended."""
    while error.context:
        error = min(error.context, key=relevance)
    return error
