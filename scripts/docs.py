"""Regenerates what is generated in docs/, or says what is stale (`--check`)."""

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROWS_PAGE = ROOT / "docs/en/rows.md"
PERSONAL_PAGE = ROOT / "docs/en/personal-data.md"
LAW_BOOK = ROOT / "docs/da/lovbog"
MADE = "Made by `make docs`; do not edit."
PERSONAL_INTRO = (
    "What is kept about persons, and how. **Sealed** fields are cipher text with a key of the scope that is named:",
    "they are forgotten by destroying that key. **In clear** are fields about persons that queries, constraints or the",
    "rulebook need; each says why. The rest says nothing of a person.",
    "",
    "The source is `src/vaern/config/privacy.toml`; a field without a class fails a test.",
)


def marked_tests() -> list[tuple[str, str]]:
    """Every test that claims a row, without running any."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "rows.json"
        environment = {**os.environ, "VAERN_ROWS_FILE": str(target), "VAERN_MODE": "test"}
        command = [sys.executable, "-m", "pytest", "tests", "--collect-only", "-q", "-n0"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
        return [(test, row) for test, row in json.loads(target.read_text())]


def rows_page(rows: dict[str, str], marked: list[tuple[str, str]]) -> str:
    """The table of rows, each with the tests that show it; an empty one is seen."""
    lines = ["# Rows of the mission and the tests that show them", "", MADE, ""]
    lines += ["| Row | What | Tests |", "|---|---|---|"]
    for row, what in sorted(rows.items()):
        tests = sorted({test.split("[", 1)[0] for test, claimed in marked if claimed == row})
        lines.append(f"| {row} | {what} | {'<br>'.join(tests) or '**none yet**'} |")
    return "\n".join(lines) + "\n"


def sealed_fields() -> dict[str, dict[str, str]]:
    """For each table, its sealed fields with the kind of scope whose key seals them."""
    os.environ.setdefault("VAERN_MODE", "test")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vaern.config.settings")
    sys.path[:0] = [str(ROOT / "src")]
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from vaern.vault.fields import SealedTextField

    found = {}
    for model in apps.get_models():
        meta = model._meta  # noqa: SLF001 - Django's own documented name
        sealed = [field for field in meta.get_fields() if isinstance(field, SealedTextField)]
        found[meta.label] = {field.name: field.scope.value for field in sealed}
    return found


def personal_page(rows: Mapping[str, Mapping[str, Any]], sealed: Mapping[str, Mapping[str, str]]) -> str:
    """The page of what is kept about persons: every table that holds anything of the kind."""
    lines = ["# Personal data", "", MADE, "", *PERSONAL_INTRO, ""]
    silent = []
    for label, row in rows.items():
        personal, kept_sealed = row.get("personal", {}), sealed.get(label, {})
        if not personal and not kept_sealed:
            silent.append(f"`{label}`")
            continue
        lines += [f"## {label}", "", "| Field | How it is kept | Why |", "|---|---|---|"]
        lines += [f"| {name} | sealed ({scope}) | |" for name, scope in kept_sealed.items()]
        lines += [f"| {name} | in clear | {why} |" for name, why in personal.items()]
        lines.append("")
    lines += ["## Tables without any", "", ", ".join(silent) + "."]
    return "\n".join(lines) + "\n"


def law_book_pages() -> dict[Path, str]:
    """The readable law book, made from the same files that decide."""
    sys.path[:0] = [str(ROOT / "src")]
    from vaern.rulebook.load import read
    from vaern.rulebook.told.lawbook import law_book

    made = law_book(read(ROOT / "content"))
    gone = {path: "" for path in LAW_BOOK.glob("*.md") if path.name not in made}
    return {**gone, **{LAW_BOOK / name: text for name, text in made.items()}}


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    rows = tomllib.loads((ROOT / "tests/rows.toml").read_text())
    classified = tomllib.loads((ROOT / "src/vaern/config/privacy.toml").read_text())
    return {
        ROWS_PAGE: rows_page(rows, marked_tests()),
        PERSONAL_PAGE: personal_page(classified, sealed_fields()),
        **law_book_pages(),
    }


def stale(made: Mapping[Path, str]) -> list[Path]:
    """Pages that are missing, or say something else than what would be made now; a page without text is to be gone."""
    return [path for path, text in made.items() if path.exists() != bool(text) or (text and path.read_text() != text)]


def main(arguments: list[str], make: Callable[[], dict[Path, str]] = pages) -> int:
    """Write the pages, or only say which are stale."""
    made = make()
    old = stale(made)
    checking = "--check" in arguments
    for path in old:
        print(f"{'stale' if checking else 'wrote'}: {path.name}")  # noqa: T201 - a command
        if not checking:
            _write(path, made[path])
    return 1 if checking and old else 0


def _write(path: Path, text: str) -> None:
    if not text:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
