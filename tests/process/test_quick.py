"""How many questions the database is asked: an answered fact must not cost a hundred."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.casework import START, answer_everything, casework
from vaern import clock
from vaern.process import assess, plan_start, questions
from vaern.process.situation import situation_of
from vaern.vault import keys

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        made = casework()
        plan_start.start_plan_for(made.case, made.as_("leader"))
        answer_everything(made)
        assess.lock(made.case, "law", made.as_("jurist"))
        yield made


def asked(act):
    with keys.held(), CaptureQueriesContext(connection) as seen:
        act()
    return len([one for one in seen if "SAVEPOINT" not in one["sql"]])


def test_situation_asks_for_each_kind_of_row_once(cast):
    assert asked(lambda: situation_of(cast.case)) <= 20


def test_answered_fact_asks_for_each_kind_of_row_once(cast):
    again = lambda: questions.answer(cast.case, cast.as_("leader"), "contact_person_named", "no")  # noqa: E731
    again()
    assert asked(again) <= 34
