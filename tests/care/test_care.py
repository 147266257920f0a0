"""Accepts, talks, and who was told what."""

import pytest

from tests.factories.cases import sent, workplace
from vaern.care import actions, texts
from vaern.care.queries import current_accept, disclosures_of, talks_of
from vaern.cases.queries import actor_in
from vaern.errors import BadInput, NotAllowed
from vaern.vault.text import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return workplace()


@pytest.fixture
def case(place):
    return sent(place.maja).case


@pytest.mark.row("G22")
def test_nobody_says_yes_on_her_behalf(place, case):
    with pytest.raises(NotAllowed):
        actions.give_accept(case=case, by=actor_in(place.henrik.person, case), subject="police_report", value="yes")
    assert current_accept(case, "police_report") is None


def test_answer_to_something_unknown_is_refused(place, case):
    maja = actor_in(place.maja.person, case)
    for subject, value in (("something", "yes"), ("police_report", "maybe")):
        with pytest.raises(BadInput):
            actions.give_accept(case=case, by=maja, subject=subject, value=value)


def test_words_with_an_accept_are_sealed(place, case):
    said = actions.give_accept(
        case=case, by=actor_in(place.maja.person, case), subject="police_report", value="no", words="Ikke endnu."
    )
    assert (read(said, "words"), b"endnu" in bytes(said.words)) == ("Ikke endnu.", False)


@pytest.mark.row("G05")
def test_talk_is_promised_and_held(place, case):
    henrik = actor_in(place.henrik.person, case)
    talk = actions.hold_talk(talk=talks_of(case).get(), by=henrik, note_text="Hun sover dårligt.")
    assert (talk.held_at is not None, read(talk, "note")) == (True, "Hun sover dårligt.")


@pytest.mark.row("G18")
def test_each_telling_has_a_reason(place, case):
    henrik = actor_in(place.henrik.person, case)
    with pytest.raises(BadInput):
        actions.disclose(case=case, by=henrik, told_to="Vagten på 114", what="At der er sket noget", why=" ")
    actions.disclose(case=case, by=henrik, told_to="Vagten på 114", what="At der er sket noget", why="Råd")
    assert read(disclosures_of(case).get(), "why") == "Råd"


@pytest.mark.row("G22")
def test_request_for_prosecution_is_another_thing_than_the_accept_and_has_its_own_text(place, case):
    by = actor_in(place.maja.person, case)
    row = actions.give_accept(case=case, by=by, subject="prosecution_request", value="yes")
    assert row.text_version == texts.version("prosecution_request")
    assert current_accept(case, "police_report") is None
    assert texts.accept_text("prosecution_request")["question"] == "Beder du om, at der rejses tiltale?"
    assert texts.accept_text()["question"] == texts.accept_text("police_report")["question"]
