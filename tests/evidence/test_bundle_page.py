"""Giving evidence away in the browser: the choice, what the recipient will see, and the zip."""

import io
import json
import zipfile

import pytest
from django.urls import reverse

from tests.bad_input.pages import browser, prose
from tests.factories.cases import attached, draft, picture, workplace
from vaern import clock
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.cases.queries import actor_in
from vaern.evidence.locking import lock
from vaern.evidence.provenance import note_call
from vaern.evidence.queries import items_of
from vaern.evidence.redaction import redact_picture, withdraw
from vaern.process import report as process

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def place():
    return workplace()


@pytest.fixture
def case(place):
    report = draft(place.maja)
    attached(report, place.maja, picture())
    attached(report, place.maja, b"Nummer 010190-1234.\n", "note.txt")
    return process.send_report(report, by=place.maja).case


def address(case):
    return reverse("evidence_bundle", args=[case.number])


def names(answer) -> list[str]:
    """The files in the zip that was answered."""
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        return [name for name in archive.namelist() if "/originals/" in name]


def test_page_warns_of_what_is_chosen_before_it_is_given(place, case):
    page = browser(place.henrik).get(address(case), {"for_whom": "court", "items": ["2"]}).content.decode()
    assert page.count("B2") >= 2
    assert ('name="items" value="2"' in page, items_of(case)[0].custody.count()) == (True, 1)


def test_warning_of_a_number_follows_the_choice(place, case):
    client = browser(place.henrik)
    with_number = prose(client.get(address(case)))
    without = prose(client.get(address(case), {"items": ["1"]}))
    assert (len(with_number) > len(without), "cpr" in with_number, "cpr" in without) == (True, True, False)


def test_zip_holds_what_was_chosen(place, case):
    answer = browser(place.henrik).post(address(case), {"items": ["2"], "for_whom": "police"})
    assert [name.rsplit("/", 1)[1] for name in names(answer)] == ["B2-note.txt"]
    assert [entry.act for entry in items_of(case)[1].custody.order_by("sequence")] == ["received", "exported"]


def test_without_a_choice_everything_is_given(place, case):
    assert len(names(browser(place.henrik).post(address(case)))) == 2


@pytest.mark.parametrize(
    "sent", [{"items": ["9"]}, {"for_whom": "x"}, {"items": ["æ"]}, {"redacted": ["1"]}, {"calls": ["1"]}]
)
@pytest.mark.parametrize("way", ["get", "post"])
def test_nonsense_is_refused_with_a_message(place, case, sent, way):
    assert getattr(browser(place.henrik), way)(address(case), sent).status_code == 422
    assert [item.custody.count() for item in items_of(case)] == [1, 1]


def test_copy_that_was_withdrawn_is_never_replaced_by_the_original(place, case):
    by, client = actor_in(place.henrik.person, case), browser(place.henrik)
    row = redact_picture(item=items_of(case)[0], by=by, areas=[(0, 0, 5, 5)], reason="Et navn")
    assert 'name="redacted"' in client.get(address(case)).content.decode()
    withdraw(row=row, by=by)
    assert client.post(address(case), {"redacted": ["1"]}).status_code == 422


def noted(place, case):
    by = actor_in(place.henrik.person, case)
    words = {"number": "12 34 56 78", "said": "Hej", "heard_by": "Maja"}
    return [note_call(case=case, by=by, called_at=clock.now(), **words) for _ in range(2)]


def given(case) -> list[int]:
    """The calls that the log says went along last."""
    return json.loads(events_of(Stream.CASE, case.id).filter(name="bundle.exported").last().data)["calls"]


@pytest.mark.parametrize(
    ("sent", "calls"),
    [({}, [1, 2]), ({"items": ["1"]}, []), ({"items": ["1"], "calls": ["2"]}, [2]), ({"calls": ["1"]}, [1])],
)
def test_calls_are_chosen_as_items_are(place, case, sent, calls):
    noted(place, case)
    client = browser(place.henrik)
    page = client.get(address(case), sent).content.decode()
    assert [number for number in (1, 2) if f'type="hidden" name="calls" value="{number}"' in page] == calls
    b"".join(client.post(address(case), sent).streaming_content)
    assert given(case) == calls


def test_case_with_calls_alone_can_give_them(place):
    bare = process.send_report(draft(place.maja), by=place.maja).case
    client = browser(place.henrik)
    assert "pakke/" not in client.get(reverse("evidence_list", args=[bare.number])).content.decode()
    noted(place, bare)
    assert "pakke/" in client.get(reverse("evidence_list", args=[bare.number])).content.decode()
    assert "O1, O2" in prose(client.get(address(bare)))


def test_locked_item_is_not_offered(place, case):
    lock(item=items_of(case)[0], by=actor_in(place.henrik.person, case))
    client = browser(place.henrik)
    assert 'value="1"' not in client.get(address(case)).content.decode()
    assert client.post(address(case), {"items": ["1"]}).status_code == 422


def test_stranger_does_not_learn_that_the_case_is_there(place, case):
    client = browser(place.other)
    assert (client.get(address(case)).status_code, client.post(address(case)).status_code) == (404, 404)
