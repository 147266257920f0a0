"""Sizes, words and directions that the house keeps. Each check has a planted violation that it catches."""

import subprocess
import sys
from pathlib import Path

from django.apps import apps
from django.db import models

from tests.architecture.sources import ROOT, SRC, python_files, too_long, undocumented

ROOMS = [
    "errors", "clock", "rulebook", "timestamps", "typeset", "audit", "vault", "jobs", "people", "cases", "care",
    "evidence", "assessments", "injury", "decisions", "plans", "letters", "measures", "process", "oversight", "demo",
    "web", "cli", "config",
]  # fmt: skip
MUST_EXPLAIN = ("rulebook", "vault", "audit", "process", "evidence")


def test_every_room_stands_in_the_agreed_order() -> None:
    found = {path.stem for path in SRC.iterdir() if not path.name.startswith("__")}
    assert found == set(ROOMS)


def test_no_file_or_function_is_too_long() -> None:
    assert [fault for path in python_files() for fault in too_long(path.name, path.read_text())] == []


def test_size_limit_catches_a_long_file_and_a_long_function() -> None:
    long_function = "def f():\n" + "    x = 1\n" * 60
    assert too_long("planted.py", "x = 1\n" * 401) == ["planted.py: 401 lines (at most 400)"]
    assert too_long("planted.py", long_function) == ["planted.py: f has 61 lines (at most 60)"]


def explained_files() -> list[Path]:
    """Where a public name must have a docstring: some rooms whole, and every guards, actions and models."""
    named = ("guards.py", "actions.py", "models.py")
    return [
        p for p in python_files() if p.name in named or any(room in p.relative_to(SRC).parts for room in MUST_EXPLAIN)
    ]


def test_what_must_be_explained_is() -> None:
    assert [fault for path in explained_files() for fault in undocumented(str(path), path.read_text())] == []


def test_docstring_check_catches_a_silent_action() -> None:
    assert undocumented("planted.py", "def open_case():\n    pass\n") == ["planted.py: open_case has no docstring"]


def forward_keys(order: list[str], every: list[type[models.Model]]) -> list[str]:
    """Foreign keys that point at a later room."""
    faults = []
    for model in every:
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not getattr(field, "concrete", False) or target is None or isinstance(target, str):
                continue
            mine, theirs = model._meta.app_label, target._meta.app_label
            if mine in order and theirs in order and order.index(theirs) > order.index(mine):
                faults.append(f"{mine}.{model.__name__}.{field.name} points forward to {theirs}")
    return faults


def our_models() -> list[type[models.Model]]:
    """The models of our own rooms."""
    return [model for model in apps.get_models() if model.__module__.startswith("vaern.")]


def test_no_foreign_key_points_forward() -> None:
    assert forward_keys(ROOMS, our_models()) == []


def test_forward_key_check_catches_one() -> None:
    reversed_rooms = list(reversed(ROOMS))
    assert "cases.Case.unit points forward to people" in forward_keys(reversed_rooms, our_models())


FORBIDDEN_WORDS = ("django.dispatch", "GenericForeignKey", "def save(self", "def delete(self", "@receiver")


def test_no_hidden_flow() -> None:
    hidden = [(path.name, word) for path in python_files() for word in FORBIDDEN_WORDS if word in path.read_text()]
    assert hidden == []


def test_no_room_is_called_by_a_word_that_says_nothing() -> None:
    empty_words = {"utils", "helpers", "common", "manager", "service", "handler"}
    assert [path for path in python_files() if path.stem in empty_words] == []


def lint_imports(*extra: str) -> "subprocess.CompletedProcess[str]":
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", *extra]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_import_contracts_hold() -> None:
    result = lint_imports()
    assert result.returncode == 0, result.stdout


def test_import_contracts_catch_a_planted_import(tmp_path: Path) -> None:
    """A copy of the tree in which `audit` imports `cases`, and one with a new room `utils`."""
    copy = tmp_path / "src" / "vaern"
    for path in python_files():
        target = copy / path.relative_to(SRC)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(path.read_text())
    (copy / "audit" / "planted.py").write_text("import vaern.cases.models\n")
    (copy / "utils").mkdir()
    (copy / "utils" / "__init__.py").write_text("")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    script = "from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    paths = f"import sys; sys.path.insert(0, 'src'); sys.path += {sys.path!r}"
    command = [sys.executable, "-S", "-c", f"{paths}; {script}"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert "vaern.audit.planted -> vaern.cases.models" in result.stdout
    assert "utils" in result.stdout
