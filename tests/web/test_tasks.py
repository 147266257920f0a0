"""The tasks as they are shown on the case: the nearest first, on every day of the calendar."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests.factories.cases import MONDAY, sent, workplace
from tests.web.signed_in import signed_in
from vaern import clock
from vaern.web.casework.case_page import tasks_of
from vaern.web.casework.tasks import as_acts

pytestmark = pytest.mark.django_db
LEAP_DAY = datetime(2028, 2, 29, 9, tzinfo=UTC)


def test_case_opens_on_the_29th_of_february():
    place = workplace()
    with clock.travel(LEAP_DAY):
        case = sent(place.maja).case
        assert signed_in(place.henrik.person).get(f"/sager/{case.number}/").status_code == 200


def test_nearest_tasks_come_first_and_those_without_a_day_last():
    with clock.travel(MONDAY):
        case = sent(workplace().maja).case
        case.tasks.exclude(step__in=("talk_after_1_week", "look_after_colleagues")).update(due_at=None)
        first, second, third = as_acts(tasks_of(case))
    assert [each.url.partition("#task-")[2] for each in (first, second)] == [
        str(case.tasks.get(step=step).id) for step in ("look_after_colleagues", "talk_after_1_week")
    ]
    assert third.when in ("Ingen frist endnu", "No deadline yet")


def test_overview_leads_to_where_one_says_that_one_is_away():
    place = workplace()
    page = signed_in(place.henrik.person).get(reverse("overview")).content.decode()
    assert f'href="{reverse("my_absence")}"' in page
