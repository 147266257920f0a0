"""The model field that holds sealed text."""

from typing import Any

from django.db import models

from vaern.vault.scopes import ScopeKind


class SealedTextField(models.BinaryField):  # type: ignore[type-arg]  # Django has no such argument at run time
    """Cipher text of a person's words. Written by `vault.text.seal_into`, read by `vault.text.read`.

    The row names its key by a property `vault_scope`; the cipher text is bound to that scope, the row's id and the
    field's name, so that it opens nowhere else. `scope` here says which kind of scope that is, for the privacy table.
    """

    def __init__(self, *args: Any, scope: ScopeKind = ScopeKind.CASE, **kwargs: Any) -> None:
        kwargs.setdefault("default", b"")
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)
        self.scope = scope
