"""One person: roles with dates, absences, the way in."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from vaern import clock
from vaern.errors import REFUSALS
from vaern.people import actions
from vaern.people.enums import OrgRole
from vaern.people.models import Person, RoleAssignment
from vaern.web.admin.acting import acting
from vaern.web.admin.forms import AbsenceForm, RoleForm
from vaern.web.asked import Asked


@never_cache
@require_http_methods(["GET", "POST"])
def person_page(request: Asked, person: UUID) -> HttpResponse:
    """Everything that is noted about a person here, and forms for a new role and a new absence."""
    shown = get_object_or_404(Person.objects.select_related("unit"), pk=person)
    what = request.POST.get("what", "")
    role = RoleForm(request.POST if what == "role" else None, person=shown, prefix="role")
    away = AbsenceForm(request.POST if what == "absence" else None, person=shown, prefix="absence")
    if what == "role" and role.is_valid() and _give_role(request, shown, role):
        return redirect("person", shown.pk)
    if what == "absence" and away.is_valid() and _set_absence(request, shown, away):
        return redirect("person", shown.pk)
    return render(request, "admin/person.html", {"role_form": role, "absence_form": away, **_about(shown)})


@require_POST
def role_end(request: Asked, role: UUID) -> HttpResponse:
    """A role ends today."""
    held = get_object_or_404(RoleAssignment, pk=role)
    try:
        actions.end_role(held=held, by=acting(request), last_day=max(clock.today(), held.since))
        messages.success(request, _("The role ends today."))
    except REFUSALS as refused:
        messages.error(request, refused.text)
    return redirect("person", held.person_id)


@never_cache
@require_POST
def invite_person(request: Asked, person: UUID) -> HttpResponse:
    """A one-time address, shown once on the page that answers."""
    return _way_in(request, get_object_or_404(Person, pk=person), actions.invite)


@never_cache
@require_POST
def reset(request: Asked, person: UUID) -> HttpResponse:
    """Forget a lost second factor, and give a new way in."""
    return _way_in(request, get_object_or_404(Person, pk=person), actions.reset_second_factor)


def _way_in(request: Asked, person: Person, act: Callable[..., str]) -> HttpResponse:
    try:
        address = act(person=person, by=acting(request))
    except REFUSALS as refused:
        messages.error(request, refused.text)
        return redirect("person", person.pk)
    return render(request, "admin/way_in.html", {"person": person, "address": address})


def _give_role(request: Asked, person: Person, form: RoleForm) -> bool:
    values = form.cleaned_data
    try:
        actions.assign_role(person=person, by=acting(request), **{**values, "role": OrgRole(values["role"])})
    except REFUSALS as refused:
        form.add_error(None, refused.text)
        return False
    messages.success(request, _("The role has been noted."))
    return True


def _set_absence(request: Asked, person: Person, form: AbsenceForm) -> bool:
    try:
        actions.set_absence(person=person, by=acting(request), **form.cleaned_data)
    except REFUSALS as refused:
        form.add_error(None, refused.text)
        return False
    messages.success(request, _("The absence has been noted."))
    return True


def _about(person: Person) -> dict[str, object]:
    account = person.accounts.order_by("made_at").first()
    return {
        "person": person,
        "account": account,
        "roles": person.roles.select_related("unit").order_by("-since", "role"),
        "absences": person.absences.filter(last_day__gte=clock.today()).select_related("substitute"),
        "today": clock.today(),
    }
