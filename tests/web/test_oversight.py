"""Answers to an oversight body: by journal number, without names, without opening the case."""

import json
from datetime import date

import pytest
from django.urls import reverse

from tests.factories.casework import START, casework, holds, person
from tests.web.signed_in import signed_in, text_of
from vaern import clock
from vaern.audit.models import Event
from vaern.cases.readers import readers_of
from vaern.oversight.asking import questions_asked
from vaern.oversight.models import OversightQuestion
from vaern.people.enums import OrgRole
from vaern.process.forget import clear_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


@pytest.fixture
def nanna(cast):
    row = person("Nanna Birkelund", cast.unit)
    holds(row, OrgRole.OVERSIGHT, cast.unit)
    return row


def ask(nanna, cast, **more):
    data = {"number": cast.case.number, "journal_number": "2024-0283489", "received_on": "2026-06-01"} | more
    return signed_in(nanna).post(reverse("accounts"), data)


@pytest.mark.row("B07")
def test_account_is_made_for_a_journal_number_within_three_weeks(cast, nanna):
    response = ask(nanna, cast)
    assert response["Location"] == reverse("oversight_account", args=[cast.case.number])
    asked = questions_asked()[0]
    assert (asked.journal_number, clock.local(asked.due_at).date()) == ("2024-0283489", date(2026, 6, 22))
    page = text_of(signed_in(nanna).get(response["Location"]))
    assert [name for name in ("Maja", "Lindvig", "Rune", "Thybo", "Henrik", "Farid") if name in page] == []
    pdf = signed_in(nanna).get(reverse("oversight_account_pdf", args=[cast.case.number]))
    assert pdf.content[:5] == b"%PDF-"


def test_question_and_reading_are_events_of_the_case(cast, nanna):
    ask(nanna, cast)
    signed_in(nanna).get(reverse("oversight_account", args=[cast.case.number]))
    made = Event.objects.filter(
        stream_id=str(cast.case.id), actor_id=str(readers_of(cast.case.id).of(nanna.id))
    ).order_by("id")
    assert [(event.name, event.role) for event in made] == [("account.made", "oversight"), ("case.read", "oversight")]


def test_employee_reads_in_words_that_oversight_has_looked(cast, nanna):
    ask(nanna, cast)
    signed_in(nanna).get(reverse("oversight_account", args=[cast.case.number]))
    lines = signed_in(cast.employee).get(reverse("my_case_log", args=[cast.case.number])).context["lines"]
    assert (lines[0].name, lines[0].role) == (nanna.name, str(OrgRole.OVERSIGHT.label))


def test_account_that_nobody_asked_for_is_not_found(cast, nanna):
    for name in ("oversight_account", "oversight_account_pdf"):
        assert signed_in(nanna).get(reverse(name, args=[cast.case.number])).status_code == 404


def test_oversight_does_not_open_the_case(cast, nanna):
    ask(nanna, cast)
    for name in ("case", "case_facts", "decision", "letters", "case_account"):
        assert signed_in(nanna).get(reverse(name, args=[cast.case.number])).status_code == 404


def test_oversight_is_for_its_holders_alone(cast):
    for name in ("leader", "jurist", "approver", "employee"):
        assert signed_in(getattr(cast, name)).get(reverse("accounts")).status_code == 404


@pytest.mark.parametrize(
    "more", [{"number": "V-2026-XXXX"}, {"journal_number": "et brev"}, {"received_on": "2026-07-01"}, {"number": ""}]
)
def test_bad_question_keeps_what_was_typed(cast, nanna, more):
    response = ask(nanna, cast, **more)
    assert (response.status_code, Event.objects.filter(name="account.made").count()) == (422, 0)
    assert (more.get("journal_number") or "2024-0283489") in text_of(response)


def test_late_answer_says_so(cast, nanna):
    ask(nanna, cast, received_on="2026-05-01")
    assert questions_asked()[0].late is True


@pytest.mark.parametrize("journal", ["20261234", "260601-1234", "2606011234", "Sag/2026-17"])
def test_journal_number_of_digits_alone_is_kept_sealed_and_stands_in_no_log(cast, nanna, journal):
    assert ask(nanna, cast, journal_number=journal).status_code == 302
    assert [one.journal_number for one in questions_asked()] == [journal]
    assert journal in text_of(signed_in(nanna).get(reverse("accounts")))
    row = OversightQuestion.objects.get()
    assert journal.encode() not in bytes(row.journal_number)
    made = Event.objects.get(name="account.made")
    assert json.loads(made.data) == {"question": str(row.id), "received": "2026-06-01"}


def test_question_goes_when_the_case_is_forgotten(cast, nanna):
    ask(nanna, cast)
    clear_rows(cast.case)
    assert (OversightQuestion.objects.count(), questions_asked()) == (0, [])
