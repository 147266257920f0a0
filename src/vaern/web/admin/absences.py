"""Everybody's own absence: who stands in while one is away."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from vaern import clock
from vaern.errors import REFUSALS, NotAllowed
from vaern.people import actions
from vaern.people.guards import check_may_set_absence
from vaern.people.models import Absence
from vaern.web.admin.acting import acting
from vaern.web.admin.forms import AbsenceForm
from vaern.web.asked import Asked


@require_http_methods(["GET", "POST"])
def my_absence(request: Asked) -> HttpResponse:
    """One's own days away, and who takes over."""
    person = request.viewer.person
    form = AbsenceForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_absence(person=person, by=acting(request), **form.cleaned_data)
        except REFUSALS as refused:
            form.add_error(None, refused.text)
        else:
            messages.success(request, _("Your absence has been noted."))
            return redirect("my_absence")
    coming = person.absences.filter(last_day__gte=clock.today()).select_related("substitute").order_by("first_day")
    return render(request, "admin/my_absence.html", {"form": form, "absences": coming})


@require_POST
def absence_end(request: Asked, absence: UUID) -> HttpResponse:
    """Back before time. Whose absence one may not change is not found."""
    row = get_object_or_404(Absence.objects.select_related("person__unit"), pk=absence)
    try:
        check_may_set_absence(request.viewer, row.person)
    except NotAllowed as refused:
        raise Http404 from refused
    actions.end_absence(absence=row, by=acting(request))
    messages.success(request, _("The absence has ended."))
    own = row.person_id == request.viewer.person.pk
    return redirect("my_absence") if own else redirect("person", row.person_id)
