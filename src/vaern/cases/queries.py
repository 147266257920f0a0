"""Reads of a case, always scoped to the person who looks. `cases_visible_to` is the one scoping query."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.audit.models import Event
from vaern.audit.moments import from_microseconds
from vaern.cases.access import AREAS
from vaern.cases.enums import Area, CaseRole, CaseState, ExclusionKind, PartyKind, SenderKind
from vaern.cases.models import Answer, Case, Exclusion, Incident, NormReason, Participation, Party, Report
from vaern.cases.once import once
from vaern.errors import NotAllowed
from vaern.people.models import Person
from vaern.vault.text import read

# More cases than this are looked for by age.
MANY_CASES = 1000
NEVER_LISTED = (CaseState.DRAFT, CaseState.FORGOTTEN)
# An exclusion that nobody has lifted.
STANDS = Q(until=None)
# In which role a person acts who takes part in several: the one with most to answer for comes first.
ACTING_ORDER = (
    CaseRole.AFFECTED_EMPLOYEE,
    CaseRole.CASE_OWNER,
    CaseRole.JURIST,
    CaseRole.APPROVER,
    CaseRole.LEADER,
    CaseRole.HR,
    CaseRole.AMR,
    CaseRole.TR,
    CaseRole.REPORTER,
    CaseRole.BREAK_GLASS,
)


def current(at: datetime | None = None) -> Q:
    """A participation that holds at a moment (now)."""
    moment = at or clock.now()
    return Q(since__lte=moment) & (Q(until=None) | Q(until__gt=moment))


def cases_visible_to(person: Person) -> QuerySet[Case]:
    """The cases the person takes part in now, less those the person is excluded from seeing; never a draft."""
    takes_part = Participation.objects.filter(current(), case=OuterRef("pk"), person=person)
    return Case.objects.filter(Exists(takes_part), _not_kept_out(person, "pk")).exclude(state__in=NEVER_LISTED)


def _not_kept_out(person: Person, case: str) -> Combinable:
    """That the person is not excluded from seeing the case, which is in this column."""
    return ~Exists(Exclusion.objects.filter(STANDS, case=OuterRef(case), person=person, kind=ExclusionKind.CANNOT_SEE))


def cases_numbered(number: str) -> QuerySet[Case]:
    """The case with a number as a person types it, whoever asks: for those who look a case up without taking part."""
    return Case.objects.filter(number=number.strip().upper())


def recent_cases(person: Person, state: str) -> QuerySet[Case]:
    """The person's cases in one state, newest first, for a list that is read a page at a time.

    Whoever takes part in few cases is asked by those; whoever takes part in very many, by age, case by case, since a
    page of the newest is then found at once.
    """
    own = Participation.objects.filter(current(), person=person).values_list("case_id", flat=True)
    found = cases_visible_to(person).order_by("-opened_at", "-id")
    if own[: MANY_CASES + 1].count() > MANY_CASES:
        return found.filter(state=state)
    # What the state is not, since SQLite would go through the index of ages where it is said what it is. The cases are
    # asked for, not listed: SQLite keeps each question that it was asked, and a list is another for each length.
    return found.filter(pk__in=own).exclude(state__in=[other for other in CaseState.values if other != state])


def own_cases(person: Person) -> QuerySet[Case]:
    """The cases that happened to the person, or that the person told of, newest first."""
    own = parts_of(person).filter(role__in=(CaseRole.AFFECTED_EMPLOYEE, CaseRole.REPORTER))
    return Case.objects.filter(pk__in=own.values("case")).order_by("-opened_at", "-id")


def emergency_accesses(person: Person) -> QuerySet[Participation]:
    """Every emergency access that was ever used, newest first, but for the cases this person may not see."""
    used = Participation.objects.filter(_not_kept_out(person, "case"), role=CaseRole.BREAK_GLASS)
    return used.select_related("case__unit", "person").order_by("-since", "-id")


@once
def roles_in(person: Person, case: Case) -> frozenset[CaseRole]:
    """The roles in which the person takes part now; none where the person may not see the case."""
    return frozenset(CaseRole(role) for role in parts_of(person).filter(case=case).values_list("role", flat=True))


def parts_of(person: Person) -> QuerySet[Participation]:
    """What the person takes part in now, of the cases that `cases_visible_to` shows."""
    mine = Participation.objects.filter(current(), _not_kept_out(person, "case"), person=person)
    return mine.exclude(case__state__in=NEVER_LISTED)


def areas_with(roles: Iterable[CaseRole]) -> frozenset[Area]:
    """Which parts of a case these roles may open."""
    return frozenset().union(*(AREAS[role] for role in roles))


def areas_of(person: Person, case: Case) -> frozenset[Area]:
    """Which parts of the case the person may open now."""
    return areas_with(roles_in(person, case))


def enter(person: Person, number: str, area: Area) -> tuple[Case, Actor]:
    """The case and the person as an actor in it, or NotAllowed: the same answer whether it is not there, not theirs
    to see, or without that area.
    """
    mine = list(parts_of(person).filter(case__number=number.upper()).select_related("case__unit"))
    held = frozenset(CaseRole(row.role) for row in mine)
    if area not in areas_with(held):
        raise NotAllowed(_("There is no such case here."))
    return mine[0].case, _acting(person, held)


def actor_in(person: Person, case: Case) -> Actor:
    """The person as an actor in the role held in this case; NotAllowed where there is none."""
    held = roles_in(person, case)
    if not held:
        raise NotAllowed(_("There is no such case here."))
    return _acting(person, held)


def roles_by_case(person: Person, case_ids: Iterable[UUID]) -> dict[UUID, frozenset[CaseRole]]:
    """The roles in each of these cases, all known to be the person's to see, in one question; others are not there."""
    rows = Participation.objects.filter(current(), person=person, case__in=list(case_ids))
    held: dict[UUID, frozenset[CaseRole]] = {}
    for case_id, role in rows.values_list("case_id", "role"):
        held[case_id] = held.get(case_id, frozenset()) | {CaseRole(role)}
    return held


def actors_in(person: Person, case_ids: Iterable[UUID]) -> dict[UUID, Actor]:
    """The person as an actor in each of these cases, as `roles_by_case` finds the roles."""
    return {case_id: _acting(person, held) for case_id, held in roles_by_case(person, case_ids).items()}


def _acting(person: Person, held: frozenset[CaseRole]) -> Actor:
    return Actor(person.id, next(role for role in ACTING_ORDER if role in held).value)


def own_drafts(person: Person) -> QuerySet[Report]:
    """What the person has begun to tell and not yet sent, newest first. Nobody else can ask for it."""
    return Report.objects.filter(reporter=person, sent_at=None).select_related("case").order_by("-saved_at")


def own_reports(person: Person, case: Case) -> QuerySet[Report]:
    """What the person has told in this case, oldest first."""
    return Report.objects.filter(reporter=person, case=case, sent_at__isnull=False).order_by("sent_at")


def sent_reports(case: Case) -> QuerySet[Report]:
    """All that has been told in the case, oldest first; drafts stay with their writers."""
    return case.reports.filter(sent_at__isnull=False).select_related("reporter", "received_by").order_by("sent_at")


def current_answers(case: Case) -> QuerySet[Answer]:
    """The answers that hold now, without those a later one superseded."""
    return case.answers.filter(superseded_by=None).select_related("answered_by", "incident").order_by("answered_at")


def answers_at(case: Case, at: datetime) -> QuerySet[Answer]:
    """The answers as the workplace knew them at a moment."""
    later = Answer.objects.filter(supersedes=OuterRef("pk"), answered_at__lte=at)
    return case.answers.filter(~Exists(later), answered_at__lte=at).order_by("answered_at")


def current_norm_reasons(case: Case) -> QuerySet[NormReason]:
    """The jurist's judgements that hold now."""
    return case.norm_reasons.filter(superseded_by=None).select_related("given_by", "incident").order_by("given_at")


def current_incidents(case: Case) -> QuerySet[Incident]:
    """The incidents without those that were corrected by a later one."""
    return case.incidents.filter(replaced_by=None).order_by("number")


def current_participants(case: Case) -> QuerySet[Participation]:
    """Who takes part now, with the person."""
    return case.participations.filter(current()).select_related("person", "person__unit").order_by("since")


@once
def person_in_role(case: Case, role: CaseRole) -> Person | None:
    """The first who holds a role in the case now."""
    found = current_participants(case).filter(role=role).first()
    return found.person if found else None


@once
def affected_employees(case: Case) -> Sequence[Person]:
    """The employees the case is about."""
    rows = case.parties.filter(kind=PartyKind.AFFECTED_EMPLOYEE, person__isnull=False).select_related("person")
    return tuple(row.person for row in rows if row.person is not None)


def who_can(case: Case, area: Area) -> list[Person]:
    """Those who take part in a role that has the area, by name; never the employees the case is about."""
    hit = affected_employees(case)
    people = {row.person for row in current_participants(case)}
    able = [one for one in people if one not in hit and area in areas_of(one, case)]
    return sorted(able, key=lambda one: one.name)


def senders(case: Case) -> QuerySet[Party]:
    """The senders; who they are is sealed."""
    return case.parties.filter(kind=PartyKind.SENDER).order_by("added_at", "pk")


def known_senders(case: Case) -> QuerySet[Party]:
    """The senders of whom something is known: those one can write to, or name to the police."""
    return senders(case).exclude(sender_kind=SenderKind.UNKNOWN).select_related("person")


def sender_name(party: Party) -> str:
    """The sender's name: as written, or the colleague's. Empty where nobody knows it."""
    return read(party, "identity") or (party.person.name if party.person else "")


def current_exclusions(case: Case) -> QuerySet[Exclusion]:
    """Who is kept from the case now, from what and why, the oldest first."""
    return case.exclusions.filter(STANDS).select_related("person").order_by("since")


@once
def may_not_see(case: Case) -> AbstractSet[UUID]:
    """The persons who may not see the case, whatever their roles say."""
    return frozenset(current_exclusions(case).filter(kind=ExclusionKind.CANNOT_SEE).values_list("person_id", flat=True))


@once
def grounds_against_deciding(case: Case) -> Mapping[Person, Sequence[str]]:
    """Persons who may not decide in this case, each with the codes of why."""
    grounds: dict[Person, list[str]] = {}
    for row in current_exclusions(case):
        grounds.setdefault(row.person, []).append(row.ground)
    return MappingProxyType(grounds)


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the two-date timeline: an act of the sender that happened, or something the workplace did."""

    at: datetime | None
    incident: Incident | None = None
    event: Event | None = None


def timeline(case: Case) -> list[Moment]:
    """What happened and what we did, in order of time; incidents without a known time come first."""
    happened = [Moment(row.happened_from, incident=row) for row in current_incidents(case)]
    done = [Moment(from_microseconds(row.happened_at), event=row) for row in events_of(Stream.CASE, case.id)]
    return sorted(happened + done, key=lambda moment: (moment.at is not None, moment.at or clock.now()))
