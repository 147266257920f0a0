"""What a bundle tells of the incidents, and to whom it does not."""

import json

import pytest

from tests.evidence.test_bundle import henrik, written
from tests.factories.cases import attached, draft, picture, workplace
from vaern.evidence.bundle import RECIPIENTS, choose, export_warnings
from vaern.evidence.queries import items_of
from vaern.evidence.redaction import redact_picture
from vaern.process import report as process
from vaern.vault.text import seal_into

pytestmark = pytest.mark.django_db
SUMMARY = "Cpr.010190-1234 har skrevet til vores leder."


@pytest.fixture
def place():
    return workplace()


@pytest.fixture
def case(place):
    """A picture of an incident whose summary holds a number."""
    report = draft(place.maja)
    attached(report, place.maja, picture())
    made = process.send_report(report, by=place.maja).case
    [item] = items_of(made)
    seal_into(item.incident, summary=SUMMARY)
    item.incident.save()
    return made


@pytest.mark.parametrize("whom", RECIPIENTS)
def test_what_the_case_says_of_an_incident_is_not_told_to_the_person_it_is_about(case, place, tmp_path, whom):
    files = written(case, place, tmp_path, for_whom=whom)
    [line] = [one for one in json.loads(files["data/metadata.json"])["timeline"] if one["kind"] == "happened"]
    assert line["says"] == ("" if whom == "sender" else SUMMARY)
    assert (SUMMARY in files["data/index.html"].decode()) == (whom != "sender")


@pytest.mark.parametrize(("whom", "number", "told"), [
    ("sender", False, False), ("lawyer", True, False), ("police", True, True), ("other", True, True),
])  # fmt: skip
def test_what_the_case_says_of_an_incident_is_warned_of(case, whom, number, told):
    said = export_warnings(case, list(items_of(case)), whom)
    assert ("Der kan stå et cpr-nummer i det, sagen fortæller om hændelse 1." in said) is number
    assert ("Pakken fortæller også, hvad der står i sagen om hændelse 1. Læs det først." in said) is told


def test_incident_of_an_item_that_is_given_as_a_copy_is_warned_of_too(case, place):
    redact_picture(item=items_of(case)[0], by=henrik(place, case), areas=[(0, 0, 9, 9)], reason="En anden")
    copies = choose(case, redacted=[1]).copies.values()
    assert any("hændelse 1" in one for one in export_warnings(case, [], "lawyer", copies))
    assert not any("hændelse 1" in one for one in export_warnings(case, [], "lawyer"))
