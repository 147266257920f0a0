"""People of a case: who takes part, who was told, the sender, the citizen's complaint, emergency access."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from vaern.audit.actors import Actor
from vaern.care import actions as care
from vaern.cases.enums import CaseRole, ExclusionKind, PartyKind, SenderKind
from vaern.cases.guards import holds
from vaern.cases.models import Case, Participation
from vaern.cases.queries import affected_employees, current, current_exclusions, current_participants
from vaern.cases.senders import Sender
from vaern.errors import REFUSALS, NotNow
from vaern.people.models import Person
from vaern.process.exclusions import CAN_BE_LIFTED, declare_conflict, lift
from vaern.process.incidents import say_whom_it_is_about
from vaern.process.opening import break_glass as open_in_emergency
from vaern.process.opening import open_case
from vaern.process.owning import check_may_hand_over, hand_over_case, possible_owners
from vaern.process.questions import record_complaint, settle_complaint
from vaern.process.senders import add_sender
from vaern.process.taking_part import check_can_let_out, end_own_emergency, let_in, let_out
from vaern.process.told import told_outside
from vaern.vault import text
from vaern.web.asked import Asked
from vaern.web.casework.acting import cleaned, or_overview, step
from vaern.web.casework.case_page import frame, links_of
from vaern.web.casework.forms import (
    AffectedForm,
    BreakGlassForm,
    ComplaintForm,
    ComplaintSettledForm,
    ConflictForm,
    DisclosureForm,
    LetOutForm,
    LiftForm,
    NewOwnerForm,
    ParticipantForm,
    SenderForm,
)

# Why a person takes part, where nobody had to write it.
WHY = {
    "received_report": _("Received what the employee told."),
    "reported_for_colleague": _("Told it for a colleague."),
    "chosen_by_reporter": _("Was chosen by the one who told it."),
    "employee_said_yes": _("The employee has said yes to it."),
    "escalated": _("Was let in because a task was late."),
    "owner_away": _("Was let in because the case owner was away."),
    "took_over": _("Took the case over."),
}


def colleagues() -> list[tuple[str, str]]:
    """Everyone who works here, for a list to choose from."""
    return to_choose_from(Person.objects.filter(left_on=None).order_by("name"))


def to_choose_from(people: Iterable[Person]) -> list[tuple[str, str]]:
    """Persons by name and title."""
    return [(str(person.id), ", ".join(filter(None, (person.name, person.title)))) for person in people]


def taking_part(case: Case, by: Actor) -> list[dict[str, Any]]:
    """Who takes part now and why, each with the form that ends it where the viewer may."""
    return [
        {
            "row": row,
            "reason": text.read(row, "reason") or WHY.get(row.reason_code, ""),
            "form": LetOutForm(initial={"participation": row.id}, auto_id=f"out_{row.id.hex}_%s")
            if holds(check_can_let_out, row, by)
            else None,
        }
        for row in current_participants(case)
    ]


def took_part(case: Case) -> list[dict[str, Any]]:
    """Who took part earlier, until when, and why it began and ended, where somebody wrote it."""
    rows: Iterable[Participation] = case.participations.exclude(current()).select_related("person").order_by("until")
    return [{"row": row, "reason": text.read(row, "reason"), "why": text.read(row, "ended_because")} for row in rows]


def kept_away(case: Case, by: Actor) -> list[dict[str, Any]]:
    """Who is kept from what, on which ground, each with the form that lifts it where that can be."""
    found: dict[tuple[UUID, str], dict[str, Any]] = {}
    for row in current_exclusions(case):
        entry = found.setdefault((row.person_id, row.ground), {"row": row, "kinds": [], "form": None})
        entry["kinds"].append(row.get_kind_display())
        if row.ground in CAN_BE_LIFTED and row.person_id != by.person_id:
            chosen = {"person": row.person_id, "ground": row.ground}
            entry["form"] = LiftForm(initial=chosen, auto_id=f"lift_{row.id.hex}_%s")
    return list(found.values())


def were_kept_away(case: Case) -> list[dict[str, Any]]:
    """Whose exclusion was lifted, and why."""
    rows = case.exclusions.exclude(until=None).filter(kind=ExclusionKind.CANNOT_DECIDE).select_related("person")
    return [{"row": row, "why": text.read(row, "lifted_because")} for row in rows.order_by("until")]


@require_GET
def participants(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """Who sees the case and why; who is excluded; who was told; the sender; the complaint."""
    page = (
        frame(request.case, request.viewer)
        | forms_of(request)
        | {
            "links": links_of(request.case),
            "participants": taking_part(request.case, request.actor),
            "earlier": took_part(request.case),
            "excluded": kept_away(request.case, request.actor),
            "lifted": were_kept_away(request.case),
            "told": told_outside(request.case),
            "senders": request.case.parties.filter(kind=PartyKind.SENDER),
            "complaints": request.case.complaints.select_related("about", "handled_by"),
            "affected": affected_employees(request.case),
        }
    )
    return render(request, "casework/participants.html", page)


def forms_of(request: Asked) -> dict[str, Any]:
    """The forms of the page, each with field ids of its own."""
    people = colleagues()
    others = [one for one in people if one[0] != str(request.viewer.person.id)]
    may_give = holds(check_may_hand_over, request.viewer.person, request.case)
    owners = to_choose_from(possible_owners(request.case)) if may_give else []
    return {
        "participant_form": ParticipantForm(people=others, auto_id="in_%s"),
        "hand_over_form": NewOwnerForm(people=owners, auto_id="owner_%s") if owners else None,
        "conflict_form": ConflictForm(people=people, auto_id="conflict_%s"),
        "disclosure_form": DisclosureForm(auto_id="told_%s"),
        "sender_form": SenderForm(people=people, auto_id="sender_%s"),
        "complaint_form": ComplaintForm(people=people, auto_id="complaint_%s"),
        "settled_form": ComplaintSettledForm(),
        "affected_form": AffectedForm(people=people, auto_id="affected_%s"),
    }


@step("participants", _("Access is given, and noted with the reason."))
def add_participant(request: Asked) -> Any:
    """One more person."""
    values = cleaned(ParticipantForm(request.POST, people=colleagues()))
    person = get_object_or_404(Person, id=values["person"])
    return let_in(request.case, request.actor, person, CaseRole(values["role"]), values["reason"])


@or_overview
@step("participants", _("The access has ended, and the reason is noted."))
def end_participation(request: Asked) -> Any:
    """A person no longer takes part."""
    values = cleaned(LetOutForm(request.POST))
    row = get_object_or_404(request.case.participations.select_related("case"), id=values["participation"])
    return let_out(row, request.actor, values["reason"])


@or_overview
@step("case", _("Your emergency access has ended."))
def end_emergency(request: Asked) -> Any:
    """One who came in by emergency access needs it no more."""
    return end_own_emergency(request.case, request.actor)


@or_overview
@step("participants", _("The case has another owner, who has been told."))
def hand_over(request: Asked) -> Any:
    """Another owns the case."""
    values = cleaned(NewOwnerForm(request.POST, people=to_choose_from(possible_owners(request.case))))
    person = get_object_or_404(Person, id=values["owner"])
    return hand_over_case(request.case, request.actor, person, values["reason"])


@or_overview
@step("participants", _("The conflict is noted, and holds until somebody lifts it with a reason."))
def conflict(request: Asked) -> Any:
    """Somebody has a conflict of interest."""
    values = cleaned(ConflictForm(request.POST, people=colleagues()))
    person = get_object_or_404(Person, id=values["excluded"])
    return declare_conflict(request.case, request.actor, person, values["ground"])


@or_overview
@step("participants", _("The exclusion is lifted. Give access again, if the person shall take part."))
def lift_exclusion(request: Asked) -> Any:
    """What kept somebody from the case no longer does."""
    values = cleaned(LiftForm(request.POST))
    person = get_object_or_404(Person, id=values["person"])
    return lift(request.case, request.actor, person, values["ground"], values["reason"])


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


@or_overview
@step("participants", _("The sender is written down, with a key of its own."))
def sender(request: Asked) -> Any:
    """Who the sender is, and how we know."""
    values = cleaned(SenderForm(request.POST, people=colleagues()))
    kind, chosen = SenderKind(values.pop("sender_kind")), values.pop("person")
    person = get_object_or_404(Person, id=chosen) if chosen else None
    return add_sender(request.case, request.actor, Sender(kind, person=person, **values))


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


@step("participants", _("It is noted that the complaint has been answered."))
def complaint_settled(request: Asked, complaint: UUID) -> Any:
    """The citizen has had an answer to the complaint."""
    values = cleaned(ComplaintSettledForm(request.POST))
    return settle_complaint(get_object_or_404(request.case.complaints, id=complaint), request.actor, **values)


def break_glass(request: Asked) -> HttpResponse:
    """Emergency access with a reason; the employee, the case owner and the data protection officer are told."""
    form = BreakGlassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            case = open_in_emergency(request.viewer, **form.cleaned_data)
            return HttpResponseRedirect(reverse("case", args=[case.number]))
        except NotNow as already:
            messages.info(request, already.text)
            return HttpResponseRedirect(reverse("case", args=[form.cleaned_data["number"].strip().upper()]))
        except REFUSALS as refused:
            form.add_error(None, refused.text)
    return render(request, "casework/break_glass.html", {"form": form})
