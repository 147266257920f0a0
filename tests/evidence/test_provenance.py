"""Where an item comes from, what a machine proposed and a person confirmed, calls, and who looks first."""

from datetime import timedelta

import pytest

from tests.evidence.items import THREAD, kept, read_as
from vaern import clock
from vaern.cases import actions as cases
from vaern.cases.enums import CaseRole
from vaern.errors import BadInput, NotAllowed
from vaern.evidence import first_reading, provenance
from vaern.people.models import Notice
from vaern.vault.text import read

pytestmark = pytest.mark.django_db


@pytest.mark.row("B04")
def test_what_is_said_is_added_and_the_newest_counts():
    one = kept()
    provenance.say(item=one.item, by=one.owner, strength="photo_of_screen", url="https://x.invalid/1", happened="i går")
    row = provenance.say(item=one.item, by=one.owner, strength="own_device", url="https://x.invalid/2")
    assert (one.item.provenances.count(), provenance.newest_of(one.item)) == (2, row)
    assert provenance.said_in(row) == {"url": "https://x.invalid/2", "happened": "i går"}
    assert provenance.said_in(None) == {}


@pytest.mark.parametrize("more", [{"strength": "stronger"}, {"strength": "server_capture"}, {"shoe_size": "41"}])
def test_what_cannot_be_said_is_refused(more):
    one = kept()
    with pytest.raises(BadInput):
        provenance.say(item=one.item, by=one.owner, **{"strength": "own_device", **more})


@pytest.mark.row("B04")
def test_what_a_machine_proposed_counts_when_a_person_has_confirmed_it():
    one = kept()
    read_as(one.item, **THREAD)
    assert [(one.id, one.value) for one in provenance.proposals(one.item)] == [
        ("time-0", "i går kl. 21.40"),
        ("identifier-0", "facebook.invalid/rune"),
    ]
    row = provenance.confirm(item=one.item, by=one.owner, confirmed=[("time-0", "15.11.2026 kl. 21.40")])
    assert provenance.said_in(row)["confirmed"] == [{"id": "time-0", "kind": "posted", "value": "15.11.2026 kl. 21.40"}]
    assert [one.id for one in provenance.proposals(one.item)] == ["identifier-0"]
    provenance.say(item=one.item, by=one.owner, strength="own_device")
    assert provenance.said_in(provenance.newest_of(one.item))["confirmed"][0]["id"] == "time-0"


@pytest.mark.parametrize("confirmed", [[], [("time-9", "x")], [("time-0", " ")]])
def test_confirming_nothing_or_what_is_not_there_is_refused(confirmed):
    one = kept()
    read_as(one.item, **THREAD)
    with pytest.raises(BadInput):
        provenance.confirm(item=one.item, by=one.owner, confirmed=confirmed)


def test_call_is_noted_and_one_in_the_future_is_not():
    one = kept()
    row = provenance.note_call(
        case=one.case, by=one.owner, called_at=clock.now(), number="12 34 56 78", said="Jeg kommer", heard_by="Maja"
    )
    assert provenance.call_said(row) == {"number": "12 34 56 78", "said": "Jeg kommer", "heard_by": "Maja"}
    with pytest.raises(BadInput):
        provenance.note_call(case=one.case, by=one.owner, called_at=clock.now() + timedelta(hours=1), said="x")


@pytest.mark.row("B04")
def test_another_looks_first_and_says_what_it_is():
    one = kept()
    other = one.place.lone.person
    cases.add_participant(
        case=one.case, by=one.owner, person=other, role=CaseRole.JURIST, reason_code="asked", reason="Ser først"
    )
    row = first_reading.ask(item=one.item, by=one.owner, person=other)
    assert Notice.objects.filter(person=other, code="first_reading").count() == 1
    with pytest.raises(NotAllowed):
        first_reading.answer(reading=row, by=one.owner, summary="x")
    mine = one.place.lone.acting("jurist")
    with pytest.raises(BadInput):
        first_reading.answer(reading=row, by=mine, summary=" ")
    first_reading.answer(reading=row, by=mine, summary="En trussel mod børnene. Intet billede.")
    row.refresh_from_db()
    assert read(row, "summary") == "En trussel mod børnene. Intet billede."
    assert Notice.objects.filter(person=one.place.henrik.person, code="first_reading_done").count() == 1


def test_one_who_may_not_see_the_evidence_is_not_asked():
    one = kept()
    with pytest.raises(BadInput):
        first_reading.ask(item=one.item, by=one.owner, person=one.place.other.person)
