"""Several screenshots as one thread: chosen, opened once by a press, and shown closed in, as all content is."""

from typing import Any

from csp.constants import SELF
from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from vaern.cases.models import Case
from vaern.errors import BadInput, NotNow
from vaern.evidence.joining import is_picture, join, join_and_note
from vaern.evidence.models import Item
from vaern.evidence.queries import items_of
from vaern.evidence.readers.shapes import Message, Part, Reading
from vaern.vault.text import read
from vaern.web.asked import Asked
from vaern.web.casework.acting import cleaned, refused
from vaern.web.casework.case_page import frame, links_of
from vaern.web.casework.evidence_one import closed


class ThreadForm(forms.Form):
    """Which pictures are of the same conversation."""

    pictures = forms.MultipleChoiceField(
        label=gettext_lazy("Which pictures show the conversation?"),
        help_text=gettext_lazy("Choose at least two. The order does not matter."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, items: list[Item], data: Any = None) -> None:
        super().__init__(data)
        choices = [(str(item.number), f"B{item.number}. {read(item, 'name')}") for item in items]
        self.fields["pictures"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField has choices


def thread(request: Asked, number: str) -> HttpResponse:
    """GET: what can be chosen. POST: where each picture stands in the thread, and the thread in a closed frame."""
    free = _pictures(request.case)
    if request.method == "POST":
        return _joined(request, number, free)
    return render(request, "casework/evidence_thread.html", _page(request, free))


@require_GET
def view(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """The thread itself, once for each press. It is noted for every picture that its words were seen."""
    numbers = request.session.pop(_key(request.case), [])
    chosen = [item for item in _pictures(request.case) if item.number in numbers]
    if not chosen or len(chosen) != len(numbers):
        return HttpResponse(status=404)
    whole = join_and_note(chosen, request.actor)
    page = {"whole": whole, "messages": [(one, _seen(one, whole)) for one in whole.messages]}
    return closed(render(request, "casework/evidence_thread_view.html", page))


def _joined(request: Asked, number: str, free: list[Item]) -> HttpResponse:
    form = ThreadForm(free, request.POST)
    try:
        numbers = [int(one) for one in cleaned(form)["pictures"]]
        chosen = [item for item in free if item.number in numbers]
        whole = join(chosen)
    except (BadInput, NotNow) as why:
        return refused(request, why.text, reverse("evidence_thread", args=[number]), dict(form.fields))
    request.session[_key(request.case)] = [item.number for item in chosen]
    more = {
        "form": form,
        "view": reverse("evidence_thread_view", args=[number]),
        "places": [(item, place_words(part, whole)) for item, part in zip(chosen, whole.parts, strict=True)],
    }
    framed = render(request, "casework/evidence_thread.html", _page(request, free) | more)
    framed._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]  # noqa: SLF001 - what django-csp's own decorator sets
    return framed


def place_words(part: Part, whole: Reading) -> str:
    """Where the picture stands, or why it is not in the thread."""
    facts = part.facts
    if facts.get("why") == "other_conversation":
        return _("Looks like another conversation. It is not in the thread.")
    if facts.get("why"):
        return _("No words were found in it. It is not in the thread.")
    if "same_as" in facts:
        return _("Shows the same as %(name)s.") % {"name": whole.parts[int(facts["same_as"]) - 1].name}
    return _("Number %(place)s in the thread.") % {"place": facts["place"]}


def _seen(message: Message, whole: Reading) -> str:
    return ", ".join(whole.parts[int(part) - 1].name for part in message.attachments)


def _pictures(case: Case) -> list[Item]:
    return [item for item in items_of(case) if is_picture(item)]


def _page(request: Asked, free: list[Item]) -> dict[str, Any]:
    return frame(request.case, request.viewer) | {
        "links": links_of(request.case),
        "title": _("Screenshots of one conversation"),
        "form": ThreadForm(free),
        "enough": len(free) > 1,
    }


def _key(case: Case) -> str:
    return f"thread-{case.id}"
