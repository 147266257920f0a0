"""How a POST of casework is answered: do the step, say what happened, and go back to where the person was."""

from collections.abc import Callable, Iterator, Mapping
from functools import wraps
from typing import Any

from django.contrib import messages
from django.forms import ChoiceField, Field, Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from vaern.cases.queries import cases_visible_to
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.web.asked import Asked
from vaern.web.kept import OURS, is_code

Step = Callable[..., Any]


def step(then: str, done: Any) -> Callable[[Step], Callable[..., HttpResponse]]:
    """A view that runs one process step and returns to the page `then`; a refusal is said there, nothing is lost."""

    def decorate(run: Step) -> Callable[..., HttpResponse]:
        @require_POST
        @wraps(run)
        def view(request: HttpRequest, number: str, **kwargs: Any) -> HttpResponse:
            try:
                run(request, **kwargs)
            except (BadInput, NotNow, NotAllowed) as refused:
                messages.error(request, refused.text)
                return kept(request, number, then, refused.text)
            messages.success(request, str(done))
            return HttpResponseRedirect(reverse(then, args=[number]))

        return view

    return decorate


def or_overview(view: Step) -> Callable[..., HttpResponse]:
    """After an act by which one left the case oneself, the way goes to the overview: the case is no longer there."""

    @wraps(view)
    def decided(request: Asked, **kwargs: Any) -> HttpResponse:
        answer: HttpResponse = view(request, **kwargs)
        gone = not cases_visible_to(request.viewer.person).filter(pk=request.case.pk).exists()
        return HttpResponseRedirect(reverse("overview")) if gone else answer

    return decided


def kept(request: HttpRequest, number: str, then: str, why: str) -> HttpResponse:
    """A page with everything that was typed, to copy or to send again after a refusal."""
    list(messages.get_messages(request))  # said on this page, so not again on the next
    return refused(request, why, reverse(then, args=[number]))


def refused(request: HttpRequest, why: str, back: str, own: Mapping[str, Field] | None = None) -> HttpResponse:
    """Why it was not done, every text that was typed beside its question, and the way back. `own`: the questions."""
    page = {"why": why, "typed": typed_texts(request, own or questions(request)), "back": back}
    return render(request, "casework/refused.html", page, status=422)


def typed_texts(request: HttpRequest, asked: Mapping[str, Field]) -> list[tuple[str, str]]:
    """What a person wrote or chose, in words, beside the question; codes that only the machine reads are left out."""
    found = [(name, text) for name, texts in request.POST.lists() for text in texts if text.strip()]
    return [
        (str(asked[name].label or ""), in_words(asked[name], text)) if name in asked else (_("You wrote"), text)
        for name, text in found
        if (not asked[name].widget.is_hidden if name in asked else name not in OURS and not is_code(text))
    ]


def questions(request: HttpRequest) -> dict[str, Field]:
    """The visible fields, by name, of the form that was sent: the one of casework's forms that fits best."""
    sent = set(request.POST)
    forms = [form for form in kinds_of(Form) if form.__module__.startswith("vaern.web.casework")]
    known: list[dict[str, Field]] = [form.base_fields for form in forms]
    fits = max(known, key=lambda fields: (len(sent & set(fields)), -len(set(fields) - sent)))
    return {name: field for name, field in fits.items() if not field.widget.is_hidden}


def kinds_of(form: type[Form]) -> Iterator[type[Form]]:
    """Every kind of form below this one."""
    for kind in form.__subclasses__():
        yield kind
        yield from kinds_of(kind)


def in_words(field: Field, text: str) -> str:
    """A choice by its label, where the form knows it; everything else as it was typed."""
    choices: Any = field.choices if isinstance(field, ChoiceField) else ()
    return next((str(label) for code, label in choices if code == text), text)


def cleaned(form: Form) -> dict[str, Any]:
    """The form's values, or BadInput with what is wrong with each field."""
    if form.is_valid():
        return dict(form.cleaned_data)
    faults = [f"{form[name].label if name != '__all__' else ''}: {' '.join(map(str, errors))}".lstrip(": ")
              for name, errors in form.errors.items()]  # fmt: skip
    raise BadInput(" ".join(faults))
