"""Letters to the citizen: of exactly one kind, approved by another, sent as approved."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from vaern.cases.guards import holds
from vaern.cases.models import Case, Party
from vaern.cases.queries import known_senders
from vaern.errors import REFUSALS, BadInput
from vaern.letters import guards
from vaern.letters.models import Letter
from vaern.letters.queries import letters_of, postponement_of
from vaern.process import act, decide, follow_up
from vaern.vault import blobs, text
from vaern.web.asked import Asked
from vaern.web.casework.account_page import pdf_response
from vaern.web.casework.acting import cleaned, kept, refused, step
from vaern.web.casework.assessing import opened
from vaern.web.casework.forms import PostponeForm, SetAsideForm
from vaern.web.casework.letter_page import ApproveForm, form_for, kinds, letter_list, letter_page, recipients

# The point of a letter that tells its reader what is registered (databeskyttelsesforordningen art. 14).
TELLS = "letter_art14"


def letters(request: Asked, number: str) -> HttpResponse:
    """The letters of the case, and a new one of one kind."""
    if request.method == "POST":
        return new_letter(request, number)
    page = opened(request, "letters") | {
        "letters": letter_list(request.case),
        "kinds": kinds(),
        "recipients": recipients(request.case),
        "may_write": request.case.state == "open"
        and holds(guards.check_may_write, request.viewer.person, request.case),
        **telling(request.case),
    }
    return render(request, "casework/letters.html", page)


def telling(case: Case) -> dict[str, Any]:
    """Whether the sender, or each of them, has been told that something is registered, or why it waits."""
    row = postponement_of(case)
    told = [letter for letter in letters_of(case) if letter.sent_at and TELLS in letter.checked]
    reached = {letter.recipient_id for letter in told}
    return {
        "told": told,
        "untold": not told or any(party.id not in reached for party in known_senders(case)),
        "postponed": row,
        "postponed_why": text.read(row, "reason") if row else "",
        "postpone_form": PostponeForm(auto_id="vent-%s"),
    }


@step("letters", _("It is noted until when the sender is not told, and why."))
def postpone_telling(request: Asked) -> Any:
    """The sender is told later, with a reason and a last day."""
    return follow_up.postpone_telling_sender(request.case, request.actor, **cleaned(PostponeForm(request.POST)))


@require_POST
def new_letter(request: Asked, number: str) -> HttpResponse:
    """Begin a letter with what the case already knows."""
    try:
        kind, recipient = request.POST.get("kind", ""), chosen_recipient(request)
        row = act.draft_letter(request.case, by=request.actor, kind=kind, recipient=recipient)
    except REFUSALS as refused:
        return kept(request, number, "letters", refused.text)
    return HttpResponseRedirect(reverse("letter", args=[number, row.id]))


def chosen_recipient(request: Asked) -> Party | None:
    """The sender that was chosen, where there are several; BadInput for one that the case does not have."""
    chosen = request.POST.get("recipient", "")
    row = next((party for party in known_senders(request.case) if str(party.id) == chosen), None)
    if chosen and row is None:
        raise BadInput(_("The case has no such sender."), "", _("Choose among those that are shown."))
    return row


def found(request: Asked, letter: UUID) -> Letter:
    """A letter of this case."""
    row: Letter = get_object_or_404(letters_of(request.case), id=letter)
    row.case = request.case
    return row


@require_GET
def letter(request: Asked, number: str, letter: UUID) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """One letter: what it must have beside how the citizen will see it."""
    page = opened(request, "letters") | letter_page(found(request, letter), request.viewer.person)
    return render(request, "casework/letter.html", page)


def done(request: Asked, letter: UUID, says: Any, run: Any) -> HttpResponse:
    """Run one act on a letter and go back to it; a refusal keeps all that was typed."""
    try:
        run(found(request, letter))
    except REFUSALS as refused:
        return refused_letter(request, letter, refused.text)
    messages.success(request, str(says))
    return HttpResponseRedirect(reverse("letter", args=[request.case.number, letter]))


def refused_letter(request: Asked, letter: UUID, why: str) -> HttpResponse:
    """What was typed, to copy or send again, and the way back to the letter."""
    row, back = found(request, letter), reverse("letter", args=[request.case.number, letter])
    return refused(request, why, back, form_for(row).fields)


@require_POST
def save(request: Asked, number: str, letter: UUID) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """Keep what was written and ticked."""

    def run(row: Letter) -> None:
        form = form_for(row, request.POST)
        values = cleaned(form)
        act.save_letter(
            row, by=request.actor, revision=values["revision"], values=form.values(), checked=values["checked"]
        )

    return done(request, letter, _("The letter is saved. Below you see it as the citizen will."), run)


@require_POST
def approve(request: Asked, number: str, letter: UUID) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """Another person has read it and approves it as that person read it."""

    def run(row: Letter) -> None:
        values = cleaned(ApproveForm(request.POST))
        checked = request.POST.getlist("checked")
        act.approve_letter(row, by=request.actor, revision=values["revision"], checked=checked)

    return done(request, letter, _("The letter is approved, and its text is locked."), run)


@require_POST
def send(request: Asked, number: str, letter: UUID) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """Sent as exactly what was approved."""
    says = _("The letter is noted as sent, and the PDF is sealed on the case.")
    return done(request, letter, says, lambda row: act.send_letter(row, by=request.actor))


@require_POST
def discard(request: Asked, number: str, letter: UUID) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """Not to be sent; it stays on the case."""
    says = _("The letter is discarded. It stays on the case.")
    return done(request, letter, says, lambda row: act.discard_letter(row, by=request.actor))


@require_POST
def set_aside(request: Asked, number: str, letter: UUID) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """A point before this letter is sent, set aside with a reason."""

    def run(row: Letter) -> None:
        values = cleaned(SetAsideForm(request.POST))
        decide.set_condition_aside(request.case, by=request.actor, gate=act.LETTER_GATE, subject=row, **values)

    return done(request, letter, _("The point is set aside, and the reason is kept."), run)


@require_GET
def pdf(request: Asked, number: str, letter: UUID) -> HttpResponse:
    """The letter as an accessible PDF: as it was sent, or as it stands."""
    opened(request, "letters")
    row = found(request, letter)
    data = b"".join(blobs.read(row.pdf)) if row.pdf else act.letter_pdf(row)
    return pdf_response(data, f"brev-{number}.pdf")
