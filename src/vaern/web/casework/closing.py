"""Closing a case, opening it again, telling the employee how it ended, and the account."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from vaern.cases import queries as cases
from vaern.cases.enums import Area
from vaern.measures.models import OutcomeTold
from vaern.oversight.account import account_for
from vaern.oversight.account import account_pdf as pdf_of
from vaern.process import close_case, decide, follow_up
from vaern.vault import text
from vaern.web.asked import Asked
from vaern.web.casework.account_page import account_page, pdf_response
from vaern.web.casework.acting import cleaned, step
from vaern.web.casework.assessing import opened
from vaern.web.casework.forms import ReasonForm, SetAsideForm, ToldForm
from vaern.web.casework.gate_rows import ShownCondition, gate_note, gate_rows

PLACES = {
    "three_answers": "case_assessments",
    "decided": "decision",
    "affected_talked_to": "case_talks",
    "sender_informed": "letters",
    "police_answer": "decision",
    "plan_done": "case_plan",
    "learned": "case_facts",
    "nothing_open": "letters",
}
"""The page where each point before closing is done; telling the employee is done on the page itself."""


@require_GET
def close_page(request: Asked, number: str) -> HttpResponse:
    """What is missing before the case can close, with a way to each; or how to open it again."""
    case, person = request.case, request.viewer.person
    view = close_case.closing_gate(case)
    rows = gate_rows(view, case, person)
    told = OutcomeTold.objects.filter(case=case).select_related("person", "told_by").order_by("-told_at")
    sees_care = Area.CARE in cases.areas_of(person, case)
    page = opened(request, "decision") | {
        "intro": view.intro,
        "rows": rows,
        "gate_note": gate_note(rows),
        "gate_open": view.is_open,
        "places": _places(rows, number),
        "may_close": bool(cases.roles_in(person, case) & close_case.MAY_CLOSE),
        "told": [(row, text.read(row, "words") if sees_care else "") for row in told],
        "told_form": ToldForm(auto_id="fortalt-%s") if sees_care else None,
        "reason_form": ReasonForm(auto_id="genaabn-%s"),
    }
    return render(request, "casework/close.html", page)


def _places(rows: list[ShownCondition], number: str) -> list[tuple[str, str]]:
    """What is missing, each with the page where it is done; one that no page is known for leads to its point."""
    found = [(row, PLACES.get(row.id, "")) for row in rows if row.is_open]
    return [(row.title, reverse(name, args=[number]) if name else f"#punkt-{row.id}") for row, name in found]


def close(request: Asked, number: str) -> HttpResponse:
    """The page, or the act."""
    return close_now(request, number) if request.method == "POST" else close_page(request, number)


@step("case_close", _("The case is closed. It can always be opened again."))
def close_now(request: Asked) -> Any:
    """The gate is asked again in the act itself."""
    return close_case.close(request.case, by=request.actor)


@step("case_close", _("The point is set aside, and the reason is kept."))
def set_aside(request: Asked) -> Any:
    """A point before closing, set aside with a reason."""
    values = cleaned(SetAsideForm(request.POST))
    return decide.set_condition_aside(request.case, by=request.actor, gate=close_case.GATE, **values)


@step("case_close", _("It is noted that the employee knows how it ended."))
def told(request: Asked) -> Any:
    """The employee was told, before anyone else."""
    return follow_up.tell_employee(request.case, by=request.actor, **cleaned(ToldForm(request.POST)))


@step("case", _("The case is open again. Everything that was there is kept."))
def reopen(request: Asked) -> Any:
    """Open again with a reason."""
    return close_case.reopen(request.case, by=request.actor, **cleaned(ReasonForm(request.POST)))


@require_GET
def account(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """The six answers for this case."""
    page = opened(request, "account") | account_page(account_for(request.case))
    return render(request, "casework/account.html", page)


@require_GET
def account_pdf(request: Asked, number: str) -> HttpResponse:
    """The same as an accessible PDF."""
    opened(request, "account")
    return pdf_response(pdf_of(request.case), f"redegoerelse-{number}.pdf")
