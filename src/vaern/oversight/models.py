"""A question from an oversight body, with the body's own journal number."""

import uuid

from django.db import models

from vaern.cases.models import Case
from vaern.people.models import Person
from vaern.vault.fields import SealedTextField
from vaern.vault.scopes import Scope, ScopeKind


class OversightQuestion(models.Model):
    """An oversight body asks about one case. Its number is sealed: some are dates and digits, as a person's can be."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="oversight_questions")
    journal_number = SealedTextField()
    received_on = models.DateField()
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    @property
    def vault_scope(self) -> Scope:
        """Sealed with the case's key."""
        return Scope(ScopeKind.CASE, self.case_id)
