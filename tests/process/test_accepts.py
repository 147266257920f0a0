"""What follows when the affected employee says yes or no."""

import pytest

from tests.factories.cases import role, sent, workplace
from vaern.cases import actions
from vaern.cases.enums import Area, CaseRole, ExclusionGround, ExclusionKind
from vaern.cases.queries import actor_in, areas_of
from vaern.errors import NotAllowed
from vaern.people.enums import OrgRole
from vaern.people.models import Notice
from vaern.plans.models import Task
from vaern.plans.queries import open_tasks
from vaern.process.accepts import answer_accept

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return workplace()


@pytest.fixture
def case(place):
    return sent(place.maja).case


def answer(place, case, value, subject="tr_reads"):
    return answer_accept(case, actor_in(place.maja.person, case), subject, value)


def notices(person):
    return Notice.objects.filter(person=person, code="added_to_case").count()


@pytest.mark.row("G05")
def test_yes_lets_the_union_representative_follow_until_it_is_taken_back(place, case):
    tr = role(place.other.person, OrgRole.TR, place.unit)
    answer(place, case, "yes")
    assert areas_of(tr, case) == {Area.STATUS, Area.CARE}
    answer(place, case, "withdrawn")
    assert areas_of(tr, case) == frozenset()


@pytest.mark.row("G05")
@pytest.mark.parametrize("value", ["no", "withdrawn"])
def test_no_ends_the_access_of_a_representative_who_was_ticked_in_the_report(place, value):
    tr = role(place.other.person, OrgRole.TR, place.unit)
    case = sent(place.maja, recipients=["leader", "tr"]).case
    assert areas_of(tr, case) == {Area.STATUS, Area.CARE}
    answer(place, case, value)
    assert areas_of(tr, case) == frozenset()


def test_no_ends_the_access_of_a_representative_whom_another_let_in(place, case):
    tr = role(place.other.person, OrgRole.TR, place.unit)
    by = actor_in(place.henrik.person, case)
    actions.add_participant(case=case, by=by, person=tr, role=CaseRole.TR, reason_code="asked_to_help")
    answer(place, case, "no")
    assert areas_of(tr, case) == frozenset()


def test_representative_is_told_each_time_access_is_given_and_not_when_it_was_there(place):
    tr = role(place.other.person, OrgRole.TR, place.unit)
    case = sent(place.maja, recipients=["leader", "tr"]).case
    told = [notices(tr)]
    for value in ("yes", "withdrawn", "yes", "yes"):
        answer(place, case, value)
        told.append(notices(tr))
    assert told == [1, 1, 1, 2, 2]


def test_steps_of_the_representative_fall_to_the_case_owner_after_the_no(place):
    tr = role(place.other.person, OrgRole.TR, place.unit)
    case = sent(place.maja, recipients=["leader", "tr"]).case
    step = open_tasks(case).filter(owner=place.henrik.person).first()
    Task.objects.filter(pk=step.pk).update(owner=tr, role="tr")
    answer(place, case, "no")
    step.refresh_from_db()
    assert step.owner == place.henrik.person


def test_yes_to_something_else_lets_nobody_in(place, case):
    tr = role(place.other.person, OrgRole.TR, place.unit)
    answer(place, case, "yes", "tell_team")
    assert areas_of(tr, case) == frozenset()


def test_no_substitute_of_another_kind_is_let_in(place, case):
    before = set(case.participations.values_list("person", flat=True))
    assert answer(place, case, "yes").value == "yes"
    assert set(case.participations.values_list("person", flat=True)) == before


def test_representative_who_is_the_sender_is_never_let_in(place, case):
    tr = role(place.other.person, OrgRole.TR, place.unit)
    kind, ground = ExclusionKind.CANNOT_SEE, ExclusionGround.SENDER
    actions.exclude(case=case, by=actor_in(place.henrik.person, case), person=tr, kind=kind, ground=ground)
    answer(place, case, "yes")
    assert case.participations.filter(role=CaseRole.TR).count() == 0


def test_leader_cannot_let_the_representative_in_by_saying_yes(place, case):
    role(place.other.person, OrgRole.TR, place.unit)
    with pytest.raises(NotAllowed):
        answer_accept(case, actor_in(place.henrik.person, case), "tr_reads", "yes")
    assert case.participations.filter(role=CaseRole.TR).count() == 0
