"""Files one at a time, with progress: the body is the file itself and is sealed as it arrives."""

from urllib.parse import unquote
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from vaern.cases.models import Report
from vaern.errors import REFUSALS
from vaern.evidence.models import Item
from vaern.evidence.queries import items_in
from vaern.process import report as process
from vaern.vault.text import read
from vaern.web import tus
from vaern.web.asked import Asked
from vaern.web.reporting.drafts import own_draft
from vaern.web.uploads import CHUNK, Arriving


@require_POST
def upload(request: Asked, report: UUID) -> HttpResponse:
    """One file, with the SHA-256 that the browser found. Answers with its line, or says why it was not kept."""
    row = own_draft(request, report)
    arriving = Arriving(row.case.vault_scope, unquote(request.headers.get("X-File-Name", "")))
    try:
        item = _received(request, row, arriving)
    except REFUSALS as refused:
        return JsonResponse({"refused": refused.text}, status=422)
    finally:
        arriving.abort()
    return render(
        request, "reporting/_file.html", {"item": item, "name": read(item, "name"), "report": row}, status=201
    )


@require_POST
def remove(request: Asked, report: UUID, item: UUID) -> HttpResponse:
    """Take a file out of the draft; its bytes are destroyed."""
    row = own_draft(request, report)
    found = get_object_or_404(items_in(row), id=item)
    try:
        process.detach(found, by=request.viewer)
    except REFUSALS as refused:
        return JsonResponse({"refused": refused.text}, status=409)
    return HttpResponse(status=204)


def upload_begin(request: Asked, report: UUID) -> HttpResponse:
    """A place for one file of the draft, which can go on after a lost connection."""
    return tus.begin(request, _desk(request, report))


def upload_go_on(request: Asked, report: UUID, upload: UUID) -> HttpResponse:
    """One file of the draft on its way."""
    return tus.go_on(request, _desk(request, report), upload)


def _desk(request: Asked, report: UUID) -> tus.Desk:
    row = own_draft(request, report)
    return tus.Desk(row.case, request.viewer.acting(), "reporting/_file.html", row)


def _received(request: Asked, row: Report, arriving: Arriving) -> Item:
    while chunk := request.read(CHUNK):
        arriving.write(chunk)
        if arriving.refused is not None:
            break
    if arriving.refused is not None or arriving.sealer is None:
        raise arriving.refused or RuntimeError("an upload without a sealer has a reason")
    claimed = request.headers.get("X-Sha256", "")
    return process.attach(row, by=request.viewer, sealer=arriving.sealer, name=arriving.name, claimed_sha256=claimed)
