"""Changes to the organisation: units, persons, roles, absences. Each leaves an event."""

from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import SYSTEM, Actor
from vaern.audit.enums import Stream
from vaern.audit.events import record
from vaern.errors import BadInput
from vaern.people.enums import OrgRole, UnitKind
from vaern.people.guards import (
    check_can_be_named,
    check_can_begin,
    check_can_work_here,
    check_days,
    check_may_give_role,
)
from vaern.people.invitations import accept_invitation, invite, reset_second_factor
from vaern.people.models import Absence, Account, Person, RoleAssignment, Unit
from vaern.vault import keys
from vaern.vault.scopes import Scope, ScopeKind

__all__ = ["accept_invitation", "assign_role", "close_unit", "correct_person", "create_person", "create_unit"]
__all__ += ["end_absence", "end_role", "first_administrator", "invite", "invite_by_email", "reset_second_factor"]
__all__ += ["say_farewell", "set_absence"]


@transaction.atomic
def create_unit(*, name: str, kind: UnitKind, parent: Unit | None, by: Actor, phone: str = "") -> Unit:
    """Add a unit under another, or as a root of the tree."""
    unit = Unit(name=name.strip(), kind=kind, parent=parent, phone=phone.strip())
    unit.path = f"{parent.path if parent else ''}{unit.pk.hex}/"
    unit.save(force_insert=True)
    above = {"parent": parent.pk} if parent else {}
    record("unit.created", stream=Stream.UNIT, stream_id=unit.pk, by=by, data={"kind": str(kind), **above})
    return unit


@transaction.atomic
def close_unit(*, unit: Unit, by: Actor) -> None:
    """A unit is closed from today. It stays in the tree, since cases name it."""
    unit.closed_on = clock.today()
    unit.save(update_fields=["closed_on"])
    record("unit.closed", stream=Stream.UNIT, stream_id=unit.pk, by=by)


@transaction.atomic
def create_person(
    *, name: str, unit: Unit, by: Actor, title: str = "", work_email: str = "", work_phone: str = ""
) -> Person:
    """Add a person who works in a unit. BadInput when the work e-mail belongs to another person."""
    email = work_email.strip().lower()
    _check_email_is_free(email)
    person = Person(name=name.strip(), unit=unit, title=title.strip(), work_email=email, work_phone=work_phone.strip())
    person.save(force_insert=True)
    keys.make(Scope(ScopeKind.PERSON, person.pk))
    record("person.created", stream=Stream.PERSON, stream_id=person.pk, by=by, data={"unit": unit.pk})
    return person


@transaction.atomic
def correct_person(*, person: Person, by: Actor, name: str, title: str, work_phone: str, unit: Unit) -> None:
    """Change what is noted about a person; the event says which parts, not what they were."""
    new = {"name": name.strip(), "title": title.strip(), "work_phone": work_phone.strip(), "unit": unit}
    changed = [field for field, value in new.items() if getattr(person, field) != value]
    if not changed:
        return
    for field in changed:
        setattr(person, field, new[field])
    person.save(update_fields=changed)
    record("person.corrected", stream=Stream.PERSON, stream_id=person.pk, by=by, data={"fields": changed})


@transaction.atomic
def say_farewell(*, person: Person, by: Actor, left_on: date) -> None:
    """A person stops on a day: roles end the day before, and from that day no account lets the person in."""
    person.left_on = left_on
    person.save(update_fields=["left_on"])
    if left_on <= clock.today():
        Account.objects.filter(person=person).update(is_active=False)
    record("person.left", stream=Stream.PERSON, stream_id=person.pk, by=by, data={"left_on": left_on.isoformat()})


@transaction.atomic
def assign_role(
    *, person: Person, role: OrgRole, unit: Unit, by: Actor, since: date | None = None, until: date | None = None
) -> RoleAssignment:
    """A person holds a role in a unit from a day (today unless said), and until a day or further notice."""
    check_may_give_role(by.person_id, person)
    check_can_work_here(person)
    first = since or clock.today()
    check_days(first, until)
    held = RoleAssignment(person=person, role=role, unit=unit, since=first, until=until, made_at=clock.now())
    held.save(force_insert=True)
    said = {"role": str(role), "unit": unit.pk, "since": first.isoformat(), "until": until and until.isoformat()}
    record("role.assigned", stream=Stream.PERSON, stream_id=person.pk, by=by, data=said)
    return held


@transaction.atomic
def end_role(*, held: RoleAssignment, by: Actor, last_day: date) -> None:
    """A role is held to the end of a day. What was decided while it was held stands."""
    check_days(held.since, last_day)
    held.until = last_day
    held.save(update_fields=["until"])
    said = {"role": held.role, "unit": held.unit_id, "until": last_day.isoformat()}
    record("role.ended", stream=Stream.PERSON, stream_id=held.person_id, by=by, data=said)


@transaction.atomic
def set_absence(
    *, person: Person, first_day: date, last_day: date, by: Actor, substitute: Person | None = None
) -> Absence:
    """A person is away from a day to a day, both included, with a named substitute where there is one."""
    check_days(first_day, last_day)
    if substitute is not None:
        _check_is_another(person, substitute)
        check_can_work_here(substitute)
    away = Absence(person=person, first_day=first_day, last_day=last_day, substitute=substitute, made_at=clock.now())
    away.save(force_insert=True)
    said = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat()}
    stand_in = {"substitute": substitute.pk} if substitute else {}
    record("absence.set", stream=Stream.PERSON, stream_id=person.pk, by=by, data={**said, **stand_in})
    return away


@transaction.atomic
def end_absence(*, absence: Absence, by: Actor) -> None:
    """The person is back today: yesterday was the last day away. One that had not begun is taken off the calendar."""
    yesterday = date.fromordinal(clock.today().toordinal() - 1)
    if absence.first_day > yesterday:
        absence.delete()
    else:
        absence.last_day = min(absence.last_day, yesterday)
        absence.save(update_fields=["last_day"])
    record("absence.ended", stream=Stream.PERSON, stream_id=absence.person_id, by=by)


@transaction.atomic
def first_administrator(*, name: str, email: str) -> str:
    """Make the first system owner of an empty installation; returns the address of the invitation."""
    check_can_begin()
    check_can_be_named(name, email)
    unit = Unit.objects.filter(parent=None).order_by("path").first() or create_unit(
        name=settings.ORGANISATION, kind=UnitKind.DEPARTMENT, parent=None, by=SYSTEM
    )
    known = Person.objects.filter(work_email=email.strip().lower()).first()
    person = known or create_person(name=name, unit=unit, work_email=email, by=SYSTEM)
    assign_role(person=person, role=OrgRole.SYSTEM_OWNER, unit=unit, by=SYSTEM)
    return invite(person=person, by=SYSTEM)


@transaction.atomic
def invite_by_email(*, email: str, forget_second_factor: bool = False) -> str:
    """From the command line: a new way in for the person with this work e-mail; returns its address."""
    person = Person.objects.filter(work_email=email.strip().lower()).first() if email.strip() else None
    if person is None:
        raise BadInput(
            _("There is nobody with the e-mail %(email)s.") % {"email": email},
            todo=_("Check the spelling, or add the person first."),
        )
    if forget_second_factor:
        return reset_second_factor(person=person, by=SYSTEM)
    return invite(person=person, by=SYSTEM)


def _check_email_is_free(email: str) -> None:
    taken = Person.objects.filter(work_email=email).first() if email else None
    if taken is not None:
        raise BadInput(
            _("The e-mail %(email)s belongs to %(name)s.") % {"email": email, "name": taken.name},
            _("Each person has a work e-mail of their own."),
            _("Use another e-mail, or find the person in the organisation."),
        )


def _check_is_another(person: Person, substitute: Person) -> None:
    if person.pk == substitute.pk:
        raise BadInput(
            _("A person cannot be their own substitute."),
            todo=_("Choose another, or leave the field empty."),
        )
