"""A mark points to a sentence or an area and says what it speaks to."""

import pytest

from tests.evidence.items import THREAD, kept, read_as
from vaern import clock
from vaern.cases import actions as cases
from vaern.cases.enums import CaseRole, CaseState
from vaern.cases.models import Case
from vaern.errors import BadInput, NotNow
from vaern.evidence import first_reading, locking, marks, redaction
from vaern.evidence.capture import acts
from vaern.evidence.enums import CaptureState
from vaern.evidence.models import Capture

pytestmark = pytest.mark.django_db


@pytest.mark.row("B04")
def test_mark_points_to_a_sentence_with_what_stands_around_it():
    one = kept()
    read_as(one.item, **THREAD)
    selector = marks.quote_selector(one.item, "dine børn  går")
    row = marks.mark(item=one.item, by=one.owner, selector=selector, fact="threat_of_harm", words="Se her")
    assert marks.selector_of(row) == {
        "type": "TextQuoteSelector",
        "exact": "dine børn går",
        "prefix": "Jeg ved hvor ",
        "suffix": " i skole.",
    }
    made = marks.annotation(row)
    assert (made["type"], made["target"]["source"]) == ("Annotation", f"urn:uuid:{one.item.id}")
    assert [body.get("source") or body["value"] for body in made["body"]] == ["fact:threat_of_harm", "Se her"]


def test_mark_points_to_an_area_and_to_a_provision():
    one = kept()
    selector = marks.area_selector(10, 20.5, 30, 40)
    row = marks.mark(item=one.item, by=one.owner, selector=selector, provision="straffeloven/119a")
    assert marks.selector_of(row)["value"] == "xywh=percent:10,20.5,30,40"
    assert marks.area_of(marks.selector_of(row)) == (10, 20.5, 30, 40)
    assert marks.annotation(row)["body"][0]["source"] == "law:straffeloven/119a"
    assert marks.area_of({"value": "x"}) is None


@pytest.mark.parametrize("area", [(-1, 0, 5, 5), (0, 0, 0, 5), (90, 0, 20, 5), (0, 90, 5, 20)])
def test_area_outside_the_picture_is_refused(area):
    with pytest.raises(BadInput):
        marks.area_selector(*area)


@pytest.mark.parametrize("words", ["", "dine katte"])
def test_words_that_do_not_stand_there_are_refused(words):
    one = kept()
    read_as(one.item, **THREAD)
    with pytest.raises(BadInput):
        marks.quote_selector(one.item, words)


def test_mark_without_anything_to_say_is_refused():
    one = kept()
    with pytest.raises(BadInput):
        marks.mark(item=one.item, by=one.owner, selector=marks.area_selector(1, 1, 1, 1))


def test_mark_is_withdrawn_and_none_is_made_in_what_is_locked():
    one = kept()
    selector = marks.area_selector(1, 1, 1, 1)
    row = marks.mark(item=one.item, by=one.owner, selector=selector, words="x")
    marks.withdraw(row=row, by=one.owner)
    assert marks.marks_of(one.item) == []
    locking.lock(item=one.item, by=one.owner)
    with pytest.raises(NotNow):
        marks.mark(item=one.item, by=one.owner, selector=selector, words="x")


def test_what_is_said_of_an_item_does_not_change_when_the_case_is_closed():
    one = kept()
    lone = one.place.lone.person
    cases.add_participant(
        case=one.case, by=one.owner, person=lone, role=CaseRole.JURIST, reason_code="asked", reason="Ser først"
    )
    asked = first_reading.ask(item=one.item, by=one.owner, person=lone)
    mark = marks.mark(item=one.item, by=one.owner, selector=marks.area_selector(1, 1, 1, 1), words="x")
    copy = redaction.redact_picture(item=one.item, by=one.owner, areas=[(0, 0, 5, 5)], reason="x")
    page = Capture(case=one.case, asked_by_id=one.owner.person_id, asked_at=clock.now(), state=CaptureState.DONE)
    Case.objects.filter(pk=one.case.pk).update(state=CaseState.CLOSED)
    for act in (
        lambda: marks.withdraw(row=mark, by=one.owner),
        lambda: redaction.withdraw(row=copy, by=one.owner),
        lambda: acts.confirm(row=page, by=one.owner),
        lambda: first_reading.answer(reading=asked, by=one.place.lone.acting("jurist"), summary="x"),
    ):
        with pytest.raises(NotNow) as why:
            act()
        assert why.value.todo == "Åbn den først igen med en begrundelse."
    assert len(marks.marks_of(one.item)) == len(redaction.redacted_copies(one.item)) == 1
