"""The account answers the letter's six questions from data, and names nobody."""

import io
from datetime import date, timedelta

import pikepdf
import pytest

from tests.factories.answers import answer_fact
from tests.factories.cases import attached, draft, picture, workplace
from tests.factories.casework import START, casework, holds
from tests.factories.people import make_unit
from tests.process.test_letter_case import approved_proposal, send_guidance
from vaern import clock
from vaern.cases import actions as cases
from vaern.cases.enums import SenderKind
from vaern.cases.senders import Sender
from vaern.decisions.models import Proposal
from vaern.oversight import account, answers
from vaern.oversight.account import account_for, account_pdf, warned_before_report
from vaern.people.enums import OrgRole
from vaern.process import act, decide, follow_up, plan_start, questions
from vaern.process import report as process

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def said(case, number):
    return " ".join(account_for(case).questions[number - 1].sentences)


@pytest.mark.row("B07")
def test_account_of_a_new_case_says_what_is_missing(cast):
    made = account_for(cast.case, date(2026, 6, 30))
    assert [one.number for one in made.questions] == [1, 2, 3, 4, 5, 6]
    assert all(one.sentences for one in made.questions)
    assert made.warned == "not_reported"
    assert made.days_from_complaint_to_report is None
    assert "Sagen er ikke anmeldt til politiet." in said(cast.case, 2)
    assert "Det er ikke afklaret" in said(cast.case, 6)


@pytest.mark.row("B03")
def test_letter_without_a_report_is_told_as_such(cast):
    send_guidance(cast)
    assert "Sagen er ikke anmeldt." in said(cast.case, 3)
    assert warned_before_report(cast.case) == "not_reported"


@pytest.mark.row("B03", "B07")
def test_report_without_warning_is_told_with_its_reason(cast):
    answer_fact(case=cast.case, by=cast.as_("leader"), fact="complaint_made", value="no")
    proposal = approved_proposal(cast)
    act.report_to_police(proposal, cast.as_("leader"))
    assert warned_before_report(cast.case) == "not_warned_with_reason"
    assert "Det kan ikke vente." in said(cast.case, 3)
    proposal.set_asides.all().delete()
    assert warned_before_report(cast.case) == "not_warned_without_reason"
    assert "ikke skrevet en begrundelse" in said(cast.case, 3)


@pytest.mark.row("B03", "B07")
def test_guidance_to_another_sender_is_not_told_as_a_warning_of_the_one_reported(cast):
    answer_fact(case=cast.case, by=cast.as_("leader"), fact="complaint_made", value="no")
    send_guidance(cast)
    with clock.travel(START + timedelta(hours=1)):
        proposal = approved_proposal(cast)
        act.report_to_police(proposal, cast.as_("leader"))
    assert warned_before_report(cast.case) == "warned"
    second = cases.add_sender(
        case=cast.case, by=cast.as_("leader"), sender=Sender(SenderKind.CITIZEN, identity="Ida Holm")
    )
    Proposal.objects.filter(id=proposal.id).update(sender=second)
    assert warned_before_report(cast.case) == "not_warned_without_reason"
    assert "ikke skrevet en begrundelse" in said(cast.case, 3)


@pytest.mark.row("B03", "B07")
def test_reason_written_before_the_proposal_is_told_in_the_account(cast):
    answer_fact(case=cast.case, by=cast.as_("leader"), fact="complaint_made", value="no")
    act.report_to_police(approved_proposal(cast, early=True), cast.as_("leader"))
    with clock.travel(START + timedelta(days=1)):
        decide.set_condition_aside(cast.case, cast.as_("leader"), "police_report", "warned_first", "Noget helt andet.")
    assert warned_before_report(cast.case) == "not_warned_with_reason"
    assert "Det kan ikke vente." in said(cast.case, 3)
    assert "Det kan ikke vente." in [reason for _title, _state, reason in account_for(cast.case).conditions]


@pytest.mark.row("B06")
def test_injury_is_told_as_notified_with_its_receipt(cast):
    plan_start.start_plan_for(cast.case, cast.as_("leader"))
    follow_up.record_injury_notice(
        cast.case, cast.as_("leader"), notified=True, notified_on=START.date(), receipt_number="E-77"
    )
    assert "E-77" in said(cast.case, 6)
    assert "Beredskabsplan for digital chikane" in said(cast.case, 1)


@pytest.mark.row("B06", "G04")
@pytest.mark.parametrize(("ground", "says"), [
    ("no_absence_no_claim", "ikke var fravær ud over den dag, det skete, og at et krav"),
    ("not_work_related", "ikke hænger sammen med arbejdet"),
    ("over_five_days", "i mere end fem dage"),
    ("other", "en anden end de tre, reglerne peger på"),
])  # fmt: skip
def test_injury_that_was_not_notified_is_told_with_its_ground_and_no_word_of_what_hr_wrote(cast, ground, says):
    plan_start.start_plan_for(cast.case, cast.as_("leader"))
    follow_up.record_injury_notice(
        cast.case, cast.as_("leader"), notified=False, ground=ground, reason="Hun sov dårligt, men var på arbejde."
    )
    told = said(cast.case, 6)
    assert ("Sagen er ikke anmeldt i EASY. Grunden er" in told, says in told, "sov" in told) == (True, True, False)


@pytest.mark.row("B07")
def test_complaint_before_any_report_is_told_without_days(cast):
    complaint = questions.record_complaint(cast.case, cast.as_("leader"), date(2026, 5, 20))
    told = said(cast.case, 2)
    assert "Afsenderen klagede den 20. maj 2026. Det er ikke registreret, at klagen er besvaret." in told
    assert ("Der er ikke registreret en klage" in told, "holdt for sig" in told) == (False, False)
    questions.settle_complaint(complaint, cast.as_("leader"), START.date())
    assert "Klagen blev besvaret den 3. juni 2026." in said(cast.case, 2)


@pytest.mark.row("B07")
def test_report_is_told_with_its_day_and_the_number_of_the_police_when_they_gave_one(cast):
    answer_fact(case=cast.case, by=cast.as_("leader"), fact="complaint_made", value="no")
    report = act.report_to_police(approved_proposal(cast), cast.as_("leader"))
    assert "Den 3. juni 2026 blev der anmeldt til politiet. Der er ikke registreret en klage" in said(cast.case, 2)
    type(report).objects.update(journal_number="0100-12345-26")
    assert "Den 3. juni 2026 blev der anmeldt til politiet. Journalnummeret er 0100-12345-26." in said(cast.case, 2)


@pytest.mark.row("B07")
def test_complaint_is_called_kept_apart_only_where_the_points_about_it_were_met(cast):
    questions.record_complaint(cast.case, cast.as_("leader"), date(2026, 5, 20), handled_by=cast.handler)
    proposal = approved_proposal(cast)
    act.report_to_police(proposal, cast.as_("leader"))
    assert "Der gik 14 dage fra klagen til anmeldelsen." in said(cast.case, 2)
    assert "Klagen blev holdt for sig" in said(cast.case, 2)
    for row in proposal.gate_checks.all():
        type(row).objects.filter(pk=row.pk).update(states={**row.states, "complaint": "set_aside"})
    assert "holdt for sig" not in said(cast.case, 2)


@pytest.mark.row("B07")
def test_complaint_that_came_after_the_report_is_not_told_as_days_before_it(cast):
    answer_fact(case=cast.case, by=cast.as_("leader"), fact="complaint_made", value="no")
    act.report_to_police(approved_proposal(cast), cast.as_("leader"))
    with clock.travel(START + timedelta(days=9)):
        questions.record_complaint(cast.case, cast.as_("leader"), (START + timedelta(days=8)).date())
        assert account_for(cast.case).days_from_complaint_to_report is None
        assert ("Afsenderen klagede den 11. juni 2026." in said(cast.case, 2), "Der gik" in said(cast.case, 2)) == (
            True,
            False,
        )


def test_account_is_a_pdf(cast):
    assert account_pdf(cast.case).startswith(b"%PDF")


@pytest.mark.row("B04", "B07")
def test_account_says_in_words_what_was_kept_and_numbers_only_the_six_questions():
    place = workplace()
    report = draft(place.maja, words="Han skrev igen.")
    for width, name in ((40, "1.png"), (41, "2.png")):
        attached(report, place.maja, picture((width, 30)), name)
    case = process.send_report(report, by=place.maja).case
    assert "I sagen er der 2 beviser: 2 billeder. Alt har digitalt segl." in said(case, 4)
    assert "Denne sag har 1 hændelse, den" in said(case, 5)
    assert answers._kinds(["text/plain", "video/mp4", "application/zip", "text/html"]) == [
        "1 videooptagelse",
        "1 hjemmeside",
        "1 tekst",
        "1 anden fil",
    ]
    with pikepdf.open(io.BytesIO(account_pdf(case))) as pdf:
        assert len(pdf.pages) <= 3


def test_plan_is_told_with_what_is_still_open(cast):
    plan_start.start_plan_for(cast.case, cast.as_("leader"))
    total = cast.case.tasks.count()
    assert f"0 er gjort, 0 er fravalgt med en grund, og {total} er stadig åbne." in said(cast.case, 1)
    for task in cast.case.tasks.filter(done_at=None):
        follow_up.finish_task(task, cast.as_("leader"))
    assert "Alle er gjort." in said(cast.case, 1)


def test_conditions_have_a_column_for_reasons_where_there_is_one(cast):
    assert len(account._conditions(account_for(cast.case))["header"]) == 2
    answer_fact(case=cast.case, by=cast.as_("leader"), fact="complaint_made", value="no")
    approved_proposal(cast)
    assert len(account._conditions(account_for(cast.case))["header"]) == 3
    assert "»At politiet vurderer, om noget er strafbart«" in said(cast.case, 2)
    assert "foreslog den sagsansvarlige at anmelde til politiet" in said(cast.case, 2)
    assert "besluttede en godkender, at der skulle anmeldes" in said(cast.case, 2)


@pytest.mark.parametrize(
    ("role", "says"),
    [
        (OrgRole.DEPUTY, "lederens stedfortræder"),
        (OrgRole.AMR, "en arbejdsmiljørepræsentant"),
        (OrgRole.SAFETY_TEAM, "en fra arbejdsmiljøteamet"),
        (OrgRole.JURIST, "en jurist"),
    ],
)
def test_case_owner_is_told_as_what_that_person_is(cast, role, says):
    cast.case.participations.filter(role="case_owner").update(person=cast.handler)
    holds(cast.handler, role, cast.unit)
    assert f"Den sagsansvarlige er {says}." in said(cast.case, 5)


def test_case_owner_who_leads_elsewhere_or_nowhere_is_not_called_the_nearest_leader(cast):
    assert "Den sagsansvarlige er nærmeste leder." in said(cast.case, 5)
    owned = cast.case.participations.filter(role="case_owner")
    owned.update(person=cast.handler)
    assert "Den sagsansvarlige er en medarbejder uden lederrolle." in said(cast.case, 5)
    holds(cast.handler, OrgRole.LEADER, make_unit("Et andet sted"))
    assert "Den sagsansvarlige er en anden leder." in said(cast.case, 5)
    owned.update(until=START)
    assert "Den sagsansvarlige er ikke udpeget." in said(cast.case, 5)


def test_lengths_are_hours_and_then_days():
    assert answers._length(START, START + timedelta(minutes=40)) == "mindre end en time"
    assert answers._length(START, START + timedelta(hours=1)) == "1 time"
    assert answers._length(START, START + timedelta(hours=3)) == "3 timer"
    assert answers._length(START, START + timedelta(days=3)) == "3 dage"
