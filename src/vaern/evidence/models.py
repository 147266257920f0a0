"""Items of evidence, kept byte for byte, with their custody."""

import uuid
from typing import ClassVar

from django.db import models

from vaern.cases.models import Case, Incident, Report
from vaern.evidence.enums import CaptureState, LiftGround, Strength, TraceSource
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
    received_from = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="items")
    checked_in_browser = models.BooleanField(default=False)
    secured_at = models.DateTimeField(null=True)
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="inside")
    part = models.CharField(max_length=64, blank=True)
    locked_at = models.DateTimeField(null=True)
    quarantined_at = models.DateTimeField(null=True)

    objects = SecuredItems()
    with_drafts = models.Manager["Item"]()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="item_number_in_case")]

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)


class ItemToken(models.Model):
    """A time-stamp authority's token over an item's salted digest, with its certificates (PEM). Append-only."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="tokens")
    token = models.BinaryField()
    chain = models.BinaryField(default=b"")
    authority = models.CharField(max_length=200, blank=True)
    stamped_at = models.DateTimeField()


class CustodyEntry(models.Model):
    """Who received, saw, copied or exported an item, when, why and from where: a chain for each item. Append-only."""

    id = models.BigAutoField(primary_key=True)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="custody")
    sequence = models.PositiveIntegerField()
    act = models.CharField(max_length=16)
    person_id = models.CharField(max_length=36, blank=True)
    role = models.CharField(max_length=20)
    place = models.CharField(max_length=8)
    at = models.BigIntegerField()
    reason_code = models.CharField(max_length=32, blank=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "sequence"], name="custody_once")]


class OfItem(models.Model):
    """What hangs on one item and is sealed with its case's key."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="%(class)ss")

    class Meta:
        abstract = True

    @property
    def case(self) -> Case:
        """The case that the item is in."""
        return self.item.case

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return self.item.vault_scope


class Upload(models.Model):
    """A file on its way in pieces. `offset` bytes are sealed; a day after its last piece it is swept away."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="uploads")
    report = models.ForeignKey(Report, null=True, on_delete=models.CASCADE, related_name="uploads")
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="uploads")
    name = SealedTextField()
    length = models.BigIntegerField()
    offset = models.BigIntegerField(default=0)
    header = models.BinaryField()
    touched_at = models.DateTimeField()
    item = models.OneToOneField(Item, null=True, on_delete=models.CASCADE, related_name="upload")

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)


class EvidenceReading(OfItem):
    """What a reader made of an item: sealed JSON in the shape of `content/schema/reading.json`; the newest counts."""

    made_at = models.DateTimeField()
    outcome = models.CharField(max_length=12)
    kind = models.CharField(max_length=32, blank=True)
    whole = models.BooleanField(default=True)
    said = SealedTextField()


class DerivedFile(OfItem):
    """A file made from an item: what lay in it, or an upright picture of it. The original is not touched."""

    part = models.CharField(max_length=64)
    blob = models.OneToOneField(Blob, on_delete=models.PROTECT, related_name="derived")
    media_type = models.CharField(max_length=64)
    name = SealedTextField()
    sha256 = SealedTextField()


class Provenance(OfItem):
    """Where an item comes from, as somebody said it: added to, never overwritten; the newest counts."""

    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="provenances")
    made_at = models.DateTimeField()
    strength = models.CharField(max_length=16, choices=Strength.choices, default=Strength.UNKNOWN)
    said = SealedTextField()


class FirstReading(OfItem):
    """Somebody else is asked to look at an item first, and says shortly what it is."""

    asked = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="first_readings")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="first_readings_asked")
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    summary = SealedTextField()


class LockLift(OfItem):
    """Somebody holds a lock to be a mistake, and another person decides. Nothing is shown until the lock is lifted."""

    ground = models.CharField(max_length=12, choices=LiftGround.choices)
    reason = SealedTextField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="lock_lifts_asked")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="lock_lifts_decided")
    decided_at = models.DateTimeField(null=True)
    lifted = models.BooleanField(null=True)
    answer = SealedTextField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(decided_by=None) | ~models.Q(decided_by=models.F("asked_by")),
                name="lock_lift_takes_two",
            )
        ]


class Mark(OfItem):
    """A sentence or an area that somebody points to, as a sealed W3C selector, and the fact that it speaks to."""

    part = models.CharField(max_length=64, blank=True)
    selector = SealedTextField()
    note = SealedTextField()
    fact = models.CharField(max_length=64, blank=True)
    provision = models.CharField(max_length=64, blank=True)
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="marks")
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)


class Redaction(OfItem):
    """A layer that hides a part, with its reason, and the copy made by it, which has a digest of its own."""

    part = models.CharField(max_length=64, blank=True)
    layer = SealedTextField()
    reason = SealedTextField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="redactions")
    made_at = models.DateTimeField()
    blob = models.OneToOneField(Blob, on_delete=models.PROTECT, related_name="redaction")
    media_type = models.CharField(max_length=64)
    sha256 = SealedTextField()
    withdrawn_at = models.DateTimeField(null=True)


class MovedItem(models.Model):
    """What is left in the case that an item was moved from: its number there, who moved it, and why."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="moved_items")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="moves")
    number = models.PositiveSmallIntegerField()
    last_sequence = models.PositiveIntegerField()
    moved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="moved_items")
    moved_at = models.DateTimeField()
    reason = SealedTextField()

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the key of the case that it left."""
        return Scope(ScopeKind.CASE, self.case_id)


class ArrivedItem(models.Model):
    """Why an item came to the case from another: at which line of its custody, and the reason, for its readers here.

    Which case it came from does not stand here: those who see this case may not know of that one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="arrived_items")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="arrivals")
    sequence = models.PositiveIntegerField()
    reason = SealedTextField()

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the key of the case that it came to."""
        return Scope(ScopeKind.CASE, self.case_id)


class CallEntry(models.Model):
    """A telephone call or a voice message: when, and sealed from which number, what was said, who heard it.

    `number` is its place among the case's calls in the order in which they were noted: O1, O2 and so on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="calls")
    number = models.PositiveSmallIntegerField()
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="calls")
    called_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="call_entries")
    made_at = models.DateTimeField()
    said = SealedTextField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "number"], name="call_number_in_case")]

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)


class Capture(models.Model):
    """A public page that Værn's worker is asked to capture. `verdict` holds codes of what may be wrong with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="captures")
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="captures")
    asked_at = models.DateTimeField()
    url = SealedTextField()
    state = models.CharField(max_length=8, choices=CaptureState.choices, default=CaptureState.ASKED)
    verdict = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True)
    item = models.OneToOneField(Item, null=True, on_delete=models.PROTECT, related_name="capture")
    confirmed_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="confirmed_captures")
    confirmed_at = models.DateTimeField(null=True)

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)


class Trace(models.Model):
    """Something by which the same sender is known again: the digest of an account, a number or a file, never itself.

    The digest is made with the organisation's key. Without an item it stands in a call.
    """

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="traces")
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="traces")
    source = models.CharField(max_length=9, choices=TraceSource.choices)
    kind = models.CharField(max_length=12)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["digest", "case"], name="trace_by_digest")]


class FixityRun(models.Model):
    """A look through the sealed files: are they still what was received? A sample each night, or all by command."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=6)
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    files = models.PositiveIntegerField()
    bytes = models.BigIntegerField()
    tokens = models.PositiveIntegerField()
    faults = models.JSONField(default=list)
