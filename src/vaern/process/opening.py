"""Opening a case: each time is an event that the affected employee can see. And the emergency way in."""

import json
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.audit.codes import data_text
from vaern.audit.enums import Stream
from vaern.audit.events import events_of, record_apart
from vaern.audit.models import Event
from vaern.audit.moments import to_microseconds
from vaern.cases import actions
from vaern.cases.access import AREAS, EMERGENCY_ROLES
from vaern.cases.enums import CaseRole, CaseState
from vaern.cases.models import Case, Participation
from vaern.cases.paging import page_of
from vaern.cases.queries import (
    affected_employees,
    areas_of,
    cases_numbered,
    emergency_accesses,
    may_not_see,
    person_in_role,
)
from vaern.cases.readers import in_log
from vaern.cases.writing import note
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.people.enums import OrgRole
from vaern.people.models import Person
from vaern.people.notices import notify
from vaern.people.queries import everyone_with
from vaern.people.viewer import Viewer
from vaern.vault.text import read

# A look at the same part of a case again within this time is the same look: a page is loaded anew for many reasons.
SAME_LOOK = timedelta(minutes=10)
# Who the sender is is shown by a press, and each press is written down.
EACH_TIME = "sender"


def open_case(case: Case, by: Actor, area: str = "status") -> None:
    """Write down that somebody opened the case, in a short transaction of its own, before the page leaves us.

    Once for a person, a role and an area within ten minutes; that the sender's name was seen, each time.
    """
    logged = in_log(case.id, by)
    if area == EACH_TIME or not _looked_lately(case, logged, area):
        record_apart("case.read", stream=Stream.CASE, stream_id=case.id, by=logged, data={"area": area})


def _looked_lately(case: Case, logged: Actor, area: str) -> bool:
    since = to_microseconds(clock.now() - SAME_LOOK)
    looks = events_of(Stream.CASE, case.id).filter(name="case.read", actor_id=str(logged.person_id), role=logged.role)
    return looks.filter(recorded_at__gt=since, data=data_text({"area": area})).order_by().exists()


def break_glass(viewer: Viewer, number: str, reason: str) -> Case:
    """Let somebody who leads or advises into one case for a day, with a written reason, and tell those it concerns.

    The affected employee, the case owner and the data protection officer get a notice. NotAllowed for who holds none of
    the roles that may, and for the one it happened to. BadInput where there is no such case, or where the person is
    excluded: the two look the same. NotNow where the case is open to the person already: nobody is told of that.
    """
    if not viewer.holds(*EMERGENCY_ROLES):
        raise NotAllowed(_("Emergency access is for those who lead or advise."))
    person = viewer.person
    case = cases_numbered(number).filter(state__in=(CaseState.OPEN, CaseState.CLOSED)).first()
    excluded = case is not None and person.pk in may_not_see(case)
    if case is None or excluded:
        raise BadInput(
            _("There is no case with that number that you can open."),
            "",
            _("Look at the number again. It looks like V-2026-K7Q4."),
        )
    _check_needs_it(person, case)
    with transaction.atomic():
        participation = actions.record_break_glass(case=case, person=person, reason=reason)
        note("case.glass_broken", case, Actor(person.id, participation.role), participation=participation.id)
        for told in _concerned(case) - {person}:
            notify(told, "break_glass", case.id, dedupe=str(participation.id))
    return case


def _check_needs_it(person: Person, case: Case) -> None:
    if person in affected_employees(case):
        raise NotAllowed(
            _("The case is about you."),
            _("You follow it on your own page, and others handle it for you."),
            _("Find it under My cases, and call the one who handles it."),
        )
    if AREAS[CaseRole.BREAK_GLASS] <= areas_of(person, case):
        raise NotNow(
            _("You have access to the case already."),
            _("No new emergency access is noted, and nobody was told anything."),
        )


def _concerned(case: Case) -> set[Person]:
    owner, kept_out = person_in_role(case, CaseRole.CASE_OWNER), may_not_see(case)
    told = {*affected_employees(case), *everyone_with(OrgRole.DPO), *([owner] if owner else [])}
    return {person for person in told if person.pk not in kept_out}


def emergency_reason(case: Case, event: Event) -> str:
    """Why emergency access was used, in the words of the one who used it; empty for every other event."""
    if event.name != "case.glass_broken":
        return ""
    row = case.participations.filter(pk=json.loads(event.data)["participation"]).first()
    return read(row, "reason") if row else ""


@dataclass(frozen=True)
class EmergencyUse:
    """One use of emergency access: the way in that it gave, and the written reason."""

    row: Participation
    reason: str


def emergency_uses(viewer: Viewer, before: str = "") -> tuple[list[EmergencyUse], str]:
    """A page of the uses, newest first, for the data protection officer, who is told of each: who came in where, when
    and why; and the mark to go on from.

    The case itself stays closed. That the reason was read is an event in the case, which the employee can see.
    NotAllowed for everybody else; a case that the officer may not see is left out.
    """
    if not viewer.holds(OrgRole.DPO):
        raise NotAllowed(_("The uses of emergency access are for the data protection officer."))
    rows, older = page_of(emergency_accesses(viewer.person), before, by="since")
    for case in {row.case for row in rows}:
        open_case(case, viewer.acting("dpo"), "emergency")
    return [EmergencyUse(row, read(row, "reason")) for row in rows], older
