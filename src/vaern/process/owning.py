"""Who owns a case: given on to another leader in line, with its tasks and promises."""

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.care import actions as care
from vaern.care.models import Talk
from vaern.cases import actions
from vaern.cases.enums import Area, CaseRole
from vaern.cases.guards import check_can_have_role, check_may_see, holds
from vaern.cases.models import Case, Participation
from vaern.cases.queries import affected_employees, current_participants, person_in_role
from vaern.cases.writing import note, writing
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.people.enums import OrgRole
from vaern.people.models import Person
from vaern.people.notices import notify
from vaern.people.queries import everyone_with, holder_of, line_of, rank_in_line, roles_on
from vaern.plans import actions as plans
from vaern.plans.queries import open_tasks
from vaern.process.assess import person_of
from vaern.process.plan_start import recalculate
from vaern.process.task_owners import kept_out, unticked_leaders

TOOK_OVER = "took_over"


def hand_over_case(case: Case, by: Actor, to: Person, reason: str) -> Participation:
    """Another leader in line owns the case from now, with its tasks and promises. The one who had it no longer sees it.

    By the owner, or by one who stands above the owner in the line of leaders and takes part in the case.
    """
    with writing(case):
        check_may_hand_over(person_of(by), case)
        check_can_own(to, case)
        before = person_in_role(case, CaseRole.CASE_OWNER)
        if before == to:
            raise NotNow(_("%(name)s already owns the case.") % {"name": to.name})
        why = said(reason)
        for row in _to_end(case, before, to):
            actions.end_participation(participation=row, by=by, reason_code=TOOK_OVER, reason=why)
        made = make_owner(case, by, to, why)
        if before is not None:
            pass_on(case, by, before, to)
        recalculate(case, by, cause="case_handed_over")
        for person in affected_employees(case):
            notify(person, "case_update", case.id, dedupe=str(made.id))
        return made


def make_owner(case: Case, by: Actor, person: Person, reason: str = "") -> Participation:
    """The person owns the case from now, and is told."""
    row = actions.add_participant(
        case=case, by=by, person=person, role=CaseRole.CASE_OWNER, reason_code=TOOK_OVER, reason=reason
    )
    note("case.handed_over", case, by, to=person.id)
    notify(person, "added_to_case", case.id, dedupe=str(row.id))
    return row


def pass_on(case: Case, by: Actor, before: Person, to: Person) -> None:
    """What one who leaves the case had still to do, and the talks that were promised, fall to another."""
    for task in open_tasks(case).filter(owner=before):
        plans.set_owner(task=task, by=by, to=to)
    for talk in Talk.objects.filter(case=case, held_by=before, held_at=None):
        care.pass_on_talk(talk=talk, by=by, to=to)


def next_in_line(case: Case) -> Person | None:
    """Who would own the case if its owner no longer could: the leader in line, else the work-environment team."""
    jurists = set(current_participants(case).filter(role=CaseRole.JURIST).values_list("person_id", flat=True))
    try:
        return holder_of(OrgRole.LEADER, case.unit, without=kept_out(case) | jurists).person
    except NotNow:
        return None


def possible_owners(case: Case) -> list[Person]:
    """Those to whom the case can be given, by name."""
    line = roles_on(clock.today()).filter(unit__in=line_of(case.unit)).values_list("person_id", flat=True)
    team = everyone_with(OrgRole.SAFETY_TEAM)
    owner = person_in_role(case, CaseRole.CASE_OWNER)
    found = Person.objects.filter(pk__in={*line, *(one.pk for one in team)}).order_by("name")
    return [person for person in found if person != owner and holds(check_can_own, person, case)]


def check_may_hand_over(person: Person, case: Case) -> None:
    """The owner gives the case on; so does one in the case who stands above the owner in the line of leaders."""
    check_may_see(person, case, Area.DECISION)
    owner = person_in_role(case, CaseRole.CASE_OWNER)
    if person == owner:
        return
    below = rank_in_line(owner, case.unit) if owner else -1
    if rank_in_line(person, case.unit) <= below:
        raise NotAllowed(
            _("You cannot give this case to another owner."),
            _("The case owner does it, or the owner's own leader."),
            _("Ask one of them."),
        )


def check_can_own(person: Person, case: Case) -> None:
    """The case is owned by one who leads in the line of its workplace, or by the work-environment team."""
    check_can_have_role(person, case, CaseRole.CASE_OWNER)
    check_was_ticked(person, case)
    in_team = person in everyone_with(OrgRole.SAFETY_TEAM)
    if not in_team and rank_in_line(person, case.unit) < 0:
        raise NotAllowed(
            _("%(name)s cannot own the case.") % {"name": person.name},
            _("A case is owned by one who leads the workplace, or by the work-environment team."),
            _("Choose another person."),
        )


def check_was_ticked(person: Person, case: Case) -> None:
    """NotAllowed for a leader whom the employee did not want to be told."""
    if person.pk in unticked_leaders(case):
        raise NotAllowed(
            _("The employee has chosen that %(name)s is not told.") % {"name": person.name},
            _("That holds for the whole case."),
            _("Choose another person, for instance the next leader in line."),
        )


def said(reason: str) -> str:
    """The reason, or BadInput where there is none."""
    if not reason.strip():
        raise BadInput(_("Write the reason."), _("It stays on the case."), _("One sentence is enough."))
    return reason


def _to_end(case: Case, before: Person | None, to: Person) -> list[Participation]:
    """The old owner's part, and the new one's as a leader beside the owner."""
    rows = current_participants(case)
    old = rows.filter(person=before, role=CaseRole.CASE_OWNER) if before else rows.none()
    return [*old, *rows.filter(person=to, role=CaseRole.LEADER)]
