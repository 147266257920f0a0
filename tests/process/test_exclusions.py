"""A declared conflict, one who is close to a party, and a colleague who is the sender."""

import pytest

from tests.factories import cases as told
from tests.factories.casework import START, casework, holds, person
from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases.enums import CaseRole, ExclusionGround, ExclusionKind, SenderCorrection, SenderKind
from vaern.cases.guards import check_may_decide
from vaern.cases.guards import holds as passes
from vaern.cases.queries import actor_in, areas_of, person_in_role, senders
from vaern.cases.senders import Sender
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.people.enums import OrgRole
from vaern.people.models import Notice, RoleAssignment
from vaern.plans.queries import open_tasks
from vaern.process.exclusions import declare_conflict, lift
from vaern.process.senders import add_sender, correct_sender
from vaern.process.taking_part import let_in
from vaern.vault.text import read

pytestmark = pytest.mark.django_db
SEE, DECIDE = ExclusionKind.CANNOT_SEE, ExclusionKind.CANNOT_DECIDE


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def kept_from(case, who) -> set[tuple[str, str]]:
    return set(case.exclusions.filter(person=who).values_list("kind", "ground"))


@pytest.mark.row("B08")
def test_jurist_who_declares_a_conflict_sees_the_case_and_decides_nothing_in_it(cast):
    before = areas_of(cast.jurist, cast.case)
    declare_conflict(cast.case, cast.as_("jurist"), cast.jurist, "declared")
    assert kept_from(cast.case, cast.jurist) == {(DECIDE, ExclusionGround.DECLARED)}
    assert (areas_of(cast.jurist, cast.case), passes(check_may_decide, cast.jurist, cast.case)) == (before, False)


@pytest.mark.row("B08")
def test_jurist_who_is_close_to_a_party_no_longer_sees_the_case(cast):
    declare_conflict(cast.case, cast.as_("leader"), cast.jurist, "close_to_party")
    assert kept_from(cast.case, cast.jurist) == {
        (SEE, ExclusionGround.CLOSE_TO_PARTY),
        (DECIDE, ExclusionGround.CLOSE_TO_PARTY),
    }
    assert (areas_of(cast.jurist, cast.case), person_in_role(cast.case, CaseRole.JURIST)) == (frozenset(), None)


def test_owner_who_is_close_to_a_party_is_followed_by_the_next_in_line_who_is_told():
    place = told.workplace()
    case = told.sent(place.maja).case
    boss = told.role(told.person("Kirstine Vang", place.unit.parent), OrgRole.LEADER, place.unit.parent)
    declare_conflict(case, actor_in(place.henrik.person, case), place.henrik.person, "close_to_party")
    assert (person_in_role(case, CaseRole.CASE_OWNER), areas_of(place.henrik.person, case)) == (boss, frozenset())
    assert open_tasks(case).filter(owner=place.henrik.person).count() == 0
    assert [talk.held_by for talk in case.talks.all()] == [boss]
    assert Notice.objects.filter(person=boss, code="added_to_case", subject_id=case.id).count() == 1


def test_system_owner_is_told_when_nobody_can_own_the_case(cast):
    tove = person("Tove Markussen", cast.unit)
    holds(tove, OrgRole.SYSTEM_OWNER, cast.unit)
    RoleAssignment.objects.filter(person=cast.deputy).delete()
    declare_conflict(cast.case, cast.as_("leader"), cast.leader, "close_to_party")
    assert person_in_role(cast.case, CaseRole.CASE_OWNER) is None
    assert [row.code for row in Notice.objects.filter(person=tove)] == ["nobody_receives"]


def test_affected_employee_is_never_excluded_from_the_case(cast):
    for ground in ("declared", "close_to_party"):
        with pytest.raises(NotAllowed):
            declare_conflict(cast.case, cast.as_("leader"), cast.employee, ground)


def test_other_grounds_are_not_declared_and_one_outside_the_case_declares_nothing(cast):
    for ground in ("sender", "complained_of", "whatever"):
        with pytest.raises(BadInput):
            declare_conflict(cast.case, cast.as_("leader"), cast.jurist, ground)
    with pytest.raises(NotAllowed):
        declare_conflict(cast.case, Actor(cast.deputy.id, "leader"), cast.deputy, "declared")


def test_colleague_who_is_the_sender_leaves_the_case_whatever_the_role(cast):
    row = add_sender(cast.case, cast.as_("jurist"), Sender(SenderKind.COLLEAGUE, person=cast.approver))
    assert (row.person, read(row, "identity")) == (cast.approver, cast.approver.name)
    assert kept_from(cast.case, cast.approver) == {(SEE, ExclusionGround.SENDER), (DECIDE, ExclusionGround.SENDER)}
    assert areas_of(cast.approver, cast.case) == frozenset()
    assert cast.case.participations.get(person=cast.approver).until == clock.now()


def test_owner_who_turns_out_to_be_the_sender_is_followed_by_the_deputys_leader(cast):
    boss = person("Kirstine Vang", cast.unit)
    holds(boss, OrgRole.DIRECTOR, cast.unit)
    add_sender(cast.case, cast.as_("jurist"), Sender(SenderKind.COLLEAGUE, person=cast.leader))
    assert (person_in_role(cast.case, CaseRole.CASE_OWNER), areas_of(cast.leader, cast.case)) == (boss, frozenset())


def test_sender_who_is_the_employee_or_a_colleague_not_chosen_is_refused(cast):
    before = senders(cast.case).count()
    for who in (cast.employee, None):
        with pytest.raises(BadInput):
            add_sender(cast.case, cast.as_("leader"), Sender(SenderKind.COLLEAGUE, identity="Asger Brink", person=who))
    assert senders(cast.case).count() == before


def test_colleague_who_turns_out_to_be_the_sender_by_a_correction_leaves_the_case(cast):
    party, why = senders(cast.case).get(), SenderCorrection.MISTYPED
    correct_sender(party, cast.as_("leader"), why, Sender(SenderKind.COLLEAGUE, person=cast.jurist), revision=0)
    assert (areas_of(cast.jurist, cast.case), person_in_role(cast.case, CaseRole.JURIST)) == (frozenset(), None)


def test_citizen_starts_the_month_of_telling(cast):
    add_sender(cast.case, cast.as_("leader"), Sender(SenderKind.CITIZEN, identity="Rune Thybo"))
    assert cast.case.deadlines.filter(rule="art14_one_month", superseded_by=None).count() == 1


def lifted(cast, person, ground="sender", by="leader", reason="Skrevet ind ved en fejl."):
    lift(cast.case, cast.as_(by), person, ground, reason)


@pytest.mark.row("B08")
def test_colleague_wrongly_written_down_as_sender_can_be_let_in_again(cast):
    row = add_sender(cast.case, cast.as_("leader"), Sender(SenderKind.COLLEAGUE, person=cast.jurist))
    with pytest.raises(NotNow):
        lifted(cast, cast.jurist)
    why = SenderCorrection.SOMEONE_ELSE
    correct_sender(row, cast.as_("leader"), why, Sender(SenderKind.CITIZEN, identity="Ida Holm"), revision=0)
    with pytest.raises(NotAllowed):
        let_in(cast.case, cast.as_("leader"), cast.jurist, CaseRole.JURIST, "Vurdering.")
    lifted(cast, cast.jurist)
    assert (areas_of(cast.jurist, cast.case), passes(check_may_decide, cast.jurist, cast.case)) == (
        frozenset(),
        True,
    )
    assert [read(row, "lifted_because") for row in cast.case.exclusions.filter(person=cast.jurist)] == [
        "Skrevet ind ved en fejl."
    ] * 2
    let_in(cast.case, cast.as_("leader"), cast.jurist, CaseRole.JURIST, "Vurdering.")
    assert areas_of(cast.jurist, cast.case) != frozenset()


def test_conflict_that_was_lifted_can_be_declared_again(cast):
    declare_conflict(cast.case, cast.as_("leader"), cast.jurist, "declared")
    lifted(cast, cast.jurist, "declared")
    declare_conflict(cast.case, cast.as_("leader"), cast.jurist, "declared")
    assert [row.until is None for row in cast.case.exclusions.filter(person=cast.jurist).order_by("since")] == [
        False,
        True,
    ]
    assert not passes(check_may_decide, cast.jurist, cast.case)


def test_exclusion_is_not_lifted_by_oneself_without_a_reason_or_where_it_follows_from_the_case(cast):
    declare_conflict(cast.case, cast.as_("leader"), cast.jurist, "declared")
    for who, values, refusal in (
        (cast.jurist, {"ground": "declared", "by": "jurist"}, NotAllowed),
        (cast.jurist, {"ground": "declared", "by": "employee"}, NotAllowed),
        (cast.jurist, {"ground": "declared", "reason": " "}, BadInput),
        (cast.jurist, {"ground": "close_to_party"}, BadInput),
        (cast.employee, {"ground": "affected"}, BadInput),
    ):
        with pytest.raises(refusal):
            lifted(cast, who, **values)
    assert kept_from(cast.case, cast.jurist) == {(DECIDE, ExclusionGround.DECLARED)}
