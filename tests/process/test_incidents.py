"""One more act in the same course of events, and whom a report on somebody's behalf is about."""

from datetime import date, timedelta

import pytest

from tests.factories.casework import START, casework
from vaern import clock
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.cases.enums import Precision
from vaern.cases.queries import affected_employees
from vaern.errors import BadInput, NotAllowed
from vaern.people.models import Notice
from vaern.process.incidents import add_incident, say_whom_it_is_about
from vaern.vault.text import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def names(case):
    return [event.name for event in events_of(Stream.CASE, case.id)]


def test_incident_gets_its_number_its_time_and_an_event(cast):
    row = add_incident(cast.case, cast.as_("leader"), summary="Han kom igen.", day=date(2026, 6, 2), clock_time="14.30")
    assert (row.number, row.precision, read(row, "summary")) == (2, Precision.EXACT, "Han kom igen.")
    assert clock.local(row.happened_from).isoformat() == "2026-06-02T14:30:00+02:00"


def test_incident_may_have_words_for_its_time(cast):
    row = add_incident(cast.case, cast.as_("leader"), summary="Før.", when_words="engang i maj")
    assert (row.happened_from, read(row, "when_words")) == (None, "engang i maj")


def test_incident_that_has_not_happened_yet_is_refused(cast):
    with pytest.raises(BadInput):
        add_incident(cast.case, cast.as_("leader"), summary="Senere.", day=(START + timedelta(days=9)).date())
    assert cast.case.incidents.count() == 1


def test_incident_is_added_by_one_who_may_see_the_facts(cast):
    with pytest.raises(NotAllowed):
        add_incident(cast.case, cast.as_("employee"), summary="x")


def test_colleague_it_is_about_follows_the_case_and_is_told(cast):
    say_whom_it_is_about(cast.case, cast.as_("leader"), cast.deputy)
    assert cast.deputy in list(affected_employees(cast.case))
    assert [row.code for row in Notice.objects.filter(person=cast.deputy)] == ["added_to_case"]
