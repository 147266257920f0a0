"""The log of a case folds what was done again and again, and is read in pages."""

import pytest

from tests.factories.cases import MONDAY, sent, workplace
from vaern import clock
from vaern.process.opening import SAME_LOOK, open_case
from vaern.web.casework import log

pytestmark = pytest.mark.django_db


@pytest.fixture
def read_thrice():
    place = workplace()
    with clock.travel(MONDAY):
        case = sent(place.maja).case
    for number, who in enumerate((place.henrik, place.henrik, place.maja, place.henrik), start=1):
        with clock.travel(MONDAY + number * SAME_LOOK):
            open_case(case, by=who.acting("case_owner"))
    with clock.travel(MONDAY + 5 * SAME_LOOK):
        yield case


def test_same_reading_again_is_one_line_with_its_count(read_thrice):
    lines, older = log.log_lines(read_thrice)
    newest = [(line.who.split()[0], line.count) for line in lines[:3]]
    assert (newest, older) == ([("Henrik", 1), ("Maja", 1), ("Henrik", 2)], None)


def test_older_events_come_on_the_next_page(read_thrice, monkeypatch):
    whole = [line.number for line in log.log_lines(read_thrice)[0]]
    monkeypatch.setattr(log, "MOST", 4)
    first, older = log.log_lines(read_thrice)
    rest, _ = log.log_lines(read_thrice, str(older))
    assert [line.number for line in (*first, *rest)][:5] == whole[:5]
    assert log.log_lines(read_thrice, "x; drop")[0] == first
