"""Every domain word has one row in the glossary: each model, each enum of codes; and no row names what is not there."""

import ast
from collections.abc import Iterable
from typing import Any

import yaml
from django.apps import apps
from django.db import models

from tests.architecture.sources import ROOT, python_files


def rows() -> list[dict[str, Any]]:
    """The glossary."""
    found: list[dict[str, Any]] = yaml.safe_load((ROOT / "content/glossary.yaml").read_text())["rows"]
    return found


def our_enums() -> list[type[models.TextChoices]]:
    """The enums of stored codes in our own rooms."""
    waiting, found = [models.TextChoices], []
    while waiting:
        children = waiting.pop().__subclasses__()
        waiting += children
        found += [child for child in children if child.__module__.startswith("vaern.")]
    return found


def must_have_a_row() -> set[str]:
    """Names of our models and of our enums."""
    ours = [model.__name__ for model in apps.get_models() if model.__module__.startswith("vaern.")]
    return {*ours, *(enum.__name__ for enum in our_enums())}


def names_in_code() -> set[str]:
    """What a row may name: a class or function of ours, a field, or a code of an enum (by its name or its value)."""
    codes = [member for enum in our_enums() for member in enum]
    fields = [field.name for model in apps.get_models() for field in model._meta.get_fields()]
    named = (ast.ClassDef, ast.FunctionDef)
    nodes = [node for path in python_files() for node in ast.walk(ast.parse(path.read_text()))]
    written = {node.name for node in nodes if isinstance(node, named)}
    return {*written, *fields, *(member.name for member in codes), *(str(member.value) for member in codes)}


def faults(found: list[dict[str, Any]], due: Iterable[str], known: set[str]) -> list[str]:
    """Words without a row, rows without a word, words with two rows, and plans that have come true, as sentences."""
    named = [row["identifier"] for row in found]
    wrong = [f"{name} has no row" for name in sorted(set(due) - set(named))]
    wrong += [f"{name} has two rows" for name in sorted({name for name in named if named.count(name) > 1})]
    for row in found:
        name, there = row["identifier"], row["identifier"] in known
        if not there and not row.get("planned"):
            wrong.append(f"{name} has a row and does not exist")
        if there and row.get("planned"):
            wrong.append(f"{name} is no longer only planned")
    return wrong


def test_every_domain_word_has_a_row_and_every_row_a_word() -> None:
    assert faults(rows(), must_have_a_row(), names_in_code()) == []


def test_glossary_check_catches_a_missing_row_an_idle_row_and_a_stale_plan() -> None:
    planted = [
        {"identifier": "Case"},
        {"identifier": "Case"},
        {"identifier": "Ghost"},
        {"identifier": "Later", "planned": True},
        {"identifier": "Unit", "planned": True},
    ]
    assert faults(planted, {"Case", "Person"}, {"Case", "Person", "Unit"}) == [
        "Person has no row",
        "Case has two rows",
        "Ghost has a row and does not exist",
        "Unit is no longer only planned",
    ]


def test_glossary_looks_at_models_and_enums() -> None:
    assert {"Case", "Event", "CaseRole", "OrgRole", "ScopeKind"} <= must_have_a_row()
