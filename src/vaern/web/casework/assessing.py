"""Answers, the three assessments, the law, and the work-injury track."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from vaern.cases import queries as cases
from vaern.cases.models import Incident
from vaern.errors import REFUSALS, BadInput
from vaern.process import assess, follow_up, questions
from vaern.process.situation import book
from vaern.rulebook.questions import Question
from vaern.web.asked import Asked
from vaern.web.casework.account_page import pdf_response
from vaern.web.casework.acting import cleaned, kept, step
from vaern.web.casework.before_acting import before_acting_page
from vaern.web.casework.case_page import frame, links_of
from vaern.web.casework.forms import AbsenceForm, AnswerForm, InjuryForm, NormForm
from vaern.web.casework.injury_page import injury_page
from vaern.web.casework.interview import EVERY, Interview, chosen_incident, missing_note, subjects, tabs_of
from vaern.web.casework.law_compare import compared
from vaern.web.casework.law_page import AGAINST, LawPage, editions
from vaern.web.casework.law_print import law_pdf as printed
from vaern.web.casework.tracks import tracks_of

BACK = ("case_facts", "case_law", "case_injury", "before_acting")
MOST_NEXT = 3


def opened(request: Asked, area: str) -> dict[str, Any]:
    """Say which part of the case is opened, for its log, and answer with what every page of a case shows."""
    request.part = area
    return frame(request.case, request.viewer) | {"links": links_of(request.case)}


@require_GET
def facts(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """The interview: what to ask next and why, then every question by subject."""
    chosen, subject = chosen_incident(request.case, request.GET.get("haendelse", "")), request.GET.get("emne", "")
    asks, asked = Interview(request.case, request.viewer.person), questions.interview(request.case, by=request.actor)
    matters = {one.fact_id for one in asked}
    about_case = asks.by_subject(None, chosen=subject, matters=matters)
    about_incident = asks.by_subject(chosen, chosen=subject, matters=matters) if chosen else []
    page = opened(request, "facts") | {
        "next": next_questions(asked, asks),
        "every": subject == EVERY,
        "together": request.GET.get("samlet") == "ja" and subject != EVERY,
        "about_case": about_case,
        "about_incident": about_incident,
        "tabs": tabs_of(request.case, chosen),
        "chosen": chosen,
        "missing": missing_note([*about_case, *about_incident]),
        "evidence": asks.evidence(),
        "back": "case_facts",
    }
    return render(request, "casework/facts.html", page)


def next_questions(asked: Iterable[Question], asks: Interview) -> list[Any]:
    """The few best questions that the viewer may answer, each with why it is asked."""
    found = []
    for one in asked:
        open_ones = (
            asks.question(one.fact_id, row, place="naest", why=one.why)
            for row in (*asks.incidents, *([] if asks.incidents else [None]))
        )
        found += [shown for shown in open_ones if shown.editable and not shown.answered][:1]
        if len(found) == MOST_NEXT:
            break
    return found


@require_POST
def answer(request: Asked, number: str) -> HttpResponse:
    """One fact answered. With HTMX the question comes back; without, the page does, at the same place."""
    incident = posted_incident(request)
    asks = Interview(request.case, request.viewer.person)
    try:
        values = cleaned(AnswerForm(request.POST, items=list(asks.items.items())))
        values["incident"] = incident
        questions.answer(request.case, by=request.actor, **values)
    except REFUSALS as refused:
        return refused_answer(request, asks, incident, refused.text)
    if not request.htmx:
        return back_to(request, number, incident)
    fresh = Interview(request.case, request.viewer.person)
    return one_question(request, fresh, incident, {"just": True})


TOGETHER = "svar-"


@require_POST
def answers(request: Asked, number: str) -> HttpResponse:
    """Several facts of one subject answered at once; those left alone stay as they were."""
    incident = posted_incident(request)
    given = [
        (name.removeprefix(TOGETHER), str(value), "")
        for name, value in request.POST.items()
        if name.startswith(TOGETHER) and value
    ]
    try:
        if not given:
            raise BadInput(_("There was no answer to save."), "", _("Choose yes, no or do not know for what you know."))
        questions.answer_many(request.case, request.actor, given, incident)
    except REFUSALS as refused:
        return kept(request, number, "case_facts", refused.text)
    saved = ngettext("%(n)s answer is saved.", "%(n)s answers are saved.", len(given)) % {"n": len(given)}
    messages.success(request, saved)
    subject = request.POST.get("emne", "")
    asked = {"haendelse": str(incident.number) if incident else "", "emne": subject if is_subject(subject) else ""}
    where = urlencode({name: value for name, value in asked.items() if value})
    return HttpResponseRedirect(f"{reverse('case_facts', args=[number])}?{where}#{asked['emne']}")


def is_subject(name: str) -> bool:
    """Whether a text names a subject of the interview."""
    return name.partition("-")[2] in subjects()


def refused_answer(request: Asked, asks: Interview, incident: Incident | None, why: str) -> HttpResponse:
    """The refusal with everything that was typed."""
    if not request.htmx or request.POST.get("fact") not in asks.facts:
        return kept(request, request.case.number, page_of(request), why)
    return one_question(request, asks, incident, {"refused": why})


def one_question(request: Asked, asks: Interview, incident: Incident | None, more: dict[str, Any]) -> HttpResponse:
    """The question alone, in the place that the press came from."""
    shown = asks.question(request.POST["fact"], incident, place=request.POST.get("place", "q")[:64])
    if "refused" in more:
        typed = (request.POST.get("value", ""), request.POST.get("reason", ""))
        shown = replace(shown, typed=typed, editable=True)
    page = {"q": shown, "case": request.case, "evidence": asks.evidence(), "place": request.POST.get("place", "q")[:64],
            "back": page_of(request), **more}  # fmt: skip
    return render(request, "casework/_question.html", page)


def posted_incident(request: Asked) -> Incident | None:
    """The incident that a form is about, which must be one of this case."""
    wanted = request.POST.get("incident", "")
    if not wanted:
        return None
    row = cases.current_incidents(request.case).filter(id=wanted) if is_id(wanted) else None
    if row is None or not row.exists():
        raise Http404
    return row.get()


def is_id(text: str) -> bool:
    """Whether a text can be an id at all."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def page_of(request: Asked) -> str:
    """The page that a question stood on."""
    asked = request.POST.get("back", "")
    return asked if asked in BACK else BACK[0]


def back_to(request: Asked, number: str, incident: Incident | None) -> HttpResponseRedirect:
    """The page and the place that a form stood at."""
    place = request.POST.get("key", "")
    asked = {"haendelse": str(incident.number) if incident else "", **part_of(request, incident)}
    where = urlencode({name: value for name, value in asked.items() if value})
    shown = reverse(page_of(request), args=[number]) + (f"?{where}" if where else "")
    return HttpResponseRedirect(shown + (f"#{place}" if place else ""))


def part_of(request: Asked, incident: Incident | None) -> dict[str, str]:
    """Which part of the page was unfolded: the subject of the question, or the provision that it stood under."""
    if page_of(request) == "case_law":
        return {"bestemmelse": request.POST.get("place", "")[:64].removesuffix(AGAINST)}
    if page_of(request) == "before_acting":
        return {"skridt": request.POST.get("place", "")[:64]}
    fact = book().facts.get(request.POST.get("fact", ""))
    if page_of(request) != "case_facts" or fact is None or fact.group not in subjects():
        return {}
    return {"emne": f"{'incident' if incident else 'case'}-{fact.group}"}


@require_GET
def before_acting(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """What must be so before an act that has no page of its own."""
    page = opened(request, "decision")
    page |= before_acting_page(request.case, request.viewer.person, request.GET.get("skridt", ""))
    return render(request, "casework/before_acting.html", page)


@require_GET
def assessments(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """The three assessments side by side, each with its sentences, and its locked editions."""
    areas = cases.areas_of(request.viewer.person, request.case)
    found, interview = assess.assess_case(request.case), Interview(request.case, request.viewer.person)
    page = opened(request, "facts") | {
        "tracks": tracks_of(request.case, areas, found),
        "environment": found.environment,
        "missing": [interview.question(key) for key in found.environment.missing],
        "editions": editions(request.case, "environment"),
        "may_lock": request.case.state == "open",
    }
    return render(request, "casework/assessments.html", page)


@require_GET
def law(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """Provision by provision for one incident, with a survey of all on top."""
    chosen = chosen_incident(request.case, request.GET.get("haendelse", ""))
    shown = LawPage(request.case, request.viewer.person, chosen)
    page = opened(request, "law") | {
        "survey": shown.survey(),
        "tabs": tabs_of(request.case, chosen),
        "chosen": chosen,
        "each": shown.provision(request.GET.get("bestemmelse", "")),
        "compare": shown.pairs(request.GET.get("bestemmelse", "")),
        "waiting": shown.waiting(),
        "uncovered": shown.uncovered(),
        "editions": editions(request.case, "law"),
        "evidence": shown.interview.evidence(),
        "may_lock": request.case.state == "open" and shown.is_jurist,
        "is_jurist": shown.is_jurist,
        "back": "case_law",
    }
    return render(request, "casework/law.html", page)


@require_GET
def compare(request: Asked, number: str) -> HttpResponse:
    """Two provisions held up against each other for one incident."""
    chosen = chosen_incident(request.case, request.GET.get("haendelse", ""))
    shown = LawPage(request.case, request.viewer.person, chosen)
    pair = compared(shown, request.GET.get("en", ""), request.GET.get("anden", ""))
    if pair is None:
        return HttpResponseRedirect(reverse("case_law", args=[number]) + "#sammenlign")
    page = opened(request, "law") | {"pair": pair, "chosen": chosen}
    return render(request, "casework/law_compare.html", page)


@require_GET
def law_pdf(request: Asked, number: str) -> HttpResponse:
    """The legal assessment on paper."""
    opened(request, "law")
    return pdf_response(printed(request.case, request.viewer.person), f"retlig-vurdering-{number}.pdf")


@require_POST
def norm(request: Asked, number: str) -> HttpResponse:
    """A jurist's judgement of a norm, with the reason."""
    incident = posted_incident(request)
    try:
        values = cleaned(NormForm(request.POST)) | {"incident": incident}
        questions.judge_norm(request.case, by=request.actor, **values)
    except REFUSALS as refused:
        return kept(request, number, "case_law", refused.text)
    return back_to(request, number, incident)


AFTER_LOCK = {"environment": "case_assessments", "injury": "case_injury", "law": "case_law"}


def lock(request: Asked, number: str, kind: str) -> HttpResponse:
    """Lock a new edition of one assessment with its receipt. Each kind has an address, and so an area, of its own."""

    @step(AFTER_LOCK[kind], _("The assessment is locked with its receipt. You can always make a new edition."))
    def locked(inner: Asked) -> Any:
        return assess.lock(inner.case, kind, by=inner.actor)

    return locked(request, number)


@require_GET
def injury(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """The work-injury track alone: what HR needs and no more."""
    page = opened(request, "injury") | injury_page(request.case, request.viewer.person)
    return render(request, "casework/injury.html", page | {"form": InjuryForm(), "absence_form": AbsenceForm()})


@step("case_injury", _("It is noted what was done about notifying."))
def injury_notice(request: Asked) -> Any:
    """Notified with its receipt number, or not, with the reason."""
    values = cleaned(InjuryForm(request.POST))
    values["notified"] = values["notified"] == "yes"
    return follow_up.record_injury_notice(request.case, by=request.actor, **values)


@step("case_injury", _("The day is written down, and the deadline worked out again."))
def first_absence(request: Asked) -> Any:
    """The first day away because of it."""
    return follow_up.record_first_absence(request.case, by=request.actor, **cleaned(AbsenceForm(request.POST)))


@require_POST
def injury_answer(request: Asked, number: str) -> HttpResponse:
    """A fact of the injury track answered by someone who sees only that track."""
    track = {shown.fact.id for shown in injury_page(request.case, request.viewer.person)["questions"]}
    if request.POST.get("fact", "") not in track | {""}:
        raise Http404
    return answer(request, number)
