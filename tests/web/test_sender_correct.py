"""The sender corrected, and the receiver chosen, as a browser sees it."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from tests.factories.casework import START, casework
from tests.process.test_letter_case import send_guidance
from tests.web.signed_in import signed_in, text_of
from vaern import clock
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.cases.enums import SenderKind
from vaern.cases.models import Case
from vaern.cases.queries import sender_name, senders
from vaern.cases.senders import Sender
from vaern.letters.models import Letter
from vaern.process import decide
from vaern.process.senders import add_sender
from vaern.vault.text import read

pytestmark = pytest.mark.django_db
CORRECT = {"why": "changed", "sender_kind": "citizen", "identity": "Rune Tybo", "address": "Ny Vej 2", "revision": "0"}


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def place(cast, party=None):
    return reverse("case_sender_correct", args=[cast.case.number, party or senders(cast.case).first().id])


def test_form_shows_what_is_written_and_the_look_is_noted(cast):
    shown = signed_in(cast.leader).get(place(cast))
    assert 'value="Rune Thybo"' in shown.content.decode()
    looked = [json.loads(one.data) for one in events_of(Stream.CASE, cast.case.id) if one.name == "case.read"]
    assert looked[-1] == {"area": "sender"}


@pytest.mark.row("B03")
def test_sender_is_corrected(cast):
    people = signed_in(cast.leader).get(reverse("participants", args=[cast.case.number]))
    assert place(cast) in people.content.decode()
    done = signed_in(cast.leader).post(place(cast), CORRECT, follow=True)
    assert "Afsenderen er rettet" in text_of(done)
    row = senders(cast.case).get()
    assert (sender_name(row), read(row, "address"), row.sender_kind) == ("Rune Tybo", "Ny Vej 2", "citizen")


def test_correction_that_is_refused_keeps_what_was_typed(cast):
    for wrong in ({"why": ""}, {"why": "x"}, {"sender_kind": "x"}, {"sender_kind": "colleague"}, {"person": "x"}):
        refused = signed_in(cast.leader).post(place(cast), CORRECT | wrong)
        assert (refused.status_code, "Ny Vej 2" in text_of(refused)) == (422, True)
    assert sender_name(senders(cast.case).get()) == "Rune Thybo"


def test_colleague_is_chosen_and_excluded(cast):
    data = CORRECT | {"sender_kind": "colleague", "person": str(cast.handler.id), "identity": ""}
    assert signed_in(cast.leader).post(place(cast), data).status_code == 302
    assert signed_in(cast.handler).get(reverse("case", args=[cast.case.number])).status_code == 404
    data |= {"sender_kind": "citizen", "identity": "Rune Thybo"}
    refused = signed_in(cast.leader).post(place(cast), data)
    assert (refused.status_code, "har rettet afsenderen i mellemtiden" in text_of(refused)) == (422, True)
    data["revision"] = "1"
    signed_in(cast.leader).post(place(cast), data)
    assert senders(cast.case).get().person is None


def test_whoever_names_oneself_leaves_the_case_for_the_overview(cast):
    data = CORRECT | {"sender_kind": "colleague", "person": str(cast.leader.id), "identity": ""}
    assert signed_in(cast.leader).post(place(cast), data)["Location"] == reverse("overview")


def test_sender_that_is_not_there_or_of_another_case_is_not_found(cast):
    other = casework()
    for party in (uuid4(), senders(other.case).get().id, cast.case.parties.get(kind="affected_employee").id):
        assert signed_in(cast.leader).get(place(cast, party)).status_code == 404
        assert signed_in(cast.leader).post(place(cast, party), CORRECT).status_code == 404
    assert signed_in(cast.employee).get(place(cast)).status_code == 404


def test_closed_case_shows_no_form(cast):
    Case.objects.filter(id=cast.case.id).update(state="closed")
    shown = signed_in(cast.leader).get(place(cast))
    assert (shown.context["form"], "intet bliver rettet" in text_of(shown)) == (None, True)
    assert signed_in(cast.leader).post(place(cast), CORRECT).status_code == 422


@pytest.mark.row("B02")
def test_proposal_chooses_whom_it_is_about_where_there_are_two_senders(cast):
    asked = decide.ask_jurist(cast.case, cast.as_("leader"), "Hvad mener du?")
    decide.give_legal_opinion(asked, cast.as_("jurist"), "Ja.", "report")
    browser, page = signed_in(cast.leader), reverse("decision", args=[cast.case.number])
    url, data = reverse("decision_propose", args=[cast.case.number]), {"purposes": ["prosecution"], "reason": "Grund."}
    data["alternatives"] = "Et brev mere."
    assert "Hvilken afsender handler den om?" not in text_of(browser.get(page))
    second = add_sender(cast.case, cast.as_("leader"), Sender(SenderKind.CITIZEN, identity="Ida Holm"))
    assert "Hvilken afsender handler den om?" in text_of(browser.get(page))
    for wrong in ({}, {"sender": "x"}, {"sender": str(uuid4())}):
        assert browser.post(url, data | wrong).status_code == 422
    assert browser.post(url, data | {"sender": str(second.id)}).status_code == 302
    assert cast.case.proposals.get().sender == second
    assert "<dt>Handler om</dt><dd>Ida Holm, borger" in text_of(browser.get(page))


@pytest.mark.row("B04")
def test_page_of_letters_says_when_one_of_two_senders_has_not_been_told(cast):
    send_guidance(cast)
    url, browser = reverse("letters", args=[cast.case.number]), signed_in(cast.leader)
    assert browser.get(url).context["untold"] is False
    add_sender(cast.case, cast.as_("leader"), Sender(SenderKind.CITIZEN, identity="Ida Holm"))
    assert "Ikke alle afsendere har fået det at vide" in text_of(browser.get(url))


@pytest.mark.row("B03")
def test_receiver_is_chosen_where_there_are_two_senders(cast):
    url, browser = reverse("letters", args=[cast.case.number]), signed_in(cast.leader)
    assert browser.get(url).context["recipients"] == []
    with clock.travel(START + timedelta(minutes=1)):
        second = add_sender(cast.case, cast.as_("leader"), Sender(SenderKind.CITIZEN, identity="Ida Holm"))
    shown = browser.get(url)
    assert [label for _id, label in shown.context["recipients"]] == [
        "Rune Thybo, borger, skrevet ned den 3.\N{NO-BREAK SPACE}juni",
        "Ida Holm, borger, skrevet ned den 3.\N{NO-BREAK SPACE}juni",
    ]
    for wrong in ({}, {"recipient": "x"}, {"recipient": str(uuid4())}):
        assert browser.post(url, {"kind": "anmodning"} | wrong).status_code == 422
    browser.post(url, {"kind": "anmodning", "recipient": str(second.id)})
    assert Letter.objects.get().recipient == second
    assert [one.to for one in browser.get(url).context["letters"]] == ["Ida Holm"]
