"""The letters of a case."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from vaern import clock
from vaern.cases.models import Case
from vaern.cases.text import clean
from vaern.letters.kinds import READ_BY_ANOTHER, guiding_kinds
from vaern.letters.models import Letter, Postponement
from vaern.vault.text import read


def letters_of(case: Case) -> QuerySet[Letter]:
    """All letters of the case, newest first."""
    people = ("drafted_by", "edited_by", "approved_by", "sent_by", "recipient__person")
    return case.letters.select_related(*people, "pdf").order_by("-drafted_at")


def waiting(case: Case) -> QuerySet[Letter]:
    """Letters neither sent nor discarded."""
    return case.letters.filter(sent_at=None, discarded_at=None).select_related("recipient__person")


def guidance_sent(case: Case, to: UUID | None) -> QuerySet[Letter]:
    """The letters of guidance or warning that were sent, oldest first; to one sender, where one is named."""
    sent = case.letters.filter(kind__in=guiding_kinds(), sent_at__isnull=False).order_by("sent_at")
    return sent if to is None else sent.filter(recipient=to)


def postponement_of(case: Case) -> Postponement | None:
    """Why the sender is not told yet, while that day has not come."""
    return (
        case.postponements.filter(until__gt=clock.today()).select_related("decided_by").order_by("-decided_at").first()
    )


def latest_postponement(case: Case) -> Postponement | None:
    """The newest decision to wait, also when its day has come."""
    return case.postponements.order_by("-decided_at").first()


def values_of(letter: Letter) -> dict[str, str]:
    """What was written into the letter's placeholders."""
    values: dict[str, Any] = json.loads(read(letter, "values") or "{}")
    return {key: str(value) for key, value in values.items()}


def standing_ticks(letter: Letter) -> dict[str, str]:
    """The points that are ticked, each with the person; what only a reader can say does not count from a writer."""
    writers = {str(writer) for writer in letter.writers}
    return {
        point: str(who) for point, who in letter.checked.items() if point != READ_BY_ANOTHER or str(who) not in writers
    }


def differs(letter: Letter, values: Mapping[str, str], body: str) -> bool:
    """Whether this is another text than the letter has."""
    return values_of(letter) != dict(values) or read(letter, "body") != clean(body)
