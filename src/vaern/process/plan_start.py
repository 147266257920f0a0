"""Starts the plan of a case and keeps its tasks and clocks right when something new is recorded."""

from vaern import clock
from vaern.audit.actors import SYSTEM, Actor
from vaern.cases.models import Case
from vaern.cases.states import set_next_deadline
from vaern.cases.writing import writing
from vaern.plans import actions
from vaern.plans.models import Plan, Task
from vaern.plans.queries import nearest
from vaern.process.clocks import POLICE_STATUS, Look, Moments, deadlines_now, moments_of
from vaern.process.gathered import Case_
from vaern.process.situation import book, situation_from, whole
from vaern.process.task_owners import Owners
from vaern.rulebook.dated import latest
from vaern.rulebook.deadlines import Due
from vaern.rulebook.plans import steps_in
from vaern.rulebook.shapes import PlanTemplate, Step, Value

PLAN = "digital_chikane"


def start_plan_for(case: Case, by: Actor) -> Plan:
    """Stamp the plan of the day on the case, give each step to a person, and start the clocks."""
    with writing(case):
        template = _newest()
        sha256 = book().files[template.file_id].sha256
        plan = actions.start_plan(
            case=case, by=by, template=template.file_id, edition=str(template.edition), content_hash=sha256
        )
        _work_out(case, plan, by, cause="case_opened")
        return plan


def recalculate(case: Case, by: Actor, cause: str) -> None:
    """After something new: tasks that now apply, tasks that are met, clocks anew (a row with its cause)."""
    with writing(case):
        _work_out(case, Plan.objects.filter(case=case).first(), by, cause)


def _work_out(case: Case, plan: Plan | None, by: Actor, cause: str) -> None:
    facts = Case_(case)
    look = Look(facts, whole(situation_from(facts)), moments_of(facts), by, cause)
    tasks = facts.open_tasks if plan is None else _tasks_now(look, plan)
    set_next_deadline(case=case, at=nearest(tasks, deadlines_now(look)))


def template_of(plan: Plan) -> PlanTemplate:
    """The plan that was stamped on the case: a later edition is for later cases.

    Where content no longer has that text, the edition in force today.
    """
    texts = (one for editions in book().plans.values() for one in editions if one.file_id == plan.template)
    return next(texts, None) or _newest()


def _newest() -> PlanTemplate:
    """The edition in force today."""
    return latest(book().plans[PLAN], clock.today())


def step_of(task: Task) -> Step | None:
    """The step behind a task: title, words to use, why, and its source."""
    if task.plan is None:
        return None
    return next((step for step in template_of(task.plan).steps if step.id == task.step), None)


def _tasks_now(look: Look, plan: Plan) -> list[Task]:
    """The tasks that are open when all is worked out again, each with one who takes it, in the order of the plan."""
    plan.case = look.facts.case
    owners = Owners(plan.case)
    found = [*look.facts.tasks, *_added(look, plan, owners)]
    for task in found:
        if task.plan_id == plan.id:
            task.plan = plan
    open_ones = [task for task in found if _is_open(task, look)]
    owners.put_right(open_ones)
    _set_due(open_ones, look)
    return sorted(open_ones, key=lambda task: (task.position, task.made_at))


def _added(look: Look, plan: Plan, owners: Owners) -> list[Task]:
    """The steps of the case's own plan that now apply and are not there yet."""
    template = template_of(plan)
    places = {step.id: place for place, step in enumerate(template.steps)}
    there = {task.step for task in look.facts.tasks}
    joining = [
        actions.Joining(step.id, places[step.id], step.role, owners[step.role], _due_of(step, look.moments))
        for step in steps_in(template, look.situation)
        if step.id not in there
    ]
    return actions.add_tasks(plan=plan, by=look.by, steps=joining) if joining else []


def _is_open(task: Task, look: Look) -> bool:
    """A step that says which fact closes it is done when that fact is so, and opens when its time comes anew."""
    step = step_of(task)
    if task.done_at is not None:
        return step is not None and _opened_again(task, step, look)
    if step is None or not step.closes_with or look.situation.answers.get(step.closes_with) != Value.YES:
        return True
    actions.finish_task(task=task, by=SYSTEM)
    return False


def _opened_again(task: Task, step: Step, look: Look) -> bool:
    """What no longer is so is to be done again: what the system closed, and the question to the police."""
    when = _due_of(step, look.moments)
    no_longer = look.situation.answers.get(step.closes_with) == Value.NO
    if task.not_relevant or not no_longer or when is None or not _comes_again(task, step, when):
        return False
    actions.open_task_again(task=task, by=SYSTEM, cause=look.cause)
    return True


def _comes_again(task: Task, step: Step, when: Due) -> bool:
    """At its new time. What a person ticked stays so, but for the question that is asked every third month."""
    moved = when.at != task.due_at
    if task.done_by_id is not None:
        return moved and step.deadline == POLICE_STATUS
    return moved or when.at > clock.now()


def _set_due(tasks: list[Task], look: Look) -> None:
    for task in tasks:
        when = _due_of(step_of(task), look.moments)
        if when is not None:
            actions.set_due(task=task, by=look.by, due=when, cause=look.cause)


def _due_of(step: Step | None, moments: Moments) -> Due | None:
    """When a step is to be done; None where it has no deadline, or nobody knows yet from when."""
    return moments.due(step.deadline) if step else None
