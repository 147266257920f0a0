"""The account of a case: six questions, answered in prose from data, without names."""

from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from vaern.oversight.account import WARNED_SAYS, Account
from vaern.web.parts import Table
from vaern.web.templatetags.components import gate_says


def account_page(account: Account) -> dict[str, Any]:
    """What the page and its print show."""
    days = account.days_from_complaint_to_report
    facts = [(_("Warned first"), WARNED_SAYS[account.warned])]
    if days is not None:
        facts.append((_("Days from the complaint to the report"), str(days)))
    points = [(title, gate_says(state), reason) for title, state, reason in account.conditions]
    return {
        "account": account,
        "facts": facts,
        "points": Table(
            label=_("Each point with its state"),
            heads=[_("Point"), _("State"), _("Reason for setting aside")],
            rows=points,
        )
        if points
        else None,
        "roles": Table(
            label=_("Roles and number of persons"),
            heads=[_("Role"), _("Persons")],
            rows=[(capfirst(role), number) for role, number in account.roles],
            numbers=frozenset({1}),
        )
        if account.roles
        else None,
    }


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    """A PDF that opens in the browser."""
    headers = {"Content-Disposition": content_disposition_header(False, name) or ""}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
