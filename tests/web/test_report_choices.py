"""What a page was opened with may be old when it is saved: a day or a tick that was chosen is not lost by it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.factories.cases import MONDAY, attached, draft, picture, role, workplace
from tests.web.test_reporting import autosave, browser, post
from vaern import clock
from vaern.evidence.queries import items_in
from vaern.people.enums import OrgRole
from vaern.people.models import RoleAssignment
from vaern.vault.text import read

pytestmark = pytest.mark.django_db

TODAY = "2026-11-16"
LATER = MONDAY + timedelta(days=3)


@pytest.fixture(autouse=True)
def _monday():
    with clock.travel(MONDAY):
        yield


@pytest.fixture
def place():
    return workplace()


def test_day_chosen_on_a_page_that_was_opened_days_ago_is_kept(place):
    client, report = browser(place.maja), draft(place.maja)
    with clock.travel(LATER):
        answer = autosave(client, report, words="x", day=TODAY, clock_typed="21.40", revision=1).json()
        report.refresh_from_db()
        assert (read(report, "day_typed"), answer["note"] != "") == (TODAY, True)
        page = client.get(reverse("report_draft", args=[report.id])).content.decode()
    assert f'value="{TODAY}"' in page


def test_old_day_stands_on_the_page_when_the_form_comes_back(place):
    client, report = browser(place.maja, enforce_csrf_checks=True), draft(place.maja)
    with clock.travel(LATER):
        page = post(client, report, "send", words="x", day=TODAY).content.decode()
    assert (f'value="{TODAY}"' in page, "mandag 16. november" in page) == (True, True)


@pytest.mark.parametrize("day", ["", "i morgen", "2026-13-40"])
def test_day_that_was_not_chosen_or_cannot_be_read_changes_nothing(place, day):
    client, report = browser(place.maja), draft(place.maja, day_typed=TODAY)
    autosave(client, report, words="x", day=day, revision=1)
    report.refresh_from_db()
    assert read(report, "day_typed") == TODAY


@pytest.mark.parametrize("typed", ["", "ved ikke"])
def test_another_day_is_kept_as_typed_and_can_be_emptied(place, typed):
    client, report = browser(place.maja), draft(place.maja, day_typed="2026-11-02")
    autosave(client, report, words="x", day="other", other_day=typed, revision=1)
    report.refresh_from_db()
    assert read(report, "day_typed") == typed


def test_leader_stays_ticked_when_the_union_representatives_time_runs_out(place):
    role(place.other.person, OrgRole.TR, place.unit)
    client, report = browser(place.maja), draft(place.maja)
    RoleAssignment.objects.filter(role=OrgRole.TR).update(until=MONDAY.date() - timedelta(days=1))
    autosave(client, report, words="x", recipients=["leader", "tr"], media=["sms", "gone"], revision=1)
    report.refresh_from_db()
    assert (report.recipients, "gone" in report.media) == (["leader"], False)


def test_choice_that_cannot_be_read_changes_nothing(place):
    client, report = browser(place.maja), draft(place.maja, before="yes", who_is_hit="colleague", contact_wish="sms")
    autosave(client, report, words="x", before="?", who_is_hit="?", contact_wish="?", revision=1)
    report.refresh_from_db()
    assert (report.before, report.who_is_hit, report.contact_wish) == ("yes", "colleague", "sms")


@pytest.mark.parametrize("again", ["same", "nonsense"])
def test_file_that_is_gone_already_can_be_removed_again(place, again):
    client, report = browser(place.maja), draft(place.maja)
    item = attached(report, place.maja, picture())
    post(client, report, f"remove:{item.id}", words="x")
    answer = post(client, report, f"remove:{item.id if again == 'same' else again}", words="x", revision=2)
    assert (answer.status_code, items_in(report).count()) == (302, 0)
