"""What the affected employee has said, the talks, and who was told what."""

from django.db.models import QuerySet

from vaern.care.models import Accept, Disclosure, Talk
from vaern.cases.models import Case
from vaern.people.models import Person


def current_accept(case: Case, subject: str, person: Person | None = None) -> Accept | None:
    """The answer that holds now, or None where nothing has been said."""
    found = Accept.objects.filter(case=case, subject=subject, superseded_by=None)
    mine = found.filter(person=person) if person else found
    return mine.order_by("-given_at").first()


def talks_of(case: Case) -> QuerySet[Talk]:
    """The talks, in the order in which they were promised."""
    return Talk.objects.filter(case=case).select_related("held_by").order_by("promised_before", "held_at")


def disclosures_of(case: Case) -> QuerySet[Disclosure]:
    """Who was told what, oldest first."""
    return Disclosure.objects.filter(case=case).select_related("told_by").order_by("told_at")
