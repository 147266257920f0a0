"""The list of cases: what a line says and where it leads depends on the role in that case."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from tests.factories.cases import MONDAY, sent, workplace
from tests.web.signed_in import signed_in, text_of
from vaern import clock
from vaern.audit.actors import SYSTEM
from vaern.cases import actions as cases
from vaern.cases import queries
from vaern.cases.enums import CaseRole, CaseState
from vaern.cases.models import Case
from vaern.cases.paging import MOST_ON_PAGE
from vaern.people.notices import notify
from vaern.people.queries import viewer_of
from vaern.plans.actions import hand_over_task
from vaern.web.casework.case_lines import listed
from vaern.web.casework.news import news
from vaern.web.casework.overview import overview_page

pytestmark = pytest.mark.django_db


def the_line(person):
    lines, older = listed(viewer_of(person), state=CaseState.OPEN)
    assert older == ""
    return lines[0] if lines else None


def test_line_leads_to_the_page_of_the_role():
    place = workplace()
    with clock.travel(MONDAY):
        case = sent(place.maja).case
        assert the_line(place.maja.person).url == f"/mine-sager/{case.number}/"
        assert the_line(place.henrik.person).url == f"/sager/{case.number}/"


def test_one_with_the_injury_track_only_is_not_told_what_happened():
    place = workplace()
    with clock.travel(MONDAY):
        case = sent(place.maja).case
        cases.add_participant(case=case, by=SYSTEM, person=place.mikkel.person, role=CaseRole.HR, reason_code="test")
        line = the_line(place.mikkel.person)
    assert line.url == f"/sager/{case.number}/arbejdsskade/"
    assert line.title in ("Arbejdsskade", "Work injury")


def test_what_is_due_in_a_case_is_said_only_to_those_who_see_how_it_stands():
    place = workplace()
    with clock.travel(MONDAY):
        case = sent(place.maja).case
        for who, role in ((place.mikkel, CaseRole.HR), (place.other, CaseRole.REPORTER)):
            cases.add_participant(case=case, by=SYSTEM, person=who.person, role=role, reason_code="test")
        case.refresh_from_db()
        assert the_line(place.henrik.person).due == case.next_deadline is not None
        assert [the_line(who.person).due for who in (place.mikkel, place.other)] == [None, None]


def test_uninvolved_person_has_no_line():
    place = workplace()
    with clock.travel(MONDAY):
        sent(place.maja)
        assert the_line(place.mikkel.person) is None


@pytest.mark.parametrize("mark", ["rubbish", "2026-01-01T00:00:00+00:00_x", "_", "2026-99-01_"])
def test_mark_that_cannot_be_read_is_as_none(mark):
    place = workplace()
    with clock.travel(MONDAY):
        sent(place.maja)
        lines, _older = listed(place.henrik, state=CaseState.OPEN, before=mark)
    assert len(lines) == 1


def test_older_cases_come_on_the_next_page_once_each():
    place = workplace()
    with clock.travel(MONDAY):
        numbers = {sent(place.maja).case.number for _ in range(MOST_ON_PAGE + 2)}
        first, older = listed(place.henrik, state=CaseState.OPEN)
        second, end = listed(place.henrik, state=CaseState.OPEN, before=older)
    assert (len(first), len(second), end) == (MOST_ON_PAGE, 2, "")
    assert {line.case.number for line in first + second} == numbers


def test_overview_counts_no_case_that_is_not_shown():
    place = workplace()
    with clock.travel(MONDAY):
        sent(place.maja)
        page = overview_page(place.mikkel)
    assert (page["cases"], page["tasks"], page["more"]) == ([], [], False)


@pytest.mark.parametrize("many", [0, 500])
def test_list_is_the_same_whether_one_takes_part_in_few_cases_or_many(many, monkeypatch):
    monkeypatch.setattr(queries, "MANY_CASES", many)
    place = workplace()
    for minute in range(3):
        with clock.travel(MONDAY + timedelta(minutes=minute)):
            sent(place.maja)
    with clock.travel(MONDAY + timedelta(minutes=9)):
        lines, older = listed(place.henrik, state=CaseState.OPEN, most=2)
        rest, end = listed(place.henrik, state=CaseState.OPEN, before=older, most=2)
    ages = [line.case.opened_at for line in (*lines, *rest)]
    assert (len(lines), len(rest), end, ages == sorted(ages, reverse=True)) == (2, 1, "", True)
    assert {line.case.id for line in (*lines, *rest)} == {
        case.id for case in queries.cases_visible_to(place.henrik.person)
    }


def test_same_thing_said_several_times_about_one_case_is_one_line_of_news():
    place = workplace()
    with clock.travel(MONDAY):
        case = sent(place.maja).case
    for minute in range(3):
        with clock.travel(MONDAY + timedelta(minutes=minute + 1)):
            notify(place.henrik.person, "task_due", case.id, dedupe=str(minute))
    with clock.travel(MONDAY + timedelta(minutes=9)):
        lines = [(one.count, one.number) for one in news(place.henrik) if one.count > 1]
    assert lines == [(3, case.number)]


def test_task_of_one_with_the_injury_track_only_leads_to_the_page_that_person_may_open():
    place = workplace()
    with clock.travel(MONDAY):
        case = sent(place.maja).case
        cases.add_participant(case=case, by=SYSTEM, person=place.mikkel.person, role=CaseRole.HR, reason_code="test")
        task = case.tasks.get(step="look_after_colleagues")
        hand_over_task(task=task, by=queries.actor_in(place.henrik.person, case), to=place.mikkel.person)
        (own,) = overview_page(place.mikkel)["tasks"]
        others = overview_page(place.henrik)["tasks"]
        assert signed_in(place.mikkel.person).get(own.url).status_code == 200
    assert own.url == f"/sager/{case.number}/arbejdsskade/"
    assert {task.url.partition("#")[0] for task in others} == {f"/sager/{case.number}/plan/"}


def test_nothing_is_called_calm_while_a_deadline_of_a_case_is_today():
    place = workplace()
    with clock.travel(MONDAY):
        case = sent(place.maja).case
        tomorrow = clock.now() + timedelta(days=1)
        case.tasks.update(due_at=tomorrow + timedelta(days=7))
        calm = gettext("Nothing is urgent today.")
        said = {}
        for at in (tomorrow, clock.now()):
            Case.objects.filter(pk=case.pk).update(next_deadline=at)
            said[at.date() == clock.today()] = calm in text_of(signed_in(place.henrik.person).get(reverse("overview")))
    assert said == {False: True, True: False}
