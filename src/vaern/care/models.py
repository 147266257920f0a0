"""What the affected employee has said yes or no to, and who promised to call."""

import uuid
from typing import ClassVar

from django.db import models

from vaern.care.enums import TalkKind
from vaern.cases.models import Case
from vaern.people.models import Person
from vaern.vault.fields import SealedTextField
from vaern.vault.scopes import Scope, ScopeKind


class Accept(models.Model):
    """A yes or no (or a withdrawal) by the affected employee, to a text in a named version. A new one supersedes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="accepts")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="accepts")
    subject = models.CharField(max_length=32)
    text_version = models.CharField(max_length=32)
    value = models.CharField(max_length=10)
    words = SealedTextField()
    given_at = models.DateTimeField()
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "subject", "given_at"], name="accept_of_case")]

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)


class Talk(models.Model):
    """A talk with the affected employee: promised before a time, held at one, with a note for the two of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="talks")
    kind = models.CharField(max_length=16, choices=TalkKind)
    held_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="talks")
    promised_before = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    note = SealedTextField()

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)


class Disclosure(models.Model):
    """Who was told what of the case, by whom and why. One row for each telling."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="disclosures")
    told_to = SealedTextField()
    what = SealedTextField()
    why = SealedTextField()
    told_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="disclosures")
    told_at = models.DateTimeField()

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)
