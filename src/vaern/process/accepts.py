"""What the affected employee says yes or no to, and what follows at once."""

from vaern.audit.actors import Actor
from vaern.care import actions as care
from vaern.care import texts
from vaern.care.models import Accept
from vaern.cases import actions as cases
from vaern.cases.enums import CaseRole, ExclusionKind
from vaern.cases.models import Case
from vaern.cases.queries import current
from vaern.cases.writing import writing
from vaern.errors import NotNow
from vaern.people.enums import OrgRole
from vaern.people.models import Person
from vaern.people.notices import notify
from vaern.people.queries import everyone_with, holder_of

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
        return said


def _let_in(case: Case, by: Actor) -> None:
    person = union_representative(case)
    if person is not None:
        cases.add_participant(case=case, by=by, person=person, role=CaseRole.TR, reason_code=SAID_YES)
        notify(person, "added_to_case", case.id, dedupe=f"{case.id}/tr")


def _let_go(case: Case, by: Actor) -> None:
    for row in case.participations.filter(current(), role=CaseRole.TR, reason_code=SAID_YES):
        cases.end_participation(participation=row, by=by, reason_code=SAID_NO)


def union_representative(case: Case) -> Person | None:
    """Who would follow the case after a yes: the workplace's own, never a substitute of another kind."""
    hidden = case.exclusions.filter(kind=ExclusionKind.CANNOT_SEE).values_list("person_id", flat=True)
    try:
        holder = holder_of(OrgRole.TR, case.unit, without=set(hidden))
    except NotNow:
        return None
    return everyone_with(OrgRole.TR).filter(pk=holder.person.pk).first()
