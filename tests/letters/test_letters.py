"""Guards and actions of letters, each exit."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.factories.casework import START, casework
from tests.process.test_letter_case import POINTS, VALUES, send_guidance
from vaern import clock
from vaern.cases.models import Party
from vaern.cases.queries import senders
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.letters.actions import postpone_telling_sender
from vaern.letters.kinds import guiding_kinds, is_formal_decision, kinds_to_sender, restricts_contact
from vaern.letters.models import Letter
from vaern.letters.queries import letters_of, standing_ticks, values_of, waiting
from vaern.measures.actions import record_police_contact
from vaern.people.models import Person, Unit
from vaern.process import act
from vaern.process.letter_values import known_values
from vaern.process.situation import book
from vaern.vault.text import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def test_only_those_who_handle_the_case_write(cast):
    with pytest.raises(NotAllowed):
        act.draft_letter(cast.case, cast.as_("employee"), "vejledning_til_borger")


def test_approved_letter_is_locked_and_sent_letter_is_not_discarded(cast):
    send_guidance(cast)
    letter = cast.case.letters.get()
    with pytest.raises(NotNow):
        act.save_letter(letter, cast.as_("leader"), 1, {})
    with pytest.raises(NotNow):
        act.discard_letter(letter, cast.as_("leader"))
    assert (letters_of(cast.case).count(), waiting(cast.case).count()) == (1, 0)


def test_waiting_to_tell_needs_a_reason_and_a_day_to_come(cast):
    by, later = cast.as_("jurist"), START.date() + timedelta(days=1)
    for until, reason in ((START.date(), "Grund."), (later, " ")):
        with pytest.raises(BadInput):
            postpone_telling_sender(case=cast.case, by=by, until=until, reason=reason)


def test_letter_needs_a_sender_to_write_to(cast):
    Party.objects.filter(case=cast.case, kind="sender").update(sender_kind="unknown")
    with pytest.raises(NotNow):
        act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")


def test_known_values_come_from_the_case(cast):
    record_police_contact(
        case=cast.case, by=cast.as_("leader"), contacted_at=START, station="Lindsø Politi", said="Anmeld."
    )
    values = known_values(cast.case, act.template_of("besked_om_politianmeldelse"), senders(cast.case).get())
    assert (values["police_district"], values["reported_on"]) == ("Lindsø Politi", "")
    assert values["recipient_name"] == "Rune Thybo"


def test_tone_stays_ticked_by_the_one_who_read_until_the_text_changes(cast):
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    same, point = values_of(letter), ("letter_friendly_tone",)
    act.save_letter(letter, cast.as_("approver"), 0, same, point)
    act.save_letter(letter, cast.as_("leader"), 1, same, point)
    assert standing_ticks(letter) == {"letter_friendly_tone": str(cast.approver.id)}
    act.save_letter(letter, cast.as_("leader"), 2, same | {"request": "Skriv til os."}, point)
    assert standing_ticks(letter) == {}
    assert act.letter_gate(letter).states["friendly_tone"] == "unmet"


def test_letter_keeps_no_tick_from_before_the_text_changed(cast):
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    point = ("letter_no_guess",)
    act.save_letter(letter, cast.as_("approver"), 0, values_of(letter), point)
    assert letter.checked == {"letter_no_guess": str(cast.approver.id)}
    act.save_letter(letter, cast.as_("leader"), 1, VALUES, point)
    assert letter.checked == {"letter_no_guess": str(cast.leader.id)}


def test_tone_is_not_ticked_for_an_approver_by_the_writer(cast):
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    act.save_letter(letter, cast.as_("leader"), 0, VALUES, (*POINTS, "letter_friendly_tone"))
    act.approve_letter(letter, cast.as_("approver"), letter.revision)
    assert act.letter_gate(letter).states["friendly_tone"] == "unmet"


@pytest.mark.row("B03")
def test_whoever_rewrote_a_letter_does_not_approve_it_before_its_writer_has_read_it(cast):
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    act.save_letter(letter, cast.as_("leader"), 0, VALUES)
    mine = VALUES | {"request": "Hold op med at skrive."}
    act.save_letter(letter, cast.as_("approver"), 1, mine)
    for name in ("leader", "approver"):
        with pytest.raises(NotAllowed):
            act.approve_letter(letter, cast.as_(name), letter.revision)
    act.save_letter(letter, cast.as_("leader"), 2, mine)
    act.approve_letter(letter, cast.as_("approver"), letter.revision)
    assert (letter.edited_by_id, letter.approved_by_id) == (cast.leader.id, cast.approver.id)


def test_letter_is_approved_by_a_third_whom_neither_writer_is(cast):
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    act.save_letter(letter, cast.as_("approver"), 0, VALUES)
    act.approve_letter(letter, cast.as_("other_approver"), letter.revision)
    assert letter.approved_by_id == cast.other_approver.id


def test_reading_and_ticking_alone_is_not_writing(cast):
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    act.save_letter(letter, cast.as_("leader"), 0, VALUES)
    act.save_letter(letter, cast.as_("approver"), 1, VALUES, POINTS)
    assert letter.writers == {cast.leader.id}


def test_database_refuses_the_approval_of_whoever_changed_the_text_last(cast):
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    act.save_letter(letter, cast.as_("approver"), 0, VALUES)
    rows = Letter.objects.filter(id=letter.id)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(approved_by=cast.approver, approved_at=START)
    assert rows.update(approved_by=cast.other_approver, approved_at=START) == 1


@pytest.mark.row("B03")
def test_text_that_was_saved_after_it_was_read_is_not_approved(cast):
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    act.save_letter(letter, cast.as_("leader"), 0, VALUES)
    was_read = letter.revision
    act.save_letter(letter, cast.as_("leader"), was_read, VALUES | {"request": "Noget helt andet."})
    with pytest.raises(NotNow, match=r"ændret, efter|changed after"):
        act.approve_letter(letter, cast.as_("approver"), was_read)
    letter.refresh_from_db()
    assert letter.approved_at is None


def contact_point(cast, **values):
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    act.save_letter(letter, cast.as_("leader"), 0, VALUES | values)
    return act.letter_gate(letter).states["contact_point"]


@pytest.mark.row("B03")
def test_person_to_call_is_neither_by_name_nor_by_number_the_affected_employee(cast):
    Person.objects.filter(id=cast.employee.id).update(work_phone="+45 12 34 56 99")
    assert contact_point(cast) == "met"
    assert contact_point(cast, contact_name="Maja Lindvig") == "unmet"
    assert contact_point(cast, contact_phone="12345699") == "unmet"
    assert contact_point(cast, contact_phone="12 34 56 20 eller +45 12 34 56 99") == "unmet"


def test_number_of_the_whole_unit_is_not_the_affected_employees(cast):
    Person.objects.filter(id=cast.employee.id).update(work_phone="12 34 56 20")
    assert contact_point(cast) == "unmet"
    Unit.objects.filter(id=cast.unit.id).update(phone="12 34 56 20")
    assert contact_point(cast) == "met"


def test_every_kind_of_letter_can_be_begun_and_has_its_heading(cast):
    heads = book().texts["letters"]["kinds"]
    for kind in kinds_to_sender():
        letter = act.draft_letter(cast.case, cast.as_("leader"), kind)
        body = read(letter, "body")
        assert book().letters[kind][-1].kind_says in body
        assert set(heads[kind]) >= {"kind", "heading"}
        act.discard_letter(letter, cast.as_("leader"))


def test_content_says_which_kinds_guide_first_restrict_or_decide(cast):
    assert guiding_kinds() == ("vejledning_til_borger", "advarsel_om_politianmeldelse")
    marked = {
        kind: (restricts_contact(kind), is_formal_decision(kind))
        for kind in ("anmodning", "kontaktbegraensning", "afgoerelse_kontaktbegraensning")
    }
    assert marked == {
        "anmodning": (False, False),
        "kontaktbegraensning": (True, False),
        "afgoerelse_kontaktbegraensning": (True, True),
    }


def test_letter_that_restricts_contact_waits_for_the_review(cast):
    def state_of(letter):
        conditions = act.letter_gate(letter).conditions
        return next(one.state for one in conditions if one.result.id == "restriction_reviewed")

    other = act.draft_letter(cast.case, cast.as_("leader"), "anmodning")
    letter = act.draft_letter(cast.case, cast.as_("leader"), "afgoerelse_kontaktbegraensning")
    assert (state_of(other), state_of(letter)) == ("not_relevant", "unmet")


def test_every_kind_of_letter_can_be_printed(cast):
    for kind in kinds_to_sender():
        letter = act.draft_letter(cast.case, cast.as_("leader"), kind)
        assert act.letter_pdf(letter).startswith(b"%PDF-")
        act.discard_letter(letter, cast.as_("leader"))
