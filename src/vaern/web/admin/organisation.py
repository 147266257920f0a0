"""The tree of units, and who works where."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from vaern.errors import BadInput
from vaern.people import actions
from vaern.people.enums import UnitKind
from vaern.people.models import Person, Unit
from vaern.people.queries import line_of, roles_on
from vaern.web.admin.acting import acting, today_or
from vaern.web.admin.forms import PersonForm, UnitForm
from vaern.web.asked import Asked


@require_safe
def people(request: Asked) -> HttpResponse:
    """Every unit in its place in the tree, with a search for a person by name."""
    search = request.GET.get("navn", "").strip()
    found = Person.objects.filter(name__icontains=search).select_related("unit").order_by("name")[:50] if search else []
    units = [{"unit": unit, "depth": unit.path.count("/")} for unit in _in_tree_order()]
    return render(request, "admin/people.html", {"units": units, "search": search, "found": found})


@require_http_methods(["GET", "POST"])
def unit_page(request: Asked, unit: UUID) -> HttpResponse:
    """One unit: who works there, who holds a role there, and a form for a unit below it."""
    here = get_object_or_404(Unit, pk=unit)
    form = UnitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind = UnitKind(form.cleaned_data.pop("kind"))
        made = actions.create_unit(parent=here, kind=kind, by=acting(request), **form.cleaned_data)
        messages.success(request, _("%(name)s has been added.") % {"name": made.name})
        return redirect("unit", made.pk)
    context = {
        "unit": here,
        "line": reversed(line_of(here)[1:]),
        "below": here.children.filter(closed_on=None).order_by("name"),
        "people": here.people.filter(left_on=None).order_by("name"),
        "roles": roles_on(today_or(None)).filter(unit=here).select_related("person").order_by("role", "since"),
        "form": form,
    }
    return render(request, "admin/unit.html", context)


@require_http_methods(["GET", "POST"])
def person_add(request: Asked, unit: UUID) -> HttpResponse:
    """A new person in a unit."""
    here = get_object_or_404(Unit, pk=unit)
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_person(unit=here, by=acting(request), **form.cleaned_data)
        except BadInput as refused:
            form.add_error("work_email", refused.text)
        else:
            messages.success(request, _("%(name)s has been added.") % {"name": made.name})
            return redirect("person", made.pk)
    return render(request, "admin/person_add.html", {"unit": here, "form": form})


def _in_tree_order() -> list[Unit]:
    """Parents before children, siblings by name."""
    units = {unit.pk.hex: unit for unit in Unit.objects.filter(closed_on=None)}

    def names(unit: Unit) -> list[str]:
        return [units[part].name if part in units else "" for part in unit.path.strip("/").split("/")]

    return sorted(units.values(), key=names)
