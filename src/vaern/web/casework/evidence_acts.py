"""What can be done with one item: each act is one form, and leads back to the item's page."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from vaern.cases import queries as cases
from vaern.cases.enums import Area
from vaern.errors import REFUSALS, BadInput, NotAllowed
from vaern.evidence import actions as evidence
from vaern.evidence import first_reading, marks, playing, provenance
from vaern.evidence.models import Item
from vaern.people.models import Person
from vaern.process import incidents, move_evidence
from vaern.vault import blobs
from vaern.web.asked import Asked
from vaern.web.casework.acting import cleaned
from vaern.web.casework.acting import refused as refusal
from vaern.web.casework.evidence_forms import (
    FirstAnswerForm,
    FirstAskForm,
    MoveForm,
    ProvenanceForm,
    RowForm,
    WhenForm,
)
from vaern.web.casework.evidence_item import mark_form
from vaern.web.casework.evidence_one import found

Act = Callable[[Asked, Item], HttpResponseBase | str | None]


def act(done: Any) -> Callable[[Act], Callable[..., HttpResponseBase]]:
    """A view that does one thing with an item and goes back to it; a refusal stands on a page with what was typed.

    Where there is something to ask first, `run` answers with a page of its own, and nothing is done yet.
    """

    def decorate(run: Act) -> Callable[..., HttpResponseBase]:
        @require_POST
        @wraps(run)
        def view(request: Asked, number: str, item: UUID) -> HttpResponseBase:
            row = found(request, item)
            back = reverse("evidence_item", args=[number, row.id])
            try:
                then = run(request, row)
            except REFUSALS as refused:
                return refusal(request, refused.text, back)
            if isinstance(then, HttpResponseBase):
                return then
            messages.success(request, str(done))
            return HttpResponseRedirect(then or back)

        return view

    return decorate


@act(gettext_lazy("It is noted where it comes from."))
def say_provenance(request: Asked, item: Item) -> None:
    """Where the item comes from."""
    values = cleaned(ProvenanceForm(request.POST, captured=provenance.is_captured(item)))
    provenance.say(item=item, by=request.actor, strength=values.pop("strength"), **values)


@act(gettext_lazy("It is noted that you have compared it."))
def confirm(request: Asked, item: Item) -> None:
    """What a machine proposed, compared by a person: a box for each, and the value as it should be."""
    chosen = request.POST.getlist("confirmed")[:200]
    pairs = [(key, request.POST.get(f"value-{key}", "")[:500]) for key in chosen]
    provenance.confirm(item=item, by=request.actor, confirmed=pairs)


@act(gettext_lazy("The incident has its time, and the clocks are worked out again."))
def incident(request: Asked, item: Item) -> None:
    """The confirmed time becomes an incident's, so that the clocks count from it."""
    values = cleaned(WhenForm(request.POST, told=item.incident is not None))
    incidents.incident_from_evidence(item, request.actor, clock_time=values.pop("clock"), **values)


@act(gettext_lazy("The person is told that somebody asks for help."))
def ask_first(request: Asked, item: Item) -> None:
    """Let another read it first."""
    people = first_reading.can_be_asked(item, request.actor)
    values = cleaned(FirstAskForm(request.POST, people=[(str(person.id), person.name) for person in people]))
    first_reading.ask(item=item, by=request.actor, person=Person.objects.get(pk=values["person"]))


@act(gettext_lazy("Thank you. What you wrote stands with the item."))
def answer_first(request: Asked, item: Item) -> None:
    """The first reader's short summary."""
    values = cleaned(FirstAnswerForm(request.POST))
    row = item.firstreadings.filter(pk=values["reading"]).select_related("item__case", "asked_by").first()
    if row is None:
        raise BadInput(_("Nobody has asked for that."))
    first_reading.answer(reading=row, by=request.actor, summary=values["summary"])


@act(gettext_lazy("The place is marked."))
def mark(request: Asked, item: Item) -> None:
    """Point to a sentence, an area or a stretch of time."""
    form = mark_form(request.POST)
    values = cleaned(form)
    if span := form.span():
        selector = marks.span_selector(*span)
    elif area := form.area():
        selector = marks.area_selector(*area)
    else:
        selector = marks.quote_selector(item, values["exact"])
    marks.mark(
        item=item,
        by=request.actor,
        selector=selector,
        fact=values["fact"],
        provision=values["provision"],
        words=values["note"],
    )


@act(gettext_lazy("The mark is gone."))
def unmark(request: Asked, item: Item) -> None:
    """Take a mark away."""
    row = item.marks.filter(pk=cleaned(RowForm(request.POST))["row"], withdrawn_at=None).first()
    if row is None:
        raise BadInput(_("There is no such mark."))
    marks.withdraw(row=row, by=request.actor)


@act(gettext_lazy("It has been moved. Both cases say so."))
def move(request: Asked, item: Item) -> str:
    """Put the item into the case that it belongs to."""
    values = cleaned(MoveForm(request.POST))
    person = request.viewer.person
    try:
        there, by_there = cases.enter(person, values["to"].strip(), Area.EVIDENCE)
    except NotAllowed:
        raise BadInput(
            _("There is no case with that number in which you can see the evidence."),
            "",
            _("Look at the number again. It looks like V-2026-K7Q4."),
        ) from None
    move_evidence.move(item=item, to=there, by=request.actor, by_there=by_there, reason=values["reason"])
    return reverse("evidence_list", args=[request.case.number])


@require_POST
def copy(request: Asked, number: str, item: UUID) -> HttpResponseBase:
    """A copy of a picture or a recording without where it was taken."""
    row = found(request, item)
    try:
        if playing.plays(row):
            return _recording(request, row)
        made = evidence.copy_without_position(row, request.actor)
    except REFUSALS as refused:
        return refusal(request, refused.text, reverse("evidence_item", args=[number, row.id]))
    ending = made.media_type.rsplit("/", 1)[-1]
    return attached(HttpResponse(made.data), f"B{row.number}-kopi-uden-sted.{ending}")


def _recording(request: Asked, row: Item) -> HttpResponseBase:
    made = playing.copy_of(row)
    evidence.note_copy_without_position(row, request.actor)
    ending = made.media_type.rsplit("/", 1)[-1]
    return attached(StreamingHttpResponse(blobs.read(made.blob)), f"B{row.number}-kopi-uden-sted.{ending}")


def attached(response: HttpResponseBase, name: str) -> HttpResponseBase:
    """The answer as a file that is saved and not opened."""
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
