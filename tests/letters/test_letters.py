"""Guards and actions of letters, each exit."""

from datetime import timedelta

import pytest

from tests.factories.casework import START, casework
from tests.process.test_letter_case import send_guidance
from vaern import clock
from vaern.cases.models import Party
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.letters.actions import postpone_telling_sender
from vaern.letters.kinds import guiding_kinds, is_formal_decision, kinds_to_sender, restricts_contact
from vaern.letters.queries import letters_of, waiting
from vaern.measures.actions import record_police_contact
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
    values = known_values(cast.case, act.template_of("besked_om_politianmeldelse"))
    assert (values["police_district"], values["reported_on"]) == ("Lindsø Politi", "")
    assert values["recipient_name"] == "Rune Thybo"


def test_tone_stays_ticked_by_the_one_who_read(cast):
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    point = ("letter_friendly_tone",)
    act.save_letter(letter, cast.as_("approver"), 0, {}, point)
    act.save_letter(letter, cast.as_("leader"), 1, {}, point)
    assert letter.checked == {"letter_friendly_tone": str(cast.approver.id)}


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
