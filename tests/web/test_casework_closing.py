"""Closing, opening again and the account, as a browser sees them."""

import pytest
from django.urls import reverse

from tests.factories.casework import START, casework
from tests.web.signed_in import signed_in, text_of
from vaern import clock
from vaern.cases.enums import CaseState
from vaern.measures.models import OutcomeTold
from vaern.process.close_case import closing_gate

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def post(person, cast, name, **data):
    return signed_in(person).post(reverse(name, args=[cast.case.number]), data)


def set_all_aside(cast):
    for one in closing_gate(cast.case).open_conditions:
        who = cast.jurist if one.result.set_aside == "legal_only" else cast.leader
        post(who, cast, "case_close_set_aside", condition=one.result.id, reason="Ikke i denne sag.")


def test_closing_names_what_is_missing_and_refuses(cast):
    shown = signed_in(cast.leader).get(reverse("case_close", args=[cast.case.number]))
    open_ones = {row.id for row in shown.context["rows"] if row.is_open}
    assert {"three_answers", "decided", "affected_told_outcome"} <= open_ones
    assert post(cast.leader, cast, "case_close").status_code == 422
    cast.case.refresh_from_db()
    assert cast.case.state == CaseState.OPEN


def test_case_closes_and_opens_again_with_a_reason(cast):
    set_all_aside(cast)
    assert closing_gate(cast.case).is_open
    assert post(cast.jurist, cast, "case_close").status_code == 422
    assert post(cast.leader, cast, "case_close").status_code == 302
    cast.case.refresh_from_db()
    assert cast.case.state == CaseState.CLOSED
    assert post(cast.leader, cast, "case_reopen", reason="").status_code == 422
    assert post(cast.leader, cast, "case_reopen", reason="Der kom en besked mere.").status_code == 302
    cast.case.refresh_from_db()
    assert cast.case.state == CaseState.OPEN
    assert cast.case.set_asides.count() > 0


def test_employee_is_told_and_it_shows(cast):
    assert post(cast.leader, cast, "case_told_outcome", words="Vi sender et brev.").status_code == 302
    assert [row.person for row in OutcomeTold.objects.all()] == [cast.employee]
    shown = signed_in(cast.leader).get(reverse("case_close", args=[cast.case.number]))
    assert "Vi sender et brev." in text_of(shown)
    hidden = signed_in(cast.jurist).get(reverse("case_close", args=[cast.case.number]))
    assert "Vi sender et brev." not in text_of(hidden)


@pytest.mark.row("B07")
def test_account_answers_six_questions_without_names(cast):
    shown = signed_in(cast.leader).get(reverse("case_account", args=[cast.case.number]))
    account = shown.context["account"]
    assert [each.number for each in account.questions] == [1, 2, 3, 4, 5, 6]
    said = " ".join(sentence for each in account.questions for sentence in each.sentences)
    assert [name for name in ("Maja", "Rune", "Henrik", "Farid") if name in said] == []
    pdf = signed_in(cast.leader).get(reverse("case_account_pdf", args=[cast.case.number]))
    assert pdf.content[:5] == b"%PDF-"


def test_account_is_not_found_by_the_affected_employee(cast):
    url = reverse("case_account", args=[cast.case.number])
    assert signed_in(cast.employee).get(url).status_code == 404
