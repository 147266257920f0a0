"""Seals a person's words into a field of a row, so that they open in that field of that row alone.

A sealed text is one byte of version, twelve of nonce, then AES-256-GCM's cipher text and tag.
"""

import os
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db.models import Model
from django.utils.translation import gettext as _

from vaern.errors import IntegrityBroken
from vaern.vault import keys
from vaern.vault.sealing import bound_to, subkey

VERSION = b"\x01"
NONCE_BYTES = 12
USE = "text/1"


def seal_into(row: Model, **texts: str) -> None:
    """Seal each text into its field of the row, which must already have its id; saving is the caller's."""
    cipher = _cipher(row)
    for field, words in texts.items():
        nonce = os.urandom(NONCE_BYTES)
        sealed = cipher.encrypt(nonce, words.encode(), _place(row, field))
        setattr(row, field, VERSION + nonce + sealed)


def read(row: Model, field: str) -> str:
    """The words in a sealed field; empty where nothing was ever written.

    IntegrityBroken when the scope is forgotten, or when the bytes are not what was sealed in this place.
    """
    sealed = bytes(getattr(row, field))
    if not sealed:
        return ""
    cipher, nonce, body = _cipher(row), sealed[1 : NONCE_BYTES + 1], sealed[NONCE_BYTES + 1 :]
    if sealed[:1] != VERSION:
        raise _not_ours(row, field)
    try:
        return cipher.decrypt(nonce, body, _place(row, field)).decode()
    except (InvalidTag, ValueError):
        raise _not_ours(row, field) from None


def _not_ours(row: Model, field: str) -> IntegrityBroken:
    return IntegrityBroken(
        _("A sealed text cannot be opened."),
        _("It is not what was written in %(place)s.") % {"place": f"{_label(row)}.{field}"},
        _("Nothing was changed. Tell the system owner, who can look in a backup."),
    )


def _cipher(row: Any) -> AESGCM:
    return AESGCM(subkey(keys.find(row.vault_scope), USE))


def _place(row: Any, field: str) -> bytes:
    return bound_to(row.vault_scope, _label(row), row.pk, field)


def _label(row: Model) -> str:
    return row._meta.label_lower  # noqa: SLF001 - Django's own, documented
