"""Acts of casework that need one click, as a browser sends them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import gettext

from tests.factories.casework import START, casework, holds, person
from tests.web.signed_in import signed_in
from vaern import clock
from vaern.audit.actors import SYSTEM
from vaern.cases import actions as cases
from vaern.cases.enums import CaseRole
from vaern.cases.queries import affected_employees
from vaern.decisions.models import Proposal, SetAside
from vaern.errors import NotNow
from vaern.people.enums import OrgRole
from vaern.people.notices import notify
from vaern.people.queries import viewer_of
from vaern.process.plan_start import start_plan_for
from vaern.vault.text import read
from vaern.web.casework.news import news
from vaern.web.templatetags.moments import deadline

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def press(cast, name, *more, by="leader", **fields):
    """One form of the case, sent."""
    return signed_in(getattr(cast, by)).post(reverse(name, args=[cast.case.number, *more]), fields, follow=True)


def said(answer):
    return [str(one) for one in answer.context["messages"]]


def test_incident_is_added_from_the_plan(cast):
    answer = press(cast, "case_incident", day="2026-06-02", clock="14.30", when_words="", summary="Han kom igen.")
    assert answer.redirect_chain == [(reverse("case", args=[cast.case.number]), 302)]
    assert [read(row, "summary") for row in cast.case.incidents.order_by("number")][1:] == ["Han kom igen."]


def test_colleague_it_is_about_is_written_down(cast):
    press(cast, "case_affected", person=str(cast.deputy.id))
    assert cast.deputy in list(affected_employees(cast.case))


def test_colleague_gets_access_with_a_reason(cast):
    sofie = person("Sofie Damsbo", cast.unit)
    holds(sofie, OrgRole.HR, cast.unit)
    press(cast, "case_add_participant", person=str(sofie.id), role="hr", reason="Hun kender sagen.")
    assert [row.role for row in cast.case.participations.filter(person=sofie)] == [CaseRole.HR]


def test_proposal_needs_the_jurists_answer(cast):
    answer = press(cast, "decision_propose", purposes="stop_it", reason="x", alternatives="x")
    assert Proposal.objects.count() == 0
    assert len(said(answer)) == 1


def test_proposal_that_does_not_wait_cannot_be_withdrawn(cast):
    answer = press(cast, "decision_withdraw", proposal="x")
    told = NotNow(gettext("That proposal is not waiting any more."), "", gettext("A new one can be made."))
    assert said(answer) == [told.text]


def test_condition_is_set_aside_for_the_whole_case_while_nothing_waits(cast):
    press(cast, "decision_set_aside", by="jurist", condition="warned_first", reason="En advarsel ville gøre det værre.")
    assert [(row.condition, row.proposal_id) for row in SetAside.objects.all()] == [("warned_first", None)]


def test_step_that_is_late_and_one_that_is_not_relevant_say_so(cast):
    with clock.travel(START):
        start_plan_for(cast.case, SYSTEM)
    first, second = cast.case.tasks.exclude(due_at=None).order_by("due_at")[:2]
    press(cast, "task_done", second.id, note="Det gælder ikke her.", not_relevant="on")
    with clock.travel(START + timedelta(days=400)):
        page = signed_in(cast.leader).get(reverse("case_plan", args=[cast.case.number]))
        due = deadline(first.due_at)
    shown = {task.task.id: says for task, says, _form in page.context["steps"]}
    assert shown[second.id] == gettext("Not relevant here")
    assert shown[first.id] == gettext("Should have been done %(when)s") % {"when": due}


def test_hr_comes_from_news_to_the_injury_page_and_the_system_owner_to_operations(cast):
    sofie, tove = person("Sofie Damsbo", cast.unit), person("Tove Markussen", cast.unit)
    holds(sofie, OrgRole.HR, cast.unit)
    cases.add_participant(case=cast.case, by=SYSTEM, person=sofie, role=CaseRole.HR, reason_code="test")
    notify(sofie, "added_to_case", cast.case.id, dedupe="test")
    notify(tove, "job_failed", None, dedupe="test")
    notify(tove, "of_a_kind_from_the_future", None, dedupe="test")
    assert [one.url for one in news(viewer_of(sofie))][-1:] == [reverse("case_injury", args=[cast.case.number])]
    assert {(one.url, one.says) for one in news(viewer_of(tove))} == {
        (reverse("jobs"), gettext("A piece of background work was given up. See operations.")),
        ("", gettext("There is something new.")),
    }
