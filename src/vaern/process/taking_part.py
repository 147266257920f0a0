"""Who takes part in a case: let in for a reason, and let out again. And the early end of an emergency access."""

from django.utils.translation import gettext as _

from vaern.audit.actors import Actor
from vaern.care import texts
from vaern.care.models import Accept
from vaern.cases import actions
from vaern.cases.enums import Area, CaseRole
from vaern.cases.guards import check_can_have_role, check_may_see
from vaern.cases.models import Case, Participation
from vaern.cases.queries import current, current_participants, person_in_role, roles_in
from vaern.cases.writing import writing
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.people.models import Person
from vaern.people.notices import notify
from vaern.process.assess import person_of
from vaern.process.owning import check_was_ticked, pass_on, said
from vaern.process.plan_start import recalculate

ASKED, LET_OUT = "asked_to_help", "let_out"
# Whom the affected employee has chosen is the employee's own to end.
CHOSEN = frozenset({"chosen_by_reporter", "employee_said_yes"})
CAN_BE_GIVEN = frozenset({CaseRole.JURIST, CaseRole.HR, CaseRole.AMR, CaseRole.TR, CaseRole.APPROVER, CaseRole.LEADER})
CAN_BE_ENDED = CAN_BE_GIVEN | {CaseRole.BREAK_GLASS}


def let_in(case: Case, by: Actor, person: Person, role: CaseRole, reason: str) -> Participation:
    """One more person takes part, in a role that the person holds at the workplace too, and is told that it is so.

    NotAllowed for oneself: nobody gives him- or herself a second role in a case.
    """
    with writing(case):
        check_may_see(person_of(by), case, Area.DECISION)
        _check_can_be_let_in(case, by, person, role)
        row = actions.add_participant(
            case=case, by=by, person=person, role=role, reason_code=ASKED, reason=said(reason)
        )
        recalculate(case, by, cause="participant_added")
        notify(person, "added_to_case", case.id, dedupe=str(row.id))
        return row


def let_out(participation: Participation, by: Actor, reason: str) -> Participation:
    """The person no longer takes part in that role. What the person still had to do falls to the case owner.

    One whose emergency access it was is told that it has ended; the notice does not say in which case.
    """
    with writing(participation.case):
        participation.refresh_from_db()
        check_can_let_out(participation, by)
        row = _end(participation, by, said(reason))
        if row.role != CaseRole.BREAK_GLASS:
            recalculate(row.case, by, cause="participant_ended")
        elif row.person_id != by.person_id:
            notify(row.person, "emergency_ended", dedupe=str(row.id))
        return row


def end_own_emergency(case: Case, by: Actor) -> None:
    """The one who came in by emergency access needs it no more, before its day is over. NotNow when it has ended."""
    with writing(case):
        rows = list(current_participants(case).filter(person=by.person_id, role=CaseRole.BREAK_GLASS))
        if not rows:
            raise NotNow(_("The access has already ended."))
        for row in rows:
            row.case = case
            _end(row, by, "")


def _end(participation: Participation, by: Actor, why: str) -> Participation:
    case = participation.case
    row = actions.end_participation(participation=participation, by=by, reason_code=LET_OUT, reason=why)
    owner = person_in_role(case, CaseRole.CASE_OWNER)
    if owner is not None and not roles_in(row.person, case):
        pass_on(case, by, row.person, owner)
    return row


def check_can_let_out(row: Participation, by: Actor) -> None:
    """Those who were asked to help can be let out: by whoever handles the case, by whoever let them in, or by oneself.

    So can those who came in by emergency access.

    NotNow when it has ended. NotAllowed for those whom the case is about, who told it, who own it, and for those whom
    the employee has chosen.
    """
    if not row.case.participations.filter(current(), pk=row.pk).exists():
        raise NotNow(_("The access has already ended."))
    _check_is_ours_to_end(row)
    me = person_of(by)
    handles = roles_in(me, row.case) & {CaseRole.CASE_OWNER, CaseRole.LEADER}
    if not handles and me.pk not in (row.added_by_id, row.person_id):
        raise NotAllowed(
            _("You cannot end this access."),
            _("The case owner does it, or the one who gave it."),
            _("Ask one of them."),
        )


def _check_can_be_let_in(case: Case, by: Actor, person: Person, role: CaseRole) -> None:
    if role not in CAN_BE_GIVEN:
        raise BadInput(_("There is no such role."), "", _("Choose among those that are shown."))
    if person.pk == by.person_id:
        raise NotAllowed(
            _("You cannot give yourself a role in the case."),
            _("Whoever advises or decides must be another person than the one who handles the case."),
            _("Choose another person."),
        )
    check_can_have_role(person, case, role)
    check_was_ticked(person, case)
    if role == CaseRole.TR:
        _check_employee_has_not_said_no(case)


def _check_employee_has_not_said_no(case: Case) -> None:
    said = Accept.objects.filter(case=case, subject=texts.TR_READS, superseded_by=None)
    if said.filter(value__in=("no", "withdrawn")).exists():
        raise NotAllowed(
            _("The employee has said no to the union representative."),
            _("The employee decides whether the union representative follows the case."),
            _("Talk with the employee, who can say yes on the page of the case."),
        )


def _check_is_ours_to_end(row: Participation) -> None:
    if row.role == CaseRole.CASE_OWNER:
        raise NotAllowed(_("A case always has an owner."), "", _("Give the case to another owner instead."))
    if row.role not in CAN_BE_ENDED:
        raise NotAllowed(_("This access is not yours to end."), _("It follows from what the person is in the case."))
    if row.reason_code in CHOSEN:
        raise NotAllowed(
            _("The employee has chosen this person."),
            _("The employee decides who is there for him or her."),
            _("Talk with the employee about it."),
        )
