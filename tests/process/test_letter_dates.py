"""The dates in a letter beside those of its case: a slip is named; what the case knows or the letter sets is not."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.factories.casework import START, casework
from tests.process.test_letter_case import VALUES
from vaern import clock
from vaern.cases import actions as cases
from vaern.cases.writing import writing
from vaern.process import act
from vaern.process.letter_dates import unmatched_dates, written_in
from vaern.rulebook.danish import day

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def typed(cast, behaviour):
    by = cast.as_("leader")
    row = act.draft_letter(cast.case, by, "vejledning_til_borger")
    return act.save_letter(row, by, row.revision, VALUES | {"behaviour": behaviour})


def said(on):
    return day(on).rpartition(" ")[0]


def test_a_date_that_the_case_has_not_is_named_once_as_it_is_typed(cast):
    slip = clock.today() - timedelta(days=40)
    letter = typed(cast, f"Den {said(slip)} {slip.year} og igen den {said(slip)} {slip.year} kom der mails.")
    assert unmatched_dates(letter) == [f"{said(slip)} {slip.year}"]


def test_the_days_of_the_case_and_days_to_come_are_not_named(cast):
    today = clock.today()
    with writing(cast.case):
        cases.record_complaint(case=cast.case, by=cast.as_("leader"), made_on=today - timedelta(days=70))
    complained, answer_by = today - timedelta(days=70), today + timedelta(days=14)
    words = f"Den {said(today)} skete det. Du klagede den {said(complained)} {complained.year}. Svar {said(answer_by)}."
    assert unmatched_dates(typed(cast, words)) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("den 3. november 2026", ["3. november 2026"]),
        ("3.–17. november 2026", ["3. november 2026", "17. november 2026"]),
        ("den 3. og den 5. november 2026", ["3. november 2026", "5. november 2026"]),
        ("3 nov. 2026 og 2026-11-04", ["3 nov. 2026", "2026-11-04"]),
        ("3.11.2026, 4-11-2026 og 5/11 2026", ["3.11.2026", "4-11-2026", "5/11 2026"]),
        ("den 6/11 sad vi 3/4 af dagen", ["den 6/11"]),
        ("31. november 2026, 12 34 56 20, kl. 9 til 12 og § 119, stk. 4", []),
        ("3 marginaler", []),
    ],
)
def test_dates_are_read_as_danish_writes_them(words, found):
    assert [one.words for one in written_in(words)] == found


def test_a_day_without_a_year_is_that_day_of_the_years_about_now():
    with clock.travel(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        (one,) = written_in("den 3. november")
        (leap,) = written_in("den 29. februar")
    assert one.days == tuple(date(year, 11, 3) for year in (2024, 2025, 2026, 2027))
    assert leap.days == (date(2024, 2, 29),)
