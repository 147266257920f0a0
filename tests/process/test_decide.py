"""A proposal, a jurist's answer, another person's decision; refused by the action and by the database."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from tests.factories.answers import answer_fact
from tests.factories.cases import picture
from tests.factories.casework import START, casework, holds, person
from tests.process.test_letter_case import approved_proposal
from vaern import clock
from vaern.audit import triggers
from vaern.care.actions import give_accept
from vaern.cases import actions as cases
from vaern.cases.enums import ExclusionGround, ExclusionKind
from vaern.decisions import queries
from vaern.decisions.enums import CannotDecide
from vaern.decisions.models import Approval
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.evidence.actions import add_to_case
from vaern.evidence.locking import lock
from vaern.people.enums import OrgRole
from vaern.people.models import Absence, Notice, Person, RoleAssignment
from vaern.people.queries import viewer_of
from vaern.process import decide, questions
from vaern.process.exclusions import declare_conflict
from vaern.vault.blobs import Sealer
from vaern.vault.text import read
from vaern.web.casework.waiting import waiting_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def consulted(cast):
    asked = decide.ask_jurist(cast.case, cast.as_("leader"), "Hvad mener du?")
    return decide.give_legal_opinion(asked, cast.as_("jurist"), "Anmeld.")


def proposed(cast, **more):
    return decide.propose_police_report(
        cast.case, cast.as_("leader"), consultation=consulted(cast), purposes=["prosecution"], reason="Grund.", **more
    )


@pytest.mark.row("G08")
def test_proposal_waits_for_the_jurist(cast):
    asked = decide.ask_jurist(cast.case, cast.as_("leader"), "Hvad mener du?")
    with pytest.raises(NotNow):
        decide.propose_police_report(
            cast.case, cast.as_("leader"), consultation=asked, purposes=["prosecution"], reason="Grund."
        )
    decide.give_legal_opinion(asked, cast.as_("jurist"), "Anmeld.")
    with pytest.raises(NotNow):
        decide.give_legal_opinion(asked, cast.as_("jurist"), "Igen.")
    assert decide.police_gate(cast.case).states["jurist_consulted"] == "met"


def test_only_a_jurist_gives_the_opinion(cast):
    asked = decide.ask_jurist(cast.case, cast.as_("leader"), "Hvad mener du?")
    with pytest.raises(NotAllowed):
        decide.give_legal_opinion(asked, cast.as_("leader"), "Anmeld.")
    with pytest.raises(NotAllowed):
        decide.ask_jurist(cast.case, cast.as_("employee"), "Hvad mener du?")
    with pytest.raises(BadInput):
        decide.ask_jurist(cast.case, cast.as_("leader"), "  ")


def test_only_leader_or_jurist_proposes_with_a_known_purpose(cast):
    answered = consulted(cast)
    with pytest.raises(NotAllowed):
        decide.propose_police_report(
            cast.case, cast.as_("approver"), consultation=answered, purposes=["prosecution"], reason="Grund."
        )
    with pytest.raises(BadInput):
        decide.propose_police_report(
            cast.case, cast.as_("leader"), consultation=answered, purposes=["hævn"], reason="Grund."
        )


def test_one_proposal_at_a_time_and_a_withdrawn_one_is_not_decided(cast):
    first = proposed(cast)
    with pytest.raises(NotNow):
        proposed(cast)
    decide.withdraw_proposal(first, cast.as_("leader"))
    with pytest.raises(NotNow):
        decide.decide_proposal(first, cast.as_("approver"), "rejected", "Nej.")
    assert proposed(cast).withdrawn_at is None


@pytest.mark.row("B02")
def test_approval_needs_every_condition_met_or_set_aside(cast):
    proposal = proposed(cast)
    with pytest.raises(NotNow, match="Den ramte har sagt ja"):
        decide.decide_proposal(proposal, cast.as_("approver"), "approved", "Enig.")
    assert decide.decide_proposal(proposal, cast.as_("approver"), "rejected", "Nej.").outcome == "rejected"
    with pytest.raises(NotNow):
        decide.decide_proposal(proposal, cast.as_("other_approver"), "rejected", "Nej.")
    with pytest.raises(BadInput):
        decide.decide_proposal(proposal, cast.as_("other_approver"), "perhaps", "Nej.")


def test_approval_of_a_void_proposal_is_refused(cast):
    proposal = proposed(cast)
    questions.answer(cast.case, cast.as_("jurist"), "sender_named", "yes")
    with pytest.raises(NotNow):
        decide.decide_proposal(proposal, cast.as_("approver"), "approved", "Enig.")


@pytest.mark.row("B08")
def test_excluded_persons_are_written_down_and_refused_by_the_action(cast):
    questions.record_complaint(
        cast.case, cast.as_("leader"), date(2026, 5, 1), about=cast.other_approver, handled_by=cast.handler
    )
    proposal = proposed(cast)
    written = set(proposal.excluded.values_list("person_id", "ground"))
    assert written == {
        (cast.leader.id, CannotDecide.PROPOSER),
        (cast.employee.id, CannotDecide.AFFECTED),
        (cast.other_approver.id, CannotDecide.COMPLAINED_OF),
        (cast.handler.id, CannotDecide.HANDLES_COMPLAINT),
    }
    for name in ("other_approver", "handler"):
        with pytest.raises(NotAllowed):
            decide.decide_proposal(proposal, cast.as_(name), "rejected", "Nej.")
    with pytest.raises(NotAllowed):
        decide.decide_proposal(proposal, cast.as_("leader"), "rejected", "Nej.")


@pytest.mark.row("B08")
def test_database_refuses_an_excluded_person_without_our_code(cast):
    proposal = proposed(cast)
    with pytest.raises(DatabaseError, match="excluded"), transaction.atomic():
        Approval.objects.create(
            proposal=proposal, decided_by=cast.leader, role="approver", outcome="approved", decided_at=clock.now()
        )
    row = Approval.objects.create(
        proposal=proposal, decided_by=cast.approver, role="approver", outcome="approved", decided_at=clock.now()
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        Approval.objects.filter(pk=row.pk).update(outcome="rejected")


@pytest.mark.row("B08")
def test_database_refuses_who_is_excluded_after_the_proposal_and_who_is_wiped_off_its_list(cast):
    proposal = proposed(cast)
    declare_conflict(cast.case, cast.as_("leader"), cast.other_approver, "declared")
    assert not proposal.excluded.filter(person=cast.other_approver).exists()
    written = proposal.excluded.filter(person=cast.leader)
    with pytest.raises(DatabaseError, match="may only be added to"), transaction.atomic():
        written.update(person=cast.deputy)
    with pytest.raises(DatabaseError, match="stays until the case is forgotten"), transaction.atomic():
        written.delete()
    triggers.remove(connection)
    proposal.excluded.all().delete()
    triggers.install(connection)
    for who in (cast.leader, cast.employee, cast.other_approver):
        with pytest.raises(DatabaseError, match="excluded"), transaction.atomic():
            Approval.objects.create(
                proposal=proposal, decided_by=who, role="approver", outcome="approved", decided_at=clock.now()
            )


@pytest.mark.parametrize("state", ["open", "closed"])
def test_database_keeps_a_decision_until_the_case_is_forgotten(cast, state):
    proposal = proposed(cast)
    type(cast.case).objects.filter(pk=cast.case.pk).update(state=state)
    row = Approval.objects.create(
        proposal=proposal, decided_by=cast.approver, role="approver", outcome="rejected", decided_at=clock.now()
    )
    with pytest.raises(DatabaseError, match="stays until the case is forgotten"), transaction.atomic():
        row.delete()


def test_substitute_for_an_excluded_person_may_not_decide(cast):
    today = START.date()
    before = START - timedelta(days=3)
    Absence.objects.create(
        person=cast.leader, first_day=today, last_day=today, substitute=cast.approver, made_at=before
    )
    grounds = queries.cannot_decide(cast.case, cast.leader, START)
    assert (cast.approver, CannotDecide.SUBSTITUTE) in grounds
    assert (cast.deputy, CannotDecide.SUBSTITUTE) in grounds


def test_late_substitute_and_late_deputy_may_not_decide(cast):
    proposal = proposed(cast)
    today = START.date()
    with clock.travel(START + timedelta(hours=1)):
        Absence.objects.create(
            person=cast.deputy, first_day=today, last_day=today, substitute=cast.approver, made_at=clock.now()
        )
        holds(cast.handler, OrgRole.DEPUTY, cast.unit)
        RoleAssignment.objects.filter(person=cast.handler).update(made_at=clock.now())
        for name in ("approver", "handler"):
            with pytest.raises(NotAllowed):
                decide.decide_proposal(proposal, cast.as_(name), "rejected", "Nej.")
        decide.decide_proposal(proposal, cast.as_("other_approver"), "rejected", "Nej.")


@pytest.mark.row("B03")
def test_conditions_are_set_aside_only_as_content_allows(cast):
    leader, jurist = cast.as_("leader"), cast.as_("jurist")
    with pytest.raises(NotAllowed):
        decide.set_condition_aside(cast.case, leader, "police_report", "purpose", "Nej.")
    with pytest.raises(NotAllowed):
        decide.set_condition_aside(cast.case, leader, "police_report", "accept", "Nej.")
    with pytest.raises(BadInput):
        decide.set_condition_aside(cast.case, leader, "police_report", "weather", "Nej.")
    with pytest.raises(BadInput):
        decide.set_condition_aside(cast.case, leader, "police_report", "warned_first", " ")
    decide.set_condition_aside(cast.case, jurist, "police_report", "accept", "Fare for andre.")
    decide.set_condition_aside(cast.case, leader, "police_report", "warned_first", "Kan ikke vente.")
    states = decide.police_gate(cast.case).states
    assert (states["accept"], states["warned_first"]) == ("set_aside", "set_aside")


def test_gate_is_kept_at_proposal_and_approval(cast):
    answer_fact(case=cast.case, by=cast.as_("leader"), fact="complaint_made", value="no")
    proposal = approved_proposal(cast)
    kept = {check.moment: check.open_to_act for check in proposal.gate_checks.all()}
    assert kept == {"proposal": False, "approval": True}


@pytest.mark.row("G08")
def test_jurist_of_the_line_is_let_in_and_told_when_none_is_in_the_case(cast):
    cast.case.participations.filter(person=cast.jurist).delete()
    asked = decide.ask_jurist(cast.case, cast.as_("leader"), "Hvad mener du?")
    row = cast.case.participations.get(person=cast.jurist)
    assert (asked.jurist, row.role, row.reason_code) == (cast.jurist, "jurist", "jurist_asked")
    assert read(row, "reason") != ""
    assert [one.code for one in Notice.objects.filter(person=cast.jurist)] == ["jurist_asked"]
    assert [one.title for one in waiting_for(viewer_of(cast.jurist))[0]] == [_("Give your written assessment")]
    assert decide.give_legal_opinion(asked, cast.as_("jurist"), "Anmeld.").answered_at == START


def test_jurist_who_has_left_is_not_the_one_asked(cast):
    other = person("Gerda Holm", cast.unit)
    holds(other, OrgRole.JURIST, cast.unit)
    Person.objects.filter(pk=cast.jurist.pk).update(left_on=START.date())
    assert decide.ask_jurist(cast.case, cast.as_("leader"), "Hvad mener du?").jurist == other


def test_question_is_refused_when_there_is_no_jurist_at_all(cast):
    cast.case.participations.filter(person=cast.jurist).delete()
    RoleAssignment.objects.filter(role=OrgRole.JURIST).delete()
    holds(cast.handler, OrgRole.SAFETY_TEAM, cast.unit)
    with pytest.raises(NotNow):
        decide.ask_jurist(cast.case, cast.as_("leader"), "Hvad mener du?")
    assert not cast.case.consultations.exists()


def test_jurist_who_is_excluded_away_or_asks_is_not_the_one_asked(cast):
    other, away = person("Gerda Holm", cast.unit), person("Inge Lund", cast.unit)
    cases.exclude(
        case=cast.case,
        by=cast.as_("leader"),
        person=cast.jurist,
        kind=ExclusionKind.CANNOT_DECIDE,
        ground=ExclusionGround.CLOSE_TO_PARTY,
    )
    holds(away, OrgRole.JURIST, cast.unit)
    holds(cast.leader, OrgRole.JURIST, cast.unit)
    today = START.date()
    Absence.objects.create(person=away, first_day=today, last_day=today, substitute=cast.handler, made_at=START)
    with pytest.raises(NotNow):
        decide.ask_jurist(cast.case, cast.as_("leader"), "Hvad mener du?")
    holds(other, OrgRole.JURIST, cast.unit)
    assert decide.ask_jurist(cast.case, cast.as_("leader"), "Hvad mener du?").jurist == other


@pytest.mark.row("B03", "G22")
def test_accept_set_aside_while_unknown_does_not_outlive_her_no(cast):
    jurist = cast.as_("jurist")
    decide.set_condition_aside(cast.case, jurist, "police_report", "accept", "Hun kan ikke nås.")
    assert decide.police_gate(cast.case).states["accept"] == "set_aside"
    give_accept(case=cast.case, by=cast.as_("employee"), subject="police_report", value="no")
    found = next(one for one in decide.police_gate(cast.case).conditions if one.result.id == "accept")
    assert (found.state, found.set_aside, found.lapsed.condition) == ("unmet", None, "accept")
    decide.set_condition_aside(cast.case, jurist, "police_report", "accept", "Fare for andre.")
    assert decide.police_gate(cast.case).states["accept"] == "set_aside"


@pytest.mark.row("B03")
def test_setting_aside_lapses_when_an_answer_changes_though_the_state_is_the_same(cast):
    leader = cast.as_("leader")
    questions.answer(cast.case, leader, "sender_has_case_here", "yes")
    questions.answer(cast.case, leader, "own_errors_examined", "no")
    decide.set_condition_aside(cast.case, leader, "police_report", "own_errors", "Det kan ikke nås.")
    questions.answer(cast.case, leader, "contact_person_named", "yes")
    assert decide.police_gate(cast.case).states["own_errors"] == "set_aside"
    questions.answer(cast.case, leader, "own_errors_found", "yes")
    assert decide.police_gate(cast.case).states["own_errors"] == "unmet"


def test_what_does_not_stand_in_the_way_is_not_set_aside(cast):
    questions.answer(cast.case, cast.as_("leader"), "complaint_made", "no")
    with pytest.raises(NotNow):
        decide.set_condition_aside(cast.case, cast.as_("jurist"), "police_report", "complaint", "Nej.")


def test_evidence_of_another_case_goes_with_no_proposal(cast):
    with pytest.raises(BadInput):
        proposed(cast, items=[uuid4()])


def test_locked_evidence_goes_with_no_proposal(cast):
    sealer = Sealer(cast.case.vault_scope)
    sealer.write(picture())
    item = add_to_case(case=cast.case, by=cast.as_("leader"), sealer=sealer, name="x.png")
    lock(item=item, by=cast.as_("leader"))
    with pytest.raises(NotNow, match="114"):
        proposed(cast, items=[item.pk])


def test_open_and_newest_proposal_are_found(cast):
    assert queries.open_proposal(cast.case) is None
    proposal = proposed(cast)
    assert (queries.open_proposal(cast.case), queries.newest_proposal(cast.case)) == (proposal, proposal)
