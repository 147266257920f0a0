"""A running case keeps the plan it was started with, whatever a newer edition adds, drops or renames."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from tests.factories.cases import MONDAY, sent, workplace
from tests.web.signed_in import signed_in, text_of
from vaern import clock
from vaern.cases.queries import actor_in
from vaern.process import follow_up, plan_start, questions
from vaern.rulebook.load import content_root, load
from vaern.web.casework.case_page import tasks_of

pytestmark = [pytest.mark.django_db, pytest.mark.row("G28")]

EDITION = "plans/digital_chikane.2026-11-20.yaml"
NEW_STEP = """steps:
  - id: brand_new_step
    title: Et nyt trin
    role: leader
    deadline: same_day
    words: "»Et nyt trin.«"
    why: "Det er nyt."
    source: {cite: "Værns standard", status: unverified}
"""


@pytest.fixture
def place():
    with clock.travel(MONDAY):
        yield workplace()


@pytest.fixture
def content(tmp_path, monkeypatch):
    """A copy of the content, which the process reads anew when it is asked to."""
    root = Path(shutil.copytree(content_root(), tmp_path / "content"))
    monkeypatch.setenv("VAERN_CONTENT", str(root))
    load.cache_clear()
    yield root
    load.cache_clear()


def publish(content):
    """A newer edition: one step more, the contact person's step gone, another one renamed."""
    text = (content / "plans/digital_chikane.yaml").read_text()
    before, _, rest = text.partition("  - id: name_contact_person\n")
    after = rest[rest.index("  - id: secure_evidence\n") :]
    head = "\n".join(
        "valid_from: 2026-11-20" if line.startswith("valid_from:") else line for line in (before + after).splitlines()
    )
    newer = head.replace("steps:\n", NEW_STEP, 1).replace("title: Sikr beviserne", "title: Gem beviserne")
    (content / EDITION).write_text(newer)
    load.cache_clear()


def test_running_case_keeps_its_plan_and_a_new_case_gets_the_newer(place, content):
    case = sent(place.maja).case
    before = list(case.tasks.order_by("position").values_list("step", "position"))
    publish(content)
    with clock.travel(MONDAY + timedelta(days=5)):
        plan_start.recalculate(case, actor_in(place.henrik.person, case), "test")
        later = sent(place.maja).case
    assert list(case.tasks.order_by("position").values_list("step", "position")) == before
    assert plan_start.template_of(later.plan).file_id == EDITION
    assert later.tasks.filter(step="brand_new_step").count() == 1
    assert not later.tasks.filter(step="name_contact_person").exists()


def test_step_that_the_newer_edition_dropped_is_still_worked_on_in_the_words_of_the_old(place, content):
    case = sent(place.maja).case
    publish(content)
    with clock.travel(MONDAY + timedelta(days=5)):
        leader = actor_in(place.henrik.person, case)
        titles = {shown.task.step: shown.title for shown in tasks_of(case)}
        questions.answer(case, leader, "contact_person_named", "yes")
        follow_up.tick()
        page = text_of(signed_in(place.henrik.person).get(f"/sager/{case.number}/plan/"))
    assert titles["name_contact_person"].startswith("Aftal én fast kontaktperson")
    assert titles["secure_evidence"].startswith("Sikr beviserne")
    assert case.tasks.get(step="name_contact_person").done_at is not None
    assert "Et nyt trin" not in page


def test_step_that_applies_only_now_comes_from_the_case_s_own_edition(place, content):
    case = sent(place.maja).case
    publish(content)
    with clock.travel(MONDAY + timedelta(days=5)):
        leader = actor_in(place.henrik.person, case)
        questions.answer(case, leader, "absent_next_day", "yes", case.incidents.get())
        questions.answer(case, leader, "within_five_days", "yes", case.incidents.get())
    added = case.tasks.get(step="injury_notice_absence")
    steps = [step.id for step in plan_start.template_of(case.plan).steps]
    assert added.position == steps.index("injury_notice_absence")


def test_plan_whose_text_is_gone_goes_on_by_the_edition_in_force(place, content):
    case = sent(place.maja).case
    publish(content)
    (content / "plans/digital_chikane.yaml").unlink()
    load.cache_clear()
    with clock.travel(MONDAY + timedelta(days=5)):
        plan_start.recalculate(case, actor_in(place.henrik.person, case), "test")
        titles = {shown.task.step: shown.title for shown in tasks_of(case)}
    assert plan_start.template_of(case.plan).file_id == EDITION
    assert (titles["brand_new_step"], titles["name_contact_person"]) == ("Et nyt trin", "name_contact_person")


def test_clock_of_a_rule_that_content_dropped_is_shown_by_its_name(place, content):
    case = sent(place.maja, day_typed="i dag", clock_typed="7.00").case
    case.deadlines.update(rule="a_rule_of_old")
    with clock.travel(MONDAY + timedelta(days=5)):
        assert signed_in(place.henrik.person).get(f"/sager/{case.number}/").status_code == 200
