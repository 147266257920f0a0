"""What is written of a sender is corrected: the name, the address, what kind of sender it is, and why."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _

from vaern.cases.enums import CaseState, PartyKind, SenderCorrection, SenderKind
from vaern.cases.models import Party
from vaern.cases.senders import Sender
from vaern.people.models import Person
from vaern.process.senders import correct_sender
from vaern.vault import text
from vaern.web.asked import Asked
from vaern.web.casework.acting import cleaned, or_overview, step
from vaern.web.casework.assessing import opened
from vaern.web.casework.forms import SenderForm
from vaern.web.casework.sharing import colleagues

WRITTEN = ("identity", "address", "how_known")


class SenderCorrectionForm(SenderForm):
    """What is written of a sender, to be corrected, and why."""

    why = forms.ChoiceField(
        label=_("Why is it corrected?"), choices=SenderCorrection.choices, widget=forms.RadioSelect,
        help_text=_("The reason stands in the log. The name and the address do not."),
    )  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput)
    field_order = ("why",)

    def clean(self) -> dict[str, Any]:
        """A colleague as a person; nobody where it is not a colleague."""
        values: dict[str, Any] = super().clean() or {}
        is_colleague = values.get("sender_kind") == SenderKind.COLLEAGUE and values.get("person")
        values["person"] = Person.objects.filter(id=values["person"]).first() if is_colleague else None
        return values


@or_overview
def correct(request: Asked, number: str, party: UUID) -> HttpResponse:
    """What is written, to correct; that it was looked at stands in the log."""
    row = found(request, party)
    if request.method == "POST":
        return save(request, number, party=row)
    page = opened(request, "sender")
    form = (
        SenderCorrectionForm(people=colleagues(), initial=written(row))
        if request.case.state == CaseState.OPEN
        else None
    )
    return render(request, "casework/sender_correct.html", page | {"form": form, "party": row})


def found(request: Asked, party: UUID) -> Party:
    """A sender of this case."""
    rows = request.case.parties.filter(kind=PartyKind.SENDER).select_related("person")
    row: Party = get_object_or_404(rows, id=party)
    row.case = request.case
    return row


def written(row: Party) -> dict[str, Any]:
    """What is written now."""
    words = {name: text.read(row, name) for name in WRITTEN}
    return words | {"sender_kind": row.sender_kind, "person": row.person_id, "revision": row.revision}


@step("participants", _("The sender is corrected. Letters not yet sent follow, and must be read and approved again."))
def save(request: Asked, party: Party) -> Any:
    """Keep the correction."""
    values = cleaned(SenderCorrectionForm(request.POST, people=colleagues()))
    why, kind = SenderCorrection(values.pop("why")), SenderKind(values.pop("sender_kind"))
    revision = values.pop("revision")
    return correct_sender(party, request.actor, why, Sender(kind, **values), revision=revision)
