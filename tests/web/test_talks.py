"""The page of talks, handing over a step, and a complaint that was answered, as a browser sends them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from tests.factories.casework import START, casework
from tests.web.signed_in import signed_in, text_of
from vaern import clock
from vaern.care.enums import TalkKind
from vaern.care.queries import talks_of
from vaern.cases.actions import record_complaint
from vaern.process.plan_start import start_plan_for
from vaern.vault.text import read

pytestmark = pytest.mark.django_db
WORDS = "Ring helst efter kl. 15."


@pytest.fixture
def cast():
    with clock.travel(START):
        one = casework()
        start_plan_for(one.case, one.as_("leader"))
        yield one


def address(cast, name, *more):
    return reverse(name, args=[cast.case.number, *more])


def press(cast, name, *more, by="leader", **fields):
    return signed_in(getattr(cast, by)).post(address(cast, name, *more), fields, follow=True)


def page(cast, name, by="leader"):
    return text_of(signed_in(getattr(cast, by)).get(address(cast, name), follow=True))


@pytest.mark.row("G05")
def test_talk_is_agreed_then_noted_and_only_the_two_read_what_was_agreed(cast):
    press(cast, "talk_agreed", kind="first", held_by=str(cast.leader.id), before="2026-06-03T12:00")
    talk = talks_of(cast.case).get()
    assert str(talk.id) in page(cast, "case_talks")
    press(cast, "talk_held", talk=str(talk.id), held_at="2026-06-03T09:30", note=WORDS)
    talk.refresh_from_db()
    assert (clock.local(talk.held_at).hour, read(talk, "note")) == (9, WORDS)
    assert WORDS in page(cast, "case_talks")
    assert WORDS in page(cast, "case_talks", by="employee")  # on the page of her own case
    assert WORDS not in page(cast, "case", by="jurist")


def test_talk_that_was_not_agreed_is_noted_by_its_kind(cast):
    press(cast, "talk_held", talk="week", held_at="2026-06-03T09:30", note="")
    assert [(row.kind, row.promised_before) for row in talks_of(cast.case)] == [("week", None)]


def test_talk_in_the_future_is_refused_and_what_was_typed_is_shown(cast):
    answer = press(cast, "talk_held", talk="week", held_at="2026-06-04T09:30", note=WORDS)
    assert (answer.status_code, talks_of(cast.case).count()) == (422, 0)
    assert WORDS in text_of(answer)


def test_one_who_may_not_know_how_she_is_does_not_meet_the_page(cast):
    assert signed_in(cast.jurist).get(address(cast, "case_talks")).status_code == 404


def test_step_is_handed_to_another_in_the_case_and_never_to_the_employee(cast):
    task = cast.case.tasks.get(step="look_after_colleagues")
    press(cast, "task_handed_over", task.id, to=str(cast.employee.id))
    task.refresh_from_db()
    assert task.owner == cast.leader
    press(cast, "task_handed_over", task.id, to=str(cast.jurist.id))
    task.refresh_from_db()
    assert task.owner == cast.jurist


def test_answered_complaint_is_noted_with_its_day_and_not_before_it_was_made(cast):
    made = clock.today() - timedelta(days=10)
    row = record_complaint(case=cast.case, by=cast.as_("leader"), made_on=made)
    for wrong in (made - timedelta(days=1), clock.today() + timedelta(days=1)):
        assert press(cast, "case_complaint_settled", row.id, settled_on=wrong.isoformat()).status_code == 422
    press(cast, "case_complaint_settled", row.id, settled_on=clock.today().isoformat())
    row.refresh_from_db()
    assert row.settled_on == clock.today()


def test_talk_that_the_plan_holds_is_said_before_anybody_has_agreed_on_it(cast):
    said = f"{TalkKind.WEEK.label}</strong>"
    assert said in page(cast, "case_talks")
    assert str(TalkKind.WEEK.label) in page(cast, "case_talks", by="employee")  # on the page of her own case
    press(cast, "talk_agreed", kind="week", held_by=str(cast.leader.id), before="2026-06-08T12:00")
    shown = page(cast, "case_talks")
    line = shown.partition(said)[2].partition("</li>")[0]
    told = shown.partition('id="saadan"')[0]
    assert (told.count(said), gettext("No time is agreed yet.") in line) == (1, False)
