"""The letters of a case."""

import json
from typing import Any

from django.db.models import QuerySet

from vaern import clock
from vaern.cases.models import Case
from vaern.letters.models import Letter, Postponement
from vaern.vault.text import read


def letters_of(case: Case) -> QuerySet[Letter]:
    """All letters of the case, newest first."""
    return case.letters.select_related("drafted_by", "approved_by", "sent_by", "pdf").order_by("-drafted_at")


def waiting(case: Case) -> QuerySet[Letter]:
    """Letters neither sent nor discarded."""
    return case.letters.filter(sent_at=None, discarded_at=None)


def postponement_of(case: Case) -> Postponement | None:
    """Why the sender is not told yet, while that day has not come."""
    return (
        case.postponements.filter(until__gt=clock.today()).select_related("decided_by").order_by("-decided_at").first()
    )


def values_of(letter: Letter) -> dict[str, str]:
    """What was written into the letter's placeholders."""
    values: dict[str, Any] = json.loads(read(letter, "values") or "{}")
    return {key: str(value) for key, value in values.items()}
