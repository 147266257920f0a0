"""A series over which the law changed is assessed for each part, and made again from its receipt."""

from datetime import date

import pytest

from tests.rulebook.situations import answers, situation
from vaern.rulebook.assess import assess
from vaern.rulebook.dated import in_force, latest
from vaern.rulebook.receipts import replay, situation_data, situation_of
from vaern.rulebook.shapes import IncidentFacts, Result


def series(first: str, last: str, yes: str = "wrote stopped_first") -> IncidentFacts:
    return IncidentFacts("a", date.fromisoformat(first), answers(yes), until=date.fromisoformat(last))


def parts(book, first, last, provision="loven/1"):
    found = assess(book, situation(incidents=[series(first, last)]), [provision]).findings
    return [(str(one.on), str(one.result)) for one in found]


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2017-01-01", "2018-12-31", [("2017-01-01", "points_to")]),
        ("2017-01-01", "2019-01-01", [("2017-01-01", "points_to"), ("2019-01-01", "not_in_force")]),
        ("2015-06-01", "2016-01-01", [("2015-06-01", "not_in_force"), ("2016-01-01", "points_to")]),
        ("2019-06-01", "2020-06-01", [("2019-06-01", "not_in_force"), ("2020-01-01", "points_to")]),
        ("2020-01-01", "2020-01-01", [("2020-01-01", "points_to")]),
    ],
)
def test_each_part_of_a_series_is_assessed_by_the_law_of_its_first_day(book, first, last, found):
    assert parts(book, first, last) == found


def test_a_provision_by_the_decisions_date_is_assessed_once(book):
    assert [on for on, _result in parts(book, "2017-01-01", "2023-01-01", "loven/2")] == ["2024-01-01"]


def test_a_series_is_made_again_part_by_part_from_its_receipt(book):
    whole = situation(incidents=[series("2017-01-01", "2021-01-01")])
    assert situation_of(situation_data(whole)) == whole
    again = replay(book, assess(book, whole).receipt)
    assert (again.same, len(assess(book, whole, ["loven/1"]).findings)) == (True, 3)


def test_a_declared_gap_stands_on_the_finding_of_its_days(book):
    gaps = [one.gaps for one in assess(book, situation(incidents=[series("2018-06-01", "2020-06-01")])).findings]
    assert gaps == [(), ("silent_year",), (), ()]
    assert assess(book, situation(on=date(2019, 5, 1)), ["loven/1"]).findings[0].result == Result.NOT_IN_FORCE


def test_a_text_counts_from_its_day_and_the_oldest_where_none_had_begun(book):
    texts = book.provisions["loven/1"]
    assert (in_force(texts, date(2015, 1, 1)), latest(texts, date(2015, 1, 1))) == (None, texts[0])
    assert latest(texts, date(2019, 6, 1)) == texts[0]
    assert in_force(texts, date(2020, 1, 1)) == texts[1]
