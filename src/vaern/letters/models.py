"""Letters to the citizen: drafted, approved by another, and sent as exactly what was approved."""

import uuid
from typing import ClassVar

from django.db import models

from vaern.cases.models import Case, Party
from vaern.people.models import Person
from vaern.vault.fields import SealedTextField
from vaern.vault.models import Blob
from vaern.vault.scopes import Scope, ScopeKind


class Letter(models.Model):
    """One letter of one kind. Approved text is locked; a change is a new letter that replaces it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    recipient = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=48)
    content_file = models.CharField(max_length=96)
    content_hash = models.CharField(max_length=64)
    values = SealedTextField()
    checked = models.JSONField(default=dict)
    discarded_at = models.DateTimeField(null=True)
    body = SealedTextField()
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="letters_drafted")
    drafted_at = models.DateTimeField()
    edited_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="letters_edited")
    revision = models.PositiveIntegerField(default=0)
    approved_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="letters_approved")
    approved_at = models.DateTimeField(null=True)
    sent_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="letters_sent")
    sent_at = models.DateTimeField(null=True)
    sent_how = models.CharField(max_length=16, blank=True)
    pdf = models.OneToOneField(Blob, null=True, on_delete=models.PROTECT, related_name="letter")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(approved_by=None)
                | (~models.Q(approved_by=models.F("drafted_by")) & ~models.Q(approved_by=models.F("edited_by"))),
                name="letter_approved_by_another",
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at=None) | ~models.Q(approved_at=None), name="letter_sent_after_approval"
            ),
        ]

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)

    @property
    def writers(self) -> frozenset[uuid.UUID]:
        """Who wrote it: the one who began it, and whoever last changed its text. Neither approves it."""
        return frozenset({self.drafted_by_id, self.edited_by_id})


class Postponement(models.Model):
    """Why the sender is not told yet that something is recorded, until which day. A new one supersedes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="postponements")
    until = models.DateField()
    reason = SealedTextField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)
