"""Giving evidence away: choose what and to whom, read what the recipient will see, and take the bundle."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vaern.cases.models import Case
from vaern.errors import BadInput, IntegrityBroken, NotNow
from vaern.evidence import cpr
from vaern.evidence.bundle import RECIPIENTS, Choice, choose, export_warnings, prepare_bundle
from vaern.evidence.models import CallEntry
from vaern.evidence.provenance import call_said
from vaern.evidence.queries import calls_of, items_of
from vaern.evidence.redaction import redacted_copies
from vaern.vault.text import read
from vaern.web.asked import Asked
from vaern.web.casework.acting import cleaned, refused
from vaern.web.casework.case_page import frame, links_of
from vaern.web.templatetags.moments import when

FEW = 3
"""So many items are read as they stand; of more, some can stand first."""


def _some(label: Any, hint: Any = "") -> forms.MultipleChoiceField:
    """None, one or several of the items."""
    return forms.MultipleChoiceField(label=label, help_text=hint, required=False, widget=forms.CheckboxSelectMultiple)


class BundleForm(forms.Form):
    """What is given, and to whom."""

    for_whom = forms.ChoiceField(
        label=gettext_lazy("Who is it for?"), choices=list(RECIPIENTS.items()), widget=forms.RadioSelect
    )
    items = _some(gettext_lazy("What is given?"), gettext_lazy("All of it, if you choose nothing."))
    calls = _some(
        gettext_lazy("Which calls are given?"),
        gettext_lazy("What was noted goes along as it stands. None of them, if you choose files alone."),
    )
    examples = _some(
        gettext_lazy("Which stand first?"), gettext_lazy("Choose three to five that show what it is about.")
    )
    redacted = _some(gettext_lazy("Which are given as the redacted copy only?"))

    def __init__(self, case: Case, data: Mapping[str, Any] | None) -> None:
        super().__init__(data)
        free = [item for item in items_of(case) if item.locked_at is None]
        every = [(str(item.number), f"B{item.number}. {cpr.mask(read(item, 'name'))}") for item in free]
        hidden = {str(item.number) for item in free if redacted_copies(item)}
        self.offer("items", every)
        self.offer("calls", [(str(row.number), call_label(row)) for row in calls_of(case)])
        self.offer("examples", every if len(every) > FEW else [])
        self.offer("redacted", [(number, label) for number, label in every if number in hidden])

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Set what can be chosen. A question without an answer is not shown; an answer from an old page is refused."""
        field = self.fields[name]
        field.choices = choices  # type: ignore[attr-defined]  # a ChoiceField has choices
        if not choices:
            field.widget = forms.MultipleHiddenInput()


def bundle(request: Asked, number: str) -> HttpResponseBase:
    """GET: what can be given, and what the recipient will see of the choice. POST: the zip, noted in every log."""
    try:
        choice = _choice(request.case, request.POST if request.method == "POST" else request.GET)
        if request.method == "POST":
            return _zip(request, choice, number)
    except (BadInput, NotNow, IntegrityBroken) as why:
        back = reverse("evidence_bundle", args=[number])
        return refused(request, why.text, back, dict(BundleForm(request.case, None).fields))
    return _page(request, choice)


def _choice(case: Case, sent: QueryDict) -> Choice:
    """As chosen; where nothing is, everything for the police."""
    data = sent.copy()
    data.setdefault("for_whom", "police")
    chosen = cleaned(BundleForm(case, data))
    numbers = {name: [int(one) for one in chosen.get(name, ())] for name in ("items", "examples", "redacted", "calls")}
    narrowed = numbers["items"] or numbers["calls"]
    return choose(
        case,
        numbers=sorted({*numbers["items"], *numbers["examples"], *numbers["redacted"]}) if narrowed else None,
        calls=numbers["calls"] if narrowed else None,
        examples=numbers["examples"],
        redacted=numbers["redacted"],
        for_whom=chosen["for_whom"],
    )


def _page(request: Asked, choice: Choice) -> HttpResponse:
    case = choice.case
    chosen = {
        "items": [str(item.number) for item in choice.items],
        "calls": [str(row.number) for row in choice.calls],
        "examples": [str(number) for number in sorted(choice.examples)],
        "redacted": [str(number) for number in sorted(choice.copies)],
    }
    form = BundleForm(case, None)
    form.initial = {**chosen, "for_whom": choice.for_whom}
    page = frame(case, request.viewer) | {
        "links": links_of(case),
        "title": _("Give evidence away"),
        "form": form,
        "recipient": RECIPIENTS[choice.for_whom],
        "warnings": _warnings(choice),
        "hidden": [("for_whom", choice.for_whom), *_hidden(chosen)],
        "given": ", ".join(
            [*(f"B{item.number}" for item in choice.items), *(f"O{row.number}" for row in choice.calls)]
        ),
    }
    return render(request, "casework/evidence_out.html", page)


def _warnings(choice: Choice) -> tuple[str, ...]:
    return export_warnings(choice.case, choice.whole(), choice.for_whom, choice.copies.values(), calls=choice.calls)


def call_label(row: CallEntry) -> str:
    """The call as it is chosen: its number, when, and from where. What was said is read on the page of evidence."""
    number = cpr.mask(call_said(row).get("number", ""))
    return f"O{row.number}. {capfirst(when(row.called_at))}" + (f", {number}" if number else "")


def _hidden(chosen: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, values in chosen.items() for value in values]


def _zip(request: Asked, choice: Choice, number: str) -> StreamingHttpResponse:
    """Sent as it is read from the vault: no clear copy lies on our disk."""
    made = prepare_bundle(request.case, by=request.actor, choice=choice)
    named = content_disposition_header(True, f"{number}-beviser.zip") or ""
    headers = {"Content-Length": str(made.length), "Content-Disposition": named}
    return StreamingHttpResponse(made.stream(), content_type="application/zip", headers=headers)
