"""Hiding something in a copy: areas, or words, with the longer words that hold them shown for a person to decide."""

from uuid import UUID

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from vaern.errors import REFUSALS, BadInput
from vaern.evidence import actions as evidence
from vaern.evidence import cpr, locking, redaction
from vaern.evidence.hidden_words import Longer
from vaern.evidence.models import Item, Redaction
from vaern.evidence.queries import picture_of
from vaern.evidence.showing import NEED_NUMBERS
from vaern.web.asked import Asked
from vaern.web.casework.acting import cleaned
from vaern.web.casework.acting import refused as refusal
from vaern.web.casework.case_page import frame, links_of
from vaern.web.casework.evidence_acts import act, attached
from vaern.web.casework.evidence_forms import LongerForm, RedactForm, RowForm
from vaern.web.casework.evidence_one import found


@act(gettext_lazy("The copy is made. Look at it before you give it away."))
def redact(request: Asked, item: Item) -> HttpResponse | None:
    """Hide something in a copy; where words stand inside longer ones too, those are shown first, to choose from."""
    form = RedactForm(request.POST)
    values = cleaned(form)
    area = form.area()
    if picture_of(item) is not None:
        areas = _areas(request) or ([area] if area else [])
        redaction.redact_picture(item=item, by=request.actor, areas=areas, reason=values["reason"])
        return None
    words = values["words"].splitlines()
    longer = redaction.longer_words_in(item, words)
    asked = LongerForm(request.POST if "asked" in request.POST else None, choices=_choices(request, longer))
    if longer and not (asked.is_valid() and asked.cleaned_data["asked"] == len(longer)):
        return _ask(request, item, longer)
    chosen = [longer[int(at)].word for at in asked.cleaned_data["longer"]] if longer else []
    redaction.redact_text(item=item, by=request.actor, words=words, reason=values["reason"], longer=chosen)
    return None


@act(gettext_lazy("The copy is withdrawn."))
def unredact(request: Asked, item: Item) -> None:
    """Withdraw a copy."""
    redaction.withdraw(row=_redaction(request, item), by=request.actor)


@require_POST
def redacted(request: Asked, number: str, item: UUID) -> HttpResponseBase:
    """The bytes of a copy in which something is hidden."""
    row = found(request, item)
    back = reverse("evidence_item", args=[number, row.id])
    try:
        locking.check_not_locked(row)
        chosen = _redaction(request, row)
        evidence.note_export(row, by=request.actor, reason_code=redaction.REDACTED)
    except REFUSALS as refused:
        return refusal(request, refused.text, back)
    one = next((one for one in redaction.redacted_copies(row) if one.row.pk == chosen.pk), None)
    if one is None:
        raise Http404
    return attached(StreamingHttpResponse(one.read()), one.name)


def _redaction(request: Asked, item: Item) -> Redaction:
    row = item.redactions.filter(pk=cleaned(RowForm(request.POST))["row"], withdrawn_at=None).first()
    if row is None:
        raise BadInput(_("There is no such copy."))
    return row


def _areas(request: Asked) -> list[tuple[float, float, float, float]]:
    """Several areas at once, as the page's script writes them: x,y,width,height with a semicolon between."""
    found_areas = []
    for one in filter(None, request.POST.get("areas", "").split(";")):
        try:
            x, y, width, height = (float(number) for number in one.split(","))
        except ValueError:
            raise BadInput(_("The area could not be read."), "", _("Draw it again.")) from None
        found_areas.append((x, y, width, height))
    return found_areas


def _ask(request: Asked, item: Item, longer: list[Longer]) -> HttpResponse:
    """The longer words, each with how often it stands there; the genitive of a name is chosen from the first."""
    redaction.note_longer_seen(item, request.actor)
    genitives = [str(at) for at, one in enumerate(longer) if one.genitive]
    initial = {"asked": len(longer), "longer": genitives}
    page = frame(request.case, request.viewer) | {
        "links": links_of(request.case),
        "item": item,
        "item_name": f"B{item.number}",
        "typed": [(name, request.POST.get(name, "")) for name in ("words", "reason")],
        "form": LongerForm(choices=_choices(request, longer), initial=initial),
    }
    return render(request, "casework/evidence_redact.html", page)


def _choices(request: Asked, longer: list[Longer]) -> list[tuple[str, str]]:
    shown = [one.word if request.actor.role in NEED_NUMBERS else cpr.mask(one.word) for one in longer]
    return [
        (str(at), _("%(word)s (%(times)s times)") % {"word": word, "times": one.times} if one.times > 1 else word)
        for at, (one, word) in enumerate(zip(longer, shown, strict=True))
    ]
