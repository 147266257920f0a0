"""An approval holds only as long as all that it rests on is as it was; what changed is named."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import translation

from tests.factories.answers import answer_fact
from tests.factories.cases import picture
from tests.factories.casework import LAW_ANSWERS, START, Cast, answer_everything, casework, person
from tests.undone import undone
from vaern import clock
from vaern.audit.actors import Actor
from vaern.care.actions import give_accept
from vaern.cases import actions as cases
from vaern.cases.enums import CaseRole, ExclusionGround, ExclusionKind, SenderCorrection, SenderKind
from vaern.cases.queries import senders
from vaern.cases.senders import Sender
from vaern.cases.times import When
from vaern.decisions.models import Proposal
from vaern.errors import NotNow
from vaern.evidence import actions as evidence
from vaern.evidence.models import Item
from vaern.measures.models import PoliceReport
from vaern.process import act, assess, basis, decide, move_evidence, questions
from vaern.vault.blobs import Sealer

pytestmark = [pytest.mark.django_db, pytest.mark.row("B02")]


@dataclass
class Ready:
    """A case with one item of evidence and a proposal that names it."""

    cast: Cast
    item: Item
    proposal: Proposal

    @property
    def case(self) -> Any:
        return self.cast.case

    def by(self, name: str) -> Actor:
        return self.cast.as_(name)

    def approve(self) -> None:
        decide.decide_proposal(self.proposal, self.by("approver"), "approved", "Enig.")


def added(cast: Cast, name: str = "skærm.png", wide: int = 40) -> Item:
    sealer = Sealer(cast.case.vault_scope)
    sealer.write(picture((wide, 30)))
    return evidence.add_to_case(case=cast.case, by=cast.as_("leader"), sealer=sealer, name=name)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """The case and its proposal, which every test here begins from."""
    with django_db_blocker.unblock(), undone("keys"), undone():
        yield ready()


def ready() -> Ready:
    with clock.travel(START), translation.override("en"):
        cast = casework()
        answer_everything(cast)
        leader, jurist = cast.as_("leader"), cast.as_("jurist")
        answer_fact(case=cast.case, by=leader, fact="complaint_made", value="no")
        assess.lock(cast.case, "law", jurist)
        give_accept(case=cast.case, by=cast.as_("employee"), subject="police_report", value="yes")
        item = added(cast)
        asked = decide.ask_jurist(cast.case, leader, "Hvad mener du?")
        decide.give_legal_opinion(asked, jurist, "Anmeld.", "report")
        row = decide.propose_police_report(
            cast.case, leader, consultation=asked, purposes=["prosecution"], items=[item.id], reason="Det fortsatte."
        )
        decide.set_condition_aside(cast.case, leader, "police_report", "warned_first", "Kan ikke vente.", row)
        return Ready(cast, item, row)


@pytest.fixture
def proposed(made):
    with clock.travel(START), translation.override("en"):
        yield deepcopy(made)


@pytest.fixture
def approved(proposed):
    proposed.approve()
    return proposed


def an_answer(one):
    questions.answer(one.case, one.by("jurist"), "after_clear_stop", "no", one.cast.incident)


def a_judgement(one):
    cases.give_norm_reason(case=one.case, by=one.by("jurist"), norm="violates_peace", value="no", reason="Nej.")


def an_incident(one):
    cases.add_incident(case=one.case, by=one.by("leader"), when=When(start=START, until=START), summary="Igen.")


def a_complaint(one):
    questions.record_complaint(one.case, one.by("leader"), date(2026, 6, 2), handled_by=one.cast.handler)


def another_employee(one):
    other = person("Signe Holt", one.cast.unit)
    cases.add_affected_employee(case=one.case, by=one.by("leader"), person=other)


def corrected(one, **values):
    row, by, why = senders(one.case).get(), one.by("leader"), SenderCorrection.MISTYPED
    cases.correct_sender(party=row, by=by, why=why, sender=Sender(SenderKind.CITIZEN, **values))


def the_senders_name(one):
    corrected(one, identity="Rune Tybo", address="Lindsøvej 1")


def how_the_sender_is_known(one):
    corrected(one, identity="Rune Thybo", address="Lindsøvej 1", how_known="Et vidne.")


def another_sender(one):
    cases.add_sender(case=one.case, by=one.by("leader"), sender=Sender(SenderKind.CITIZEN, identity="Eva Holm"))


def the_annex_is_locked(one):
    Item.objects.filter(pk=one.item.pk).update(locked_at=clock.now())


def the_annex_is_about_another_incident(one):
    Item.objects.filter(pk=one.item.pk).update(incident=one.cast.incident)


def excluded(one, who):
    ground = ExclusionGround.DECLARED
    kind = ExclusionKind.CANNOT_DECIDE
    cases.exclude(case=one.case, by=one.by("leader"), person=who, kind=kind, ground=ground)


def the_jurist_declares_a_conflict(one):
    excluded(one, one.cast.jurist)


def her_no(one):
    give_accept(case=one.case, by=one.by("employee"), subject="police_report", value="no")


def her_request_for_prosecution(one):
    give_accept(case=one.case, by=one.by("employee"), subject="prosecution_request", value="yes")


def a_new_opinion(one):
    asked = decide.ask_jurist(one.case, one.by("leader"), "Er du stadig enig?")
    decide.give_legal_opinion(asked, one.by("jurist"), "Nej.", "letter")


def another_thing_set_aside(one):
    with clock.travel(clock.now() + timedelta(minutes=1)):  # the newest counts, and the clock stands still here
        decide.set_condition_aside(one.case, one.by("leader"), "police_report", "warned_first", "En anden grund.")


RESTS_ON = [
    (an_answer, "the answers"),
    (a_judgement, "the jurist's judgements"),
    (an_incident, "what happened"),
    (a_complaint, "the citizen's complaint"),
    (another_employee, "whom the case is about"),
    (the_senders_name, "who the sender is"),
    (how_the_sender_is_known, "who the sender is"),
    (another_sender, "who the sender is"),
    (the_annex_is_locked, "the evidence that goes with it"),
    (the_annex_is_about_another_incident, "the evidence that goes with it"),
    (the_jurist_declares_a_conflict, "who may not decide"),
]
APPROVED_ON = [
    (her_no, "the employee's yes or no"),
    (her_request_for_prosecution, "the employee's yes or no"),
    (a_new_opinion, "the jurist's written assessment"),
    (another_thing_set_aside, "what is set aside"),
]


@pytest.mark.parametrize(("change", "named"), RESTS_ON)
def test_proposal_does_not_outlive_what_it_rests_on(proposed, change, named):
    assert basis.changed_since(proposed.proposal) == []
    change(proposed)
    assert named in basis.changed_since(proposed.proposal)
    with pytest.raises(NotNow, match=named):
        proposed.approve()


@pytest.mark.parametrize(("change", "named"), RESTS_ON + APPROVED_ON)
def test_approval_does_not_outlive_what_it_rests_on(approved, change, named):
    assert basis.changed_since(approved.proposal) == []
    change(approved)
    assert named in basis.changed_since(approved.proposal)
    with pytest.raises(NotNow, match=named):
        act.report_to_police(approved.proposal, approved.by("leader"))
    assert not PoliceReport.objects.exists()


@pytest.mark.parametrize("change", [her_request_for_prosecution, a_new_opinion, another_thing_set_aside])
def test_what_the_approver_sees_may_come_into_order_before_the_approval(proposed, change):
    change(proposed)
    proposed.approve()
    assert act.report_to_police(proposed.proposal, proposed.by("leader")).proposal == proposed.proposal


def test_law_locked_with_another_finding_makes_the_approval_void(approved):
    for fact in LAW_ANSWERS:
        value = "no" if fact == "because_of_work" else LAW_ANSWERS[fact]
        answer_fact(
            case=approved.case, by=approved.by("jurist"), fact=fact, value=value, incident=approved.cast.incident
        )
    assess.lock(approved.case, "law", approved.by("jurist"))
    assert "the locked assessment of the law" in basis.changed_since(approved.proposal)


@pytest.mark.parametrize("change", ["address", "stranger", "same", "evidence"])
def test_what_the_report_does_not_rest_on_leaves_the_approval_standing(approved, change):
    one, leader = approved, approved.by("leader")
    if change == "address":
        corrected(one, identity="Rune Thybo", address="En anden vej 2")
    if change == "stranger":
        excluded(one, person("Signe Holt", one.cast.unit))
    if change == "same":
        assess.lock(one.case, "law", one.by("jurist"))
    if change == "evidence":
        added(one.cast, "ny.png", 41)
    assert basis.changed_since(one.proposal) == []
    assert act.report_to_police(one.proposal, leader).proposal == one.proposal


def test_proposed_evidence_is_not_moved_away_until_a_proposal_without_it_is_made(approved):
    there = casework().case
    by = approved.by("leader")
    owner = CaseRole.CASE_OWNER
    cases.add_participant(case=there, by=by, person=approved.cast.leader, role=owner, reason_code="test")

    def move(item):
        return move_evidence.move(item=item, to=there, by=by, by_there=by, reason="Hører til der.")

    with pytest.raises(NotNow, match="B1"):
        move(approved.item)
    consultation = approved.proposal.consultation
    with clock.travel(START + timedelta(hours=1)):
        decide.propose_police_report(
            approved.case, by, consultation=consultation, purposes=["prosecution"], reason="Uden bilag."
        )
    assert move(Item.objects.get(pk=approved.item.pk)).case == there
    assert "the evidence that goes with it" in basis.changed_since(approved.proposal)


def test_evidence_that_was_reported_stays_in_the_case(approved):
    act.report_to_police(approved.proposal, approved.by("leader"))
    there = casework().case
    by = approved.by("leader")
    with pytest.raises(NotNow, match="B1"):
        move_evidence.move(item=approved.item, to=there, by=by, by_there=by, reason="Hører til der.")
