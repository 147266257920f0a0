"""People of a case: who takes part, who was told, the sender, the citizen's complaint, emergency access."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from vaern.care import actions as care
from vaern.cases import actions as cases
from vaern.cases.enums import CaseRole, PartyKind, SenderKind
from vaern.cases.queries import affected_employees
from vaern.errors import REFUSALS
from vaern.people.models import Person
from vaern.process.incidents import say_whom_it_is_about
from vaern.process.opening import break_glass as open_in_emergency
from vaern.process.opening import open_case
from vaern.process.questions import record_complaint
from vaern.vault import text
from vaern.web.asked import Asked
from vaern.web.casework.acting import cleaned, step
from vaern.web.casework.case_page import frame, links_of, participants_of, told_of
from vaern.web.casework.forms import (
    AffectedForm,
    BreakGlassForm,
    ComplaintForm,
    DisclosureForm,
    ParticipantForm,
    SenderForm,
)


def colleagues() -> list[tuple[str, str]]:
    """Everyone who works here, for a list to choose from."""
    found = Person.objects.filter(left_on=None).order_by("name")
    return [(str(person.id), f"{person.name}, {person.title}") for person in found]


@require_GET
def participants(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """Who sees the case and why; who is excluded; who was told; the sender; the complaint."""
    people = colleagues()
    page = frame(request.case, request.viewer) | {
        "links": links_of(request.case),
        "participants": participants_of(request.case),
        "exclusions": request.case.exclusions.select_related("person"),
        "told": told_of(request.case),
        "senders": request.case.parties.filter(kind=PartyKind.SENDER),
        "complaints": request.case.complaints.select_related("about", "handled_by"),
        "participant_form": ParticipantForm(people=people),
        "disclosure_form": DisclosureForm(),
        "sender_form": SenderForm(),
        "complaint_form": ComplaintForm(people=people),
        "affected": affected_employees(request.case),
        "affected_form": AffectedForm(people=people),
    }
    return render(request, "casework/participants.html", page)


@step("participants", _("Access is given, and noted with the reason."))
def add_participant(request: Asked) -> Any:
    """One more person."""
    values = cleaned(ParticipantForm(request.POST, people=colleagues()))
    person = get_object_or_404(Person, id=values.pop("person"))
    return cases.add_participant(
        case=request.case, by=request.actor, person=person, role=CaseRole(values["role"]), reason_code="asked_to_help",
        reason=values["reason"],
    )  # fmt: skip


@step("participants", _("The case is now about this employee, who has been given access to follow it."))
def affected(request: Asked) -> Any:
    """Somebody reported on a colleague's behalf: write down whom it is about."""
    values = cleaned(AffectedForm(request.POST, people=colleagues()))
    person = get_object_or_404(Person, id=values["person"])
    return say_whom_it_is_about(request.case, request.actor, person)


@step("participants", _("It is noted who was told, and why."))
def disclosed(request: Asked) -> Any:
    """Someone outside the case was told something."""
    return care.disclose(case=request.case, by=request.actor, **cleaned(DisclosureForm(request.POST)))


@step("participants", _("The sender is written down, with a key of its own."))
def sender(request: Asked) -> Any:
    """Who the sender is, and how we know."""
    values = cleaned(SenderForm(request.POST))
    return cases.add_sender(case=request.case, by=request.actor, kind=SenderKind(values.pop("sender_kind")), **values)


@require_POST
def sender_name(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """The sender's name, when someone asks to see it; noted in the log."""
    found = request.case.parties.filter(kind=PartyKind.SENDER)
    open_case(request.case, by=request.actor, area="sender")
    shown = [{name: text.read(party, name) for name in ("identity", "address", "how_known")} for party in found]
    page = frame(request.case, request.viewer) | {"links": links_of(request.case), "shown": shown}
    return render(request, "casework/sender.html", page)


@step("participants", _("The complaint is noted. It is handled apart from this case."))
def complaint(request: Asked) -> Any:
    """The citizen has complained."""
    values = cleaned(ComplaintForm(request.POST, people=colleagues()))
    for name in ("about", "handled_by"):
        values[name] = get_object_or_404(Person, id=values[name]) if values[name] else None
    return record_complaint(request.case, request.actor, **values)


def break_glass(request: Asked) -> HttpResponse:
    """Emergency access with a reason; the employee, the case owner and the data protection officer are told."""
    form = BreakGlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = open_in_emergency(request.viewer, **form.cleaned_data)
            return HttpResponseRedirect(reverse("case", args=[case.number]))
        except REFUSALS as refused:
            form.add_error(None, refused.text)
    return render(request, "casework/break_glass.html", {"form": form})
