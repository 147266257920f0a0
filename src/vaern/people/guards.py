"""Who may change the organisation, and when."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext as _

from vaern import clock
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.people.enums import OrgRole
from vaern.people.models import Invitation, Person, Unit
from vaern.people.queries import everyone_with, line_of
from vaern.people.viewer import Viewer

LONGEST_NAME = 120


def check_may_give_role(by_id: UUID | None, person: Person) -> None:
    """Nobody gives a role to themselves: a role can open cases later. NotAllowed then."""
    if by_id == person.pk:
        raise NotAllowed(
            _("You cannot give a role to yourself."),
            _("A role may give access to cases later, so another person must give it."),
            _("Ask another system owner."),
        )


def check_may_set_absence(viewer: Viewer, person: Person) -> None:
    """A person's own absence, or that of those one leads; the system owner can for all. NotAllowed otherwise."""
    if viewer.person.pk == person.pk or viewer.holds(OrgRole.SYSTEM_OWNER):
        return
    above = {unit.pk for unit in line_of(person.unit)}
    leads = {unit for role, unit in viewer.roles if role in (OrgRole.LEADER, OrgRole.DEPUTY)}
    if not above & leads:
        raise NotAllowed(
            _("You cannot enter absence for this person."),
            _("Only the person, the person's leader and the system owner can."),
        )


def check_can_begin() -> None:
    """The first administrator is made once. NotNow when there is a system owner already."""
    if everyone_with(OrgRole.SYSTEM_OWNER).exists():
        raise NotNow(
            _("There is a system owner already."),
            _("The first administrator can be made only once."),
            _("Run: vaern admin invite --email ADDRESS"),
        )


def check_can_be_named(name: str, email: str) -> None:
    """A person who lets others in has a name and a work e-mail that can be used. BadInput when one cannot."""
    if not name.strip() or len(name.strip()) > LONGEST_NAME or not name.strip().isprintable():
        raise BadInput(
            _("The name cannot be used."),
            todo=_("Write the person's name, of at most %(most)s signs.") % {"most": LONGEST_NAME},
        )
    try:
        validate_email(email.strip())
    except ValidationError as bad:
        raise BadInput(
            _("This is not an e-mail address."), todo=_("Write the work e-mail, such as navn@kommune.dk.")
        ) from bad


def check_may_say_farewell(by_id: UUID | None, person: Person) -> None:
    """Nobody takes away their own way in: the last system owner could lock everyone out. NotAllowed then."""
    if by_id == person.pk:
        raise NotAllowed(
            _("You cannot note that you stop yourself."),
            _("You would lose your own way in, and perhaps nobody else could help you back."),
            _("Ask another system owner."),
        )


def check_can_close(unit: Unit) -> None:
    """A unit closes when it is empty: those who work there would else lose their place. NotNow otherwise."""
    today = clock.today()
    works_here = unit.people.filter(Q(left_on=None) | Q(left_on__gt=today))
    if works_here.exists() or unit.children.filter(closed_on=None).exists():
        raise NotNow(
            _("%(name)s cannot be closed yet.") % {"name": unit.name},
            _("People still work there, or there are units below it."),
            _("Move the people to another unit first, and close the units below."),
        )


def check_can_work_here(person: Person) -> None:
    """One who has left gets no roles and no way in. NotNow then."""
    if person.left_on is not None and person.left_on <= clock.today():
        raise NotNow(
            _("%(name)s no longer works here.") % {"name": person.name},
            _("A person who has left can have no role and no account."),
        )


def check_can_use(invitation: Invitation | None) -> Invitation:
    """An invitation is used once, before it runs out. NotNow with one and the same message for all other cases."""
    good = invitation is not None and invitation.used_at is None and invitation.expires_at > clock.now()
    if invitation is None or not good:
        raise NotNow(
            _("This invitation cannot be used."),
            _("It has been used, it has run out, or the address is not complete."),
            _("Ask the system owner for a new one."),
        )
    check_can_work_here(invitation.person)
    return invitation


def check_days(first: date, last: date | None) -> None:
    """A period ends on or after the day it begins. BadInput otherwise."""
    if last is not None and last < first:
        raise BadInput(
            _("The last day is before the first day."),
            _("A period must end on or after the day it begins."),
            _("Correct one of the two days."),
        )
