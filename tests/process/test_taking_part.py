"""Who is let into a case, and out again."""

import json

import pytest

from tests.factories import cases as told
from tests.factories.casework import START, casework, holds, person
from vaern import clock
from vaern.audit.actors import SYSTEM, Actor
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.cases import actions
from vaern.cases.enums import Area, CaseRole, ExclusionGround, ExclusionKind
from vaern.cases.queries import actor_in, areas_of, current_participants, roles_in
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.people.enums import OrgRole
from vaern.people.models import Notice, Person
from vaern.plans import actions as plans
from vaern.plans.models import Task
from vaern.plans.queries import open_tasks
from vaern.process.accepts import answer_accept
from vaern.process.plan_start import start_plan_for
from vaern.process.taking_part import let_in, let_out
from vaern.vault.text import read

pytestmark = pytest.mark.django_db
WHY = "Hun kender reglerne."


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def newcomer(cast, *roles: OrgRole, name: str = "Ida Vinther") -> Person:
    made = person(name, cast.unit)
    for one in roles:
        holds(made, one, cast.unit)
    return made


def row_of(cast, who: Person, role: CaseRole):
    return current_participants(cast.case).get(person=who, role=role)


def task_of(cast, who: Person):
    start_plan_for(cast.case, SYSTEM)
    task = open_tasks(cast.case).filter(owner=cast.leader).first()
    return plans.hand_over_task(task=task, by=cast.as_("leader"), to=who)


ROLES = [
    (CaseRole.JURIST, OrgRole.JURIST),
    (CaseRole.HR, OrgRole.HR),
    (CaseRole.AMR, OrgRole.AMR),
    (CaseRole.TR, OrgRole.TR),
    (CaseRole.APPROVER, OrgRole.DIRECTOR),
    (CaseRole.APPROVER, OrgRole.LEADER),
    (CaseRole.LEADER, OrgRole.DEPUTY),
]


@pytest.mark.parametrize(("role", "org"), ROLES)
def test_one_who_holds_the_role_at_the_workplace_is_let_in_and_told(cast, role, org):
    ida = newcomer(cast, org)
    row = let_in(cast.case, cast.as_("leader"), ida, role, WHY)
    assert (row.role, row.added_by_id, read(row, "reason")) == (role, cast.leader.id, WHY)
    assert roles_in(ida, cast.case) == {role}
    assert [(note.code, note.subject_id) for note in Notice.objects.filter(person=ida)] == [
        ("added_to_case", cast.case.id)
    ]


def test_one_who_is_in_the_role_already_is_not_told_again(cast):
    ida = newcomer(cast, OrgRole.HR)
    rows = [let_in(cast.case, cast.as_("leader"), ida, CaseRole.HR, WHY) for _time in range(2)]
    assert (rows[0], Notice.objects.filter(person=ida).count()) == (rows[1], 1)


@pytest.mark.parametrize("role", sorted({role for role, _org in ROLES}))
@pytest.mark.row("B02")
def test_colleague_without_the_role_at_the_workplace_is_not_let_in(cast, role):
    asger = newcomer(cast, OrgRole.MED_MEMBER, name="Asger Brink")
    with pytest.raises(NotAllowed):
        let_in(cast.case, cast.as_("leader"), asger, role, WHY)
    assert (roles_in(asger, cast.case), Notice.objects.filter(person=asger).count()) == (frozenset(), 0)


@pytest.mark.row("B02")
@pytest.mark.parametrize("role", [CaseRole.JURIST, CaseRole.APPROVER, CaseRole.LEADER])
def test_nobody_gives_himself_a_role_even_one_he_holds_at_the_workplace(cast, role):
    holds(cast.leader, OrgRole.JURIST, cast.unit)
    with pytest.raises(NotAllowed):
        let_in(cast.case, cast.as_("leader"), cast.leader, role, WHY)
    assert roles_in(cast.leader, cast.case) == {CaseRole.CASE_OWNER}


@pytest.mark.row("G08")
def test_one_who_handles_the_case_is_not_its_jurist_nor_the_jurist_a_leader_in_it(cast):
    holds(cast.leader, OrgRole.JURIST, cast.unit)
    holds(cast.jurist, OrgRole.LEADER, cast.unit)
    for by, who, role in (("jurist", "leader", CaseRole.JURIST), ("leader", "jurist", CaseRole.LEADER)):
        with pytest.raises(NotAllowed):
            let_in(cast.case, cast.as_(by), getattr(cast, who), role, WHY)


def test_affected_employee_gets_no_other_role(cast):
    holds(cast.employee, OrgRole.HR, cast.unit)
    with pytest.raises(NotAllowed):
        let_in(cast.case, cast.as_("leader"), cast.employee, CaseRole.HR, WHY)


@pytest.mark.row("B08")
def test_one_who_may_not_decide_is_not_made_approver_but_may_help(cast):
    ida = newcomer(cast, OrgRole.LEADER, OrgRole.HR)
    kind, ground = ExclusionKind.CANNOT_DECIDE, ExclusionGround.DECLARED
    actions.exclude(case=cast.case, by=cast.as_("leader"), person=ida, kind=kind, ground=ground)
    with pytest.raises(NotAllowed):
        let_in(cast.case, cast.as_("leader"), ida, CaseRole.APPROVER, WHY)
    assert let_in(cast.case, cast.as_("leader"), ida, CaseRole.HR, WHY).role == CaseRole.HR


def test_roles_that_follow_from_the_case_cannot_be_given(cast):
    ida = newcomer(cast, OrgRole.LEADER)
    for role in (CaseRole.CASE_OWNER, CaseRole.AFFECTED_EMPLOYEE, CaseRole.REPORTER, CaseRole.BREAK_GLASS):
        with pytest.raises(BadInput):
            let_in(cast.case, cast.as_("leader"), ida, role, WHY)


def test_reason_is_needed_and_one_outside_the_case_lets_nobody_in(cast):
    ida = newcomer(cast, OrgRole.HR)
    with pytest.raises(BadInput):
        let_in(cast.case, cast.as_("leader"), ida, CaseRole.HR, "  ")
    with pytest.raises(NotAllowed):
        let_in(cast.case, Actor(cast.deputy.id, "leader"), ida, CaseRole.HR, WHY)


def test_leader_whom_the_employee_did_not_tick_is_not_let_in():
    place = told.workplace()
    case = told.sent(place.maja, recipients=["amr"]).case
    by = actor_in(place.lone.person, case)
    with pytest.raises(NotAllowed):
        let_in(case, by, place.henrik.person, CaseRole.LEADER, WHY)
    ida = told.role(told.person("Ida Vinther", place.unit.parent), OrgRole.LEADER, place.unit.parent)
    assert let_in(case, by, ida, CaseRole.LEADER, WHY).person == ida


def test_union_representative_is_not_let_in_against_the_employees_no(cast):
    tr = newcomer(cast, OrgRole.TR)
    answer_accept(cast.case, cast.as_("employee"), "tr_reads", "no")
    with pytest.raises(NotAllowed):
        let_in(cast.case, cast.as_("leader"), tr, CaseRole.TR, WHY)


def test_one_who_was_added_by_mistake_is_let_out_and_sees_nothing_more(cast):
    ida = newcomer(cast, OrgRole.HR)
    added = let_in(cast.case, cast.as_("leader"), ida, CaseRole.HR, WHY)
    row = let_out(added, cast.as_("leader"), "Forkert Ida.")
    assert (areas_of(ida, cast.case), row.reason_code, read(row, "ended_because")) == (
        frozenset(), "asked_to_help", "Forkert Ida.",
    )  # fmt: skip
    last = list(events_of(Stream.CASE, cast.case.id))[-1]
    assert (last.name, json.loads(last.data)["role"]) == ("participant.ended", "hr")
    with pytest.raises(NotNow):
        let_out(added, cast.as_("leader"), "Igen.")


def test_what_one_let_out_still_had_to_do_falls_to_the_case_owner(cast):
    task = task_of(cast, cast.jurist)
    let_out(row_of(cast, cast.jurist, CaseRole.JURIST), cast.as_("leader"), "En anden jurist tager den.")
    task.refresh_from_db()
    assert task.owner == cast.leader


def test_new_jurist_takes_the_steps_of_the_one_who_was_let_out(cast):
    """What falls to the owner meanwhile is not held as if it were handed over on purpose."""
    start_plan_for(cast.case, SYSTEM)
    step = open_tasks(cast.case).filter(owner=cast.leader).first()
    Task.objects.filter(pk=step.pk).update(owner=cast.jurist, role="jurist")
    let_out(row_of(cast, cast.jurist, CaseRole.JURIST), cast.as_("leader"), "En anden jurist tager den.")
    step.refresh_from_db()
    assert step.owner == cast.leader
    ida = newcomer(cast, OrgRole.JURIST)
    let_in(cast.case, cast.as_("leader"), ida, CaseRole.JURIST, WHY)
    step.refresh_from_db()
    assert step.owner == ida


def test_one_who_keeps_another_role_keeps_the_tasks(cast):
    task = task_of(cast, cast.jurist)
    actions.add_participant(case=cast.case, by=SYSTEM, person=cast.jurist, role=CaseRole.APPROVER, reason_code="test")
    let_out(row_of(cast, cast.jurist, CaseRole.APPROVER), cast.as_("leader"), "Hun er jurist i sagen.")
    task.refresh_from_db()
    assert task.owner == cast.jurist


def test_owner_the_one_who_gave_it_and_oneself_can_end_it_and_nobody_else(cast):
    ida = newcomer(cast, OrgRole.HR)
    added = let_in(cast.case, cast.as_("jurist"), ida, CaseRole.HR, WHY)
    with pytest.raises(NotAllowed):
        let_out(added, cast.as_("approver"), "Jeg synes det.")
    assert let_out(added, cast.as_("jurist"), "Det var mig.").until is not None
    assert let_out(row_of(cast, cast.approver, CaseRole.APPROVER), cast.as_("approver"), "Jeg er flyttet.").until


def test_owner_employee_and_reporter_are_not_let_out(cast):
    ida = newcomer(cast)
    actions.add_participant(case=cast.case, by=SYSTEM, person=ida, role=CaseRole.REPORTER, reason_code="test")
    found = [(cast.leader, CaseRole.CASE_OWNER), (cast.employee, CaseRole.AFFECTED_EMPLOYEE), (ida, CaseRole.REPORTER)]
    for who, role in found:
        with pytest.raises(NotAllowed):
            let_out(row_of(cast, who, role), cast.as_("leader"), "Ud.")


@pytest.mark.parametrize("chosen", ["chosen_by_reporter", "employee_said_yes"])
def test_whom_the_employee_chose_is_not_let_out_by_others(cast, chosen):
    ida = newcomer(cast)
    row = actions.add_participant(case=cast.case, by=SYSTEM, person=ida, role=CaseRole.TR, reason_code=chosen)
    with pytest.raises(NotAllowed):
        let_out(row, cast.as_("leader"), "Ud.")
    assert roles_in(ida, cast.case) == {CaseRole.TR}


def test_letting_out_needs_a_reason(cast):
    with pytest.raises(BadInput):
        let_out(row_of(cast, cast.approver, CaseRole.APPROVER), cast.as_("leader"), " ")
    assert Area.DECISION in areas_of(cast.approver, cast.case)
