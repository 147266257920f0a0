"""The clocks of a case say what is so: running, soon, met, too late, passed, or that a time is missing."""

from datetime import timedelta

import pytest
from django.utils.translation import gettext

from tests.factories.cases import MONDAY, sent, workplace
from vaern import clock
from vaern.cases.enums import CaseState
from vaern.plans.models import Deadline
from vaern.web.casework.clocks import all_clocks, clock_of, clocks_of

pytestmark = [pytest.mark.django_db, pytest.mark.row("G10")]


@pytest.fixture
def deadline():
    with clock.travel(MONDAY):
        case = sent(workplace().maja, day_typed="i dag", clock_typed="7.00").case
    return case.deadlines.get(rule="police_72_hours")


def at(deadline, **later):
    with clock.travel(deadline.started_at + timedelta(**later)):
        return clock_of(deadline).state


def test_clock_runs_then_is_soon_then_has_passed(deadline):
    assert [at(deadline, hours=10), at(deadline, hours=60), at(deadline, hours=73)] == ["running", "soon", "passed"]


def test_clock_met_in_time_is_met(deadline):
    deadline.met_at = deadline.due_at - timedelta(hours=1)
    assert at(deadline, hours=80) == "met"


def test_clock_met_after_its_time_says_too_late_and_when(deadline):
    deadline.met_at = deadline.due_at + timedelta(days=9)
    shown = clock_of(deadline)
    assert shown.state == "passed"
    assert shown.left in ("For sent", "Too late")


def test_clock_without_a_time_asks_for_one(deadline):
    deadline.started_at = deadline.due_at = None
    shown = clock_of(deadline)
    assert (shown.state, shown.share) == ("unknown", None)


def test_closed_case_has_no_running_clock(deadline):
    deadline.case.state = CaseState.CLOSED
    assert all_clocks(deadline.case) == []
    deadline.case.state = CaseState.OPEN
    assert len(clocks_of(deadline.case)) == 1


def test_clocks_that_have_passed_alike_are_one_and_say_how_many_they_are(deadline):
    case = deadline.case
    for hours in (1, 2):
        back = timedelta(hours=hours)
        Deadline.objects.create(
            case=case,
            rule=deadline.rule,
            starts_from=deadline.starts_from,
            started_at=deadline.started_at - back,
            due_at=deadline.due_at - back,
            computed_at=deadline.computed_at,
            cause=deadline.cause,
        )
    with clock.travel(deadline.due_at + timedelta(days=1)):
        shown = [each for each in clocks_of(case) if each.state == "passed"]
        every = [each for each in all_clocks(case) if each.state == "passed"]
    assert (len(shown), len(every)) == (1, 3)
    assert shown[0].note == gettext("The last of %(n)s: %(note)s") % {"n": 3, "note": every[-1].note}
    with clock.travel(deadline.started_at + timedelta(hours=3)):
        assert len([each for each in clocks_of(case) if each.state == "running"]) == 3
