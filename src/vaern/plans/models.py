"""The plan of a case and its tasks."""

import uuid
from typing import ClassVar

from django.db import models

from vaern.cases.models import Case, Incident
from vaern.people.models import Person
from vaern.vault.fields import SealedTextField
from vaern.vault.scopes import Scope, ScopeKind

# Why a clock stopped that had begun: the answers no longer lead to its rule.
NO_LONGER_APPLIES = "no_longer_applies"


class Plan(models.Model):
    """The contingency plan that applied to this case on the day it was opened, stamped with its edition."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, related_name="plan")
    template = models.CharField(max_length=64)
    edition = models.CharField(max_length=32)
    content_hash = models.CharField(max_length=64)
    started_at = models.DateTimeField()


class Task(models.Model):
    """One step with an owner and a deadline computed from an event. `not_before` is for talks that must wait."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tasks")
    plan = models.ForeignKey(Plan, null=True, on_delete=models.PROTECT, related_name="tasks")
    step = models.CharField(max_length=48)
    position = models.PositiveSmallIntegerField(default=0)
    role = models.CharField(max_length=16)
    owner = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="tasks")
    not_before = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    escalated_to = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="escalated_tasks")
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="tasks_done")
    not_relevant = models.BooleanField(default=False)
    note = SealedTextField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["owner", "done_at", "due_at"], name="task_of_person")]
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "step"], name="task_once")]

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)


class Deadline(models.Model):
    """A clock: from which event, by which rule, until when; recalculated by a new row with its cause."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="deadlines")
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="deadlines")
    rule = models.CharField(max_length=48)
    starts_from = models.CharField(max_length=24)
    started_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    computed_at = models.DateTimeField()
    cause = models.CharField(max_length=32)
    met_at = models.DateTimeField(null=True)
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "rule"], name="deadline_of_case")]
