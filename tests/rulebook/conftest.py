"""A small invented book, and a copy of it that a test may break."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from vaern.rulebook.check import Problem, check
from vaern.rulebook.load import read
from vaern.rulebook.shapes import Book

SMALL = Path(__file__).parent / "small"
SCHEMAS = Path(__file__).parents[2] / "content" / "schema"


@pytest.fixture(scope="session")
def book() -> Book:
    return read(SMALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SMALL, tmp_path / "content"))


@pytest.fixture
def problems(folder: Path) -> Callable[..., list[Problem]]:
    """Replace a text in a file of the copy (or write a new file), and check it."""

    def edit(name: str, old: str, new: str) -> list[Problem]:
        path = folder / name
        text = path.read_text() if path.exists() else ""
        assert old in text
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace(old, new, 1) if old else new)
        return list(check(folder, SCHEMAS))

    return edit
