"""A sender is corrected, chosen among several, and followed by the letters not yet sent."""

import json
from datetime import timedelta

import pytest

from tests.factories.casework import START, answer_everything, casework
from tests.process.test_letter_case import POINTS, VALUES, send_guidance
from vaern import clock
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.audit.sentences import sentence
from vaern.cases import actions as cases
from vaern.cases.enums import SenderCorrection, SenderKind
from vaern.cases.queries import current_participants, sender_name, senders
from vaern.cases.senders import Sender
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.letters.queries import values_of
from vaern.process import act, decide, police_text
from vaern.process.senders import add_sender, correct_sender
from vaern.process.situation import book
from vaern.vault.text import read

pytestmark = pytest.mark.django_db
KIND = "vejledning_til_borger"
CITIZEN, COLLEAGUE, UNKNOWN = SenderKind.CITIZEN, SenderKind.COLLEAGUE, SenderKind.UNKNOWN
MISTYPED, NOW_KNOWN = SenderCorrection.MISTYPED, SenderCorrection.NOW_KNOWN


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def corrected(cast, why=MISTYPED, kind=CITIZEN, **values):
    row = senders(cast.case).first()
    return correct_sender(row, cast.as_("leader"), why, Sender(kind, **values), revision=row.revision)


def events(cast, name):
    return [json.loads(one.data) for one in events_of(Stream.CASE, cast.case.id) if one.name == name]


def approved_letter(cast):
    letter = act.draft_letter(cast.case, cast.as_("leader"), KIND)
    act.save_letter(letter, cast.as_("leader"), 0, VALUES, POINTS)
    return act.approve_letter(letter, cast.as_("approver"), letter.revision, ("letter_friendly_tone",))


@pytest.mark.row("B03")
def test_name_and_address_are_corrected_and_the_log_says_who_and_why_but_not_what(cast):
    row = corrected(cast, identity="Rune Tybo", address="Lindsøvej 2", how_known="Han skrev det selv.")
    row.refresh_from_db()
    said = (read(row, "identity"), read(row, "address"), read(row, "how_known"))
    assert said == ("Rune Tybo", "Lindsøvej 2", "Han skrev det selv.")
    assert events(cast, "sender.corrected") == [{"party": str(row.id), "sender": "citizen", "why": "mistyped"}]
    event = events_of(Stream.CASE, cast.case.id).get(name="sender.corrected")
    assert "det var skrevet forkert" in sentence(event)


@pytest.mark.row("B03")
def test_letter_not_yet_sent_follows_the_corrected_sender_and_is_read_again(cast):
    letter = approved_letter(cast)
    corrected(cast, identity="Rune Tybo", address="Lindsøvej 2")
    letter.refresh_from_db()
    assert (letter.approved_at, letter.approved_by, letter.revision) == (None, None, 2)
    assert "Kære Rune Tybo" in read(letter, "body")
    assert act.addressee(letter) == ["Rune Tybo", "Lindsøvej 2"]
    assert values_of(letter)["behaviour"] == VALUES["behaviour"]
    assert set(letter.checked) == set(POINTS)
    with pytest.raises(NotNow):
        act.send_letter(letter, cast.as_("leader"))
    act.approve_letter(letter, cast.as_("approver"), 2, ("letter_friendly_tone",))
    act.send_letter(letter, cast.as_("leader"))


@pytest.mark.row("B03")
def test_whoever_corrected_the_receiver_does_not_approve_the_letter(cast):
    letter = approved_letter(cast)
    correct_sender(
        senders(cast.case).get(), cast.as_("approver"), MISTYPED, Sender(CITIZEN, identity="En anden"), revision=0
    )
    letter.refresh_from_db()
    with pytest.raises(NotAllowed):
        act.approve_letter(letter, cast.as_("approver"), letter.revision)


def test_letter_keeps_the_name_that_its_writer_chose(cast):
    letter = act.draft_letter(cast.case, cast.as_("leader"), KIND)
    act.save_letter(letter, cast.as_("leader"), 0, VALUES | {"recipient_name": "Familien Thybo"})
    corrected(cast, identity="Rune Tybo")
    letter.refresh_from_db()
    assert values_of(letter)["recipient_name"] == "Familien Thybo"


def test_letter_stays_approved_when_only_how_it_is_known_is_corrected(cast):
    letter = approved_letter(cast)
    corrected(cast, identity="Rune Thybo", address="Lindsøvej 1", how_known="Han ringede.")
    letter.refresh_from_db()
    assert letter.approved_by_id == cast.approver.id


def test_sent_letter_stays_with_whom_it_was_sent_to(cast):
    send_guidance(cast)
    with pytest.raises(NotNow):
        corrected(cast, SenderCorrection.SOMEONE_ELSE, identity="En anden")
    corrected(cast, identity="Rune Tybo")
    assert "Kære Rune Thybo" in read(cast.case.letters.get(), "body")


def test_sender_whom_no_letter_was_sent_to_may_turn_out_to_be_somebody_else(cast):
    row = corrected(cast, SenderCorrection.SOMEONE_ELSE, identity="En anden")
    assert (sender_name(row), events(cast, "sender.corrected")[0]["why"]) == ("En anden", "someone_else")


def test_letter_to_a_sender_who_turns_out_unknown_is_not_approved(cast):
    letter = act.draft_letter(cast.case, cast.as_("leader"), KIND)
    act.save_letter(letter, cast.as_("leader"), 0, VALUES)
    corrected(cast, kind=UNKNOWN, identity="Rune Thybo")
    letter.refresh_from_db()
    with pytest.raises(NotNow):
        act.approve_letter(letter, cast.as_("approver"), letter.revision)


@pytest.mark.row("B08")
def test_colleague_who_turns_out_to_be_the_sender_no_longer_sees_the_case(cast):
    corrected(cast, kind=COLLEAGUE, person=cast.handler)
    row = senders(cast.case).get()
    kinds = cast.case.exclusions.filter(person=cast.handler, ground="sender").values_list("kind", flat=True)
    assert set(kinds) == {"cannot_see", "cannot_decide"}
    assert (row.person, sender_name(row)) == (cast.handler, cast.handler.name)
    assert not current_participants(cast.case).filter(person=cast.handler).exists()


def test_colleague_is_a_person_and_never_the_affected_employee(cast):
    with pytest.raises(BadInput):
        corrected(cast, kind=COLLEAGUE)
    with pytest.raises(BadInput):
        corrected(cast, kind=COLLEAGUE, person=cast.employee)
    assert sender_name(senders(cast.case).get()) == "Rune Thybo"


def test_only_those_who_see_the_decision_correct_a_sender_and_only_in_an_open_case(cast):
    row = senders(cast.case).get()
    with pytest.raises(NotAllowed):
        correct_sender(row, cast.as_("employee"), MISTYPED, Sender(CITIZEN), revision=0)
    type(cast.case).objects.filter(id=cast.case.id).update(state="closed")
    with pytest.raises(NotNow):
        corrected(cast, identity="Rune Tybo")


@pytest.mark.row("B04")
def test_month_to_tell_the_sender_runs_from_the_day_it_became_known_who_it_is(cast):
    later = START + timedelta(days=20)
    corrected(cast, kind=UNKNOWN)
    with clock.travel(later):
        row = corrected(cast, NOW_KNOWN, identity="Rune Thybo")
    deadline = cast.case.deadlines.get(rule="art14_one_month", superseded_by=None)
    assert (row.became_known_at, deadline.started_at) == (later, later)
    with clock.travel(later + timedelta(days=1)):
        row = corrected(cast, SenderCorrection.CHANGED, identity="Rune Thybo", address="Ny Vej 1")
    assert row.became_known_at == later


@pytest.mark.row("B03")
def test_letter_is_for_the_sender_who_was_chosen(cast):
    leader = cast.as_("leader")
    second = add_sender(cast.case, leader, Sender(CITIZEN, identity="Ida Holm", address="Søvej 3"))
    with pytest.raises(BadInput):
        act.draft_letter(cast.case, leader, KIND)
    letter = act.draft_letter(cast.case, leader, KIND, second)
    assert (letter.recipient, act.addressee(letter)) == (second, ["Ida Holm", "Søvej 3"])
    assert "Kære Ida Holm" in read(letter, "body")


@pytest.mark.row("B04")
def test_each_sender_is_told_what_is_recorded(cast):
    add_sender(cast.case, cast.as_("leader"), Sender(CITIZEN, identity="Ida Holm"))
    first, second = senders(cast.case)
    told = {}
    for party in (first, second):
        letter = act.draft_letter(cast.case, cast.as_("leader"), KIND, party)
        act.save_letter(letter, cast.as_("leader"), 0, VALUES)
        told[party] = act.letter_gate(letter).states["art14"]
        act.save_letter(letter, cast.as_("leader"), 1, VALUES, POINTS)
        act.approve_letter(letter, cast.as_("approver"), letter.revision, ("letter_friendly_tone",))
        act.send_letter(letter, cast.as_("leader"))
        told[party.id] = cast.case.deadlines.get(rule="art14_one_month", superseded_by=None).met_at
    assert told == {first: "unmet", first.id: None, second: "unmet", second.id: START}


@pytest.mark.row("B02")
def test_police_report_is_about_the_sender_who_was_chosen(cast):
    answer_everything(cast)
    send_guidance(cast)
    second = add_sender(cast.case, cast.as_("leader"), Sender(CITIZEN, identity="Ida Holm", how_known="Hun ringede."))
    with pytest.raises(BadInput):
        proposed(cast)
    with pytest.raises(BadInput):
        proposed(cast, senders(casework().case).get())
    proposal = proposed(cast, second)
    assert police_text.reported_sender(proposal) == second
    assert (police_text._sender(proposal), "Hun ringede." in police_text._identity(proposal)) == ("Ida Holm", True)
    assert decide.police_gate(cast.case, proposal).states["warned_first"] == "unmet"
    assert "Vi har sendt" not in police_text._warned(proposal, book().texts["police_report"])


@pytest.mark.row("B02")
def test_police_report_is_about_the_only_sender_and_about_nobody_while_unknown(cast):
    send_guidance(cast)
    proposal = proposed(cast)
    assert (proposal.sender, police_text._sender(proposal)) == (senders(cast.case).get(), "Rune Thybo")
    assert decide.police_gate(cast.case, proposal).states["warned_first"] == "met"
    corrected(cast, kind=UNKNOWN, identity="Rune Thybo")
    assert police_text._sender(proposal) == ""
    decide.withdraw_proposal(proposal, cast.as_("leader"))
    assert proposed(cast).sender is None


def test_proposal_made_while_the_sender_was_unknown_names_the_one_who_became_known(cast):
    corrected(cast, kind=UNKNOWN)
    proposal = proposed(cast)
    corrected(cast, NOW_KNOWN, identity="Rune Thybo")
    assert police_text._sender(proposal) == "Rune Thybo"


def proposed(cast, sender=None):
    asked = decide.ask_jurist(cast.case, cast.as_("leader"), "Hvad mener du?")
    decide.give_legal_opinion(asked, cast.as_("jurist"), "Jeg anbefaler det.", "report")
    return decide.propose_police_report(
        cast.case, cast.as_("leader"), consultation=asked, purposes=["prosecution"], reason="Grund.", sender=sender
    )


def test_letter_is_not_for_an_unknown_sender_nor_for_one_of_another_case(cast):
    leader, other = cast.as_("leader"), casework()
    hidden = add_sender(cast.case, leader, Sender(UNKNOWN))
    for wrong in (hidden, senders(other.case).get()):
        with pytest.raises(BadInput):
            act.draft_letter(cast.case, leader, KIND, wrong)
    cases.correct_sender(
        party=senders(cast.case).get(sender_kind=CITIZEN), by=leader, why=MISTYPED, sender=Sender(UNKNOWN)
    )
    with pytest.raises(NotNow):
        act.draft_letter(cast.case, leader, KIND)


def test_correction_from_an_old_page_is_refused_and_what_was_written_meanwhile_stays(cast):
    row = senders(cast.case).get()
    correct_sender(row, cast.as_("leader"), MISTYPED, Sender(CITIZEN, identity="Rune Tybo"), revision=0)
    with pytest.raises(NotNow):
        correct_sender(row, cast.as_("jurist"), MISTYPED, Sender(CITIZEN, identity="Rune T."), revision=0)
    assert sender_name(senders(cast.case).get()) == "Rune Tybo"
