"""Wrapped keys (in the key store, apart from the content) and what is known in clear about sealed files."""

import uuid
from typing import ClassVar

from django.db import models

from vaern.vault.scopes import Scope, ScopeKind


class ScopeKey(models.Model):
    """A scope's data key, wrapped by the master key and by the offline escrow key. Lives in the database `keys`."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=8, choices=ScopeKind.choices)
    scope_id = models.UUIDField()
    master_version = models.PositiveIntegerField()
    wrapped = models.BinaryField()
    escrowed = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "scope_id"], name="one_key_per_scope")]


class Forgotten(models.Model):
    """The ledger of destroyed keys, in the database `keys`; every restore replays it. Append-only."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=8, choices=ScopeKind.choices)
    scope_id = models.UUIDField()
    destroyed_at = models.DateTimeField()
    unreadable_from = models.DateField()


class Blob(models.Model):
    """A sealed file in the storage folder: its size in bytes as received, and which scope's key opens it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    kind = models.CharField(max_length=8, choices=ScopeKind.choices)
    scope_id = models.UUIDField()
    size = models.BigIntegerField()
    sealed_at = models.DateTimeField()

    @property
    def vault_scope(self) -> Scope:
        """Which key opens it."""
        return Scope(ScopeKind(self.kind), self.scope_id)
