"""The page on which somebody tells what happened: works without a script; with one it saves itself."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import decorator_from_middleware
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from vaern.cases import queries as cases
from vaern.cases.drafts import Saved
from vaern.cases.models import Case, Report
from vaern.cases.text import clean
from vaern.errors import REFUSALS, BadInput
from vaern.evidence.models import Item
from vaern.evidence.queries import items_in
from vaern.people.enums import OrgRole
from vaern.process import report as process
from vaern.rulebook.deadlines import due
from vaern.rulebook.load import load
from vaern.vault.text import read
from vaern.web.asked import Asked
from vaern.web.kept import kept_page, typed_in
from vaern.web.reporting.forms import ReportForm, holder_person, initial_of
from vaern.web.templatetags.moments import clock_time, when
from vaern.web.uploads import SealedUpload, SealingUploadHandler


class KeepingCsrf(CsrfViewMiddleware):
    """A form that is too old does nothing, but the page comes back with what was typed."""

    def _reject(self, request: Any, reason: str) -> None:
        request.too_old = reason


keeping_csrf = decorator_from_middleware(KeepingCsrf)


@require_http_methods(["GET", "POST"])
def start(request: Asked) -> HttpResponse:
    """Safety first, then own drafts; POST begins a new one, or something new in one's own case."""
    if request.method == "POST":
        report = process.start_draft(by=request.viewer, case=_own_case(request))
        return HttpResponseRedirect(reverse("report_draft", args=[report.id]))
    own = [
        {"report": row, "begins": read(row, "words")[:80], "files": items_in(row).count()}
        for row in cases.own_drafts(request.viewer.person)
    ]
    return render(request, "reporting/start.html", {"drafts": own, "safety": load().texts["safety"]})


@csrf_exempt
def draft(request: Asked, report: UUID) -> HttpResponseBase:
    """The page itself. Files in its form are sealed while they arrive, before anything else of the form is judged."""
    row = own_draft(request, report)
    if request.method != "POST":
        return (
            _already_sent(request, row)
            if row.sent_at
            else page(request, row, ReportForm(initial=initial_of(row), report=row))
        )
    handler = SealingUploadHandler(request, row.case.vault_scope)
    request.upload_handlers = [handler]
    try:
        return _posted(request, row)
    finally:
        handler.abandon()


@require_POST
def autosave(request: Asked, report: UUID) -> JsonResponse:
    """Save what is typed now; says when, and what the other window had where there were two."""
    row = own_draft(request, report)
    form = ReportForm(request.POST, report=row)
    form.is_valid()
    try:
        saved = process.save_draft(row, by=request.viewer, revision=revision_of(form), fields=form.fields_to_save())
    except REFUSALS as refused:
        return JsonResponse({"refused": refused.text, "sent": row.sent_at is not None}, status=409)
    answer: dict[str, Any] = {
        "revision": saved.report.revision,
        "says": saved_at(saved.report),
        "note": time_note(saved.report),
    }
    if saved.merged:
        answer["texts"] = {name: read(saved.report, name) for name in ("words", "links", "who_knows")}
        answer["merged"] = both_kept()
    return JsonResponse(answer)


def _already_sent(request: Asked, row: Report, late: Report | None = None) -> HttpResponse:
    """The receipt, or the new draft with the files that came late. What another window wrote since is shown first."""
    then = reverse("report_draft", args=[late.id]) if late else reverse("receipt", args=[row.case.number])
    typed = dict(typed_in(request))
    unsaved = [name for name in ("words", "links", "who_knows") if clean(typed.get(name, "")) not in read(row, name)]
    if not unsaved:
        return HttpResponseRedirect(then)
    return kept_page(
        request,
        409,
        title=_("Your message has been sent from another window"),
        what=_("What you wrote in this window is not part of it."),
        todo=_("Copy what is new, and add it on the page of your case under “Add something new”."),
        go_on=then,
    )


@keeping_csrf
def _posted(request: Asked, row: Report) -> HttpResponse:
    form = ReportForm(request.POST, report=row)
    if getattr(request, "too_old", ""):
        messages.info(request, _("The page was too old to be saved. What you wrote stands here. Press again."))
        return _already_sent(request, row) if row.sent_at else page(request, row, form)
    if row.sent_at is not None:
        return _sent_elsewhere(request, row)
    form.is_valid()
    try:
        saved = process.save_draft(row, by=request.viewer, revision=revision_of(form), fields=form.fields_to_save())
    except REFUSALS as refused:
        fresh = own_draft(request, row.id)
        if fresh.sent_at is not None:  # a second press at the same moment came first
            return _sent_elsewhere(request, fresh)
        messages.warning(request, refused.text)
        return page(request, fresh, form, status=422)  # nothing of it was saved, so the page holds it
    return _saved(request, row, saved)


def _sent_elsewhere(request: Asked, row: Report) -> HttpResponse:
    """Another window has sent it: the files of this one are kept all the same."""
    return _already_sent(request, row, _take_files(request, row)[1])


def _saved(request: Asked, row: Report, saved: Saved) -> HttpResponse:
    """The words are kept: now the files, and what was pressed."""
    try:
        fine, late = _take_files(request, saved.report)
        if late is not None:
            return _already_sent(request, row, late)
        if saved.merged:
            messages.info(request, both_kept())
        return _act(request, saved.report, fine=fine and not saved.merged)
    except REFUSALS as refused:
        messages.warning(request, refused.text)
        row.refresh_from_db()
        return page(request, row, ReportForm(initial=initial_of(row), report=row), status=422)


def _act(request: Asked, row: Report, *, fine: bool) -> HttpResponse:
    act = request.POST.get("act", "save")
    if act.startswith("remove:"):
        _remove(request, row, act.removeprefix("remove:"))
    if act == "discard":
        process.discard(row, by=request.viewer)
        messages.success(request, _("The draft has been thrown away."))
        return HttpResponseRedirect(reverse("report_start"))
    if act == "send" and fine:
        sent = process.send_report(row, by=request.viewer)
        return HttpResponseRedirect(reverse("receipt", args=[sent.case.number]))
    if act == "close" and fine:
        messages.success(request, saved_at(row) + " " + _("You find it here when you want to go on."))
        return HttpResponseRedirect(reverse("report_start"))
    return HttpResponseRedirect(reverse("report_draft", args=[row.id]))


def _remove(request: Asked, row: Report, item_id: str) -> None:
    """What is gone already (a second press, another tab) stays gone; nothing else happens."""
    found = next((item for item in items_in(row) if str(item.id) == item_id), None)
    if found is not None:
        process.detach(found, by=request.viewer)


def _take_files(request: Asked, row: Report) -> tuple[bool, Report | None]:
    """Whether all came in; and the new draft that they lie in, where this one had been sent before they came."""
    taken = [_take(request, row, upload) for name in ("camera", "files") for upload in request.FILES.getlist(name)]
    late = next((item.report for item in taken if item and item.report_id != row.id), None)
    if late is not None:
        messages.warning(request, _("Your message had been sent before the files came. They are kept in a new draft."))
    return None not in taken, late


def _take(request: Asked, row: Report, upload: Any) -> Item | None:
    arriving = upload.arriving if isinstance(upload, SealedUpload) else None
    try:
        if arriving is None or arriving.sealer is None or arriving.refused:
            raise (arriving and arriving.refused) or BadInput(_("The file did not get through."))
        return process.attach(row, by=request.viewer, sealer=arriving.sealer, name=arriving.name)
    except REFUSALS as refused:
        messages.warning(request, f"{upload.name}: {refused.text}")
        return None


def page(request: Asked, row: Report, form: ReportForm, status: int = 200) -> HttpResponse:
    """The draft as it stands."""
    unit, reporter = row.case.unit, row.reporter
    shown = {
        "form": form,
        "report": row,
        "items": [{"item": item, "name": read(item, "name")} for item in items_in(row)],
        "saved": saved_at(row) if row.revision else "",
        "note": time_note(row),
        "leader": holder_person(OrgRole.LEADER, unit, reporter),
        "amr": holder_person(OrgRole.AMR, unit, reporter),
        "safety": load().texts["safety"],
        "more": row.case.state != "draft",
    }
    return render(request, "reporting/draft.html", shown, status=status)


def own_draft(request: Asked, report: UUID) -> Report:
    """The writer's own draft; for everybody else it does not exist."""
    found = Report.objects.filter(id=report, reporter=request.viewer.person)
    row = found.select_related("case", "case__unit", "reporter").first()
    if row is None:
        raise Http404
    return row


def revision_of(form: ReportForm) -> int:
    """The revision that this window last saw; the first where it does not say."""
    return form.cleaned_data.get("revision") or 0


def saved_at(row: Report) -> str:
    """When the draft was saved."""
    return _("The draft was saved at %(time)s.") % {"time": clock_time(row.saved_at)}


def both_kept() -> str:
    """What is said when two windows wrote in one draft."""
    return _("You had the draft open in two windows. Both texts are kept below. Change them as you like.")


def time_note(row: Report) -> str:
    """What follows from the time as typed: the 72 hours, from when they count, or that the time has not come yet."""
    try:
        found = process.when_of(row)
    except BadInput as refused:
        return refused.text
    if found.start is None:
        return _("No clock starts without a day. Somebody will ask you about it.") if found.words else ""
    until = when(due(load().deadlines["police_72_hours"], found.start).at)
    says = _("With the time you wrote, the 72 hours end %(until)s.") % {"until": until}
    return " ".join((says, *found.notes))


def _own_case(request: Asked) -> Case | None:
    number = request.POST.get("case", "")
    if not number:
        return None
    case = cases.cases_visible_to(request.viewer.person).filter(number=number).first()
    if case is None or not cases.own_reports(request.viewer.person, case).exists():
        raise Http404
    return case
