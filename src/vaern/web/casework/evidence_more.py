"""More than files: a telephone call is noted, a public page is captured, a capture is confirmed."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vaern.cases.models import Case
from vaern.errors import BadInput
from vaern.evidence import cpr, provenance
from vaern.evidence.capture import acts
from vaern.evidence.moving import moved_away
from vaern.evidence.playing import plays
from vaern.evidence.queries import calls_of, items_of
from vaern.vault import text
from vaern.web.asked import Asked
from vaern.web.casework.acting import cleaned, step
from vaern.web.casework.custody_lines import custody_before
from vaern.web.casework.evidence_forms import CallForm, CaptureForm, RowForm


@step("evidence_list", gettext_lazy("The call is noted."))
def note_call(request: Asked) -> Any:
    """A telephone call or a voice message."""
    values = cleaned(CallForm(request.POST, recordings=recordings(request.case)))
    number = values.pop("item")
    item = items_of(request.case).get(number=number) if number else None
    called_at = values.pop("called_at")
    return provenance.note_call(case=request.case, by=request.actor, called_at=called_at, item=item, **values)


@step("evidence_list", gettext_lazy("The page will be captured in a moment. Load this page again."))
def capture(request: Asked) -> Any:
    """A public page is captured by the worker."""
    values = cleaned(CaptureForm(request.POST))
    return acts.ask(case=request.case, by=request.actor, url=values["url"])


@step("evidence_list", gettext_lazy("It is noted that the capture shows what you saw."))
def confirm_capture(request: Asked) -> Any:
    """This shows what I saw."""
    row = request.case.captures.filter(pk=cleaned(RowForm(request.POST))["row"]).first()
    if row is None:
        raise BadInput(_("There is no such capture."))
    return acts.confirm(row=row, by=request.actor)


def more_of(case: Case) -> dict[str, Any]:
    """Calls, captures and what was moved away, for the list of evidence."""
    captures = list(case.captures.select_related("asked_by", "confirmed_by", "item").order_by("asked_at"))
    for row in captures:
        if row.item is not None and row.item.case_id != case.id:  # it was moved: its number here is another item's
            row.item = None
    return {
        "calls": [(row, provenance.call_said(row)) for row in calls_of(case).order_by("called_at")],
        "captures": [(row, text.read(row, "url"), [capture_word(code) for code in row.verdict]) for row in captures],
        "moved": [(row, text.read(row, "reason"), custody_before(row)) for row in moved_away(case)],
        "call_form": CallForm(recordings=recordings(case)),
        "capture_form": CaptureForm(),
        "can_capture": acts.can_capture(),
    }


def recordings(case: Case) -> list[tuple[str, str]]:
    """What may be a recording of a call: the case's files with sound, by number and name."""
    sound = [item for item in items_of(case) if item.locked_at is None and plays(item)]
    return [(str(item.number), f"B{item.number}. {cpr.mask(text.read(item, 'name'))}") for item in sound]


def capture_word(code: str) -> str:
    """What may be wrong with a capture, or why there is none."""
    words = {
        "http_error": _("The page answered with an error."),
        "empty": _("The page looks empty."),
        "login_wall": _("The page asks one to sign in, so it may not show what you saw."),
        "consent_banner": _("A question about cookies lies over the page."),
        "covered": _("Something lies over most of the page."),
        "redirected": _("The address led to another page than the one that was asked for."),
        "not_finished": _("The page was still fetching when it was captured."),
        "inward": _("The address leads into a closed network. Only public pages are captured."),
        "cut": _("The page is very long: the picture shows the top of it alone. Look in the PDF for the rest."),
        "parts_refused": _("The page asked for something in a closed network. It was refused, and is missing here."),
        "no_answer": _("The page did not answer."),
        "download": _("The address gives a file and not a page. Download it yourself, and add it here."),
        "too_slow": _("The page took too long."),
        "browser_failed": _("The browser stopped. Try again."),
    }
    return words.get(code, code)
