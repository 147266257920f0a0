"""Files one at a time: each goes on after a lost connection, and is sealed as it arrives."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from vaern.errors import REFUSALS
from vaern.evidence.queries import items_in
from vaern.process import report as process
from vaern.web import tus
from vaern.web.asked import Asked
from vaern.web.reporting.drafts import own_draft


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
