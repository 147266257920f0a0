"""Other names and digests that only a scope's key can make."""

import uuid
from hashlib import sha256

import pytest

from vaern.errors import IntegrityBroken
from vaern.vault import keys
from vaern.vault.pseudonyms import Pseudonyms, keyed_digest
from vaern.vault.scopes import Scope, ScopeKind

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_digest_is_the_same_for_the_same_and_for_nothing_else(scope: Scope) -> None:
    other = Scope(ScopeKind.CASE, uuid.uuid4())
    keys.make(other)
    made = keyed_digest(scope, "basis/1", b"Rune Thybo")
    assert made == keyed_digest(scope, "basis/1", b"Rune Thybo")
    assert made not in {
        keyed_digest(scope, "basis/1", b"Rune Tybo"),
        keyed_digest(scope, "set-aside/1", b"Rune Thybo"),
        keyed_digest(other, "basis/1", b"Rune Thybo"),
        sha256(b"Rune Thybo").hexdigest(),
    }


def test_digest_and_name_cannot_be_made_when_the_key_is_destroyed(scope: Scope) -> None:
    keys.destroy(scope)
    with pytest.raises(IntegrityBroken):
        keyed_digest(scope, "basis/1", b"Rune Thybo")
    with pytest.raises(IntegrityBroken):
        Pseudonyms(scope, "reader/1")
