"""What the affected employee says yes or no to, and what follows at once."""

from vaern.audit.actors import Actor
from vaern.care import actions as care
from vaern.care import texts
from vaern.care.models import Accept
from vaern.cases import actions as cases
from vaern.cases.enums import CaseRole
from vaern.cases.models import Case
from vaern.cases.queries import current, may_not_see, person_in_role
from vaern.cases.writing import writing
from vaern.errors import NotNow
from vaern.people.enums import OrgRole
from vaern.people.models import Person
from vaern.people.notices import notify
from vaern.people.queries import everyone_with, holder_of
from vaern.process.plan_start import recalculate

SAID_YES, SAID_NO = "employee_said_yes", "employee_said_no"


def answer_accept(case: Case, by: Actor, subject: str, value: str, words: str = "") -> Accept:
    """Write the answer down. A yes to the union representative lets that person follow the case until it is taken back.

    BadInput and NotAllowed as in `care.actions.give_accept`.
    """
    with writing(case):
        said = care.give_accept(case=case, by=by, subject=subject, value=value, words=words)
        if subject == texts.TR_READS:
            if value == "yes":
                _let_in(case, by)
            else:
                _let_go(case, by)
            recalculate(case, by, cause="accept_given")
        _tell_the_owner(case, said)
        return said


def _tell_the_owner(case: Case, said: Accept) -> None:
    """Whoever waits for the answer, or must say what can still be reached after a yes was taken back, hears of it."""
    owner = person_in_role(case, CaseRole.CASE_OWNER)
    if owner is not None and owner != said.person and said.value != "later":
        notify(owner, "accept_answered", case.id, dedupe=str(said.id))


def _let_in(case: Case, by: Actor) -> None:
    person = union_representative(case)
    if person is not None:
        row = cases.add_participant(case=case, by=by, person=person, role=CaseRole.TR, reason_code=SAID_YES)
        if row.reason_code == SAID_YES:  # who was there already has been told
            notify(person, "added_to_case", case.id, dedupe=str(row.id))


def _let_go(case: Case, by: Actor) -> None:
    """However the union representative came to follow the case: ticked in the report, or let in by others."""
    for row in case.participations.filter(current(), role=CaseRole.TR):
        cases.end_participation(participation=row, by=by, reason_code=SAID_NO)


def union_representative(case: Case) -> Person | None:
    """Who would follow the case after a yes: the workplace's own, never a substitute of another kind."""
    try:
        holder = holder_of(OrgRole.TR, case.unit, without=may_not_see(case))
    except NotNow:
        return None
    return everyone_with(OrgRole.TR).filter(pk=holder.person.pk).first()
