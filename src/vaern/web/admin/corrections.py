"""What is put right later: a person's details, that somebody stops, and a unit that closes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from vaern.errors import REFUSALS
from vaern.people import actions
from vaern.people.guards import check_can_close, check_may_say_farewell
from vaern.people.models import Person, Unit
from vaern.web.admin.acting import acting
from vaern.web.admin.forms import CorrectionForm, FarewellForm
from vaern.web.asked import Asked


@require_http_methods(["GET", "POST"])
def person_correct(request: Asked, person: UUID) -> HttpResponse:
    """A new name, title, phone or workplace."""
    shown = get_object_or_404(Person.objects.select_related("unit"), pk=person)
    form = CorrectionForm(request.POST or None, person=shown)
    if request.method == "POST" and form.is_valid():
        actions.correct_person(person=shown, by=acting(request), **form.cleaned_data)
        messages.success(request, _("What is noted about %(name)s has been corrected.") % {"name": shown.name})
        return redirect("person", shown.pk)
    return render(request, "admin/person_correct.html", {"person": shown, "form": form})


@require_http_methods(["GET", "POST"])
def person_left(request: Asked, person: UUID) -> HttpResponse:
    """Somebody stops on a day."""
    shown = get_object_or_404(Person.objects.select_related("unit"), pk=person)
    form = FarewellForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            check_may_say_farewell(request.viewer.person.pk, shown)
        except REFUSALS as refused:
            form.add_error(None, refused.text)
        else:
            actions.say_farewell(person=shown, by=acting(request), **form.cleaned_data)
            messages.success(request, _("It is noted when %(name)s stops.") % {"name": shown.name})
            return redirect("person", shown.pk)
    return render(request, "admin/person_left.html", {"person": shown, "form": form})


@require_http_methods(["GET", "POST"])
def unit_close(request: Asked, unit: UUID) -> HttpResponse:
    """A unit where nobody works any more, and with nothing below it, closes from today."""
    shown = get_object_or_404(Unit, pk=unit, closed_on=None)
    try:
        check_can_close(shown)
    except REFUSALS as refused:
        messages.error(request, refused.text)
        return redirect("unit", shown.pk)
    if request.method == "GET":
        return render(request, "admin/unit_close.html", {"unit": shown})
    actions.close_unit(unit=shown, by=acting(request))
    messages.success(request, _("%(name)s is closed from today.") % {"name": shown.name})
    return redirect("people")
