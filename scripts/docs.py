"""Regenerates what is generated in docs/, or says what is stale (`--check`)."""

import json
import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROWS_PAGE = ROOT / "docs/en/rows.md"


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
    lines = ["# Rows of the mission and the tests that show them", "", "Made by `make docs`; do not edit.", ""]
    lines += ["| Row | What | Tests |", "|---|---|---|"]
    for row, what in sorted(rows.items()):
        tests = sorted({test.split("[", 1)[0] for test, claimed in marked if claimed == row})
        lines.append(f"| {row} | {what} | {'<br>'.join(tests) or '**none yet**'} |")
    return "\n".join(lines) + "\n"


def pages() -> dict[Path, str]:
    """Every generated page with its text."""
    rows = tomllib.loads((ROOT / "tests/rows.toml").read_text())
    return {ROWS_PAGE: rows_page(rows, marked_tests())}


def main(arguments: list[str]) -> int:
    """Write the pages, or only say which are stale."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text() != text]
    for path in stale:
        print(f"{'stale' if '--check' in arguments else 'wrote'}: {path.relative_to(ROOT)}")  # noqa: T201 - a command
    if "--check" in arguments:
        return 1 if stale else 0
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
