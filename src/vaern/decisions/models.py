"""A proposal, the gate as it stood each time, what was set aside and why, and another person's decision."""

import uuid
from typing import ClassVar

from django.db import models

from vaern.cases.models import Case, Party
from vaern.decisions.enums import CannotDecide, DecisionKind, Moment, Outcome
from vaern.people.models import Person
from vaern.vault.fields import SealedTextField
from vaern.vault.scopes import Scope, ScopeKind


class Consultation(models.Model):
    """A jurist's written assessment. Always asked for before a proposal, in doubtful and in plain cases."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consultations")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consultations_asked")
    asked_at = models.DateTimeField()
    jurist = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="consultations")
    answered_at = models.DateTimeField(null=True)
    question = SealedTextField()
    answer = SealedTextField()
    recommends = models.CharField(max_length=16, blank=True)

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)


class Proposal(models.Model):
    """A proposal for a decision, by leader or jurist, resting on a jurist's written assessment and on answers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=16, choices=DecisionKind.choices)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="proposals")
    role = models.CharField(max_length=20)
    proposed_at = models.DateTimeField()
    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="proposals")
    sender = models.ForeignKey(Party, null=True, on_delete=models.PROTECT, related_name="proposals")
    purposes = models.JSONField(default=list)
    items = models.JSONField(default=list)
    reason = SealedTextField()
    alternatives = SealedTextField()
    basis = models.JSONField(default=dict)
    withdrawn_at = models.DateTimeField(null=True)

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)


class ExcludedPerson(models.Model):
    """A person who may not approve this proposal, written down with it so that the database itself can refuse."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="excluded")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=18, choices=CannotDecide.choices)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "person", "ground"], name="excluded_once"),
        ]


class SetAside(models.Model):
    """A condition of the gate set aside by a person with a written reason; a decision of its own, counted.

    It holds for the condition as it stood then: its state, and a digest of the answers that the condition looks at.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="set_asides")
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.PROTECT, related_name="set_asides")
    subject_id = models.UUIDField(null=True)
    gate = models.CharField(max_length=32)
    condition = models.CharField(max_length=48)
    state = models.CharField(max_length=12)
    rests_on = models.CharField(max_length=64)
    reason = SealedTextField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="set_asides")
    role = models.CharField(max_length=20)
    at = models.DateTimeField()

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)


class GateCheck(models.Model):
    """The whole gate as the rulebook saw it at one moment: state of each condition, and the receipt."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="gate_checks")
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.PROTECT, related_name="gate_checks")
    gate = models.CharField(max_length=32)
    moment = models.CharField(max_length=8, choices=Moment.choices)
    at = models.DateTimeField()
    states = models.JSONField(default=dict)
    open_to_act = models.BooleanField()
    receipt = models.TextField()


class Approval(models.Model):
    """The decision on a proposal by another person. A database trigger refuses anyone excluded from it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="approval")
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="approvals")
    role = models.CharField(max_length=20)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    basis = models.JSONField(default=dict)
    reason = SealedTextField()
    decided_at = models.DateTimeField()

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.proposal.case_id)
