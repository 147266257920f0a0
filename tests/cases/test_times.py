"""When something happened, as people write it."""

from datetime import UTC, datetime

import pytest

from vaern import clock
from vaern.cases.enums import Precision
from vaern.cases.times import parse_when
from vaern.errors import BadInput

NOW = datetime(2026, 11, 16, 9, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now():
    with clock.travel(NOW):
        yield


def local(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=clock.COPENHAGEN)


@pytest.mark.parametrize("typed", ["21.40", "21:40", "kl. 21.40", "2140"])
def test_clock_time_is_read_in_the_ways_people_write_it(typed):
    found = parse_when("2026-11-15", typed)
    assert (found.start, found.until, found.precision) == (local(2026, 11, 15, 21, 40), found.start, Precision.EXACT)


@pytest.mark.parametrize("typed", ["15/11", "15.11.2026", "15-11-26", "i går"])
def test_day_is_read_in_the_ways_people_write_it(typed):
    assert parse_when(typed, "8").start == local(2026, 11, 15, 8)


def test_day_without_year_is_the_latest_that_has_been():
    assert parse_when("24/12", "18").start == local(2025, 12, 24, 18)


@pytest.mark.row("G10")
def test_interval_counts_from_its_earliest_moment_and_says_so():
    found = parse_when("2026-11-14", "mellem 21 og 23")
    assert (found.start, found.until) == (local(2026, 11, 14, 21), local(2026, 11, 14, 23))
    assert (found.precision, "21.00" in found.notes[0]) == (Precision.INTERVAL, True)


def test_interval_over_midnight_ends_the_day_after():
    assert parse_when("2026-11-13", "23-01").until == local(2026, 11, 14, 1)


def test_interval_on_the_night_the_clock_goes_back_lasts_until_the_last_time_that_it_can_mean():
    found = parse_when("2026-10-25", "01.30 til 02.30")
    assert (found.start, found.until) == (
        datetime(2026, 10, 24, 23, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )


@pytest.mark.row("G10")
def test_vague_words_are_kept_and_start_no_clock():
    found = parse_when("", "", "engang i sidste uge")
    assert (found.start, found.precision, found.words) == (None, Precision.WORDS, "engang i sidste uge")


def test_what_cannot_be_read_is_kept_as_words():
    assert parse_when("31/11", "ud på natten").words == "31/11, ud på natten"


def test_day_with_an_unreadable_time_is_that_day_and_keeps_the_words():
    found = parse_when("2026-11-14", "ud på aftenen")
    assert (found.precision, found.words) == (Precision.DAY, "ud på aftenen")
    assert (found.start, found.until) == (local(2026, 11, 14), local(2026, 11, 15))


def test_today_ends_now_and_not_tonight():
    assert parse_when("2026-11-16").until == NOW


@pytest.mark.parametrize(("day", "typed"), [("2026-11-17", ""), ("2026-11-16", "23.00")])
def test_time_that_has_not_come_is_refused_kindly(day, typed):
    with pytest.raises(BadInput):
        parse_when(day, typed)


def test_half_past_two_twice_counts_from_the_first_and_says_so():
    found = parse_when("2026-10-25", "02.30")
    assert found.start == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert len(found.notes) == 1


def test_half_past_two_that_never_was_counts_from_the_jump_and_says_so():
    found = parse_when("2026-03-29", "02.30")
    assert found.start == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert (len(found.notes), found.precision) == (1, Precision.ABOUT)


def test_hour_alone_is_about():
    assert parse_when("2026-11-14", "21").precision == Precision.ABOUT


def test_hour_that_does_not_exist_is_words():
    found = parse_when("2026-11-14", "27.80")
    assert (found.precision, found.words) == (Precision.DAY, "27.80")


def test_interval_with_an_hour_that_does_not_exist_is_the_day():
    assert parse_when("2026-11-14", "27-99").precision == Precision.DAY


@pytest.mark.parametrize(
    ("typed", "precision"),
    [("02.30", Precision.EXACT), ("ca. 2.30", Precision.ABOUT), ("2", Precision.ABOUT), ("~02.30", Precision.ABOUT)],
)
def test_about_half_past_two_is_about_also_on_the_night_that_has_it_twice(typed, precision):
    assert parse_when("2026-10-25", typed).precision == precision
