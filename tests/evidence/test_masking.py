"""Civil registration numbers are hidden from those who do not need them, and from nobody else."""

import pytest
from django.urls import reverse

from tests.bad_input.pages import browser, prose
from tests.evidence.items import kept, read_as
from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases.enums import CaseRole
from vaern.cases.models import Participation
from vaern.evidence import cpr, marks, provenance, redaction, showing
from vaern.evidence.readers.shapes import Message, Text
from vaern.people.queries import viewer_of

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


@pytest.mark.parametrize(("role", "shown"), [(CaseRole.JURIST, NUMBER), (CaseRole.APPROVER, HIDDEN)])
def test_marks_names_and_calls_hide_numbers_as_the_content_does(role, shown):
    one = kept(b"Mit cpr er 010190-1234", f"brev {NUMBER}.txt")
    read_as(one.item, texts=(Text(f"Mit cpr er {NUMBER}"),))
    mark = marks.quote_selector(one.item, f"cpr er {NUMBER}")
    marks.mark(item=one.item, by=one.owner, selector=mark, words=f"hans {NUMBER}")
    redaction.redact_text(item=one.item, by=one.owner, words=["Mit"], reason=f"Nummeret {NUMBER}")
    provenance.note_call(case=one.case, by=one.owner, called_at=clock.now(), number="", said=f"Sagde {NUMBER}")
    another = one.place.other.person
    Participation.objects.create(
        case=one.case, person=another, role=role, since=clock.now(), reason_code="asked", added_by=None
    )
    client = browser(viewer_of(another))
    hidden = ({NUMBER, HIDDEN} - {shown}).pop()
    for name, rest in (("evidence_item", [one.item.id]), ("evidence_custody", [one.item.id]), ("evidence_list", [])):
        page = prose(client.get(reverse(name, args=[one.case.number, *rest])))
        assert (shown in page, hidden in page) == (True, False)
