"""All locked findings against the rules as they are now: the same, until a rule changes; and no case is touched."""

import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from tests.factories.answers import answer_fact
from tests.factories.casework import START, answer_everything, casework
from vaern import clock
from vaern.assessments.models import Assessment, Finding
from vaern.audit.models import Event
from vaern.errors import BadInput
from vaern.process import assess
from vaern.process.replay import replay_all
from vaern.process.replay_rows import read_rows
from vaern.rulebook.load import content_root, read

pytestmark = pytest.mark.django_db
OLD = "any: [contacted_directly, followed_in_person"


@pytest.fixture
def cast():
    with clock.travel(START):
        made = casework()
        answer_everything(made)
        assess.lock(made.case, "law", made.as_("jurist"))
        yield made


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A copy of the content that a test may change."""
    return Path(shutil.copytree(content_root(), tmp_path / "content"))


def turned(rules: Path) -> Path:
    """§ 119 a asks for what did not happen here."""
    for path in (rules / "law/straffeloven/119a").glob("2*.yaml"):
        path.write_text(re.sub(r"(?m)^requires:\n(?:  .*\n)+", "requires: contacted_directly\n", path.read_text()))
    return rules


@pytest.mark.row("B09")
def test_the_same_rules_give_every_locked_finding_again(cast):
    found = replay_all()
    assert (found.cases, found.changed) == (1, ())
    assert found.findings == Finding.objects.count()
    assert "Alle fund kommer ud som før." in found.as_text()


def test_a_changed_rule_is_told_with_the_case_and_what_decides_now(cast, rules):
    (one,) = replay_all(read(turned(rules))).changed
    assert (one.case, one.incident, one.provision) == (cast.case.number, 1, "straffeloven/119a")
    assert (one.then, one.now, one.facts_now) == ("points_to", "does_not_point_to", ("contacted_directly",))
    assert one.why.endswith("nu contacted_directly.")


def test_nothing_of_the_case_is_changed_by_a_replay(cast, rules):
    before = (Event.objects.count(), list(Assessment.objects.values()), list(Finding.objects.values()))
    replay_all(read(turned(rules)))
    assert before == (Event.objects.count(), list(Assessment.objects.values()), list(Finding.objects.values()))


def test_an_answer_given_after_the_lock_does_not_count(cast):
    with clock.travel(START + timedelta(days=1)):
        answer_fact(case=cast.case, by=cast.as_("leader"), fact="aimed_at_employee", value="no", incident=cast.incident)
        assert replay_all().changed == ()
        assess.lock(cast.case, "law", cast.as_("jurist"))
        assert replay_all().changed == ()


def test_a_provision_that_is_gone_is_told(cast, rules):
    shutil.rmtree(rules / "law/straffeloven/264d")
    changed = replay_all(read(rules)).changed
    assert {(one.provision, one.now) for one in changed} == {("straffeloven/264d", "gone")}
    assert "er ikke i reglerne mere" in replay_all(read(rules)).as_text()


def test_a_finding_that_was_tampered_with_is_found(cast):
    Finding.objects.filter(provision="straffeloven/119a").update(result="does_not_point_to")
    assert [(one.provision, one.then) for one in replay_all().changed] == [("straffeloven/119a", "does_not_point_to")]


def test_a_provision_that_rests_on_a_derived_fact_is_replayed_from_its_receipt(cast, rules):
    for path in (rules / "law/straffeloven/119a").glob("2*.yaml"):
        path.write_text(re.sub(r"(?m)^requires:\n(?:  .*\n)+", "requires: evidence_secured\n", path.read_text()))
    (one,) = replay_all(read(rules)).changed
    assert (one.provision, one.then, one.now) == ("straffeloven/119a", "points_to", "does_not_point_to")


def test_one_case_alone_is_replayed_by_its_number(cast, rules):
    assert len(replay_all(read(turned(rules)), cast.case.number).changed) == 1
    with pytest.raises(BadInput, match="ingen sag med nummer V-1"):
        replay_all(number="V-1")


def test_without_locked_findings_there_is_nothing_to_replay(db):
    found = replay_all()
    assert (found.cases, found.findings, found.changed) == (0, 0, ())


def test_a_row_holds_what_was_said_of_the_incident_over_what_was_said_of_the_case(cast):
    rows = read_rows(assess.book())
    facts = rows.columns.facts
    assert (len(rows.locked), facts["contacted_directly"].tolist(), facts["employee_public_service"].tolist()) == (
        1, [-1], [1],
    )  # fmt: skip
