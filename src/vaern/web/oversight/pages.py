"""Answers to an oversight body, on data without names; the case itself is not opened."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from vaern.cases.models import Case
from vaern.errors import REFUSALS, NotAllowed
from vaern.oversight.account import account_for
from vaern.oversight.account import account_pdf as pdf_of
from vaern.oversight.asking import ROLE, ask_for_account, case_asked_about, questions_asked
from vaern.process.opening import emergency_uses, open_case
from vaern.web.asked import Asked
from vaern.web.casework.account_page import account_page, pdf_response
from vaern.web.oversight.forms import AskForm


def accounts(request: Asked) -> HttpResponse:
    """What has been asked, when it must be answered, and the form for one more."""
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            asked = ask_for_account(by=request.viewer.acting(ROLE), **form.cleaned_data)
            return HttpResponseRedirect(reverse("oversight_account", args=[asked.case.number]))
        except REFUSALS as refused:
            form.add_error(None, refused.text)
    status = 422 if form.errors else 200
    return render(request, "oversight/accounts.html", {"form": form, "asked": questions_asked()}, status=status)


@require_GET
def account(request: Asked, number: str) -> HttpResponse:
    """The six answers for a case that was asked about."""
    case = asked_about(request, number)
    asked = next(one for one in questions_asked() if one.case == case)
    return render(request, "oversight/account.html", {"asked": asked, **account_page(account_for(case))})


@require_GET
def account_pdf(request: Asked, number: str) -> HttpResponse:
    """The same as an accessible PDF."""
    case = asked_about(request, number)
    return pdf_response(pdf_of(case), f"redegoerelse-{case.number}.pdf")


def asked_about(request: Asked, number: str) -> Case:
    """The case, noted as read by oversight; not found unless it was asked about."""
    try:
        case = case_asked_about(number)
    except NotAllowed as refused:
        raise Http404 from refused
    open_case(case, request.viewer.acting(ROLE), "account")
    return case


@require_GET
def emergencies(request: Asked) -> HttpResponse:
    """Who has used emergency access, where, when and why, fifty at a time: for the data protection officer."""
    uses, older = emergency_uses(request.viewer, request.GET.get("foer", ""))
    return render(request, "oversight/emergencies.html", {"uses": uses, "older": older})
