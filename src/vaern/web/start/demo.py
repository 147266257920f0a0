"""The start page: in the demo the cast, otherwise the way in."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from vaern.demo.accounts import account_of
from vaern.demo.cast import BY_NAME, CAST
from vaern.people.models import Person
from vaern.web.asked import Asked
from vaern.web.start.session import let_in


@never_cache
@require_GET
def start(request: Asked) -> HttpResponse:
    """Nobody stays here in production: the overview, or the way in."""
    if settings.DEMO:
        return render(request, "start/demo.html", {"cast": _cast()})
    return redirect("overview" if request.viewer else "sign_in")


@require_POST
def demo_sign_in(request: Asked, person: UUID) -> HttpResponse:
    """One click signs in as anyone. The access table has this row for the demo only, and this looks once more."""
    if not settings.DEMO:
        raise Http404
    chosen = get_object_or_404(Person.objects.filter(left_on=None), pk=person)
    return let_in(request, account_of(chosen), "demo")


def _cast() -> list[dict[str, Any]]:
    """Those who have something to try, in the order of the cast."""
    found = {person.name: person for person in Person.objects.filter(name__in=BY_NAME, left_on=None)}
    playing = [part for part in CAST if part.tries and part.name in found]
    return [
        {"id": found[part.name].pk, "name": part.name, "title": part.title, "tries": part.tries} for part in playing
    ]
