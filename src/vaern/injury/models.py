"""The work-injury track: whether the injury was notified, or why not."""

import uuid

from django.db import models

from vaern.cases.models import Case
from vaern.people.models import Person
from vaern.vault.fields import SealedTextField
from vaern.vault.scopes import Scope, ScopeKind


class InjuryNotice(models.Model):
    """What was done about notifying: sent with its receipt number, or not, and why. A new one supersedes.

    `ground` is a code of guidance/account, which the account tells; `reason` says more, to those of the injury alone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="injury_notices")
    registered_internally_at = models.DateTimeField(null=True)
    notified = models.BooleanField()
    notified_on = models.DateField(null=True)
    receipt_number = models.CharField(max_length=64, blank=True)
    ground = models.CharField(max_length=32, blank=True)
    reason = SealedTextField(scope=ScopeKind.INJURY)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="injury_notices")
    recorded_at = models.DateTimeField()
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")

    @property
    def vault_scope(self) -> Scope:
        """The injury record has a life, and so a key, of its own (one for each case)."""
        return Scope(ScopeKind.INJURY, self.case_id)


class FirstAbsence(models.Model):
    """The first day the employee was away because of it; a deadline runs from there. The newest row holds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="first_absences")
    day = models.DateField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
