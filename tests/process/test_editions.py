"""A new text of a gate counts from its first day; until then everything goes by the one in force."""

import shutil
from datetime import timedelta

import pytest
import yaml

from tests.factories.answers import answer_fact
from tests.factories.casework import START, casework
from tests.process.test_letter_case import approved_proposal
from vaern import clock
from vaern.decisions.models import GateCheck
from vaern.errors import BadInput
from vaern.oversight.account import account_for
from vaern.process import act, basis, decide, gates
from vaern.rulebook.load import content_root, load
from vaern.web.casework.before_acting import before_acting_page
from vaern.web.casework.decision_page import decision_page

pytestmark = pytest.mark.django_db

LATER = START + timedelta(days=30)
LETTER = "letters/vejledning_til_borger/2026-01-01.md"


@pytest.fixture
def editions(tmp_path, monkeypatch):
    """The rules with a text of the gate that begins in a month: one condition gone, another new."""
    folder = tmp_path / "content"
    shutil.copytree(content_root(), folder)
    text = yaml.safe_load((folder / "gates" / "police_report.yaml").read_text())
    dropped = [one for one in text["conditions"] if one["id"] != "warned_first"]
    added = {**dropped[-1], "id": "photographed", "title": "Der er taget billeder", "requires": "sender_named"}
    later = {**text, "valid_from": LATER.date(), "conditions": [*dropped, added]}
    (folder / "gates" / "police_report.later.yaml").write_text(yaml.safe_dump(later, allow_unicode=True))
    new = {**later, "id": "send_drone", "title": "Før en drone", "valid_from": LATER.date()}
    (folder / "gates" / "send_drone.yaml").write_text(yaml.safe_dump(new, allow_unicode=True))
    letter = folder / LETTER
    coming = letter.read_text().replace("valid_from: 2026-01-01", f"valid_from: {LATER.date()}", 1)
    letter.with_name(f"{LATER.date()}.md").write_text(coming)
    monkeypatch.setenv("VAERN_CONTENT", str(folder))
    load.cache_clear()
    yield folder
    load.cache_clear()


@pytest.fixture
def cast(editions):
    with clock.travel(START):
        one = casework()
        answer_fact(case=one.case, by=one.as_("leader"), fact="complaint_made", value="no")
        yield one


def rows_of(case, person):
    return [row.id for row in decision_page(case, person)["rows"]]


def test_page_set_aside_and_receipt_go_by_the_gate_in_force(cast):
    assert len(load().gates["police_report"]) == 2
    assert "warned_first" in rows_of(cast.case, cast.leader)
    assert "photographed" not in basis.facts_used()
    with pytest.raises(BadInput):
        decide.set_condition_aside(cast.case, cast.as_("leader"), "police_report", "photographed", "Nej.")
    row = act.report_to_police(approved_proposal(cast), cast.as_("leader"))
    kept = GateCheck.objects.filter(proposal=row.proposal, moment="act").get()
    assert '"gate":"gates/police_report.yaml"' in kept.receipt.replace(": ", ":")
    assert load().files["gates/police_report.yaml"].sha256 in kept.receipt


def test_new_text_counts_from_its_first_day_and_the_account_keeps_the_old(cast):
    act.report_to_police(approved_proposal(cast), cast.as_("leader"))
    titles = [title for title, _state, _reason in account_for(cast.case).conditions]
    with clock.travel(LATER):
        assert {"photographed"} == set(rows_of(cast.case, cast.leader)) - set(account_ids(cast))
        assert [title for title, _state, _reason in account_for(cast.case).conditions] == titles
        assert "warned_first" not in gates.look_at(cast.case, "police_report").states


def account_ids(cast):
    kept = GateCheck.objects.filter(case=cast.case, moment="act").get()
    return kept.states


def test_letter_is_begun_on_the_text_in_force(cast):
    assert len(load().letters["vejledning_til_borger"]) == 2
    assert act.template_of("vejledning_til_borger").file_id == LETTER
    with clock.travel(LATER):
        assert act.template_of("vejledning_til_borger").file_id == f"letters/vejledning_til_borger/{LATER.date()}.md"


def test_gate_that_has_not_begun_is_not_among_the_acts(cast):
    acts = [one.id for one in before_acting_page(cast.case, cast.leader, "")["acts"]]
    assert "send_drone" not in acts
    with clock.travel(LATER):
        assert "send_drone" in [one.id for one in before_acting_page(cast.case, cast.leader, "send_drone")["acts"]]
