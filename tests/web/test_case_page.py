"""What the case page says of the affected employees."""

import pytest
from django.utils import translation

from tests.factories.casework import START, casework
from tests.web.signed_in import signed_in, text_of
from vaern import clock
from vaern.care.actions import give_accept
from vaern.cases import actions as cases
from vaern.web.casework.case_page import accepts_of

pytestmark = pytest.mark.django_db

LABEL = "Ja eller nej til politianmeldelse"


@pytest.fixture
def cast():
    with clock.travel(START), translation.override("da"):
        yield casework()


def says(cast, name, value):
    by = cast.as_(name)
    give_accept(case=cast.case, by=by, subject="police_report", value=value)


def test_one_employees_newest_answer_stands_without_the_name(cast):
    assert [label for label, _said in accepts_of(cast.case)] == [LABEL]
    says(cast, "employee", "no")
    says(cast, "employee", "yes")
    assert [said.split(",")[0] for _label, said in accepts_of(cast.case)] == ["Ja"]


@pytest.mark.row("G22")
def test_each_of_two_employees_has_an_answer_of_her_own(cast):
    cases.add_affected_employee(case=cast.case, by=cast.as_("leader"), person=cast.handler)
    says(cast, "employee", "yes")
    shown = {label: said.split(",")[0] for label, said in accepts_of(cast.case)}
    assert shown == {f"{LABEL}, Maja Lindvig": "Ja", f"{LABEL}, Kirstine Brohus": "Ikke spurgt"}
    says(cast, "handler", "no")
    assert "Nej" in dict(accepts_of(cast.case))[f"{LABEL}, Kirstine Brohus"]
    page = signed_in(cast.leader).get(f"/sager/{cast.case.number}/")
    assert f"{LABEL}, Kirstine Brohus" in text_of(page)
