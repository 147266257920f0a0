"""Proposals, and who may not decide on them."""

from datetime import datetime

from django.db.models import Q

from vaern import clock
from vaern.cases.models import Case
from vaern.cases.queries import affected_employees, grounds_against_deciding
from vaern.decisions.enums import CannotDecide
from vaern.decisions.models import Proposal, SetAside
from vaern.people.enums import OrgRole
from vaern.people.models import Absence, Person, RoleAssignment

Grounds = set[tuple[Person, CannotDecide]]


def open_proposal(case: Case) -> Proposal | None:
    """The proposal that waits for a decision."""
    return case.proposals.filter(withdrawn_at=None, approval=None).order_by("-proposed_at").first()


def newest_proposal(case: Case) -> Proposal | None:
    """The newest proposal that was not withdrawn."""
    return case.proposals.filter(withdrawn_at=None).order_by("-proposed_at").first()


def set_asides(case: Case, gate: str, subject: object = None, until: datetime | None = None) -> dict[str, SetAside]:
    """The conditions of a gate that were set aside for this subject (a proposal or letter), the newest of each.

    What was set aside for the case as a whole, before there was a subject, counts for every subject. `until` leaves out
    what came after a moment.
    """
    rows = case.set_asides.filter(gate=gate).select_related("by").order_by("at")
    if until is not None:
        rows = rows.filter(at__lte=until)
    chosen = rows.filter(Q(subject_id=None) | Q(subject_id=subject)) if subject else rows.filter(subject_id=None)
    return {row.condition: row for row in chosen}


def cannot_decide(case: Case, proposer: Person, since: datetime, until: datetime | None = None) -> Grounds:
    """Everyone who may not decide on a proposal made at `since` by the proposer, with why; persons, not accounts.

    `until` is when it was decided (now): who stood in for whom is asked of that day, as it was known then.
    Source: gates/police_report, condition impartiality
    """
    grounds: Grounds = {(proposer, CannotDecide.PROPOSER)}
    grounds |= {(person, CannotDecide.AFFECTED) for person in affected_employees(case)}
    for person, codes in grounds_against_deciding(case).items():
        grounds |= {(person, CannotDecide(code)) for code in codes}
    kept = [person for person, _ground in grounds]
    grounds |= {(person, CannotDecide.SUBSTITUTE) for person in _standing_in_for(kept, until or clock.now())}
    return grounds | {(person, CannotDecide.LATE_SUBSTITUTE) for person in _late_substitutes(since, until)}


def _standing_in_for(people: list[Person], at: datetime) -> set[Person]:
    """Named substitutes of those away on the day, and the deputies where one of them leads and is away."""
    day = clock.local(at).date()
    away = Absence.objects.filter(person__in=people, first_day__lte=day, last_day__gte=day, made_at__lte=at)
    named = {row.substitute for row in away.select_related("substitute") if row.substitute is not None}
    held = Q(since__lte=day) & (Q(until=None) | Q(until__gte=day))
    led = RoleAssignment.objects.filter(held, role=OrgRole.LEADER, person__in=away.values("person"))
    deputies = RoleAssignment.objects.filter(held, role=OrgRole.DEPUTY, unit__in=led.values("unit"))
    return named | {row.person for row in deputies.select_related("person")}


def _late_substitutes(since: datetime, until: datetime | None) -> set[Person]:
    """Whoever was made substitute or deputy after the proposal (and before the decision)."""
    made = Q(made_at__gt=since) & Q(made_at__lte=until or clock.now())
    absences = Absence.objects.filter(made, substitute__isnull=False).select_related("substitute")
    deputies = RoleAssignment.objects.filter(made, role=OrgRole.DEPUTY).select_related("person")
    return {row.substitute for row in absences if row.substitute} | {row.person for row in deputies}
