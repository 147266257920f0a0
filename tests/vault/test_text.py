import uuid
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from vaern.errors import IntegrityBroken
from vaern.evidence.models import Item
from vaern.vault import keys, text
from vaern.vault.scopes import Scope, ScopeKind

pytestmark = pytest.mark.django_db(databases=["default", "keys"])
AT = datetime(2026, 11, 21, tzinfo=UTC)


def row_in(scope: Scope) -> Item:
    """A row with sealed fields, never saved."""
    return Item(case_id=scope.id)


def test_words_come_back_and_are_not_in_the_cipher_text(scope: Scope) -> None:
    row = row_in(scope)
    text.seal_into(row, name="Skærmbillede af beskeden 😀", source="telefon")
    assert [text.read(row, "name"), text.read(row, "source")] == ["Skærmbillede af beskeden 😀", "telefon"]
    assert b"billede" not in row.name


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(words=st.text())
def test_any_words_come_back(scope: Scope, words: str) -> None:
    row = row_in(scope)
    text.seal_into(row, name=words)
    assert text.read(row, "name") == words


def test_same_words_never_look_alike(scope: Scope) -> None:
    row = row_in(scope)
    text.seal_into(row, name="x", source="x")
    first = row.name
    text.seal_into(row, name="x")
    assert len({first, row.name, row.source}) == 3


def test_field_never_written_is_empty(scope: Scope) -> None:
    assert text.read(row_in(scope), "name") == ""


def test_words_do_not_open_in_another_field_row_or_scope(scope: Scope) -> None:
    row, other_row = row_in(scope), row_in(scope)
    other_scope = Scope(ScopeKind.CASE, uuid.uuid4())
    keys.make(other_scope)
    text.seal_into(row, name="x")
    elsewhere = Item(id=row.id, case_id=other_scope.id, name=row.name)
    row.source = other_row.name = row.name
    for place, field in ((row, "source"), (other_row, "name"), (elsewhere, "name")):
        with pytest.raises(IntegrityBroken):
            text.read(place, field)


@pytest.mark.parametrize("at", [0, 1, 13, -1])
def test_changed_byte_is_found(scope: Scope, at: int) -> None:
    row = row_in(scope)
    text.seal_into(row, name="words")
    spoiled = bytearray(row.name)
    spoiled[at] ^= 1
    row.name = bytes(spoiled)
    with pytest.raises(IntegrityBroken):
        text.read(row, "name")


@pytest.mark.parametrize("sealed", [b"\x01", b"\x01" + b"n" * 12, b"x" * 40])
def test_rubbish_is_found(scope: Scope, sealed: bytes) -> None:
    row = row_in(scope)
    row.name = sealed
    with pytest.raises(IntegrityBroken):
        text.read(row, "name")
