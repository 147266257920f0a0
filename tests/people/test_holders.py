"""Who stands where someone is looked for: the one with the role, a substitute, a deputy, the next in line."""

from datetime import UTC, date, datetime

import pytest

from tests.factories.people import make_absence, make_cast, make_person, make_role, make_unit
from vaern.audit.actors import SYSTEM
from vaern.errors import NotNow
from vaern.people.actions import say_farewell
from vaern.people.enums import OrgRole
from vaern.people.models import RoleAssignment
from vaern.people.queries import Through, holder_of, line_of, subtree, viewer_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 16)


def away(person, substitute=None):
    make_absence(person, date(2026, 11, 16), date(2026, 11, 20), substitute)


def test_leader_is_the_one_of_the_workplace() -> None:
    cast = make_cast()
    found = holder_of(OrgRole.LEADER, cast.workplace, DAY)
    assert (found.person, found.through, found.absent) == (cast.henrik, Through.ROLE, ())


def test_leader_is_the_nearest_up_the_tree_where_the_workplace_has_none() -> None:
    cast = make_cast()
    found = holder_of(OrgRole.LEADER, cast.other_workplace, DAY)
    assert (found.person, found.through) == (cast.birthe, Through.ROLE)


def test_named_substitute_comes_before_the_deputy() -> None:
    cast = make_cast()
    away(cast.henrik, cast.lone)
    found = holder_of(OrgRole.LEADER, cast.workplace, DAY)
    assert (found.person, found.through, found.absent) == (cast.lone, Through.SUBSTITUTE, (cast.henrik,))


def test_deputy_stands_in_for_an_absent_leader() -> None:
    cast = make_cast()
    away(cast.henrik)
    found = holder_of(OrgRole.LEADER, cast.workplace, DAY)
    assert (found.person, found.through, found.absent) == (cast.mikkel, Through.DEPUTY, (cast.henrik,))


@pytest.mark.row("G23")
def test_next_in_line_gets_it_when_leader_and_deputy_are_away() -> None:
    cast = make_cast()
    away(cast.henrik)
    away(cast.mikkel)
    found = holder_of(OrgRole.LEADER, cast.workplace, DAY)
    assert (found.person, found.through, found.absent) == (cast.kirstine, Through.NEXT_IN_LINE, (cast.henrik,))


def test_absent_substitute_is_passed_over_too() -> None:
    cast = make_cast()
    away(cast.henrik, cast.lone)
    away(cast.lone)
    assert holder_of(OrgRole.LEADER, cast.workplace, DAY).person == cast.mikkel


def test_safety_team_gets_it_when_the_whole_line_is_away() -> None:
    cast = make_cast()
    for person in (cast.henrik, cast.mikkel, cast.kirstine, cast.birthe, cast.anders):
        away(person)
    found = holder_of(OrgRole.LEADER, cast.workplace, DAY)
    assert (found.person, found.through) == (cast.grethe, Through.SAFETY_TEAM)
    assert found.absent == (cast.henrik, cast.kirstine, cast.birthe, cast.anders)


def test_nobody_at_all_is_said_with_what_to_do() -> None:
    with pytest.raises(NotNow) as refused:
        holder_of(OrgRole.LEADER, make_unit(), DAY)
    assert str(refused.value.todo) != ""


def test_one_who_must_not_be_chosen_is_not_chosen_nor_called_away() -> None:
    cast = make_cast()
    found = holder_of(OrgRole.LEADER, cast.workplace, DAY, without={cast.henrik.pk})
    assert (found.person, found.absent) == (cast.kirstine, ())


def test_deputy_does_not_stand_in_for_an_amr() -> None:
    cast = make_cast()
    away(cast.lone)
    assert holder_of(OrgRole.AMR, cast.workplace, DAY).through == Through.SAFETY_TEAM


def test_absence_counts_to_its_last_day_in_copenhagen() -> None:
    cast = make_cast()
    away(cast.henrik)
    last_evening = datetime(2026, 11, 20, 22, 59, tzinfo=UTC)
    next_day = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
    assert holder_of(OrgRole.LEADER, cast.workplace, last_evening).person == cast.mikkel
    assert holder_of(OrgRole.LEADER, cast.workplace, next_day).person == cast.henrik


def test_one_who_is_here_now_and_away_on_the_promised_day_is_passed_over() -> None:
    cast, friday, monday = make_cast(), date(2026, 11, 13), DAY
    away(cast.henrik)
    assert holder_of(OrgRole.LEADER, cast.workplace, friday).person == cast.henrik
    found = holder_of(OrgRole.LEADER, cast.workplace, friday, also_on=monday)
    assert (found.person, found.through, found.absent) == (cast.mikkel, Through.DEPUTY, (cast.henrik,))


def test_role_that_has_ended_by_the_promised_day_is_passed_over() -> None:
    cast, friday = make_cast(), date(2026, 11, 13)
    RoleAssignment.objects.filter(person=cast.henrik).update(until=friday)
    RoleAssignment.objects.filter(person=cast.anders).update(since=DAY)
    found = holder_of(OrgRole.LEADER, cast.workplace, friday, also_on=DAY)
    assert (found.person, found.absent) == (cast.kirstine, ())


def test_role_counts_from_its_first_day_to_its_last() -> None:
    person = make_person()
    make_role(person, OrgRole.LEADER, since=date(2026, 11, 1), until=date(2026, 11, 30))
    assert holder_of(OrgRole.LEADER, person.unit, date(2026, 11, 1)).person == person
    assert holder_of(OrgRole.LEADER, person.unit, date(2026, 11, 30)).person == person
    for day in (date(2026, 10, 31), date(2026, 12, 1)):
        with pytest.raises(NotNow):
            holder_of(OrgRole.LEADER, person.unit, day)


def test_one_who_has_left_holds_nothing() -> None:
    cast = make_cast()
    say_farewell(person=cast.henrik, by=SYSTEM, left_on=DAY)
    assert holder_of(OrgRole.LEADER, cast.workplace, DAY).person == cast.kirstine


def test_subtree_and_line_are_the_units_below_and_above() -> None:
    cast = make_cast()
    assert set(subtree(cast.department)) == {cast.department, cast.centre, cast.workplace, cast.other_workplace}
    assert line_of(cast.workplace) == [cast.workplace, cast.centre, cast.department, cast.root]


def test_viewer_has_the_roles_of_today() -> None:
    cast = make_cast()
    assert viewer_of(cast.henrik).roles == {(OrgRole.LEADER, cast.workplace.pk)}
    assert viewer_of(cast.maja).holds(OrgRole.LEADER) is False
