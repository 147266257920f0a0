"""The engine stays small: what is about files, checks and words stands in its own rooms beside it."""

import ast
from pathlib import Path

import vaern.rulebook

ROOM = Path(vaern.rulebook.__file__).parent
ENGINE = (
    "logic", "explain", "diagrams", "assess", "questions", "gates", "tracks", "plans", "checklists", "deadlines",
    "letters", "receipts", "columns", "dated",
)  # fmt: skip
BESIDE = ("shapes", "follows", "calendar", "danish", "errors", "load", "facts_input", "commands", "__init__")
MOST_LINES = 850


def code_lines(text: str) -> int:
    """Lines that are neither empty, nor comments, nor docstrings."""
    said = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node) is not None
        for line in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    }
    lines = enumerate(text.splitlines(), 1)
    return sum(bool(line.strip()) and not line.lstrip().startswith("#") and n not in said for n, line in lines)


def test_the_engine_stays_small() -> None:
    lines = {name: code_lines((ROOM / f"{name}.py").read_text()) for name in ENGINE}
    assert sum(lines.values()) <= MOST_LINES, lines


def test_every_file_is_of_the_engine_or_stands_beside_it() -> None:
    assert {path.stem for path in ROOM.glob("*.py")} == {*ENGINE, *BESIDE}


def test_lines_are_counted_without_words_about_them() -> None:
    assert code_lines('"""One.\n\nTwo."""\n\nx = 1\n# three\n\n\ndef f():\n    """Four."""\n    return x\n') == 3
