"""Each act asks its gate again when it happens: yesterday's approval never outruns what has changed since."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from tests.factories.answers import answer_fact
from tests.factories.cases import attached, draft, picture, workplace
from tests.factories.casework import START, casework
from tests.process.test_letter_case import POINTS, VALUES, approved_proposal, send_guidance
from vaern import clock
from vaern.care.actions import give_accept
from vaern.cases import actions as cases
from vaern.cases import writing
from vaern.cases.enums import ExclusionGround, ExclusionKind, Precision, SenderCorrection, SenderKind
from vaern.cases.queries import senders
from vaern.cases.senders import Sender
from vaern.cases.times import When
from vaern.decisions.models import Approval, GateCheck, Proposal
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.letters.actions import postpone_telling_sender
from vaern.measures.models import PoliceReport
from vaern.people.models import Absence, Notice
from vaern.process import act, basis, decide, police_text, questions, situation
from vaern.process import report as report_process
from vaern.vault import blobs
from vaern.vault.text import read, seal_into

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


@pytest.fixture
def proposal(cast):
    answer_fact(case=cast.case, by=cast.as_("leader"), fact="complaint_made", value="no")
    return approved_proposal(cast)


@pytest.mark.row("B02", "B10")
def test_report_is_made_on_an_approved_proposal_and_the_employee_is_told(cast, proposal):
    row = act.report_to_police(proposal, cast.as_("leader"), "0100-1")
    assert row.journal_number == "0100-1"
    assert cast.case.deadlines.filter(rule="police_status_3_months").count() == 1
    assert Notice.objects.filter(person=cast.employee, code="police_reported").count() == 1
    assert [check.moment for check in GateCheck.objects.filter(proposal=proposal).order_by("at", "moment")] != []
    with pytest.raises(NotNow):
        act.report_to_police(proposal, cast.as_("leader"))


@pytest.mark.row("B02", "B03")
def test_report_says_who_decided_why_what_happened_and_what_was_tried(cast, proposal):
    row = act.report_to_police(proposal, cast.as_("leader"))
    text = read(row, "text")
    for said in (
        "besluttet den 3. juni 2026 af Birthe Kramhøft, medarbejder.",
        "Ingen ud over den ramte, så vidt vi ved.",
        "At politiet vurderer, om noget er strafbart",
        "Besøgene fortsatte efter blokeringen.",
        "Afsenderen: Rune Thybo",
        "Afsenderen har selv sagt at stå bag det, der skete.",
        "1. Onsdag den 3. juni 2026 kl. 05.00: Profilen blev besøgt igen.",
        "Grunden er denne: Det kan ikke vente.",
        "Der følger ingen bilag med.",
        "kan få lov at læse den",
    ):
        assert said in text
    assert "Lindsøvej 1" not in text
    assert blobs.read_whole(row.pdf).startswith(b"%PDF")


@pytest.mark.row("B09")
def test_report_does_not_say_that_there_is_no_witness_when_somebody_saw_who_it_was(cast):
    answer_fact(case=cast.case, by=cast.as_("leader"), fact="complaint_made", value="no")
    proposal = approved_proposal(cast)
    answer_fact(case=cast.case, by=cast.as_("leader"), fact="identity_from_witness", value="yes")
    text = police_text.police_text(proposal, proposal.approval, cast.leader)
    assert "Ingen ud over den ramte" not in text
    assert "En anden end den ramte har selv set eller hørt, at det var afsenderen." in text


@pytest.mark.row("B03")
def test_report_says_the_reason_that_was_written_before_the_proposal(cast):
    answer_fact(case=cast.case, by=cast.as_("leader"), fact="complaint_made", value="no")
    row = act.report_to_police(approved_proposal(cast, early=True), cast.as_("leader"))
    assert "Grunden er denne: Det kan ikke vente." in read(row, "text")


def test_report_that_changes_while_it_is_typeset_is_not_made(cast, proposal, monkeypatch):
    real = police_text.compile_pdf

    def learns_meanwhile(*args):
        party = senders(cast.case).get()
        by, why = cast.as_("leader"), SenderCorrection.MISTYPED
        cases.correct_sender(party=party, by=by, why=why, sender=Sender(SenderKind.CITIZEN, identity="En anden"))
        return real(*args)

    monkeypatch.setattr(police_text, "compile_pdf", learns_meanwhile)
    with pytest.raises(NotNow):
        act.report_to_police(proposal, cast.as_("leader"))
    assert not PoliceReport.objects.exists()


def test_report_numbers_its_annexes_and_names_them_under_what_happened():
    place = workplace()
    with clock.travel(START):
        report = draft(place.maja, words="Han skrev igen.")
        item = attached(report, place.maja, picture())
        case = report_process.send_report(report, by=place.maja).case
    item.refresh_from_db()
    proposal, says = SimpleNamespace(case=case, items=[str(item.id), "gone"]), situation.book().texts["police_report"]
    annexes = police_text._annexes(proposal)
    assert annexes == [item]
    said = police_text._annex(1, item, says)
    assert said.startswith("- Bilag 1: skærm.png. Hvor det er set, er ikke noteret. ")
    assert "\n" not in said
    assert " Modtaget: onsdag den 3. juni 2026 kl. 10.00. Segl (SHA-256): " in said
    assert police_text._event(case.incidents.get(), annexes, says).endswith("Han skrev igen. (bilag 1)")


def test_report_says_what_is_not_known(cast):
    says = situation.book().texts["police_report"]
    unknown = cases.add_incident(case=cast.case, by=cast.as_("leader"), when=When(), summary="Engang.")
    between = When(start=START - timedelta(days=1), until=START)
    long = cases.add_incident(case=cast.case, by=cast.as_("leader"), when=between, summary="I flere timer.")
    assert police_text._when(unknown, says).startswith("Tidspunktet kendes ikke (vi fik det at vide onsdag")
    assert police_text._when(long, says).startswith("Mellem tirsdag den 2. juni 2026 kl. 10.00 og onsdag")
    about = When(start=START, until=START, precision=Precision.ABOUT)
    some = cases.add_incident(case=cast.case, by=cast.as_("leader"), when=about, summary="Ved titiden.")
    assert police_text._when(some, says) == "Omkring onsdag den 3. juni 2026 kl. 10.00"
    cast.case.parties.filter(kind="sender").delete()
    nobody = Proposal(case=cast.case)
    assert (police_text._sender(nobody), police_text._identity(nobody)) == ("", "")


@pytest.mark.row("G22")
def test_accept_withdrawn_between_approval_and_act_stops_the_report(cast, proposal):
    give_accept(case=cast.case, by=cast.as_("employee"), subject="police_report", value="withdrawn")
    with pytest.raises(NotNow, match=r"the employee's yes or no|medarbejderens ja eller nej"):
        act.report_to_police(proposal, cast.as_("leader"))
    assert not PoliceReport.objects.exists()


@pytest.mark.row("B02")
def test_changed_fact_voids_the_approval(cast, proposal):
    assert not basis.is_void(proposal)
    questions.answer(cast.case, cast.as_("jurist"), "after_clear_stop", "no", cast.incident)
    assert basis.is_void(proposal)
    with pytest.raises(NotNow):
        act.report_to_police(proposal, cast.as_("leader"))


def test_fact_that_nothing_rests_on_leaves_the_approval_standing(cast, proposal):
    questions.answer(cast.case, cast.as_("leader"), "contact_person_named", "yes")
    assert not basis.is_void(proposal)


@pytest.mark.row("B08")
def test_approval_by_one_who_turns_out_to_be_excluded_does_not_count(cast, proposal):
    cases.exclude(
        case=cast.case,
        by=cast.as_("leader"),
        person=cast.approver,
        kind=ExclusionKind.CANNOT_DECIDE,
        ground=ExclusionGround.DECLARED,
    )
    with pytest.raises(NotAllowed):
        act.report_to_police(proposal, cast.as_("leader"))


def test_approval_by_one_made_substitute_after_the_proposal_does_not_count(cast, proposal):
    made = proposal.proposed_at + timedelta(seconds=1)
    day = START.date()
    Absence.objects.create(person=cast.deputy, first_day=day, last_day=day, substitute=cast.approver, made_at=made)
    with clock.travel(START + timedelta(hours=1)):
        late = Approval.objects.get(proposal=proposal)
        late.decided_at = clock.now()
        with pytest.raises(NotAllowed):
            decide.check_approver_not_excluded(proposal, late)


@pytest.mark.row("B08")
def test_absence_after_the_decision_leaves_the_approval_standing(cast, proposal):
    later = START + timedelta(days=1)
    day = later.date()
    Absence.objects.create(person=cast.leader, first_day=day, last_day=day, substitute=cast.approver, made_at=later)
    with clock.travel(later + timedelta(minutes=5)):
        assert act.report_to_police(proposal, cast.as_("leader")).proposal == proposal


@pytest.mark.row("B08")
def test_approver_who_stood_in_on_the_day_of_the_decision_does_not_count(cast, proposal):
    day, noted = START.date(), START - timedelta(days=2)
    Absence.objects.create(person=cast.leader, first_day=day, last_day=day, substitute=cast.approver, made_at=noted)
    with clock.travel(START + timedelta(days=1)), pytest.raises(NotAllowed):
        act.report_to_police(proposal, cast.as_("leader"))


@pytest.mark.row("B08")
def test_report_is_not_made_when_the_approver_turns_out_to_be_a_late_substitute(cast):
    answer_fact(case=cast.case, by=cast.as_("leader"), fact="complaint_made", value="no")
    with clock.travel(START + timedelta(hours=2)):
        proposal = approved_proposal(cast)
    Proposal.objects.filter(pk=proposal.pk).update(proposed_at=START)
    day = START.date()
    noted = {"person": cast.deputy, "first_day": day, "last_day": day, "substitute": cast.approver}
    Absence.objects.create(made_at=START + timedelta(hours=1), **noted)
    with clock.travel(START + timedelta(hours=3)), pytest.raises(NotAllowed, match=r"godkend|approval"):
        act.report_to_police(proposal, cast.as_("leader"))
    assert not PoliceReport.objects.exists()


def test_letter_that_waits_with_telling_meets_no_deadline(cast):
    postpone_telling_sender(
        case=cast.case, by=cast.as_("leader"), until=START.date() + timedelta(days=9), reason="Politiet beder om det."
    )
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    points = [point for point in POINTS if point != "letter_art14"]
    act.save_letter(letter, cast.as_("leader"), 0, VALUES, points)
    act.approve_letter(letter, cast.as_("approver"), letter.revision, ("letter_friendly_tone",))
    act.send_letter(letter, cast.as_("leader"))
    assert cast.case.deadlines.get(rule="art14_one_month", superseded_by=None).met_at is None


def test_report_needs_an_approval(cast):
    with pytest.raises(NotNow):
        act._approved(_only_proposed(cast))


def _only_proposed(cast):
    asked = decide.ask_jurist(cast.case, cast.as_("leader"), "Hvad mener du?")
    decide.give_legal_opinion(asked, cast.as_("jurist"), "Vent.")
    return decide.propose_police_report(
        cast.case, cast.as_("leader"), consultation=asked, purposes=["prosecution"], reason="Grund."
    )


@pytest.mark.row("B03")
def test_letter_is_sent_as_a_sealed_pdf_of_what_was_approved(cast):
    send_guidance(cast)
    letter = cast.case.letters.get()
    assert letter.sent_at == START
    assert blobs.read_whole(letter.pdf).startswith(b"%PDF")
    with pytest.raises(NotNow):
        act.send_letter(letter, cast.as_("leader"))


def test_letter_is_typeset_before_the_database_is_held(cast, monkeypatch):
    held = []
    real = act.compile_pdf

    def watched(*args):
        held.append(cast.case.id in (writing._held.get() or {}))
        return real(*args)

    monkeypatch.setattr(act, "compile_pdf", watched)
    send_guidance(cast)
    assert held == [False]


def test_letter_that_changes_while_it_is_typeset_is_not_sent(cast, monkeypatch):
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    act.save_letter(letter, cast.as_("leader"), 0, VALUES, POINTS)
    act.approve_letter(letter, cast.as_("approver"), letter.revision, ("letter_friendly_tone",))
    real = act.compile_pdf

    def moves_meanwhile(*args):
        seal_into(letter.recipient, address="Et helt andet sted 9")
        letter.recipient.save()
        return real(*args)

    monkeypatch.setattr(act, "compile_pdf", moves_meanwhile)
    with pytest.raises(NotNow):
        act.send_letter(letter, cast.as_("leader"))
    letter.refresh_from_db()
    assert (letter.sent_at, letter.pdf) == (None, None)


def test_letter_has_a_box_with_whom_to_call():
    says = {"title": "Kontakt", "phone": "Telefon {phone}"}
    values = {"contact_name": "rådgiver Ditte Sørup", "contact_phone": "12 34 56 20", "contact_hours": "mandag kl. 9"}
    assert act._contact(values, says) == {
        "title": "Kontakt",
        "lines": ["Rådgiver Ditte Sørup", "Telefon 12 34 56 20", "Mandag kl. 9"],
    }
    assert act._contact({"contact_name": "Ditte"}, says) == {"title": "Kontakt", "lines": ["Ditte"]}
    assert act._contact({}, says) is None


def test_letter_without_its_points_is_not_sent(cast):
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    act.save_letter(letter, cast.as_("leader"), 0, VALUES)
    act.approve_letter(letter, cast.as_("approver"), letter.revision)
    with pytest.raises(NotNow, match="retlige grundlag"):
        act.send_letter(letter, cast.as_("leader"))


def test_letter_is_not_approved_by_its_writer_nor_before_it_is_filled_in(cast):
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    with pytest.raises(NotAllowed):
        act.approve_letter(letter, cast.as_("leader"), letter.revision)
    with pytest.raises(BadInput):
        act.approve_letter(letter, cast.as_("approver"), letter.revision)


@pytest.mark.row("B08")
def test_letter_is_not_written_or_approved_by_one_complained_of(cast):
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    act.save_letter(letter, cast.as_("leader"), 0, VALUES, POINTS)
    questions.record_complaint(
        cast.case, cast.as_("leader"), date(2026, 5, 1), about=cast.leader, handled_by=cast.handler
    )
    with pytest.raises(NotAllowed):
        act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    with pytest.raises(NotAllowed):
        act.approve_letter(letter, cast.as_("handler"), letter.revision)
    act.approve_letter(letter, cast.as_("approver"), letter.revision, ("letter_friendly_tone",))
    with pytest.raises(NotNow, match="uden for klagen"):
        act.send_letter(letter, cast.as_("approver"))


def test_letter_written_in_two_windows_loses_nothing_silently(cast):
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    act.save_letter(letter, cast.as_("leader"), 0, VALUES)
    with pytest.raises(NotNow):
        act.save_letter(letter, cast.as_("leader"), 0, {})


def test_tone_counts_only_when_another_person_has_read(cast):
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    act.save_letter(letter, cast.as_("leader"), 0, VALUES, (*POINTS, "letter_friendly_tone"))
    assert act.letter_gate(letter).states["friendly_tone"] == "unmet"
    act.approve_letter(letter, cast.as_("approver"), letter.revision, ("letter_friendly_tone",))
    assert act.letter_gate(letter).states["friendly_tone"] == "met"


def test_discarded_letter_is_neither_changed_nor_sent(cast):
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    act.discard_letter(letter, cast.as_("leader"))
    with pytest.raises(NotNow):
        act.save_letter(letter, cast.as_("leader"), 0, VALUES)
    with pytest.raises(NotNow):
        act.send_letter(letter, cast.as_("leader"))


def test_unknown_kind_of_letter_is_refused(cast):
    with pytest.raises(BadInput):
        act.draft_letter(cast.case, cast.as_("leader"), "kontaktforbud")
