"""Evidence: the list with custody, showing one picture, the original file."""

from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from vaern.cases.enums import CaseState
from vaern.errors import BadInput, NotNow
from vaern.evidence import actions as evidence
from vaern.evidence.joining import can_join
from vaern.evidence.models import Item
from vaern.evidence.queries import items_of
from vaern.vault import blobs, text
from vaern.web.asked import Asked
from vaern.web.casework.acting import kept
from vaern.web.casework.case_page import frame, links_of
from vaern.web.casework.custody_lines import custody_lines
from vaern.web.casework.evidence_masked import masked
from vaern.web.casework.evidence_more import more_of
from vaern.web.casework.evidence_one import closed
from vaern.web.casework.evidence_rows import evidence_row
from vaern.web.casework.evidence_seen import seen_of


@require_GET
def items(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """Every item, blurred, with who has had it in hand."""
    rows = [(evidence_row(request.case, item), custody_lines(item), item) for item in items_of(request.case)]
    page = frame(request.case, request.viewer) | {"links": links_of(request.case), "rows": rows}
    page |= more_of(request.case) | {"may_add": request.case.state == CaseState.OPEN}
    page |= seen_of(request.viewer.person, request.case)
    page |= {"may_join": can_join(item for _row, _custody, item in rows)}
    return render(request, "casework/evidence.html", masked(request, page))


def reveal(request: Asked, number: str, item: UUID) -> HttpResponse:
    """POST: note who looks, and answer with the row that shows the picture. GET: the row, blurred again."""
    row = get_object_or_404(items_of(request.case), id=item)
    address = note = ""
    if request.method == "POST":
        address, note = _address_of(request, number, row)
    shown = evidence_row(request.case, row, picture_url=address, note=note)
    template = "components/evidence_row.html" if request.htmx else "casework/evidence_one.html"
    page = frame(request.case, request.viewer) | {"links": links_of(request.case), "item": shown}
    return render(request, template, page)


def _address_of(request: Asked, number: str, row: Item) -> tuple[str, str]:
    """Where the picture is, once; or why it cannot be shown, said in the place where it would have been."""
    try:
        evidence.check_can_show(row)
    except (BadInput, NotNow) as refused:
        return "", refused.text
    request.session[f"shown-{row.id}"] = True
    return reverse("evidence_picture", args=[number, row.id]), ""


@require_GET
def picture(request: Asked, number: str, item: UUID) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """The picture itself, once for each press; a reload asks for a new press. It is noted who saw it."""
    row = get_object_or_404(items_of(request.case), id=item)
    if not request.session.pop(f"shown-{row.id}", False):
        return HttpResponse(status=404)
    shown = evidence.view(row, request.actor)
    return closed(HttpResponse(shown.data, content_type=shown.media_type))


@require_POST
def original(request: Asked, number: str, item: UUID) -> HttpResponseBase:
    """The original, byte for byte, as a download; noted in the custody log."""
    row: Item = get_object_or_404(items_of(request.case), id=item)
    try:
        evidence.note_export(row, by=request.actor)
    except NotNow as locked:
        return kept(request, number, "evidence_list", locked.text)
    response = StreamingHttpResponse(blobs.read(row.blob), content_type="application/octet-stream")
    response.headers["Content-Disposition"] = (
        content_disposition_header(True, f"B{row.number}-{text.read(row, 'name')}") or ""
    )
    return response
