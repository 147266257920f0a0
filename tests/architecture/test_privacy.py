"""Every field of every table says whether it is about a person, and how it is kept. Third parties' tables too."""

import tomllib
from typing import Any

from django.apps import apps
from django.db import models

from tests.architecture.sources import SRC
from vaern.vault.fields import SealedTextField

CLASSIFIED = SRC / "config" / "privacy.toml"


def concrete_fields(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """The columns of a table."""
    return [field for field in model._meta.get_fields() if isinstance(field, models.Field)]


def unclassified(rows: dict[str, Any], every: list[type[models.Model]]) -> list[str]:
    """Fields without a class, and classes without a field, as sentences."""
    faults, named = [], set()
    for model in every:
        label = model._meta.label
        row = rows.get(label, {})
        named.add(label)
        plain, personal = set(row.get("plain", [])), row.get("personal", {})
        for field in concrete_fields(model):
            sealed = isinstance(field, SealedTextField)
            if sealed + (field.name in plain) + (field.name in personal) != 1:
                faults.append(f"{label}.{field.name} must be sealed, plain or personal, and one of them only")
        gone = (plain | set(personal)) - {field.name for field in concrete_fields(model)}
        faults += [f"{label}.{name} is classified but does not exist" for name in sorted(gone)]
        faults += [
            f"{label}.{name} is personal and kept in clear without a why" for name, why in personal.items() if not why
        ]
    return faults + [f"{label} is classified but is no table" for label in sorted(set(rows) - named)]


def test_every_field_is_classified() -> None:
    assert unclassified(tomllib.loads(CLASSIFIED.read_text()), list(apps.get_models())) == []


def test_classification_catches_a_new_field_and_a_missing_why() -> None:
    from vaern.people.models import Absence

    planted = {"people.Absence": {"plain": ["id", "made_at"], "personal": {"person": "who is away", "first_day": ""}}}
    assert unclassified(planted, [Absence]) == [
        "people.Absence.last_day must be sealed, plain or personal, and one of them only",
        "people.Absence.substitute must be sealed, plain or personal, and one of them only",
        "people.Absence.first_day is personal and kept in clear without a why",
    ]
