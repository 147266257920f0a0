"""Pages that everyone can read: where to turn, what to know before it happens, our information, accessibility."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vaern import clock
from vaern.errors import NotNow
from vaern.people.enums import OrgRole, UnitKind
from vaern.people.models import Unit
from vaern.people.queries import holder_of
from vaern.process.situation import book
from vaern.rulebook.dated import latest
from vaern.web.asked import Asked
from vaern.web.reporting.forms import codes

LISTS = ("five_tips", "local_guideline")
TEXTS = ("evidence_media", "spot_it", "care_talks", "internal_registration", "initiatives", "process_guide")
"""What the page of guidance tells, from content/checklists and content/guidance."""
NEAR = (OrgRole.LEADER, OrgRole.AMR, OrgRole.TR)


@require_safe
def help_page(request: Asked) -> HttpResponse:
    """Where to turn at any hour, without signing in: the numbers for all, and names for the workplace one chooses."""
    workplaces = list(Unit.objects.filter(kind=UnitKind.WORKPLACE, closed_on=None).order_by("name"))
    chosen = _chosen(request, workplaces)
    near = _near(chosen) if chosen else []
    page = {"workplaces": workplaces, "chosen": chosen, "near": near, "citizen": book().texts["citizen_page"]}
    return render(request, "start/help.html", page)


@require_safe
def guidance(request: Asked) -> HttpResponse:
    """What is good to know and do before it happens, for everybody who is signed in; nothing of a case."""
    lists = {key: latest(book().checklists[key], clock.today()) for key in LISTS}
    texts = {key: book().texts[key] for key in TEXTS}
    names = dict(codes("media"))
    secured = [{**one, "label": names[one["code"]]} for one in texts["evidence_media"]["media"]]
    return render(request, "start/guidance.html", {**texts, **lists, "secured": secured})


@require_safe
def privacy(request: Asked) -> HttpResponse:
    """How information about employees and citizens is treated here."""
    return render(request, "start/privacy.html", {"backup_days": settings.BACKUP_DAYS})


@require_safe
def accessibility(request: Asked) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "start/accessibility.html")


def _chosen(request: Asked, workplaces: list[Unit]) -> Unit | None:
    own = str(request.viewer.person.unit_id) if request.viewer else ""
    wanted = request.GET.get("arbejdsplads", own)
    return next((unit for unit in workplaces if str(unit.pk) == wanted), None)


def _near(unit: Unit) -> list[dict[str, Any]]:
    """Those one can call today, each once. It is not said who is away."""
    seen: set[UUID] = set()
    people = []
    for role in NEAR:
        try:
            person = holder_of(role, unit).person
        except NotNow:
            continue
        if person.pk not in seen:
            people.append({"name": person.name, "role": person.title or role.label, "phone": person.work_phone})
            seen.add(person.pk)
    return people
