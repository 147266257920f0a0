"""Reads the source tree as data, for the tests of its shape."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "vaern"
MOST_FILE_LINES, MOST_FUNCTION_LINES = 400, 60


def python_files(folder: Path = SRC) -> list[Path]:
    """Every source file but the migrations."""
    return [path for path in sorted(folder.rglob("*.py")) if "migrations" not in path.parts]


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method in a tree."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def too_long(name: str, text: str) -> list[str]:
    """What exceeds the size limits in one file, as sentences."""
    lines = text.count("\n")
    faults = [f"{name}: {lines} lines (at most {MOST_FILE_LINES})"] if lines > MOST_FILE_LINES else []
    for function in functions(ast.parse(text)):
        length = (function.end_lineno or 0) - function.lineno + 1
        if length > MOST_FUNCTION_LINES:
            faults.append(f"{name}: {function.name} has {length} lines (at most {MOST_FUNCTION_LINES})")
    return faults


def undocumented(name: str, text: str) -> list[str]:
    """Public functions and classes without a docstring."""
    faults = []
    for node in ast.parse(text).body:
        public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if public and not ast.get_docstring(node):
            faults.append(f"{name}: {node.name} has no docstring")
    return faults
