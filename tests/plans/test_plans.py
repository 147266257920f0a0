"""A plan's tasks and clocks: each once, and a new row only where something is new."""

from datetime import timedelta

import pytest

from tests.factories.casework import START, casework
from vaern import clock
from vaern.cases import actions as cases
from vaern.cases.enums import ExclusionGround, ExclusionKind
from vaern.errors import BadInput
from vaern.plans import actions
from vaern.plans.queries import nearest, open_tasks
from vaern.process import plan_start
from vaern.rulebook.deadlines import Due

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast():
    with clock.travel(START):
        made = casework()
        plan_start.start_plan_for(made.case, made.as_("leader"))
        yield made


def events(cast, name):
    from vaern.audit.models import Event

    return Event.objects.filter(stream_id=str(cast.case.id), name=name).count()


def test_plan_is_stamped_once(cast):
    by, plan = cast.as_("leader"), cast.case.plan
    again = actions.start_plan(case=cast.case, by=by, template="another", edition="9", content_hash="")
    assert (again, again.template) == (plan, plan.template)
    assert events(cast, "plan.started") == 1


def test_step_becomes_a_task_once(cast):
    task = open_tasks(cast.case).first()
    before = events(cast, "task.added")
    again = [actions.Joining(task.step, 0, "leader", None)]
    assert actions.add_tasks(plan=cast.case.plan, by=cast.as_("leader"), steps=again) == []
    assert (events(cast, "task.added"), open_tasks(cast.case).filter(step=task.step).count()) == (before, 1)


def test_task_has_its_day_from_the_first_and_only_where_one_is_known(cast):
    before = events(cast, "task.added")
    due = Due(START + timedelta(days=2), START + timedelta(days=1), "known", "")
    steps = [actions.Joining("one", 90, "leader", None, due), actions.Joining("two", 90, "leader", None)]
    dated, open_ended = actions.add_tasks(plan=cast.case.plan, by=cast.as_("leader"), steps=steps)
    assert events(cast, "task.added") == before + 2
    assert (dated.not_before, dated.due_at) == (START + timedelta(days=1), START + timedelta(days=2))
    assert (open_ended.not_before, open_ended.due_at) == (None, None)


def test_day_of_a_task_is_moved_once_and_said_in_the_log(cast):
    task = open_tasks(cast.case).first()
    due = Due(START + timedelta(days=9), None, "known", "")
    for _ in range(2):
        actions.set_due(task=task, by=cast.as_("leader"), due=due, cause="first_absence")
    task.refresh_from_db()
    assert (task.not_before, task.due_at) == (None, START + timedelta(days=9))
    assert events(cast, "task.due_set") == 1


def test_step_is_left_out_only_with_a_reason(cast):
    with pytest.raises(BadInput):
        actions.finish_task(task=open_tasks(cast.case).first(), by=cast.as_("leader"), words=" ", not_relevant=True)


def test_clock_that_comes_to_the_same_gets_no_new_row(cast):
    row = cast.case.deadlines.get(rule="police_72_hours", superseded_by=None)
    times = actions.Clock(row.started_at, row.not_before, row.due_at)
    more = {"case": cast.case, "by": cast.as_("leader"), "rule": row.rule, "starts_from": row.starts_from}
    same = actions.note_deadline(**more, cause="again", times=times, incident=row.incident)
    assert same == row
    later = actions.Clock(row.started_at, None, row.due_at + timedelta(hours=1))
    assert actions.note_deadline(**more, cause="again", times=later, incident=row.incident).supersedes == row


def test_nearest_is_of_open_tasks_and_of_clocks_that_still_run(cast):
    task = open_tasks(cast.case).first()
    row = cast.case.deadlines.get(rule="police_72_hours", superseded_by=None)
    task.due_at = START + timedelta(days=30)
    assert nearest([task], [row]) == row.due_at
    row.met_at = START
    assert nearest([task], [row]) == task.due_at
    assert nearest([], []) is None


def test_nobody_is_excluded_or_affected_twice(cast):
    by = cast.as_("leader")
    party = cases.add_affected_employee(case=cast.case, by=by, person=cast.employee)
    assert cast.case.parties.filter(kind="affected_employee").get() == party
    for _time in range(2):
        cases.exclude(
            case=cast.case,
            by=by,
            person=cast.handler,
            kind=ExclusionKind.CANNOT_DECIDE,
            ground=ExclusionGround.DECLARED,
        )
    assert cast.case.exclusions.filter(person=cast.handler).count() == 1
