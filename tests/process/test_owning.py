"""The case is given to another owner: by whom, to whom, and what goes with it."""

import pytest

from tests.factories import cases as told
from tests.factories.casework import START, casework, holds, person, unit
from vaern import clock
from vaern.audit.actors import SYSTEM, Actor
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.cases import actions
from vaern.cases.enums import CaseRole, ExclusionGround, ExclusionKind
from vaern.cases.queries import actor_in, areas_of, current_participants, person_in_role, roles_in
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.people.enums import OrgRole
from vaern.people.models import Notice, Person
from vaern.people.queries import rank_in_line
from vaern.plans.queries import open_tasks
from vaern.process.owning import hand_over_case, possible_owners
from vaern.process.plan_start import start_plan_for
from vaern.vault.text import read

pytestmark = pytest.mark.django_db
WHY = "Henrik går på barsel."


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


@pytest.fixture
def next_leader(cast) -> Person:
    made = person("Kirstine Vang", cast.unit)
    holds(made, OrgRole.LEADER, cast.unit)
    return made


def above(cast, role: OrgRole = OrgRole.LEADER) -> Person:
    """One who leads the unit over the workplace."""
    over = unit()
    cast.unit.parent, cast.unit.path = over, f"{over.path}{cast.unit.id}/"
    cast.unit.save()
    made = person("Anders Holk", over)
    holds(made, role, over)
    return made


def codes(who: Person) -> list[str]:
    return list(Notice.objects.filter(person=who).values_list("code", flat=True))


def test_owner_gives_the_case_to_another_leader_who_is_told_and_no_longer_sees_it(cast, next_leader):
    row = hand_over_case(cast.case, cast.as_("leader"), next_leader, WHY)
    assert (person_in_role(cast.case, CaseRole.CASE_OWNER), read(row, "reason")) == (next_leader, WHY)
    assert areas_of(cast.leader, cast.case) == frozenset()
    ended = cast.case.participations.get(person=cast.leader)
    assert (ended.until, read(ended, "ended_because")) == (clock.now(), WHY)
    assert (codes(next_leader), codes(cast.employee)) == (["added_to_case"], ["case_update"])
    kept = ("participant.ended", "participant.added", "case.handed_over")
    names = [event.name for event in events_of(Stream.CASE, cast.case.id) if event.name in kept]
    assert tuple(names[-3:]) == kept


@pytest.mark.row("G05")
def test_tasks_and_the_promised_talk_go_with_the_case():
    place = told.workplace()
    case = told.sent(place.maja).case
    owned = open_tasks(case).filter(owner=place.henrik.person).count()
    hand_over_case(case, actor_in(place.henrik.person, case), place.mikkel.person, WHY)
    assert owned > 0
    assert open_tasks(case).filter(owner=place.henrik.person).count() == 0
    assert open_tasks(case).filter(owner=place.mikkel.person).count() >= owned
    assert [talk.held_by for talk in case.talks.all()] == [place.mikkel.person]


def test_new_owner_is_no_longer_a_leader_beside_the_owner(cast):
    actions.add_participant(case=cast.case, by=SYSTEM, person=cast.deputy, role=CaseRole.LEADER, reason_code="test")
    hand_over_case(cast.case, cast.as_("leader"), cast.deputy, WHY)
    assert roles_in(cast.deputy, cast.case) == {CaseRole.CASE_OWNER}


def test_owners_own_leader_gives_it_on_and_the_deputy_does_not(cast, next_leader):
    boss = above(cast)
    for who in (boss, cast.deputy):
        actions.add_participant(case=cast.case, by=SYSTEM, person=who, role=CaseRole.LEADER, reason_code="escalated")
    with pytest.raises(NotAllowed):
        hand_over_case(cast.case, Actor(cast.deputy.id, "leader"), cast.deputy, WHY)
    assert hand_over_case(cast.case, Actor(boss.id, "leader"), next_leader, WHY).person == next_leader


def test_deputy_gives_it_on_when_the_owner_has_left(cast, next_leader):
    actions.add_participant(
        case=cast.case, by=SYSTEM, person=cast.deputy, role=CaseRole.LEADER, reason_code="escalated"
    )
    cast.leader.left_on = clock.today()
    cast.leader.save()
    assert hand_over_case(cast.case, Actor(cast.deputy.id, "leader"), cast.deputy, WHY).person == cast.deputy


def test_case_that_nobody_owns_is_given_an_owner(cast, next_leader):
    row = current_participants(cast.case).get(role=CaseRole.CASE_OWNER)
    actions.end_participation(participation=row, by=SYSTEM, reason_code="test")
    start_plan_for(cast.case, SYSTEM)
    actions.add_participant(
        case=cast.case, by=SYSTEM, person=cast.deputy, role=CaseRole.LEADER, reason_code="escalated"
    )
    assert hand_over_case(cast.case, Actor(cast.deputy.id, "leader"), next_leader, WHY).role == CaseRole.CASE_OWNER


def test_neither_a_leader_elsewhere_nor_one_outside_the_case_gives_it_on(cast, next_leader):
    with pytest.raises(NotAllowed):
        hand_over_case(cast.case, cast.as_("approver"), next_leader, WHY)
    with pytest.raises(NotAllowed):
        hand_over_case(cast.case, Actor(above(cast).id, "leader"), next_leader, WHY)


def test_case_is_not_given_to_those_who_cannot_own_it(cast):
    elsewhere, colleague, kept_out = (person(name, cast.unit) for name in ("Ulla Fjern", "Asger Brink", "Bo Inhabil"))
    holds(elsewhere, OrgRole.LEADER, unit())
    holds(kept_out, OrgRole.LEADER, cast.unit)
    for who in (cast.employee, cast.jurist):
        holds(who, OrgRole.LEADER, cast.unit)
    actions.exclude(
        case=cast.case, by=SYSTEM, person=kept_out, kind=ExclusionKind.CANNOT_DECIDE, ground=ExclusionGround.DECLARED
    )
    for who in (elsewhere, colleague, kept_out, cast.employee, cast.jurist):
        with pytest.raises(NotAllowed):
            hand_over_case(cast.case, cast.as_("leader"), who, WHY)
    assert possible_owners(cast.case) == [cast.deputy]


def test_case_is_not_given_to_its_owner_nor_without_a_reason(cast, next_leader):
    with pytest.raises(NotNow):
        hand_over_case(cast.case, cast.as_("leader"), cast.leader, WHY)
    with pytest.raises(BadInput):
        hand_over_case(cast.case, cast.as_("leader"), next_leader, "")
    assert person_in_role(cast.case, CaseRole.CASE_OWNER) == cast.leader


def test_case_is_not_given_to_the_leader_whom_the_employee_did_not_tick():
    place = told.workplace()
    told.role(place.lone.person, OrgRole.DEPUTY, place.unit)
    case = told.sent(place.maja, recipients=["amr"]).case
    by = actor_in(place.lone.person, case)
    with pytest.raises(NotAllowed):
        hand_over_case(case, by, place.henrik.person, WHY)
    assert hand_over_case(case, by, place.team.person, WHY).person == place.team.person


def test_rank_is_by_the_line_of_the_unit(cast):
    boss, director = above(cast), person("Dorte Chef", cast.unit)
    holds(director, OrgRole.DIRECTOR, cast.unit)
    order = [cast.approver, cast.deputy, cast.leader, director, boss]
    assert [rank_in_line(who, cast.unit) for who in order] == [-1, 0, 1, 2, 4]
