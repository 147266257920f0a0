"""Times in words, as every page says them."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from vaern import clock
from vaern.web.templatetags import moments

NOW = datetime(2026, 11, 17, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now():
    with clock.travel(NOW), translation.override("da"):
        yield


@pytest.mark.parametrize("say", [moments.clock_time, moments.day, moments.when, moments.deadline])
def test_no_time_is_said_as_nothing(say):
    assert say(None) == ""


def test_day_has_its_year_when_it_is_another():
    assert moments.day(date(2026, 11, 16)) == "16.\N{NO-BREAK SPACE}november"
    assert moments.day(datetime(2025, 11, 16, 23, 30, tzinfo=UTC)) == "17.\N{NO-BREAK SPACE}november 2025"


def test_clock_is_the_one_on_the_wall():
    assert moments.clock_time(datetime(2026, 7, 1, 6, 12, tzinfo=UTC)) == "08.12"


def test_travel_asks_for_a_zone():
    with pytest.raises(ValueError, match="zone"), clock.travel(datetime(2026, 1, 1)):  # noqa: DTZ001 - what is refused
        pass
