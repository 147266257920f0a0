"""The case, its incidents and parties, who takes part, who is excluded, and what has been answered about it."""

import uuid
from typing import ClassVar

from django.db import models

from vaern.cases.enums import (
    CaseRole,
    CaseState,
    ContactWish,
    ExclusionGround,
    ExclusionKind,
    PartyKind,
    Precision,
    SenderKind,
    WhoIsHit,
)
from vaern.people.models import Person, Unit
from vaern.vault.fields import SealedTextField
from vaern.vault.scopes import Scope, ScopeKind


class Case(models.Model):
    """One course of events, from the first word in a draft until it is forgotten. Numbers are random."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(max_length=16, unique=True)
    state = models.CharField(max_length=10, choices=CaseState.choices, default=CaseState.DRAFT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="cases")
    drafted_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    next_deadline = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["unit", "state", "next_deadline", "id"], name="case_by_unit"),
            models.Index(fields=["state", "next_deadline", "id"], name="case_by_deadline"),
            models.Index(fields=["state", "opened_at", "id"], name="case_by_age"),
        ]

    @property
    def vault_scope(self) -> Scope:
        """The case's own key."""
        return Scope(ScopeKind.CASE, self.id)


class Report(models.Model):
    """What one person told, in that person's own words. It is a draft until sent; after that it never changes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reports")
    reporter = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="reports")
    who_is_hit = models.CharField(max_length=10, choices=WhoIsHit.choices, default=WhoIsHit.ME)
    words = SealedTextField()
    links = SealedTextField()
    colleague = SealedTextField()
    who_knows = SealedTextField()
    when_words = SealedTextField()
    day_typed = SealedTextField()
    clock_typed = SealedTextField()
    happening_at = models.DateTimeField(null=True)
    before = models.CharField(max_length=7, blank=True)
    media = models.JSONField(default=list)
    types = models.JSONField(default=list)
    recipients = models.JSONField(default=list)
    contact_wish = models.CharField(max_length=5, choices=ContactWish.choices, blank=True)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="received_reports")
    received_through = models.CharField(max_length=16, blank=True)
    absent = models.JSONField(default=list)
    call_before = models.DateTimeField(null=True)

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)


class Incident(models.Model):
    """One act in a case: when it happened, when the workplace knew, when it was recorded. Never overwritten."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="incidents")
    number = models.PositiveSmallIntegerField()
    happened_from = models.DateTimeField(null=True)
    happened_until = models.DateTimeField(null=True)
    precision = models.CharField(max_length=8, choices=Precision.choices)
    when_words = SealedTextField()
    summary = SealedTextField()
    media = models.JSONField(default=list)
    types = models.JSONField(default=list)
    known_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    replaces = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="incident_number_in_case")]

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)


class Party(models.Model):
    """A person the case is about: an affected employee, or a sender whose identity is sealed with a key of its own."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    kind = models.CharField(max_length=20, choices=PartyKind.choices)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="party_in", db_index=False)
    sender_kind = models.CharField(max_length=10, choices=SenderKind.choices, blank=True)
    identity = SealedTextField(scope=ScopeKind.SENDER)
    address = SealedTextField(scope=ScopeKind.SENDER)
    how_known = SealedTextField(scope=ScopeKind.SENDER)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    became_known_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "case"], name="party_of_person")]

    @property
    def vault_scope(self) -> Scope:
        """A sender's data is forgotten apart from the case."""
        return Scope(ScopeKind.SENDER, self.id)


class Participation(models.Model):
    """Why a person sees a case: in which role, since when, put there by whom; until when, and why no longer."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="participations")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="participations", db_index=False)
    role = models.CharField(max_length=20, choices=CaseRole.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    added_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    reason_code = models.CharField(max_length=32)
    reason = SealedTextField()
    ended_because = SealedTextField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["person", "case", "until"], name="participation_of_person"),
            # One's own cases are found among those in which one is a jurist: they may be every case there is.
            models.Index(fields=["person", "role", "case"], name="participation_by_role"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "person", "role"], condition=models.Q(until=None), name="one_current_participation"
            ),
        ]

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)


class Exclusion(models.Model):
    """A person who may not see this case, or may not decide in it, whatever the roles say."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="exclusions")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="exclusions")
    kind = models.CharField(max_length=14, choices=ExclusionKind.choices)
    ground = models.CharField(max_length=18, choices=ExclusionGround.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)
    added_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_because = SealedTextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "person", "kind", "ground"], condition=models.Q(until=None), name="exclusion_once"
            ),
        ]

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)


class Complaint(models.Model):
    """The citizen's own complaint. It is a right and never an incident; its date shows the days to any report."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="complaints")
    made_on = models.DateField()
    about = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="complained_of_in")
    handled_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="handles_complaints")
    settled_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")


class Answer(models.Model):
    """A fact answered yes, no or unknown, by someone, at a time, for a reason, from evidence. A new one supersedes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="answers")
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="answers")
    fact = models.CharField(max_length=64)
    value = models.CharField(max_length=7)
    reason = SealedTextField()
    evidence = models.JSONField(default=list)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="answers")
    role = models.CharField(max_length=20)
    answered_at = models.DateTimeField()
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "fact"], name="answer_by_fact")]

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)


class NormReason(models.Model):
    """A jurist's written judgement of an open norm, for the case or one incident. A new one supersedes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="norm_reasons")
    incident = models.ForeignKey(Incident, null=True, on_delete=models.PROTECT, related_name="norm_reasons")
    norm = models.CharField(max_length=64)
    value = models.CharField(max_length=7)
    reason = SealedTextField()
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="norm_reasons")
    given_at = models.DateTimeField()
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)


class StateChange(models.Model):
    """The case was opened, closed or opened again: by whom and why. Earlier ones stay."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="state_changes")
    state = models.CharField(max_length=10, choices=CaseState.choices)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    reason = SealedTextField()

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)
