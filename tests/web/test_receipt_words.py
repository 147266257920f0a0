"""What the receipt and one's own list say, for each way of being reached and each state of the case."""

from datetime import timedelta

import pytest
from django.utils.translation import gettext

from tests.factories.cases import MONDAY, draft, workplace
from vaern import clock
from vaern.care.queries import talks_of
from vaern.cases.enums import CaseState
from vaern.cases.models import Case
from vaern.cases.queries import actor_in
from vaern.people.models import RoleAssignment
from vaern.process import report as process
from vaern.process.talks import hold_talk
from vaern.web.reporting.presenter import headline, status
from vaern.web.templatetags.moments import day, when

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    with clock.travel(MONDAY):
        yield workplace()


@pytest.mark.parametrize(
    ("wish", "says"),
    [
        ("call", "%(name)s calls you %(day)s before %(time)s"),
        ("visit", "%(name)s comes by %(day)s before %(time)s"),
        ("sms", "%(name)s writes to you %(day)s before %(time)s"),
    ],
)
def test_receipt_says_who_comes_in_the_way_that_was_wished(place, wish, says):
    with clock.travel(MONDAY):
        receipt = process.send_report(draft(place.maja, contact_wish=wish), by=place.maja)
        told = headline(receipt)
        words = gettext(says).split("%(")
    assert told.startswith(f"Henrik{words[1].split(')s', 1)[1]}")


def test_receipt_without_a_receiver_promises_no_name(place):
    RoleAssignment.objects.all().delete()
    with clock.travel(MONDAY):
        receipt = process.send_report(draft(place.maja), by=place.maja)
        told = headline(receipt), status(receipt.report.case, place.maja.person)
    assert told == (
        gettext("Your message has been received"),
        gettext("Your message has been received. The work-environment team finds out who calls you."),
    )


def test_closed_case_says_from_when(place):
    with clock.travel(MONDAY):
        case = process.send_report(draft(place.maja), by=place.maja).case
        Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED, closed_at=MONDAY)
        told = status(Case.objects.get(pk=case.pk), place.maja.person)
    assert told == gettext("The case was closed %(when)s. Say so if something new happens.") % {"when": day(MONDAY)}


def test_receipt_that_is_read_again_promises_nothing_that_has_been_kept(place):
    with clock.travel(MONDAY):
        receipt = process.send_report(draft(place.maja), by=place.maja)
    with clock.travel(MONDAY + timedelta(hours=1)):
        leader = actor_in(place.henrik.person, receipt.case)
        hold_talk(talks_of(receipt.case).get(), leader, held_at=clock.now(), note="")
        told, said = headline(receipt), when(clock.now())
    assert told == gettext("%(name)s talked with you %(when)s") % {"name": "Henrik", "when": said}


def test_promise_that_was_not_kept_is_not_said_as_if_it_were_to_come(place):
    with clock.travel(MONDAY):
        case = process.send_report(draft(place.maja), by=place.maja).case
        before = status(case, place.maja.person)
    with clock.travel(MONDAY + timedelta(days=2)):
        after = status(case, place.maja.person)
        promised = {"name": "Henrik", "when": when(talks_of(case).get().promised_before)}
    late = gettext("%(name)s was to talk with you before %(when)s. Has nobody called? Then call %(name)s or the team.")
    assert (before == after, after) == (False, late % promised)
