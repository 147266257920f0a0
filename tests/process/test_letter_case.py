"""The case of the letter from the ombudsman, from the facts to the account, as the process does it."""

from datetime import date, timedelta

import pytest

from tests.factories.casework import START, Cast, answer_everything, casework
from vaern import clock
from vaern.care.actions import give_accept, hold_talk, promise_talk
from vaern.cases.enums import CaseState
from vaern.letters.queries import values_of
from vaern.oversight.account import account_for
from vaern.process import act, assess, close_case, decide, follow_up, plan_start, questions
from vaern.process.export import case_export, check_export

pytestmark = pytest.mark.django_db

POINTS = (
    "letter_legal_basis",
    "letter_complaint_guidance",
    "letter_invites_version",
    "letter_art14",
    "letter_no_guess",
)
VALUES = {
    "recipient_name": "Rune Thybo",
    "authority": "Lindsø Kommune",
    "behaviour": "Den 3. juni kunne vores medarbejder se, at hendes private profil var besøgt.",
    "request": "Vi beder dig om at skrive til afdelingen i stedet.",
    "contact_name": "Ditte Sørup",
    "contact_phone": "12 34 56 20",
    "contact_hours": "mandag til fredag kl. 9 til 12",
    "disagree_name": "velfærdschef Anders Toftlund",
    "dpo_contact": "dpo@lindsoe.invalid",
    "retention": "i to år",
}


def send_guidance(cast: Cast) -> None:
    """A letter of guidance, written by the leader, approved by another, sent."""
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    assert values_of(letter)["recipient_name"] == "Rune Thybo"
    act.save_letter(letter, cast.as_("leader"), 0, VALUES, POINTS)
    act.approve_letter(letter, cast.as_("approver"), letter.revision, ("letter_friendly_tone",))
    pdf = act.send_letter(letter, cast.as_("leader"))
    assert pdf.size > 1000


def approved_proposal(cast: Cast, *, early: bool = False):
    """A proposal that another person has approved, one condition set aside; `early`: before there was a proposal."""
    answer_everything(cast)
    case, leader, jurist = cast.case, cast.as_("leader"), cast.as_("jurist")
    assess.lock(case, "law", jurist)
    give_accept(case=case, by=cast.as_("employee"), subject="police_report", value="yes")
    asked = decide.ask_jurist(case, leader, "Hvad mener du?")
    decide.give_legal_opinion(asked, jurist, "Jeg anbefaler det.", "report")
    if early:
        decide.set_condition_aside(case, leader, "police_report", "warned_first", "Det kan ikke vente.")
    proposal = decide.propose_police_report(
        case,
        leader,
        consultation=asked,
        purposes=["prosecution"],
        reason="Besøgene fortsatte efter blokeringen.",
        alternatives="Et brev mere.",
    )
    decide.set_condition_aside(case, leader, "police_report", "evidence_secured", "Kun medarbejderens ord.", proposal)
    if not early and not case.letters.filter(sent_at__isnull=False).exists():
        decide.set_condition_aside(case, leader, "police_report", "warned_first", "Det kan ikke vente.", proposal)
    decide.decide_proposal(proposal, cast.as_("approver"), "approved", "Enig.")
    return proposal


@pytest.mark.row("B01", "B02", "B03", "B04", "B06", "B08", "B09", "B10", "G04", "G08", "G13", "G22")
def test_letter_case_goes_from_facts_to_the_account():
    with clock.travel(START):
        cast = casework()
        plan_start.start_plan_for(cast.case, cast.as_("leader"))
        questions.record_complaint(
            cast.case, cast.as_("leader"), date(2026, 5, 20), about=cast.deputy, handled_by=cast.handler
        )
        follow_up.record_police_contact(
            cast.case,
            cast.as_("leader"),
            contacted_at=START - timedelta(hours=1),
            station="Lindsø Politi",
            said="Anmeld.",
        )
        talk = promise_talk(case=cast.case, by=cast.as_("leader"), kind="first", held_by=cast.leader, before=None)
        hold_talk(talk=talk, by=cast.as_("leader"))
        answer_everything(cast)
        assess.lock(cast.case, "environment", cast.as_("leader"))
        assess.lock(cast.case, "injury", cast.as_("leader"))
        follow_up.record_injury_notice(
            cast.case, cast.as_("leader"), notified=False, ground="no_absence_no_claim", reason="Intet fravær."
        )
        send_guidance(cast)
    with clock.travel(START + timedelta(days=2)):
        proposal = approved_proposal(cast)
        report = act.report_to_police(proposal, cast.as_("leader"), "0100-12345-26")
        follow_up.tell_employee(cast.case, cast.as_("leader"), "Vi har anmeldt det.")
    with clock.travel(START + timedelta(days=60)):
        follow_up.record_police_status(report, cast.as_("leader"), "dropped", "Henlagt.")
        for task in cast.case.tasks.filter(done_at=None):
            follow_up.finish_task(task, cast.as_("leader"), "Ikke nødvendigt her.", not_relevant=True)
        assert close_case.closing_gate(cast.case).states["three_answers"] == "met"
        close_case.close(cast.case, cast.as_("leader"))
    assert cast.case.state == CaseState.CLOSED
    check_export(case_export(cast.case))
    account = account_for(cast.case, date(2026, 8, 3))
    said = " ".join(sentence for question in account.questions for sentence in question.sentences)
    assert account.days_from_complaint_to_report == 16
    assert account.warned == "warned"
    assert "16 dage fra klagen" in said
    for name in ("Maja", "Lindvig", "Rune", "Thybo", "Henrik", "Farid", "Birthe"):
        assert name not in said


def test_gate_is_asked_again_at_the_act():
    with clock.travel(START):
        cast = casework()
        questions.record_complaint(cast.case, cast.as_("leader"), date(2026, 5, 20), handled_by=cast.handler)
        proposal = approved_proposal(cast)
        assert decide.police_gate(cast.case, proposal).is_open
