"""Who takes a step, and who is told when it is late: never one whom the employee chose not to tell."""

from datetime import timedelta

import pytest

from tests.factories.cases import MONDAY, person, role, sent, workplace
from tests.factories.casework import START, casework, holds
from vaern import clock
from vaern.audit.actors import SYSTEM
from vaern.cases import actions as cases
from vaern.cases.enums import CaseRole
from vaern.cases.queries import actor_in, cases_visible_to
from vaern.people.enums import OrgRole
from vaern.people.models import Absence, Notice, Person, RoleAssignment
from vaern.people.queries import viewer_of
from vaern.process import follow_up, incidents, plan_start
from vaern.process.taking_part import let_in
from vaern.process.task_owners import Owners, unticked_leaders

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    with clock.travel(MONDAY):
        yield workplace()


@pytest.fixture
def cast():
    with clock.travel(START):
        one = casework()
        plan_start.start_plan_for(one.case, one.as_("leader"))
        yield one


def late(case, step="secure_evidence"):
    """The step is late: who was told of it."""
    task = case.tasks.get(step=step)
    with clock.travel(task.due_at + timedelta(minutes=1)):
        follow_up.tick()
    task.refresh_from_db()
    return task


@pytest.mark.parametrize("ticked", [["amr"], ["tr"], []])
def test_leader_who_was_unticked_owns_no_step_and_is_never_written_to(place, ticked):
    case = sent(place.maja, recipients=ticked).case
    owner = case.participations.get(role=CaseRole.CASE_OWNER).person
    assert set(case.tasks.values_list("owner", flat=True)) == {owner.pk}
    late(case)
    assert not Notice.objects.filter(person=place.henrik.person).exists()
    assert list(cases_visible_to(place.henrik.person)) == []


def test_where_the_leader_was_unticked_a_late_step_goes_to_the_safety_team_first(place):
    director = role(person("Camilla Ørsholt", place.unit.parent), OrgRole.LEADER, place.unit.parent)
    case = sent(place.maja, recipients=["amr"]).case
    assert late(case).escalated_to == place.team.person
    for passed_by in (place.henrik.person, place.mikkel.person, director):
        assert list(cases_visible_to(passed_by)) == []


def test_where_the_only_one_of_the_safety_team_is_late_the_leader_above_is_told(place):
    director = role(person("Camilla Ørsholt", place.unit.parent), OrgRole.LEADER, place.unit.parent)
    case = sent(place.maja, recipients=[]).case
    assert (case.tasks.first().owner, late(case).escalated_to) == (place.team.person, director)
    assert unticked_leaders(case) == {place.henrik.person.pk}


def test_leader_who_is_hit_owns_no_step_of_her_own_case(place):
    case = sent(place.henrik).case
    assert place.henrik.person.pk not in set(case.tasks.values_list("owner", flat=True))
    late(case)
    assert not Notice.objects.filter(person=place.henrik.person, code__in=("task_due", "task_late")).exists()


def test_case_owner_who_turns_out_to_be_hit_takes_no_step(place):
    case = sent(place.maja, who_is_hit="colleague").case
    incidents.say_whom_it_is_about(case, actor_in(place.henrik.person, case), place.henrik.person)
    assert Owners(case)["leader"] is None
    assert late(case).escalated_to == place.mikkel.person


def test_without_a_deputy_the_next_leader_in_line_is_told_and_not_the_safety_team(place):
    RoleAssignment.objects.filter(role=OrgRole.DEPUTY).delete()
    chief = role(person("Camilla Ørsholt", place.unit.parent), OrgRole.LEADER, place.unit.parent)
    assert late(sent(place.maja).case).escalated_to == chief


def test_without_deputy_or_another_leader_the_safety_team_is_told(place):
    RoleAssignment.objects.filter(role=OrgRole.DEPUTY).delete()
    assert late(sent(place.maja).case).escalated_to == place.team.person


def test_case_owner_stands_in_until_one_with_the_role_takes_part(cast):
    task = cast.case.tasks.get(step="investigate_and_prevent")
    assert (task.role, task.owner) == ("amr", cast.leader)
    holds(cast.deputy, OrgRole.AMR, cast.unit)
    let_in(cast.case, cast.as_("leader"), cast.deputy, CaseRole.AMR, "Finder årsagen med os.")
    task.refresh_from_db()
    assert (task.owner, Owners(cast.case)["amr"]) == (cast.deputy, cast.deputy)


def test_step_that_was_handed_to_the_case_owner_on_purpose_stays_there(cast):
    cases.add_participant(case=cast.case, by=SYSTEM, person=cast.deputy, role=CaseRole.AMR, reason_code="test")
    plan_start.recalculate(cast.case, cast.as_("leader"), "test")
    task = cast.case.tasks.get(step="investigate_and_prevent")
    follow_up.hand_over_task(task, cast.as_("leader"), cast.leader)
    plan_start.recalculate(cast.case, cast.as_("leader"), "again")
    task.refresh_from_db()
    assert task.owner == cast.leader


def test_whoever_came_in_for_one_late_step_does_not_take_the_others_over(cast):
    assert late(cast.case).escalated_to == cast.deputy
    plan_start.recalculate(cast.case, cast.as_("leader"), "test")
    assert set(cast.case.tasks.filter(role="leader").values_list("owner", flat=True)) == {cast.leader.pk}


def test_reminder_goes_to_the_case_owner_when_the_owner_no_longer_takes_part(cast):
    held = cases.add_participant(case=cast.case, by=SYSTEM, person=cast.deputy, role=CaseRole.AMR, reason_code="test")
    plan_start.recalculate(cast.case, cast.as_("leader"), "test")
    cases.end_participation(participation=held, by=SYSTEM, reason_code="test")
    task = cast.case.tasks.get(step="investigate_and_prevent")
    with clock.travel(task.due_at - timedelta(hours=1)):
        cast.case.tasks.exclude(pk=task.pk).update(reminded_at=START, escalated_at=START)
        follow_up.tick()
    assert not Notice.objects.filter(person=cast.deputy).exists()
    assert Notice.objects.filter(person=cast.leader, code="task_due").count() == 1


def test_nobody_is_reminded_of_a_step_that_nobody_in_the_case_can_take(cast):
    cast.case.participations.update(until=START)
    task = cast.case.tasks.get(step="name_contact_person")
    with clock.travel(task.due_at - timedelta(hours=1)):
        follow_up._remind(task)
    task.refresh_from_db()
    assert (task.reminded_at, Notice.objects.exists()) == (None, False)


def test_absent_deputy_is_passed_over_for_the_next_leader(place):
    chief = role(person("Camilla Ørsholt", place.unit.parent), OrgRole.LEADER, place.unit.parent)
    case = sent(place.maja).case
    day = clock.today()
    Absence.objects.create(
        person=place.mikkel.person, first_day=day, last_day=day + timedelta(days=9), made_at=clock.now()
    )
    assert late(case).escalated_to == chief


def test_nobody_is_told_of_a_late_step_where_there_is_nobody(place):
    case = sent(place.maja).case
    RoleAssignment.objects.all().delete()
    task = late(case)
    assert (task.escalated_at is not None, task.escalated_to) == (True, None)
    assert viewer_of(Person.objects.get(pk=place.mikkel.person.pk)).roles == frozenset()
