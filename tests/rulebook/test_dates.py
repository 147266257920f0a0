from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vaern.rulebook.book.build import rule
from vaern.rulebook.calendar import is_working_day, plus_months, plus_working_days
from vaern.rulebook.deadlines import due, remind_at

HERE = ZoneInfo("Europe/Copenhagen")


def made(length, **more):
    return rule({"id": "x", "title": "X", "starts_from": "happened", "length": length, "what_for": "prøve", **more})


def at(*parts):
    return datetime(*parts, tzinfo=HERE)


@pytest.mark.row("G10")
@pytest.mark.parametrize(
    ("start", "wall"),
    [
        (at(2026, 10, 24, 12), at(2026, 10, 27, 11)),
        (at(2026, 3, 28, 12), at(2026, 3, 31, 13)),
        (at(2026, 6, 1, 12), at(2026, 6, 4, 12)),
    ],
)
def test_seventy_two_hours_are_elapsed_hours_over_a_change_of_clocks(start, wall):
    assert due(made({"hours": 72}), start).at == wall.astimezone(UTC)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - hypothesis adds the zone
def test_seventy_two_hours_are_always_seventy_two_hours(start):
    assert due(made({"hours": 72}), start).at - start == timedelta(hours=72)


@pytest.mark.parametrize(
    ("length", "last"),
    [
        ({"same_day": True}, at(2026, 12, 23, 23, 59, 59)),
        ({"days": 14}, at(2027, 1, 6, 23, 59, 59)),
        ({"weeks": 1}, at(2026, 12, 30, 23, 59, 59)),
        ({"months": 3}, at(2027, 3, 23, 23, 59, 59)),
        ({"years": 1}, at(2027, 12, 23, 23, 59, 59)),
        ({"working_days": 3}, at(2026, 12, 30, 23, 59, 59)),
    ],
)
def test_days_of_every_kind_end_with_the_day_in_copenhagen(length, last):
    assert due(made(length), at(2026, 12, 23, 0, 30)).at == last.astimezone(UTC)


def test_an_event_late_in_utc_counts_from_its_day_in_copenhagen():
    assert due(made({"same_day": True}), datetime(2026, 6, 1, 22, 30, tzinfo=UTC)).at == at(2026, 6, 2, 23, 59, 59)


def test_a_window_opens_and_closes():
    found = due(made({"days": 3}, **{"from": {"days": 1}}), at(2026, 11, 2, 9))
    assert (found.not_before, found.starts_from) == (at(2026, 11, 3).astimezone(UTC), "happened")
    assert found.says == (
        "Tidligst tirsdag den 3. november 2026 kl. 00.00 og senest torsdag den 5. november 2026 kl. 23.59: prøve"
    )


def test_a_deadline_without_a_window_says_its_latest_moment():
    assert (
        due(made({"same_day": True}), at(2026, 11, 6, 9)).says == "Senest fredag den 6. november 2026 kl. 23.59: prøve"
    )


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        due(made({"hours": 72}), datetime(2026, 1, 1))  # noqa: DTZ001 - the case


def test_a_reminder_comes_before_the_deadline_or_not_at_all():
    assert remind_at(made({"hours": 72}, remind_before={"hours": 24}), at(2026, 1, 4)) == at(2026, 1, 3)
    assert remind_at(made({"hours": 72}), at(2026, 1, 4)) is None


@pytest.mark.parametrize(
    ("on", "open_"),
    [
        (date(2023, 5, 5), False), (date(2024, 4, 26), True), (date(2026, 4, 3), False), (date(2026, 5, 1), True),
        (date(2026, 6, 5), False), (date(2026, 12, 24), False), (date(2026, 12, 31), False),
        (date(2026, 11, 21), False), (date(2026, 11, 20), True), (date(2026, 12, 25), False),
    ],
)  # fmt: skip
def test_danish_working_days_follow_the_stated_rule(on, open_):
    assert is_working_day(on) == open_


def test_working_days_begin_the_day_after():
    assert plus_working_days(date(2026, 11, 20), 1) == date(2026, 11, 23)
    assert plus_working_days(date(2026, 11, 20), 0) == date(2026, 11, 20)


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 11, 30), 3, date(2027, 2, 28)), (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)), (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)  # fmt: skip
def test_months_end_on_the_same_day_or_the_months_last(start, n, end):
    assert plus_months(start, n) == end
