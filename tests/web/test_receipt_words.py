"""What the receipt and one's own list say, for each way of being reached and each state of the case."""

import pytest
from django.utils.translation import gettext

from tests.factories.cases import MONDAY, draft, workplace
from vaern import clock
from vaern.cases.enums import CaseState
from vaern.cases.models import Case
from vaern.people.models import RoleAssignment
from vaern.process import report as process
from vaern.web.reporting.presenter import headline, status

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
    assert told == gettext("The case was closed %(when)s. Say so if something new happens.") % {"when": "16. november"}
