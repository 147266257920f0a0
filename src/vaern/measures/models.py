"""What was done towards the world outside: the police asked, the police report."""

import uuid

from django.db import models

from vaern.cases.models import Case
from vaern.decisions.models import Proposal
from vaern.measures.enums import PoliceStatus
from vaern.people.models import Person
from vaern.vault.fields import SealedTextField
from vaern.vault.models import Blob
from vaern.vault.scopes import Scope, ScopeKind


class PoliceContact(models.Model):
    """Guidance from the police: who, when, what was said. A fact in the case, never the reason alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="police_contacts")
    contacted_at = models.DateTimeField()
    station = models.CharField(max_length=64, blank=True)
    said = SealedTextField()
    named_citizen = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="police_contacts")
    recorded_at = models.DateTimeField()

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)


class PoliceReport(models.Model):
    """The report itself, made only on an approved proposal whose gate still holds at that moment."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="police_reports")
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="police_report")
    reported_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="police_reports")
    reported_at = models.DateTimeField()
    journal_number = models.CharField(max_length=64, blank=True)
    text = SealedTextField()
    pdf = models.OneToOneField(Blob, null=True, on_delete=models.PROTECT, related_name="police_report")

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)


class PoliceFollowUp(models.Model):
    """An answer from the police, asked for every third month, and when the employee was told."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    report = models.ForeignKey(PoliceReport, on_delete=models.PROTECT, related_name="follow_ups")
    asked_at = models.DateTimeField()
    status_code = models.CharField(max_length=24, choices=PoliceStatus)
    note = SealedTextField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    employee_told_at = models.DateTimeField(null=True)

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.report.case_id)


class OutcomeTold(models.Model):
    """The affected employee was told how it ended, by whom and when."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="outcomes_told")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words = SealedTextField()
    told_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)
