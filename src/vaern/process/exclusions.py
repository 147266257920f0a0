"""Who is kept from a case: by a declared conflict, by being close to a party, or by being its sender."""

from django.utils.translation import gettext as _

from vaern.audit.actors import Actor
from vaern.cases import actions
from vaern.cases.enums import Area, CaseRole, ExclusionGround, ExclusionKind
from vaern.cases.guards import check_can_be_excluded, check_can_change, check_may_see
from vaern.cases.models import Case
from vaern.cases.queries import current_exclusions, current_participants, may_not_see, person_in_role, senders
from vaern.cases.writing import writing
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.people.enums import OrgRole
from vaern.people.models import Person
from vaern.people.notices import notify
from vaern.people.queries import everyone_with
from vaern.process.assess import person_of
from vaern.process.owning import make_owner, next_in_line, pass_on, said
from vaern.process.plan_start import recalculate

EXCLUDED = "excluded"
DECLARED, CLOSE = ExclusionGround.DECLARED, ExclusionGround.CLOSE_TO_PARTY
KEPT_FROM = {
    DECLARED: (ExclusionKind.CANNOT_DECIDE,),
    CLOSE: (ExclusionKind.CANNOT_SEE, ExclusionKind.CANNOT_DECIDE),
}
CAN_BE_LIFTED = frozenset({DECLARED, CLOSE, ExclusionGround.SENDER})


def declare_conflict(case: Case, by: Actor, person: Person, ground: str) -> None:
    """Someone has a conflict of interest, and decides nothing in the case; one close to a party does not see it either.

    It holds until somebody lifts it with a reason. NotAllowed for the affected employee.
    """
    if ground not in KEPT_FROM:
        raise BadInput(_("There is no such reason."), "", _("Choose among those that are shown."))
    with writing(case):
        check_may_see(person_of(by), case, Area.DECISION)
        check_can_be_excluded(person, case)
        for kind in KEPT_FROM[ExclusionGround(ground)]:
            actions.exclude(case=case, by=by, person=person, kind=kind, ground=ExclusionGround(ground))
        leave_if_hidden(case, by, person)
        recalculate(case, by, cause="conflict_declared")


def lift(case: Case, by: Actor, person: Person, ground: str, reason: str) -> None:
    """An exclusion was a mistake, or no longer holds. The person has no part in the case until somebody gives one.

    NotAllowed for one's own. NotNow while the person is still written down as the sender. BadInput where it is not one
    that is lifted: those that follow from whom the case or the complaint is about stand as long as the case does.
    """
    with writing(case):
        check_may_see(person_of(by), case, Area.DECISION)
        check_can_change(case)
        rows = current_exclusions(case).filter(person=person, ground=ground)
        if ground not in CAN_BE_LIFTED or not rows:
            raise BadInput(_("There is no such exclusion to lift."), "", _("Choose among those that are shown."))
        _check_can_be_lifted(case, by, person, ground)
        for row in rows:
            row.case = case
            actions.lift_exclusion(exclusion=row, by=by, reason=said(reason))
        recalculate(case, by, cause="exclusion_lifted")


def _check_can_be_lifted(case: Case, by: Actor, person: Person, ground: str) -> None:
    if person.pk == by.person_id:
        raise NotAllowed(
            _("You cannot lift what keeps yourself from the case."),
            _("Whether somebody can take part is judged by others."),
            _("Ask another who handles the case."),
        )
    if ground == ExclusionGround.SENDER and senders(case).filter(person=person).exists():
        raise NotNow(
            _("The person is still written down as the sender."),
            _("A sender does not see the case."),
            _("Correct the sender first."),
        )


def leave_if_hidden(case: Case, by: Actor, person: Person) -> None:
    """One who may not see the case takes part in nothing more; another has the tasks, and the case if it was owned."""
    if person.pk not in may_not_see(case):
        return
    owned = person_in_role(case, CaseRole.CASE_OWNER) == person
    for row in current_participants(case).filter(person=person):
        actions.end_participation(participation=row, by=by, reason_code=EXCLUDED)
    if owned:
        _find_owner(case, by)
    owner = person_in_role(case, CaseRole.CASE_OWNER)
    if owner is not None:
        pass_on(case, by, person, owner)


def _find_owner(case: Case, by: Actor) -> None:
    """The next in line owns the case; where there is nobody, those who keep the system are told to appoint someone."""
    found = next_in_line(case)
    if found is not None:
        make_owner(case, by, found)
        return
    for owner in everyone_with(OrgRole.SYSTEM_OWNER):
        notify(owner, "nobody_receives", dedupe=f"{case.id}/owner")
