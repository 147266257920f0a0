"""The stated calendar beside another maker's table of Danish holidays, day by day."""

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from vaern.rulebook.calendar import is_working_day, plus_working_days
from vaern.rulebook.load import load

SAMPLES = Path(os.environ.get("VAERN_SAMPLES") or Path(__file__).parents[3] / "shared" / "samples") / "calendar"
TABLE = SAMPLES / "dk-holidays" / "vacanza" / "snapshots" / "countries" / "DK_COMMON.json"
LABOUR_DAY = "Workers' Day"
with_table = pytest.mark.skipif(not TABLE.is_file(), reason="the folder of sample files is not here")


def table():
    return {date.fromisoformat(day): name for day, name in json.loads(TABLE.read_text("utf-8")).items()}


@pytest.mark.samples
@with_table
def test_working_days_are_those_of_the_table_with_1_may_as_the_only_other_reading():
    days, first, last = table(), date(2000, 1, 1), date(2050, 12, 31)
    every = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    expected = [day for day in every if day.weekday() < 5 and days.get(day, LABOUR_DAY) == LABOUR_DAY]
    assert [day for day in every if is_working_day(day)] == expected


@pytest.mark.samples
@with_table
def test_store_bededag_ended_with_2023():
    named = [day.year for day, name in table().items() if name == "Great Prayer Day"]
    assert max(named) == load().texts["calendar"]["store_bededag"]["last_year"]
    assert (is_working_day(date(2023, 5, 5)), is_working_day(date(2024, 4, 26))) == (False, True)


def test_each_day_of_the_stated_rule_is_as_it_says():
    said = load().texts["calendar"]["days"]
    ordinary = {
        (5, 1): date(2026, 5, 1),
        (6, 5): date(2026, 6, 5),
        (12, 24): date(2026, 12, 24),
        (12, 31): date(2026, 12, 31),
    }
    found = {(one["month"], one["day"]): is_working_day(ordinary[one["month"], one["day"]]) for one in said}
    assert found == {(one["month"], one["day"]): not one["off"] for one in said}


def test_working_days_jump_over_christmas():
    assert plus_working_days(date(2026, 12, 23), 3) == date(2026, 12, 30)
