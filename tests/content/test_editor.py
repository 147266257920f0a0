"""The editor checks each content file by the schema that `vaern content check` uses."""

import json
import re
from pathlib import Path

from vaern.rulebook.book.schemas import schema_name
from vaern.rulebook.load import content_files, content_root

ROOT = content_root()
SETTINGS = json.loads((ROOT.parent / ".vscode/settings.json").read_text())["yaml.schemas"]


def matches(pattern: str, name: str) -> bool:
    """Whether a file name fits a pattern as editors read it."""
    parts = re.split(r"(\*\*/|\*)", pattern)
    words = {"**/": "(?:.*/)?", "*": "[^/]*"}
    return re.fullmatch("".join(words.get(part, re.escape(part)) for part in parts), name) is not None


def schemas_for(name: str) -> list[str]:
    """The schemas that an editor applies to a file."""
    found = []
    for schema, patterns in SETTINGS.items():
        wanted = [pattern for pattern in patterns if not pattern.startswith("!")]
        if any(matches(one, name) for one in wanted) and not any(
            matches(one[1:], name) for one in patterns if one not in wanted
        ):
            found.append(Path(schema).stem)
    return found


def test_every_yaml_file_has_in_the_editor_the_schema_of_the_check() -> None:
    names = [path.relative_to(ROOT).as_posix() for path in content_files(ROOT) if path.suffix == ".yaml"]
    assert {name: schemas_for(f"content/{name}") for name in names} == {name: [schema_name(name)] for name in names}


def test_every_schema_that_is_named_is_there() -> None:
    assert [schema for schema in SETTINGS if not (ROOT.parent / schema).exists()] == []


def test_patterns_are_read_as_editors_read_them() -> None:
    assert matches("content/law/**/*.yaml", "content/law/a/b/1.yaml")
    assert not matches("content/gates/*.yaml", "content/gates/a/b.yaml")
