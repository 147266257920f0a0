"""The export is valid against its published schema and names the sender only to those who may read it."""

import json

import jsonschema
import pytest

from tests.evidence.items import kept
from tests.factories.answers import answer_fact
from tests.factories.casework import START, answer_everything, casework
from tests.process.test_letter_case import approved_proposal
from vaern import clock
from vaern.evidence import marks
from vaern.evidence.models import Item
from vaern.process import act, follow_up
from vaern.process.export import _plain, case_export, check_export

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        one = casework()
        answer_fact(case=one.case, by=one.as_("leader"), fact="complaint_made", value="no")
        yield one


def test_export_of_a_worked_case_is_valid(cast):
    act.report_to_police(approved_proposal(cast, early=True), cast.as_("leader"), "0100-1")
    follow_up.record_injury_notice(
        cast.case, cast.as_("leader"), notified=False, ground="no_absence_no_claim", reason="Intet fravær."
    )
    data = case_export(cast.case)
    check_export(data)
    assert data["proposals"][0]["outcome"] == "approved"
    assert [check["moment"] for check in data["proposals"][0]["gate_checks"]].count("act") == 1
    aside = {one["condition"] for one in data["proposals"][0]["set_aside"]}
    assert aside == {"evidence_secured", "warned_first"}


def test_what_was_pointed_to_stands_in_the_export_unless_its_item_is_locked():
    one = kept()
    area = marks.area_selector(10, 20, 30, 40)
    marks.mark(item=one.item, by=one.owner, selector=area, fact="threat_of_harm", words="Se her")
    withdrawn = marks.mark(item=one.item, by=one.owner, selector=area, provision="straffeloven/266")
    marks.withdraw(row=withdrawn, by=one.owner)
    data = case_export(one.case)
    check_export(data)
    [told] = data["annotations"]
    assert told["target"]["source"] == f"urn:uuid:{data['items'][0]['id']}"
    assert [body.get("source") or body["value"] for body in told["body"]] == ["fact:threat_of_harm", "Se her"]
    Item.objects.filter(pk=one.item.pk).update(locked_at=START)
    assert case_export(one.case)["annotations"] == []


def test_sender_is_named_only_to_one_who_may_read_it(cast):
    answer_everything(cast)
    assert "Rune Thybo" not in json.dumps(case_export(cast.case))
    assert "Rune Thybo" not in json.dumps(case_export(cast.case, cast.employee))
    assert case_export(cast.case, cast.jurist)["senders"][0]["name"] == "Rune Thybo"


def test_wrong_export_is_refused(cast):
    data = case_export(cast.case)
    data["state"] = "lost"
    with pytest.raises(jsonschema.ValidationError):
        check_export(data)
    with pytest.raises(TypeError):
        _plain(object())
