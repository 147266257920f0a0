"""The plan of a case: its tasks with words to use, and one more incident."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from vaern.cases import queries as cases
from vaern.cases.enums import Area
from vaern.cases.models import Case
from vaern.people.models import Person
from vaern.process import follow_up, incidents
from vaern.web.asked import Asked
from vaern.web.casework.acting import cleaned, step
from vaern.web.casework.case_page import frame, links_of, tasks_of
from vaern.web.casework.clocks import all_clocks, clocks_of
from vaern.web.casework.forms import HandOverForm, IncidentForm, TaskForm
from vaern.web.casework.tasks import time_of


@require_GET
def plan(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """Every step with who, when, words to use and why."""
    tasks = tasks_of(request.case)
    steps = [(task, time_of(task), TaskForm()) for task in tasks]
    page = frame(request.case, request.viewer) | {
        "links": links_of(request.case),
        "steps": steps,
        "next": next((task for task in tasks if not task.finished), None),
        "clocks": clocks_of(request.case),
        "every_clock": all_clocks(request.case),
        "plan": getattr(request.case, "plan", None),
        "takers": takers(request.case) if request.case.state == "open" else [],
        "incident_form": IncidentForm(),
    }
    return render(request, "casework/case_plan.html", page)


@step("case_plan", _("The step is noted."))
def task_done(request: Asked, task: UUID) -> Any:
    """A step done, or not relevant here."""
    values = cleaned(TaskForm(request.POST))
    row = get_object_or_404(request.case.tasks, id=task)
    return follow_up.finish_task(row, request.actor, values["note"], not_relevant=values["not_relevant"])


@step("case_plan", _("The step is handed over."))
def task_handed_over(request: Asked, task: UUID) -> Any:
    """Another person in the case takes the step."""
    values = cleaned(HandOverForm(request.POST, people=takers(request.case)))
    row = get_object_or_404(request.case.tasks, id=task)
    return follow_up.hand_over_task(row, request.actor, get_object_or_404(Person, id=values["to"]))


def takers(case: Case) -> list[tuple[str, str]]:
    """Those in the case who can take a step of the plan."""
    return [(str(one.id), one.name) for one in cases.who_can(case, Area.STATUS)]


@step("case", _("The incident is added, and the clocks are worked out again."))
def add_incident(request: Asked) -> Any:
    """One more act in the same course of events."""
    values = cleaned(IncidentForm(request.POST))
    return incidents.add_incident(request.case, request.actor, clock_time=values.pop("clock"), **values)
