"""The receipt and one's own cases."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from vaern.cases import queries as cases
from vaern.cases.enums import CaseRole
from vaern.cases.paging import page_of
from vaern.errors import REFUSALS
from vaern.process.accepts import answer_accept
from vaern.process.opening import open_case
from vaern.process.report import receipt_of
from vaern.rulebook.load import load
from vaern.web.asked import Asked
from vaern.web.casework.news import news
from vaern.web.menu import handles_cases
from vaern.web.reporting.presenter import case_line, my_case_page, readings, receipt_page


@require_GET
def receipt(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """Thank you: who calls and when, what happens now, what not to do, and what was written."""
    row = cases.own_reports(request.viewer.person, request.case).last()
    if row is None:
        raise Http404
    return render(request, "reporting/receipt.html", receipt_page(receipt_of(row)) | {"safety": load().texts["safety"]})


@require_GET
def my_cases(request: Asked) -> HttpResponse:
    """The cases the viewer is the affected employee in, or has told about, fifty at a time, and drafts.

    What is new stands here for one who has no overview.
    """
    person = request.viewer.person
    rows, older = page_of(cases.own_cases(person), request.GET.get("foer", ""))
    page = {"lines": [case_line(case, person) for case in rows], "older": older, "drafts": cases.own_drafts(person)}
    if not handles_cases(request.viewer):
        page["news"] = news(request.viewer)
    return render(request, "reporting/my_cases.html", page)


@require_GET
def my_case(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """How it stands, the next step, what one has said yes or no to, and who has read it. Opening it is an event."""
    _check_own(request)
    open_case(request.case, by=request.actor, area="own")
    return render(request, "reporting/my_case.html", my_case_page(request.case, request.viewer.person))


@require_GET
def who_has_read(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """Every reading, with its time."""
    _check_affected(request)
    lines = readings(request.case, request.viewer.person)
    return render(request, "reporting/who_has_read.html", {"case": request.case, "lines": lines})


@require_POST
def accept(request: Asked, number: str) -> HttpResponse:
    """A yes, a no, not yet, or taken back."""
    _check_affected(request)
    subject, value = request.POST.get("subject", ""), request.POST.get("value", "")
    try:
        answer_accept(request.case, request.actor, subject, value, request.POST.get("words", ""))
        messages.success(request, _("Your answer has been written down. You can change it at any time."))
    except REFUSALS as refused:
        messages.warning(request, refused.text)
    return HttpResponseRedirect(reverse("my_case", args=[number]) + "#ja-eller-nej")


def _check_own(request: Asked) -> None:
    held = cases.roles_in(request.viewer.person, request.case)
    if not held & {CaseRole.AFFECTED_EMPLOYEE, CaseRole.REPORTER}:
        raise Http404


def _check_affected(request: Asked) -> None:
    if CaseRole.AFFECTED_EMPLOYEE not in cases.roles_in(request.viewer.person, request.case):
        raise Http404
