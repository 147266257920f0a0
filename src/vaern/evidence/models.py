"""Items of evidence, kept byte for byte, with their custody."""

import uuid
from typing import ClassVar

from django.db import models

from vaern.cases.models import Case, Incident, Report
from vaern.people.models import Person
from vaern.vault.fields import SealedTextField
from vaern.vault.models import Blob
from vaern.vault.scopes import Scope, ScopeKind


class SecuredItems(models.Manager["Item"]):
    """What was sent. A file in somebody's draft is not among a case's items, whoever asks and however."""

    def get_queryset(self) -> models.QuerySet["Item"]:
        """Only items whose custody has begun."""
        return super().get_queryset().filter(secured_at__isnull=False)


class Item(models.Model):
    """A file as it was received. The digest and the name are sealed; `salted_digest` may stand in a log."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    blob = models.OneToOneField(Blob, on_delete=models.PROTECT, related_name="item")
    report = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="items")
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="items")
    name = SealedTextField()
    sha256 = SealedTextField()
    salt = SealedTextField()
    salted_digest = models.CharField(max_length=64)
    source = SealedTextField()
    media_type = models.CharField(max_length=64)
    size = models.BigIntegerField()
    received_at = models.DateTimeField()
    received_from = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="items")
    checked_in_browser = models.BooleanField(default=False)
    secured_at = models.DateTimeField(null=True)

    objects = SecuredItems()
    with_drafts = models.Manager["Item"]()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="item_number_in_case")]

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)


class ItemToken(models.Model):
    """A time-stamp authority's token over an item's salted digest. Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="tokens")
    token = models.BinaryField()
    stamped_at = models.DateTimeField()


class CustodyEntry(models.Model):
    """Who received, saw, copied or exported an item, when and why: a chain for each item. Append-only."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="custody")
    sequence = models.PositiveIntegerField()
    act = models.CharField(max_length=16)
    person_id = models.CharField(max_length=36, blank=True)
    role = models.CharField(max_length=20)
    at = models.BigIntegerField()
    reason_code = models.CharField(max_length=32, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "sequence"], name="custody_once")]
