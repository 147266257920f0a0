"""Who someone is today, and who holds a role where."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import reduce
from operator import or_
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from vaern import clock
from vaern.errors import NotNow
from vaern.people.enums import OrgRole
from vaern.people.models import Absence, Account, Person, RoleAssignment, Unit
from vaern.people.viewer import Viewer

# Who leads a unit, the lowest first.
RANKS = (OrgRole.DEPUTY, OrgRole.LEADER, OrgRole.DIRECTOR)


class Through(StrEnum):
    """By which way a person came to stand where someone was looked for."""

    ROLE = "role"
    SUBSTITUTE = "substitute"
    DEPUTY = "deputy"
    NEXT_IN_LINE = "next_in_line"
    SAFETY_TEAM = "safety_team"


@dataclass(frozen=True)
class Holder:
    """Who it is, by which way, and who was passed over because they are away (the nearest first)."""

    person: Person
    through: Through
    absent: tuple[Person, ...] = ()


def viewer_for(account: Account) -> Viewer:
    """The person behind an account with the roles of today."""
    return viewer_of(account.person)


def viewer_of(person: Person) -> Viewer:
    """A person with the roles of today."""
    rows = roles_on(clock.today()).filter(person=person).values_list("role", "unit_id")
    return Viewer(person=person, roles=frozenset((OrgRole(role), unit) for role, unit in rows))


def roles_on(*days: date) -> QuerySet[RoleAssignment]:
    """Roles held on a day, or on every one of several, by people who still work here then."""
    held = Q(since__lte=min(days)) & (Q(until=None) | Q(until__gte=max(days)))
    here = Q(person__left_on=None) | Q(person__left_on__gt=max(days))
    return RoleAssignment.objects.filter(held, here)


def everyone_with(role: OrgRole, at: date | datetime | None = None) -> QuerySet[Person]:
    """All who hold a role anywhere on the day."""
    ids = roles_on(_day(at)).filter(role=role).values("person_id")
    return Person.objects.filter(pk__in=ids).order_by("name", "id")


def line_of(unit: Unit) -> list[Unit]:
    """The unit and those above it, the nearest first."""
    ids = [UUID(part) for part in unit.path.strip("/").split("/")]
    found = Unit.objects.in_bulk(ids)
    return [found[key] for key in reversed(ids)]


def leaders_at(unit: Unit) -> set[UUID]:
    """Those who lead the unit itself today, as ids."""
    return set(roles_on(clock.today()).filter(role=OrgRole.LEADER, unit=unit).values_list("person_id", flat=True))


def rank_in_line(person: Person, unit: Unit) -> int:
    """How high a person stands today in the line of leaders of a unit, the nearest lowest; -1 outside the line."""
    line = [above.pk for above in line_of(unit)]
    held = roles_on(clock.today()).filter(person=person, unit__in=line, role__in=RANKS).values_list("unit_id", "role")
    return max((line.index(unit_id) * len(RANKS) + RANKS.index(OrgRole(role)) for unit_id, role in held), default=-1)


def subtree(unit: Unit) -> QuerySet[Unit]:
    """The unit and those below it, as one range of paths (ids are hexadecimal, so `g` is past them all)."""
    return Unit.objects.filter(path__gte=unit.path, path__lt=f"{unit.path}g")


def is_absent(person: Person, at: date | datetime | None = None) -> bool:
    """Whether the person is away on the day."""
    return person.pk in _absences([person.pk], (_day(at),))


def holder_of(
    role: OrgRole,
    unit: Unit,
    at: date | datetime | None = None,
    without: Collection[UUID] = (),
    *,
    also_on: date | datetime | None = None,
) -> Holder:
    """Who holds the role for a unit on a day: the nearest unit up the tree that has one.

    One who is away is passed over and named: for a substitute, else the leader's deputy there, else the next in line up
    the tree, else the work-environment team. `without` are persons who must not be chosen (by id); they are not named
    as away. Who is away on the day `also_on` is passed over as well: then something has been promised of them.
    NotNow when there is nobody at all.
    """
    return Line(unit, [role], at, also_on=also_on).holder_of(role, without)


class Line:
    """The units from one up to the top, who holds these roles in them, and who of those is away: each asked once."""

    def __init__(
        self,
        unit: Unit,
        roles: Collection[OrgRole],
        at: date | datetime | None = None,
        *,
        also_on: date | datetime | None = None,
    ) -> None:
        day = _day(at)
        self.days = (day,) if also_on is None else (day, _day(also_on))
        self.units = line_of(unit)
        self.held = self._held({rank for role in roles for rank in _ranks(role)} | {OrgRole.DEPUTY})
        self.away = _absences({person.pk for held in self.held.values() for person in held}, self.days)

    def holder_of(self, role: OrgRole, without: Collection[UUID] = ()) -> Holder:
        """As `holder_of` does for one of the roles that the line was read for."""
        search = _Search(self, role, frozenset(without))
        return search.up() or search.safety_team() or _nobody(role)

    def _held(self, roles: Collection[OrgRole]) -> Mapping[tuple[UUID, str], list[Person]]:
        rows = roles_on(*self.days).filter(unit__in=self.units, role__in=roles)
        found = defaultdict[tuple[UUID, str], list[Person]](list)
        for row in rows.select_related("person").order_by("since", "id"):
            found[row.unit_id, row.role].append(row.person)
        return found


def _ranks(role: OrgRole) -> list[OrgRole]:
    """In the line of leaders a director stands above the leaders of the same unit."""
    return [OrgRole.LEADER, OrgRole.DIRECTOR] if role == OrgRole.LEADER else [role]


def _nobody(role: OrgRole) -> Holder:
    raise NotNow(
        _("Nobody holds the role “%(role)s” here.") % {"role": role.label},
        _("Nor is there a work-environment team to take it."),
        _("Ask the system owner to appoint someone."),
    )


def _day(at: date | datetime | None) -> date:
    if at is None:
        return clock.today()
    return clock.local(at).date() if isinstance(at, datetime) else at


def _absences(people: Collection[UUID], days: Collection[date]) -> dict[UUID, Absence]:
    covers = [Q(first_day__lte=day, last_day__gte=day) for day in days]
    rows = Absence.objects.filter(reduce(or_, covers), person_id__in=people)
    # Where two absences cover the days, the one that names a substitute says more.
    ordered = sorted(rows.select_related("substitute"), key=lambda row: row.substitute_id is not None)
    return {row.person_id: row for row in ordered}


class _Search:
    """One walk up a line, for one role."""

    def __init__(self, line: Line, role: OrgRole, without: frozenset[UUID]) -> None:
        self.line, self.role, self.without = line, role, without
        self.absent: list[Person] = []

    def up(self) -> Holder | None:
        """The first in line who is here."""
        found = (self._in_unit(unit, rank) for unit in self.line.units for rank in _ranks(self.role))
        return next((holder for holder in found if holder is not None), None)

    def safety_team(self) -> Holder | None:
        """Anyone of the work-environment team, wherever it sits."""
        members = roles_on(*self.line.days).filter(role=OrgRole.SAFETY_TEAM).values("person_id")
        team = list(Person.objects.filter(pk__in=members).exclude(pk__in=self.without).order_by("name", "id"))
        away = _absences([person.pk for person in team], self.line.days)
        here = [person for person in team if person.pk not in away]
        return Holder(here[0], Through.SAFETY_TEAM, tuple(self.absent)) if here else None

    def _in_unit(self, unit: Unit, rank: OrgRole) -> Holder | None:
        here = self._here(unit, rank)
        if here:
            return self._found(here[0], Through.NEXT_IN_LINE if self.absent else Through.ROLE)
        holders = self._held(unit, rank)
        self.absent += [person for person in holders if person not in self.absent]
        return self._stand_in(unit, rank, [self.line.away[person.pk] for person in holders])

    def _stand_in(self, unit: Unit, rank: OrgRole, absences: list[Absence]) -> Holder | None:
        for absence in absences:
            if absence.substitute is not None and self._can(absence.substitute):
                return self._found(absence.substitute, Through.SUBSTITUTE)
        if rank != OrgRole.LEADER or not absences:
            return None
        deputies = self._here(unit, OrgRole.DEPUTY)
        return self._found(deputies[0], Through.DEPUTY) if deputies else None

    def _here(self, unit: Unit, role: OrgRole) -> list[Person]:
        return [person for person in self._held(unit, role) if person.pk not in self.line.away]

    def _held(self, unit: Unit, role: OrgRole) -> list[Person]:
        return [person for person in self.line.held[unit.pk, role] if person.pk not in self.without]

    def _can(self, person: Person) -> bool:
        """Whether a substitute, who may hold no role, can take it."""
        gone = person.left_on is not None and person.left_on <= self.line.days[-1]
        away = person.pk in _absences([person.pk], self.line.days)
        return not (gone or away) and person.pk not in self.without

    def _found(self, person: Person, through: Through) -> Holder:
        return Holder(person, through, tuple(self.absent))
