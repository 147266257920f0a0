"""How a POST of casework is answered: do the step, say what happened, and go back to where the person was."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from vaern.errors import BadInput, NotAllowed, NotNow

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


def kept(request: HttpRequest, number: str, then: str, why: str) -> HttpResponse:
    """A page with everything that was typed, to copy or to send again after a refusal."""
    typed = [(name, value) for name, value in request.POST.items() if name != "csrfmiddlewaretoken" and value]
    back = reverse(then, args=[number])
    list(messages.get_messages(request))  # said on this page, so not again on the next
    return render(request, "casework/refused.html", {"why": why, "typed": typed, "back": back}, status=422)


def cleaned(form: Form) -> dict[str, Any]:
    """The form's values, or BadInput with what is wrong with each field."""
    if form.is_valid():
        return dict(form.cleaned_data)
    faults = [f"{form[name].label if name != '__all__' else ''}: {' '.join(map(str, errors))}".lstrip(": ")
              for name, errors in form.errors.items()]  # fmt: skip
    raise BadInput(" ".join(faults))
