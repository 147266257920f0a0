"""Civil registration numbers are hidden from those who do not need them, and from nobody else."""

import pytest

from tests.evidence.items import kept, read_as
from vaern.audit.actors import Actor
from vaern.evidence import cpr, showing
from vaern.evidence.readers.shapes import Message, Text

pytestmark = pytest.mark.django_db
NUMBER, HIDDEN = "010190-1234", "010190-XXXX"


@pytest.fixture
def one():
    found = kept(b"noget tekst")
    read_as(
        found.item,
        messages=(Message(1, f"Bo {NUMBER}", f"Jeg ved, at du er {NUMBER}"),),
        texts=(Text(f"Nummer {NUMBER}"),),
        facts=(("subject", f"Sag {NUMBER}"),),
    )
    return found


@pytest.mark.parametrize(("role", "shown"), [("case_owner", NUMBER), ("jurist", NUMBER), ("leader", HIDDEN)])
def test_numbers_are_shown_to_those_who_need_them(one, role, shown):
    seen = showing.open_and_note(one.item, Actor(one.owner.person_id, role))
    assert seen.texts == [f"Nummer {shown}"]
    assert (seen.messages[0]["sender"], seen.messages[0]["text"]) == (f"Bo {shown}", f"Jeg ved, at du er {shown}")
    assert seen.headers == [("subject", f"Sag {shown}")]


@pytest.mark.parametrize("role", ["approver", "break_glass", "system"])
def test_everybody_else_sees_them_masked(one, role):
    seen = showing.open_and_note(one.item, Actor(one.owner.person_id, role))
    assert cpr.find(repr(seen)) == []


def test_masking_keeps_shape_and_keys():
    value = {"010190-1234": [("010190-1234", 1, None)], "b": {"c": "x 010190 1234"}}
    assert cpr.mask_all(value) == {"010190-1234": [("010190-XXXX", 1, None)], "b": {"c": "x 010190 XXXX"}}
