"""Tasks as they are shown: title and words from content, owner and time from the row."""

import re
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from vaern import clock
from vaern.cases.models import Case
from vaern.plans.models import Task
from vaern.process.plan_start import step_of
from vaern.process.situation import book
from vaern.process.talks import STEPS, talks_to_come
from vaern.rulebook.shapes import Step
from vaern.web.parts import Act, PlanStep
from vaern.web.templatetags.moments import deadline, when


@dataclass(frozen=True)
class ShownTask:
    """A task with the words of its step."""

    task: Task
    title: str
    words: str
    why: str
    source: str
    finished: bool
    late: bool
    url: str
    by_talk: bool = False


def steps_by_id() -> dict[str, Step]:
    """Every step of every plan by its id, in its newest words."""
    return {step.id: step for plans in book().plans.values() for plan in plans for step in plan.steps}


def shown(tasks: list[Task]) -> list[ShownTask]:
    """The rows with the words of the case's own plan; a step that content no longer has keeps its id as title."""
    steps = steps_by_id()
    return [_shown(task, step_of(task) or steps.get(task.step)) for task in tasks]


def _shown(task: Task, step: Step | None) -> ShownTask:
    finished = task.done_at is not None or task.not_relevant
    late = not finished and task.due_at is not None and task.due_at < clock.now()
    if step is None:
        return ShownTask(task, task.step, "", "", "", finished, late, address(task))
    cite = str(step.source.get("cite", ""))
    return ShownTask(task, step.title, step.words, step.why, cite, finished, late, address(task), is_talk(step))


def is_talk(step: Step) -> bool:
    """Whether a talk with the employee that is noted closes the step."""
    return step.id in STEPS.values() or step.closes_with == "affected_contacted"


def time_of(shown_task: ShownTask) -> str:
    """When it was done, or when it should be, in words."""
    task = shown_task.task
    if task.not_relevant:
        return _("Not relevant here")
    if task.done_at:
        return _("Done %(when)s") % {"when": when(task.done_at)}
    if shown_task.late:
        return _("Should have been done %(when)s") % {"when": deadline(task.due_at)}
    return capfirst(deadline(task.due_at)) or _("No deadline yet")


def address(task: Task) -> str:
    """Where the task is described and done."""
    return f"{reverse('case_plan', args=[task.case.number])}#task-{task.id}"


def as_steps(tasks: list[ShownTask]) -> list[PlanStep]:
    """The plan as steps; the first open one is next."""
    upcoming = next((task for task in tasks if not task.finished), None)
    return [
        PlanStep(
            title=task.title,
            who=task.task.owner.name if task.task.owner else "",
            when=time_of(task),
            state="done" if task.finished else "next" if task is upcoming else "open",
            url=task.url,
        )
        for task in tasks
    ]


def talks_planned(case: Case) -> list[PlanStep]:
    """The talks that are still to be agreed on: by whom, and when at the latest."""
    return [
        PlanStep(
            title=str(kind.label),
            who=task.owner.name if task.owner else "",
            when=_("%(when)s at the latest") % {"when": deadline(task.due_at)},
        )
        for kind, task in talks_to_come(case)
    ]


def first_sentence(text: str) -> str:
    """Enough for a card; the plan has the rest."""
    return re.split(r"(?<=[.])\s+(?=[A-ZÆØÅ»])", text, maxsplit=1)[0]


def as_acts(tasks: list[ShownTask]) -> list[Act]:
    """What to do now: the three nearest open tasks."""
    waiting = [task for task in tasks if not task.finished]
    nearest = sorted(waiting, key=lambda task: (task.task.due_at is None, task.task.due_at or task.task.made_at))
    return [
        Act(
            title=task.title,
            why=first_sentence(task.why),
            who=task.task.owner.name if task.task.owner else _("Nobody yet"),
            when=time_of(task),
            url=task.url,
            link=_("See what to say and do"),
        )
        for task in nearest[:3]
    ]
