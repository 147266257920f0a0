"""Calls that were noted: chosen, told, numbered and warned of, and not told to the person it is about."""

import json
from datetime import timedelta

import jsonschema
import pytest

from tests.evidence.items import Text, read_as
from tests.evidence.test_bundle import case, henrik, place, words_of, written  # noqa: F401 - the fixtures of the case
from vaern import clock
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.errors import BadInput
from vaern.evidence.bundle import choose, export_warnings
from vaern.evidence.provenance import note_call
from vaern.evidence.queries import calls_of, items_of
from vaern.evidence.redaction import redact_text
from vaern.rulebook.load import content_root

pytestmark = pytest.mark.django_db


@pytest.fixture
def calls(case, place):  # noqa: F811 - fixtures
    """Two calls, the later one noted first; the other has a recording."""
    by, item = henrik(place, case), items_of(case)[1]
    for hours, said, sound in ((1, "Jeg ved, hvor dine *børn* går i skole.", None), (5, "Ring til mig.", item)):
        words = {"number": "12 34 56 78", "said": said, "heard_by": "Maja Lindvig"}
        note_call(case=case, by=by, called_at=clock.now() - timedelta(hours=hours), item=sound, **words)
    return list(calls_of(case))


def said_in(files):
    said = json.loads(files["data/metadata.json"])
    rules = json.loads((content_root() / "schema" / "bundle.json").read_text())
    jsonschema.validate(said, rules, cls=jsonschema.Draft202012Validator)
    return said


@pytest.mark.row("B04")
def test_calls_go_along_numbered_in_the_order_they_were_noted(case, place, tmp_path, calls):  # noqa: F811 - fixtures
    files = written(case, place, tmp_path)
    said = said_in(files)
    assert [(row["number"], row["item"], row["noted_by"]) for row in said["calls"]] == [
        ("O1", None, place.henrik.person.name),
        ("O2", "B2", place.henrik.person.name),
    ]
    lines = [line for line in said["timeline"] if line["kind"] == "called"]
    assert [(line["calls"], line["items"]) for line in lines] == [(["O2"], ["B2"]), (["O1"], [])]
    page, paper = files["data/index.html"].decode(), words_of(files["data/index.pdf"])
    for words in ("Opkald og talebeskeder", "12 34 56 78", "Jeg ved, hvor dine *børn* går i skole.", "bilag 2"):
        assert (words in page, words in paper) == (True, True)
    assert clock.local(calls[0].called_at).strftime("%d.%m.%Y kl. %H.%M</td>") in page


def test_only_the_calls_that_are_chosen_go_along_and_the_log_says_which(case, place, tmp_path, calls):  # noqa: F811 - fixtures
    files = written(case, place, tmp_path, numbers=[1], calls=[2])
    said = said_in(files)
    assert ([row["number"] for row in said["calls"]], said["calls_left_out"]) == (["O2"], ["O1"])
    assert "2 beviser og 1 opkald er udeladt" in files["data/index.html"].decode()
    assert "B2, som ikke er med i pakken" in files["data/index.html"].decode()
    assert json.loads(events_of(Stream.CASE, case.id).last().data)["calls"] == [2]
    assert b"skole" not in b"".join(files.values())


def test_calls_alone_can_be_given(case, place, tmp_path, calls):  # noqa: F811 - fixtures
    said = said_in(written(case, place, tmp_path, numbers=[], calls=[1]))
    assert (said["items"], len(said["calls"])) == ([], 1)


def test_call_that_is_not_there_is_refused(case, calls):  # noqa: F811 - fixtures
    with pytest.raises(BadInput, match="O3"):
        choose(case, calls=[3])


def test_what_was_noted_is_not_told_to_the_person_it_is_about(case, place, tmp_path, calls):  # noqa: F811 - fixtures
    files = written(case, place, tmp_path, for_whom="sender")
    row, other = said_in(files)["calls"]
    assert [row[name] for name in ("from", "said", "heard_by", "noted_by", "salt")] == ["", "", "", "", None]
    assert other["called_at"] == calls[1].called_at.isoformat()
    assert [name for name in ("skole", "12 34 56 78") if name in files["data/index.html"].decode()] == []
    assert "Hvad arbejdspladsen har skrevet om opkaldet, er ikke med" in files["data/index.html"].decode()
    assert not [one for one in export_warnings(case, [], "sender", calls=calls) if "O1" in one]


def test_number_in_what_was_noted_is_warned_of(case, place, calls):  # noqa: F811 - fixtures
    note_call(case=case, by=henrik(place, case), called_at=clock.now(), number="010190-1234", said="Hej", heard_by="")
    chosen = choose(case)
    said = export_warnings(case, [], "lawyer", calls=chosen.calls)
    assert [one for one in said if "cpr" in one and "O3" in one and "O1" not in one] != []
    assert not [one for one in export_warnings(case, [], "lawyer", calls=chosen.calls[:2]) if "cpr" in one]


def test_who_noted_is_warned_of(case, place, calls):  # noqa: F811 - fixtures
    said = " ".join(export_warnings(case, [], "lawyer", calls=calls))
    assert (place.henrik.person.name in said, "O1, O2" in said, "Den ramte" in said) == (True, True, False)
    calls[0].made_by = place.maja.person
    assert "Den ramte" in " ".join(export_warnings(case, [], "lawyer", calls=calls))


def test_hidden_words_that_a_call_still_says_are_warned_of(case, place, calls):  # noqa: F811 - fixtures
    item = items_of(case)[1]
    read_as(item, kind="text.plain", texts=(Text("De går i skole i Lindsø."),))
    redact_text(item=item, by=henrik(place, case), words=["går i skole"], reason="Børnene")
    chosen = choose(case, redacted=[2])
    said = " ".join(export_warnings(case, [], "police", chosen.copies.values(), calls=chosen.calls))
    assert "Ord, der er sløret i en kopi, kan læses i: O1." in said
