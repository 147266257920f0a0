"""Opening a case: each time is an event that the affected employee can see. And the emergency way in."""

from django.db import transaction
from django.utils.translation import gettext as _

from vaern.audit.actors import Actor
from vaern.audit.enums import Stream
from vaern.audit.events import record_apart
from vaern.cases import actions
from vaern.cases.access import EMERGENCY_ROLES
from vaern.cases.enums import CaseRole, CaseState
from vaern.cases.models import Case
from vaern.cases.queries import affected_employees, cases_numbered, person_in_role
from vaern.cases.readers import in_log
from vaern.errors import BadInput, NotAllowed
from vaern.people.enums import OrgRole
from vaern.people.models import Person
from vaern.people.notices import notify
from vaern.people.queries import everyone_with
from vaern.people.viewer import Viewer


def open_case(case: Case, by: Actor, area: str = "status") -> None:
    """Write down that somebody opened the case, in a short transaction of its own, before the page is made."""
    logged = in_log(case.id, by)
    record_apart("case.read", stream=Stream.CASE, stream_id=case.id, by=logged, data={"area": area})


def break_glass(viewer: Viewer, number: str, reason: str) -> Case:
    """Let somebody who leads or advises into one case for a day, with a written reason, and tell those it concerns.

    The affected employee, the case owner and the data protection officer get a notice. NotAllowed for who holds none of
    the roles that may. BadInput where there is no such case, or where the person is excluded: the two look the same.
    """
    if not viewer.holds(*EMERGENCY_ROLES):
        raise NotAllowed(_("Emergency access is for those who lead or advise."))
    person = viewer.person
    case = cases_numbered(number).filter(state__in=(CaseState.OPEN, CaseState.CLOSED)).first()
    excluded = case is not None and case.exclusions.filter(person=person, kind="cannot_see").exists()
    if case is None or excluded:
        raise BadInput(
            _("There is no case with that number that you can open."),
            "",
            _("Look at the number again. It looks like V-2026-K7Q4."),
        )
    with transaction.atomic():
        participation = actions.record_break_glass(case=case, person=person, reason=reason)
        for told in _concerned(case) - {person}:
            notify(told, "break_glass", case.id, dedupe=str(participation.id))
    return case


def _concerned(case: Case) -> set[Person]:
    owner = person_in_role(case, CaseRole.CASE_OWNER)
    return {*affected_employees(case), *everyone_with(OrgRole.DPO), *([owner] if owner else [])}
