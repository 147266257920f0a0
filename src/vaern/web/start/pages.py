"""Pages that everyone can read: where to turn, what is done with information, accessibility."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from vaern.errors import NotNow
from vaern.people.enums import OrgRole, UnitKind
from vaern.people.models import Unit
from vaern.people.queries import holder_of
from vaern.web.asked import Asked

NEAR = (OrgRole.LEADER, OrgRole.AMR, OrgRole.TR)


@require_safe
def help_page(request: Asked) -> HttpResponse:
    """Where to turn at any hour, without signing in: the numbers for all, and names for the workplace one chooses."""
    workplaces = list(Unit.objects.filter(kind=UnitKind.WORKPLACE, closed_on=None).order_by("name"))
    chosen = _chosen(request, workplaces)
    near = _near(chosen) if chosen else []
    return render(request, "start/help.html", {"workplaces": workplaces, "chosen": chosen, "near": near})


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
