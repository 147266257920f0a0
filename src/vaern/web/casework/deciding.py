"""The decision about a report to the police."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from vaern.cases.queries import known_senders
from vaern.decisions.queries import open_proposal
from vaern.errors import NotNow
from vaern.process import act, follow_up
from vaern.process import decide as deciding
from vaern.vault import blobs
from vaern.web.asked import Asked
from vaern.web.casework.account_page import pdf_response
from vaern.web.casework.acting import cleaned, step
from vaern.web.casework.assessing import opened
from vaern.web.casework.decision_page import decision_page, item_choices, purposes
from vaern.web.casework.forms import (
    DecideForm,
    OpinionForm,
    PoliceContactForm,
    ProposalForm,
    QuestionForm,
    ReportForm,
    SetAsideForm,
    StatusForm,
)
from vaern.web.casework.letter_page import recipients


@require_GET
def decision(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """Purpose first, then what must be in order, then who decides."""
    page = opened(request, "decision") | decision_page(request.case, request.viewer.person)
    waiting = page["waiting"]
    page["decide_form"] = DecideForm(auto_id="beslut-%s", initial={"proposal": waiting.id}) if waiting else None
    return render(request, "casework/decision.html", page)


@step("decision", _("The jurist is asked, and gets a notice without content."))
def ask_jurist(request: Asked) -> Any:
    """A question to the jurist, always, also when the case seems clear."""
    return deciding.ask_jurist(request.case, by=request.actor, **cleaned(QuestionForm(request.POST)))


@step("decision", _("The written assessment is on the case."))
def opinion(request: Asked) -> Any:
    """The jurist's answer."""
    values = cleaned(OpinionForm(request.POST))
    row = get_object_or_404(request.case.consultations, id=values.pop("consultation"))
    return deciding.give_legal_opinion(row, by=request.actor, **values)


@step("decision", _("What the police said is noted."))
def police_contact(request: Asked) -> Any:
    """Guidance from the police, a fact in the case."""
    return follow_up.record_police_contact(request.case, by=request.actor, **cleaned(PoliceContactForm(request.POST)))


@step("decision", _("The point is set aside, and the reason is kept."))
def set_aside(request: Asked) -> Any:
    """A condition set aside, for the proposal that waits or for the case."""
    values = cleaned(SetAsideForm(request.POST))
    subject = open_proposal(request.case)
    return deciding.set_condition_aside(request.case, by=request.actor, gate=deciding.GATE, subject=subject, **values)


@step("decision", _("The proposal is made. Another person decides."))
def propose(request: Asked) -> Any:
    """A proposal that rests on the jurist's newest answer."""
    case = request.case
    choices = {"purposes": purposes(), "items": item_choices(case), "senders": recipients(case)}
    values = cleaned(ProposalForm(request.POST, **choices))
    chosen = values.pop("sender")
    values["sender"] = get_object_or_404(known_senders(case), id=chosen) if chosen else None
    newest = case.consultations.exclude(answered_at=None).order_by("-answered_at").first()
    if newest is None:
        raise NotNow(_("The jurist has not answered yet."), "", _("Ask the jurist, and wait for the written answer."))
    return deciding.propose_police_report(case, by=request.actor, consultation=newest, **values)


@step("decision", _("The proposal is withdrawn. A new one can be made."))
def withdraw(request: Asked) -> Any:
    """The proposal is taken back."""
    row = open_proposal(request.case)
    if row is None or str(row.id) != request.POST.get("proposal"):
        raise NotNow(_("That proposal is not waiting any more."), "", _("A new one can be made."))
    return deciding.withdraw_proposal(row, by=request.actor)


@step("decision", _("The decision is made, with its reason. Tell the employee before anyone else."))
def decide(request: Asked) -> Any:
    """Another person's decision; to report, to ask and wait, or not to report."""
    values = cleaned(DecideForm(request.POST))
    row = get_object_or_404(request.case.proposals, id=values.pop("proposal"))
    return deciding.decide_proposal(row, by=request.actor, **values)


@step("decision", _("It is noted that it was reported. The employee gets a notice."))
def report(request: Asked) -> Any:
    """The report was made; the gate is asked once more."""
    values = cleaned(ReportForm(request.POST))
    row = get_object_or_404(request.case.proposals, id=values.pop("proposal"))
    return act.report_to_police(row, by=request.actor, **values)


@require_GET
def report_pdf(request: Asked, number: str, police_report: UUID) -> HttpResponse:
    """The report as the police got it: an accessible PDF, sealed on the case when it was reported."""
    row = get_object_or_404(request.case.police_reports, id=police_report)
    if row.pdf is None:
        raise Http404
    return pdf_response(b"".join(blobs.read(row.pdf)), f"politianmeldelse-{number}.pdf")


@step("decision", _("The answer from the police is noted. Ask again in three months."))
def police_status(request: Asked) -> Any:
    """What the police say now."""
    values = cleaned(StatusForm(request.POST))
    newest = request.case.police_reports.order_by("-reported_at").first()
    if newest is None:
        raise NotNow(_("Nothing has been reported to the police."), "", "")
    return follow_up.record_police_status(newest, by=request.actor, **values)
