"""Vague times, times to come, and the two nights when the clocks are changed."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.bad_input.pages import browser, post, prose, text
from tests.factories.cases import draft, sent
from vaern import clock
from vaern.cases.enums import Precision
from vaern.evidence.models import CallEntry
from vaern.vault.text import read
from vaern.web.casework.caring_forms import TalkAgreedForm, TalkHeldForm
from vaern.web.casework.evidence_forms import CallForm
from vaern.web.casework.forms import PoliceContactForm

pytestmark = pytest.mark.django_db


def told(place, **fields):
    """Send a report with a time; the answer, and the incident that came of it."""
    client, report = browser(place.maja), draft(place.maja)
    answer = post(client, report, "send", words="Han skrev igen.", recipients=["leader"], **fields)
    report.refresh_from_db()
    return answer, report, report.case.incidents.first()


def note_of(place, **fields):
    client, report = browser(place.maja), draft(place.maja)
    address = reverse("report_autosave", args=[report.id])
    return client.post(address, {"revision": 1, **fields}, headers={"Accept": "application/json"}).json()["note"]


@pytest.mark.parametrize(
    "fields",
    [
        {"when_words": "sidste uge engang"},
        {"day": "other", "other_day": "sidste uge engang"},
        {"day": "other", "other_day": "99/99/9999", "clock_typed": "ved middagstid"},
        {"clock_typed": "kl. 25.99"},
        {"day": "other", "other_day": "0000-00-00"},
    ],
)
def test_vague_time_is_kept_in_its_words_and_starts_no_clock(place, fields):
    answer, report, incident = told(place, **fields)
    assert (answer.status_code, incident.happened_from, incident.precision) == (302, None, Precision.WORDS)
    words = [value for name, value in fields.items() if name != "day"]
    assert all(word in read(incident, "when_words") for word in words)
    receipt = text(browser(place.maja).get(reverse("receipt", args=[report.case.number])))
    assert all(word in receipt for word in words)


def test_page_says_that_no_clock_starts(place):
    assert (
        note_of(place, when_words="sidste uge engang")
        == "Uden en dag starter der ikke noget ur. Vi spørger dig om det."
    )


@pytest.mark.parametrize(
    ("day", "hour"), [("2027-01-01", "21.40"), ("16.11.2026", "23.59"), ("2026-11-17", ""), ("9999-12-31", "")]
)
def test_time_to_come_is_refused_kindly_and_what_was_typed_stands(place, day, hour):
    answer, report, incident = told(place, day="other", other_day=day, clock_typed=hour)
    page = text(answer)
    assert (answer.status_code, report.sent_at, incident) == (422, None, None)
    assert "er ikke kommet endnu" in prose(answer)
    assert all(typed in page for typed in ("Han skrev igen.", day, hour))


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1800-01-01"])
def test_days_at_the_ends_of_the_calendar_break_nothing(place, day):
    for hour in ("", "00.00", "23.30-01.00"):
        assert told(place, day="other", other_day=day, clock_typed=hour)[0].status_code in (302, 422)


@pytest.mark.row("G10")
def test_half_past_two_came_twice_when_the_clock_went_back(place):
    with clock.travel(datetime(2026, 10, 25, 12, tzinfo=UTC)):
        note = note_of(place, day="other", other_day="2026-10-25", clock_typed="02.30")
        _answer, _report, incident = told(place, day="other", other_day="2026-10-25", clock_typed="02.30")
    assert incident.happened_from == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert "02.30 kom to gange den nat" in note
    assert "28.\N{NO-BREAK SPACE}oktober" in note
    assert "kl.\N{NO-BREAK SPACE}01.30" in note


@pytest.mark.row("G10")
def test_half_past_two_did_not_exist_when_the_clock_went_forward(place):
    with clock.travel(datetime(2026, 3, 29, 12, tzinfo=UTC)):
        note = note_of(place, day="other", other_day="2026-03-29", clock_typed="02.30")
        _answer, _report, incident = told(place, day="other", other_day="2026-03-29", clock_typed="02.30")
    assert incident.happened_from == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert "fandtes ikke den nat" in note


@pytest.mark.row("G10")
@pytest.mark.parametrize(
    ("form", "name"),
    [
        (CallForm, "called_at"),
        (TalkHeldForm, "held_at"),
        (TalkAgreedForm, "before"),
        (PoliceContactForm, "contacted_at"),
    ],
)
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-10-25T02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-03-29T02:30", datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        ("2026-11-22T02:30", datetime(2026, 11, 22, 1, 30, tzinfo=UTC)),
    ],
)
def test_forms_of_casework_read_the_two_nights_as_the_report_does(form, name, typed, meant):
    assert form.base_fields[name].clean(typed) == meant


def test_time_that_is_none_is_refused_in_a_form_of_casework():
    with pytest.raises(ValidationError):
        CallForm.base_fields["called_at"].clean("2026-13-45T02:30")


def test_call_in_the_night_when_the_clock_goes_back_is_noted(place):
    with clock.travel(datetime(2026, 10, 25, 12, tzinfo=UTC)):
        case = sent(place.maja).case
        fields = {"called_at": "2026-10-25T02:30", "said": "Jeg kommer forbi", "number": "", "heard_by": ""}
        answer = browser(place.henrik).post(reverse("evidence_call", args=[case.number]), fields, follow=True)
    assert (answer.status_code, CallEntry.objects.get().called_at) == (200, datetime(2026, 10, 25, 0, 30, tzinfo=UTC))
