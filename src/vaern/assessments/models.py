"""What the rulebook found, with its receipt, each time someone locked it."""

import uuid
from typing import ClassVar

from django.db import models

from vaern.cases.models import Case, Incident
from vaern.people.models import Person
from vaern.vault.fields import SealedTextField
from vaern.vault.scopes import Scope, ScopeKind


class Assessment(models.Model):
    """One of the three independent assessments, locked by a person with the receipt that lets it be replayed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="assessments")
    kind = models.CharField(max_length=12)
    edition = models.PositiveSmallIntegerField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="assessments")
    role = models.CharField(max_length=20)
    made_at = models.DateTimeField()
    outcome = models.CharField(max_length=64, blank=True)
    receipt = SealedTextField()
    receipt_hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "kind", "edition"], name="assessment_edition")]

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key: the receipt holds the jurist's reasons."""
        return Scope(ScopeKind.CASE, self.case_id)


class Finding(models.Model):
    """The result for one provision on one incident (or the case), as ids and codes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="findings")
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="findings")
    provision = models.CharField(max_length=64)
    file_id = models.CharField(max_length=96)
    result = models.CharField(max_length=20)
    provisional = models.BooleanField()
    capped = models.BooleanField(default=False)
    deciding = models.JSONField(default=list)
