"""The talks with the affected employee: what was promised, what was held, and what the two of them agreed on."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from vaern import clock
from vaern.care.enums import TalkKind
from vaern.care.queries import talks_of
from vaern.cases import queries as cases
from vaern.cases.enums import Area
from vaern.cases.models import Case
from vaern.people.models import Person
from vaern.process import talks
from vaern.process.situation import book
from vaern.vault.text import read
from vaern.web.asked import Asked
from vaern.web.casework.acting import cleaned, step
from vaern.web.casework.assessing import opened
from vaern.web.casework.caring_forms import Choices, TalkAgreedForm, TalkHeldForm
from vaern.web.casework.tasks import talks_planned
from vaern.web.templatetags.moments import when


@require_GET
def talks_page(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """Every talk; the affected employee has them on a page of her own."""
    case, person = request.case, request.viewer.person
    if person in cases.affected_employees(case):
        return HttpResponseRedirect(reverse("my_case", args=[case.number]) + "#samtaler")
    page = opened(request, "talks") | {
        "talks": [(talk, read(talk, "note") if talk.held_by == person else "") for talk in talks_of(case)],
        "planned": talks_planned(case) if case.state == "open" else [],
        "may_change": case.state == "open",
        "told": book().texts["care_talks"],
        "held_form": TalkHeldForm(talks=to_be_held(case), initial={"held_at": clock.local(clock.now())}),
        "agreed_form": TalkAgreedForm(people=callers(case), initial={"held_by": str(person.id)}),
    }
    return render(request, "casework/talks.html", page)


@step("case_talks", gettext_lazy("The talk is noted."))
def talk_held(request: Asked) -> Any:
    """The talk was held, by the one who notes it."""
    values = cleaned(TalkHeldForm(request.POST, talks=to_be_held(request.case)))
    which = values.pop("talk")
    if which in TalkKind.values:
        return talks.note_talk(request.case, request.actor, kind=TalkKind(which), **values)
    return talks.hold_talk(get_object_or_404(request.case.talks, id=which), request.actor, **values)


@step("case_talks", gettext_lazy("The talk is agreed. The one who calls has been told."))
def talk_agreed(request: Asked) -> Any:
    """Somebody promises to call."""
    values = cleaned(TalkAgreedForm(request.POST, people=callers(request.case)))
    held_by = get_object_or_404(Person, id=values.pop("held_by"))
    return talks.agree_talk(
        request.case, request.actor, kind=TalkKind(values["kind"]), held_by=held_by, before=values["before"]
    )


def to_be_held(case: Case) -> Choices:
    """The talks that are promised, then one that was not: by its kind, what has not been held first."""
    promised: Choices = [(str(talk.id), _promised(talk)) for talk in talks_of(case).filter(held_at=None)]
    held = set(talks_of(case).filter(held_at__isnull=False).values_list("kind", flat=True))
    kinds = sorted(TalkKind, key=lambda kind: kind in held)
    return promised + [(kind.value, format_lazy(_("{kind} (not agreed before)"), kind=kind.label)) for kind in kinds]


def callers(case: Case) -> Choices:
    """Those in the case who may know how the employee is."""
    return [(str(one.id), one.name) for one in cases.who_can(case, Area.CARE)]


def _promised(talk: Any) -> str:
    said = {"kind": talk.get_kind_display(), "name": talk.held_by.name, "when": when(talk.promised_before)}
    return _("%(kind)s, promised by %(name)s before %(when)s") % said
