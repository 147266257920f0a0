"""Overview, the list of cases, the case page and its log."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from vaern import clock
from vaern.cases import queries as cases
from vaern.cases.access import EMERGENCY_ROLES
from vaern.cases.enums import CaseState
from vaern.people.models import Notice
from vaern.web.asked import Asked
from vaern.web.casework.case_lines import OWN, listed
from vaern.web.casework.case_page import case_page, frame, links_of
from vaern.web.casework.log import log_lines
from vaern.web.casework.overview import overview_page
from vaern.web.casework.waiting import MOST_WAITING
from vaern.web.menu import handles_cases


@require_GET
def overview(request: Asked) -> HttpResponse:
    """Tasks, news and cases of the viewer; one who handles no case is at home among their own."""
    if not handles_cases(request.viewer):
        return HttpResponseRedirect(reverse("my_cases"))
    most = None if request.GET.get("venter") == "alle" else MOST_WAITING
    return render(request, "casework/overview.html", overview_page(request.viewer, most))


@require_POST
def notices_read(request: Asked) -> HttpResponse:
    """Mark what is new as seen."""
    Notice.objects.filter(person=request.viewer.person, read_at=None).update(read_at=clock.now())
    return HttpResponseRedirect(reverse("overview"))


@require_GET
def case_list(request: Asked) -> HttpResponse:
    """The viewer's open or closed cases, fifty at a time."""
    state = CaseState.CLOSED if request.GET.get("vis") == "closed" else CaseState.OPEN
    lines, older = listed(request.viewer, state=state, before=request.GET.get("foer", ""))
    page = {"lines": lines, "older": older, "state": state.value, "emergency": request.viewer.holds(*EMERGENCY_ROLES)}
    return render(request, "casework/case_list.html", page)


@require_GET
def case(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """The case page. Whoever it has happened to, or who told it, has a page of their own."""
    if cases.roles_in(request.viewer.person, request.case) <= OWN:
        return HttpResponseRedirect(reverse("my_case", args=[request.case.number]))
    page = case_page(request.case, request.viewer) | {"links": links_of(request.case)}
    return render(request, "casework/case.html", page)


@require_GET
def case_log(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """Every event of the case as a sentence."""
    lines, older = log_lines(request.case, request.GET.get("foer", ""))
    page = frame(request.case, request.viewer) | {"links": links_of(request.case), "lines": lines, "older": older}
    return render(request, "casework/log.html", page)
