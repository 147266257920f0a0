"""A case closes only when its gate is met or set aside; opened again it keeps its history."""

import pytest

from tests.factories.casework import START, casework
from vaern import clock
from vaern.cases.enums import CaseState
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.people.models import Notice
from vaern.process import act, close_case, decide, plan_start

pytestmark = pytest.mark.django_db

WITH_REASON = (
    "three_answers",
    "decided",
    "affected_talked_to",
    "affected_told_outcome",
    "police_answer",
    "plan_done",
    "learned",
)


@pytest.fixture
def cast():
    with clock.travel(START):
        yield casework()


def set_all_aside(cast):
    still = {one.result.id for one in close_case.closing_gate(cast.case).open_conditions}
    for condition in (one for one in WITH_REASON if one in still):
        decide.set_condition_aside(cast.case, cast.as_("leader"), "close_case", condition, "Oprettet ved en fejl.")
    decide.set_condition_aside(cast.case, cast.as_("jurist"), "close_case", "sender_informed", "Ukendt afsender.")


def test_case_does_not_close_while_its_gate_is_shut(cast):
    with pytest.raises(NotNow, match=r"Planen er gjort|besluttet|besvaret"):
        close_case.close(cast.case, cast.as_("leader"))
    assert cast.case.state == CaseState.OPEN


def test_open_letter_can_never_be_set_aside(cast):
    set_all_aside(cast)
    letter = act.draft_letter(cast.case, cast.as_("leader"), "vejledning_til_borger")
    with pytest.raises(NotNow, match="Ingen breve ligger åbne"):
        close_case.close(cast.case, cast.as_("leader"))
    act.discard_letter(letter, cast.as_("leader"))
    close_case.close(cast.case, cast.as_("leader"))
    assert cast.case.state == CaseState.CLOSED
    assert cast.case.next_deadline is None


def test_closing_and_opening_again_tell_the_employee_and_keep_history(cast):
    plan_start.start_plan_for(cast.case, cast.as_("leader"))
    tasks = cast.case.tasks.count()
    cast.case.tasks.update(done_at=START)
    set_all_aside(cast)
    close_case.close(cast.case, cast.as_("leader"))
    with pytest.raises(BadInput):
        close_case.reopen(cast.case, cast.as_("leader"), " ")
    close_case.reopen(cast.case, cast.as_("leader"), "Der er sket noget nyt.")
    assert cast.case.state == CaseState.OPEN
    assert cast.case.tasks.count() == tasks
    assert [row.state for row in cast.case.state_changes.order_by("changed_at", "state")].count("open") == 2
    codes = set(Notice.objects.filter(person=cast.employee).values_list("code", flat=True))
    assert {"case_closed", "case_reopened"} <= codes


def test_only_the_case_owner_closes(cast):
    with pytest.raises(NotAllowed):
        close_case.close(cast.case, cast.as_("jurist"))
