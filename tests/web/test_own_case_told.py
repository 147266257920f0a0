"""The page of one's own case follows what is done: what was decided, what was sent outside, what a yes means now."""

import pytest
from django.urls import reverse

from tests.factories.casework import START, casework
from tests.process.test_letter_case import approved_proposal, send_guidance
from tests.web.signed_in import signed_in, text_of
from tests.web.test_casework_deciding import post, proposed
from vaern import clock
from vaern.care.actions import disclose
from vaern.people.models import Notice
from vaern.process import accepts, act, follow_up
from vaern.web.casework.case_page import says_accept

pytestmark = pytest.mark.django_db

BEFORE = "Vi fortæller dig det, før der bliver sendt noget."
NOBODY = "Ingen andre har fået noget at vide."


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def own_page(cast):
    return signed_in(cast.employee).get(reverse("my_case", args=[cast.case.number]))


@pytest.mark.row("G22", "B02")
def test_own_page_says_that_it_was_reported_and_no_longer_that_she_hears_before(cast):
    proposal = approved_proposal(cast)
    before = text_of(own_page(cast))
    assert (BEFORE in before, "Det er besluttet at anmelde til politiet. Der er ikke sendt noget endnu." in before) == (
        True,
        True,
    )
    act.report_to_police(proposal, by=cast.as_("leader"), journal_number="5100-1")
    after = text_of(own_page(cast))
    assert (BEFORE in after, NOBODY in after) == (False, False)
    assert "Du har sagt ja, og det er anmeldt til politiet." in after
    assert "Politiets journalnummer: 5100-1." in after
    assert "Det blev anmeldt til politiet" in own_page(cast).context["status"]


@pytest.mark.row("G22")
def test_yes_taken_back_after_the_report_says_what_that_can_reach_and_tells_the_owner(cast):
    act.report_to_police(approved_proposal(cast), by=cast.as_("leader"))
    accepts.answer_accept(cast.case, cast.as_("employee"), "police_report", "withdrawn")
    page = text_of(own_page(cast))
    assert ("bliver der ikke sendt noget" in page, "fortæller dig, hvad der kan nås" in page) == (False, True)
    told = Notice.objects.filter(code="accept_answered").values_list("person__name", flat=True)
    assert list(told) == ["Henrik Solbjerg"]


@pytest.mark.row("G10", "G22")
def test_no_from_the_management_reaches_her_with_the_hours_that_are_left(cast):
    proposal = proposed(cast)
    post(cast.approver, cast, "decision_decide", proposal=proposal.id, outcome="rejected", reason="Et brev først.")
    page = own_page(cast)
    assert "Du må stadig selv anmelde det" in text_of(page)
    assert "timer tilbage" in page.context["hours"]
    assert page.context["hours"] in text_of(page)


def test_clock_is_not_said_when_it_has_run_out(cast):
    with clock.travel(START.replace(day=20)):
        assert own_page(cast).context["hours"] == ""


@pytest.mark.row("G18")
def test_who_outside_got_what_holds_letters_police_and_what_was_noted(cast):
    assert NOBODY in text_of(own_page(cast))
    follow_up.record_police_contact(
        cast.case, by=cast.as_("leader"), contacted_at=START, station="Vagten på 114", said="Vent.", named_citizen=False
    )
    disclose(case=cast.case, by=cast.as_("leader"), told_to="Receptionen", what="Ring ikke igennem.", why="Ro")
    send_guidance(cast)
    rows = own_page(cast).context["told"]
    assert {each.to for each in rows} == {"Politiet, Vagten på 114", "Receptionen", "Afsenderen"}
    shown = text_of(signed_in(cast.leader).get(reverse("participants", args=[cast.case.number])))
    assert all(each.what in shown for each in rows)


@pytest.mark.row("G22")
def test_how_it_ended_stands_on_her_page(cast):
    report = act.report_to_police(approved_proposal(cast), by=cast.as_("leader"))
    follow_up.record_police_status(report, by=cast.as_("leader"), status="dropped", note="Kun til os.")
    follow_up.tell_employee(cast.case, cast.as_("leader"), "Du skal ikke gøre mere.")
    shown = signed_in(cast.leader).get(reverse("decision", args=[cast.case.number]))
    assert "Politiet har lukket sagen" in text_of(shown)
    page = text_of(own_page(cast))
    assert ("Du fik at vide, hvordan det endte." in page, "Du skal ikke gøre mere." in page) == (True, True)
    assert "Kun til os." not in page


def test_thinking_about_it_is_said_in_danish_to_the_case_owner(cast):
    said = accepts.answer_accept(cast.case, cast.as_("employee"), "police_report", "later")
    assert says_accept(said).startswith("Tænker over det")
    assert Notice.objects.filter(code="accept_answered").count() == 0
