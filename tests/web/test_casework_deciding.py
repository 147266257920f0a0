"""The decision about a report to the police, as a browser sees it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.factories.casework import START, answer_everything, casework
from tests.process.test_letter_case import send_guidance
from tests.web.signed_in import signed_in, text_of
from vaern import clock
from vaern.care.actions import give_accept
from vaern.decisions.models import Approval, Proposal, SetAside
from vaern.measures.models import PoliceContact, PoliceReport
from vaern.people.models import RoleAssignment
from vaern.process import assess, basis, questions

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def post(person, cast, name, **data):
    return signed_in(person).post(reverse(name, args=[cast.case.number]), data)


def page(person, cast):
    return signed_in(person).get(reverse("decision", args=[cast.case.number]))


def test_page_says_either_that_nothing_is_proposed_or_that_a_proposal_waits(cast):
    nothing, waits = "Der er ikke foreslået noget endnu", "Forslaget venter på en anden"
    before = text_of(page(cast.jurist, cast))
    assert (nothing in before, waits in before, "Lad en anden foreslå" in before) == (True, False, False)
    asked_and_answered(cast)
    opinion = cast.case.consultations.get()
    values = {
        "consultation": opinion.id,
        "purposes": ["prosecution"],
        "reason": "Det fortsatte.",
        "alternatives": "Et brev.",
    }
    assert post(cast.leader, cast, "decision_propose", **values).status_code == 302
    after = text_of(page(cast.jurist, cast))
    assert (nothing in after, waits in after) == (False, True)


def asked_and_answered(cast):
    post(cast.leader, cast, "decision_ask_jurist", question="Hvad mener du?")
    row = cast.case.consultations.get()
    post(cast.jurist, cast, "decision_opinion", consultation=row.id, answer="Jeg anbefaler det.", recommends="report")


def proposed(cast):
    asked_and_answered(cast)
    data = {"purposes": ["prosecution"], "reason": "Det fortsatte efter blokeringen.", "alternatives": "Et brev mere."}
    response = post(cast.leader, cast, "decision_propose", **data)
    assert response.status_code == 302
    return Proposal.objects.get()


def ready(cast):
    """Everything in order but the evidence, which is set aside."""
    answer_everything(cast)
    questions.answer(cast.case, cast.as_("leader"), "complaint_made", "no")
    assess.lock(cast.case, "law", cast.as_("jurist"))
    give_accept(case=cast.case, by=cast.as_("employee"), subject="police_report", value="yes")
    send_guidance(cast)
    proposal = proposed(cast)
    post(cast.leader, cast, "decision_set_aside", condition="evidence_secured", reason="Kun ord.")
    return proposal


def test_page_shows_each_point_with_source_and_whether_it_can_be_set_aside(cast):
    rows = {row.id: row for row in page(cast.leader, cast).context["rows"]}
    assert {row.id for row in rows.values()} >= {"relevance", "accept", "warned_first", "complaint"}
    assert (rows["relevance"].may_set_aside, rows["warned_first"].may_set_aside) == (False, True)
    assert rows["accept"].may_set_aside is False  # only by a jurist
    assert {row.id: row for row in page(cast.jurist, cast).context["rows"]}["accept"].may_set_aside is True
    assert all(row.source for row in rows.values())


@pytest.mark.row("G08")
def test_proposal_waits_for_the_jurist(cast):
    assert page(cast.leader, cast).context["has_opinion"] is False
    refused = post(cast.leader, cast, "decision_propose", purposes=["prosecution"], reason="Det fortsatte.")
    assert (refused.status_code, Proposal.objects.count()) == (422, 0)
    assert "Det fortsatte." in text_of(refused)
    asked_and_answered(cast)
    shown = page(cast.leader, cast)
    assert [each.answer for each in shown.context["consultations"]] == ["Jeg anbefaler det."]


def test_opinion_is_given_by_a_jurist_alone(cast):
    post(cast.leader, cast, "decision_ask_jurist", question="Hvad mener du?")
    row = cast.case.consultations.get()
    data = {"consultation": row.id, "answer": "Ja.", "recommends": "report"}
    assert post(cast.leader, cast, "decision_opinion", **data).status_code == 422
    row.refresh_from_db()
    assert row.answered_at is None


@pytest.mark.row("B10")
def test_guidance_from_the_police_is_noted(cast):
    data = {"contacted_at": "2026-06-03T09:00", "station": "Lindsø Politi", "said": "Anmeld."}
    assert post(cast.leader, cast, "decision_police_contact", **data).status_code == 302
    assert PoliceContact.objects.count() == 1
    assert "Anmeld." in text_of(page(cast.leader, cast))
    assert post(cast.leader, cast, "decision_police_contact", **data | {"said": ""}).status_code == 422


@pytest.mark.row("B02")
def test_who_cannot_decide_is_shown_with_why_and_gets_no_form(cast):
    proposed(cast)
    shown = page(cast.leader, cast)
    assert "Henrik Solbjerg" in [name for name, _why in shown.context["proposal"].excluded]
    assert shown.context["may_decide"] is False
    assert page(cast.approver, cast).context["may_decide"] is True


@pytest.mark.row("B02")
def test_not_reporting_is_decided_as_easily(cast):
    proposal = proposed(cast)
    refused = post(cast.leader, cast, "decision_decide", proposal=proposal.id, outcome="rejected", reason="Nej.")
    assert refused.status_code == 422
    done = post(cast.approver, cast, "decision_decide", proposal=proposal.id, outcome="rejected", reason="Brev først.")
    assert (done.status_code, Approval.objects.get().outcome) == (302, "rejected")
    assert "Brev først." in text_of(page(cast.leader, cast))


def test_approval_is_refused_while_points_are_missing(cast):
    proposal = proposed(cast)
    refused = post(cast.approver, cast, "decision_decide", proposal=proposal.id, outcome="approved", reason="Enig.")
    assert (refused.status_code, Approval.objects.count()) == (422, 0)
    assert "Enig." in text_of(refused)


@pytest.mark.row("B03")
def test_setting_aside_needs_a_reason_and_shows_it(cast):
    assert post(cast.leader, cast, "decision_set_aside", condition="warned_first", reason="").status_code == 422
    assert post(cast.leader, cast, "decision_set_aside", condition="relevance", reason="Nej.").status_code == 422
    assert post(cast.leader, cast, "decision_set_aside", condition="warned_first", reason="Haster.").status_code == 302
    assert [row.condition for row in SetAside.objects.all()] == ["warned_first"]
    rows = {row.id: row for row in page(cast.leader, cast).context["rows"]}
    assert (rows["warned_first"].state, rows["warned_first"].reason) == ("set_aside", "Haster.")


@pytest.mark.row("B02", "G10")
def test_report_follows_an_approved_proposal_and_the_police_answer_is_noted(cast):
    proposal = ready(cast)
    assert page(cast.approver, cast).context["gate_open"] is True
    done = post(cast.approver, cast, "decision_decide", proposal=proposal.id, outcome="approved", reason="Enig.")
    assert done.status_code == 302
    assert page(cast.leader, cast).context["may_report"] is True
    assert post(cast.leader, cast, "decision_report", proposal=proposal.id, journal_number="0100-1").status_code == 302
    assert PoliceReport.objects.get().journal_number == "0100-1"
    assert post(cast.leader, cast, "decision_police_status", status="dropped", note="Henlagt.").status_code == 302
    assert "Henlagt." in text_of(page(cast.leader, cast))


def test_void_proposal_says_so_and_can_be_withdrawn(cast):
    proposal = ready(cast)
    questions.answer(cast.case, cast.as_("leader"), "after_clear_stop", "no", cast.incident)
    shown = page(cast.leader, cast)
    assert (shown.context["proposal"].void, basis.is_void(proposal)) == (True, True)
    assert post(cast.leader, cast, "decision_withdraw", proposal=proposal.id).status_code == 302
    assert page(cast.leader, cast).context["may_propose"] is True


@pytest.mark.row("B02")
def test_proposal_that_facts_have_overtaken_is_made_again_without_typing_it_again(cast):
    old = ready(cast)
    assert page(cast.leader, cast).context["may_propose"] is False
    questions.answer(cast.case, cast.as_("leader"), "after_clear_stop", "no", cast.incident)
    shown = page(cast.leader, cast)
    form = shown.context["proposal_form"]
    assert (shown.context["may_propose"], form["reason"].value()) == (True, "Det fortsatte efter blokeringen.")
    assert "må vente på et nyt forslag" in text_of(page(cast.approver, cast))
    again = {name: form[name].value() or [] for name in ("purposes", "items", "reason", "alternatives")}
    for _time in range(2):
        post(cast.leader, cast, "decision_propose", **again)
    old.refresh_from_db()
    new = Proposal.objects.exclude(pk=old.pk).get(case=cast.case)
    assert (old.withdrawn_at is None, new.withdrawn_at, basis.is_void(new)) == (False, None, False)


@pytest.mark.row("B02")
def test_void_proposal_says_what_has_changed(cast):
    proposal = ready(cast)
    data = {"proposal": proposal.id, "outcome": "approved", "reason": "Enig."}
    post(cast.approver, cast, "decision_decide", **data)
    give_accept(case=cast.case, by=cast.as_("employee"), subject="police_report", value="no")
    shown = page(cast.leader, cast)
    assert "medarbejderens ja eller nej" in text_of(shown)
    refused = post(cast.leader, cast, "decision_report", proposal=proposal.id, journal_number="")
    assert (refused.status_code, PoliceReport.objects.count()) == (422, 0)
    assert "medarbejderens ja eller nej" in text_of(refused)


@pytest.mark.row("B02")
def test_approval_that_no_longer_holds_waits_for_the_case_owner_until_it_is_proposed_again(cast):
    def waits(person):
        return "Det godkendte gælder ikke længere" in text_of(signed_in(person).get(reverse("overview")))

    proposal = ready(cast)
    post(cast.approver, cast, "decision_decide", proposal=proposal.id, outcome="approved", reason="Enig.")
    assert waits(cast.leader) is False
    give_accept(case=cast.case, by=cast.as_("employee"), subject="police_report", value="no")
    assert (waits(cast.leader), waits(cast.approver)) == (True, False)
    form = page(cast.leader, cast).context["proposal_form"]
    again = {name: form[name].value() or [] for name in ("purposes", "items", "reason", "alternatives")}
    with clock.travel(clock.now() + timedelta(minutes=5)):
        assert post(cast.leader, cast, "decision_propose", **again).status_code == 302
        assert waits(cast.leader) is False


@pytest.mark.row("B03")
def test_point_that_was_set_aside_once_says_so_and_can_be_set_aside_again(cast):
    post(cast.jurist, cast, "decision_set_aside", condition="accept", reason="Hun kan ikke nås.")
    give_accept(case=cast.case, by=cast.as_("employee"), subject="police_report", value="no")
    row = {row.id: row for row in page(cast.jurist, cast).context["rows"]}["accept"]
    assert (row.state, row.reason, row.may_set_aside) == ("unmet", "", True)
    assert "Farid Nassar fraveg det" in row.lapsed
    assert row.lapsed in text_of(page(cast.jurist, cast))


def test_jurist_is_not_told_to_ask_the_jurist(cast):
    own, leaders = text_of(page(cast.jurist, cast)), text_of(page(cast.leader, cast))
    assert (">Spørg juristen<" in own, "Skriv, hvad der skal vurderes" in own) == (False, True)
    assert (">Spørg juristen<" in leaders, "Skriv, hvad der skal vurderes" in leaders) == (True, False)
    post(cast.leader, cast, "decision_ask_jurist", question="Hvad mener du?")
    assert "Før der kan foreslås noget, skal din skriftlige vurdering foreligge." in text_of(page(cast.jurist, cast))


def test_question_to_the_jurist_is_refused_where_there_is_none(cast):
    cast.case.participations.filter(role="jurist").delete()
    RoleAssignment.objects.filter(role="jurist").delete()
    refused = post(cast.leader, cast, "decision_ask_jurist", question="Hvad mener du?")
    assert (refused.status_code, cast.case.consultations.count()) == (422, 0)
    assert "Der er ingen jurist at spørge." in text_of(refused)
    assert "Hvad mener du?" in text_of(refused)


@pytest.mark.row("B08")
def test_days_since_the_complaint_are_shown(cast):
    assert page(cast.leader, cast).context["days"] == ""
    questions.record_complaint(cast.case, cast.as_("leader"), date(2026, 5, 20), handled_by=cast.handler)
    assert "14" in page(cast.leader, cast).context["days"]


def test_status_without_a_report_is_refused(cast):
    assert post(cast.leader, cast, "decision_police_status", status="dropped").status_code == 422


def test_what_protects_the_employee_is_not_decided_by_the_employee(cast):
    assert page(cast.employee, cast).status_code == 404
