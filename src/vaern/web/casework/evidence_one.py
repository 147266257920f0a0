"""The pages of one item: what it is, its content as a copy in a closed frame, its custody on one sheet of paper."""

from typing import Any, TypeVar
from uuid import UUID

from csp.constants import SELF
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from vaern import clock
from vaern.errors import BadInput, NotNow
from vaern.evidence import actions as evidence
from vaern.evidence import custody, marks, playing, showing
from vaern.evidence.models import Item
from vaern.evidence.queries import items_of, picture_of
from vaern.vault import text
from vaern.web.asked import Asked
from vaern.web.casework.case_page import frame, links_of
from vaern.web.casework.custody_lines import custody_lines
from vaern.web.casework.evidence_item import head_of, item_page
from vaern.web.casework.evidence_masked import masked
from vaern.web.templatetags.moments import exactly

Closed = TypeVar("Closed", bound=HttpResponseBase)
# A copy is shown without scripts, forms or network, and as if it came from nowhere: it reaches nothing of ours.
CLOSED = (
    "sandbox; default-src 'none'; img-src data:; style-src 'self'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'"
)


@require_GET
def item(request: Asked, number: str, item: UUID) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """What the item is; its content stays closed until somebody asks."""
    row = found(request, item)
    return _page(request, row)


@require_POST
def open_it(request: Asked, number: str, item: UUID) -> HttpResponse:
    """Open the content once. It is written down when it is really fetched; a reload asks anew."""
    row, part = found(request, item), request.POST.get("part", "")[:64]
    is_picture = not part and picture_of(row) is not None
    try:
        if playing.plays(row, part):
            return _player(request, row, part)
        if is_picture:
            evidence.check_can_show(row)
        else:
            showing.show(row, part)
    except (BadInput, NotNow) as refused:
        return _page(request, row, refused=refused.text, status=422)
    request.session[_key(row, part)] = True
    if is_picture:
        request.session[f"shown-{row.id}"] = True
        frames = [one for one in map(_area, marks.marks_of(row)) if one]
        return _page(request, row, picture=reverse("evidence_picture", args=[number, row.id]), frames=frames)
    request.session[f"part-{row.id}"] = part
    framed = _page(request, row, view=reverse("evidence_view", args=[number, row.id]))
    framed._csp_update = {"frame-src": [SELF]}  # type: ignore[attr-defined]  # noqa: SLF001 - what django-csp's own decorator sets
    return framed


@require_GET
def view(request: Asked, number: str, item: UUID) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """The content itself, once for each press: a copy, closed in on all sides."""
    row = found(request, item)
    part = request.session.pop(f"part-{row.id}", None)
    if part is None or not request.session.pop(_key(row, part), False):
        return HttpResponse(status=404)
    shown = showing.open_and_note(row, request.actor, part)
    return closed(render(request, "casework/evidence_view.html", {"shown": shown, "name": f"B{row.number}"}))


@require_GET
def custody_sheet(request: Asked, number: str, item: UUID) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """Who has had the item in hand, on one page that can be printed."""
    row = found(request, item)
    page = frame(request.case, request.viewer) | {
        "links": links_of(request.case),
        "item": row,
        "name": text.read(row, "name"),
        "head": head_of(row, exactly),
        "printed_at": clock.now(),
        "fingerprint": text.read(row, "sha256"),
        "lines": custody_lines(row),
        "holds": custody.check(row),
    }
    return render(request, "casework/evidence_custody.html", masked(request, page))


def _player(request: Asked, row: Item, part: str) -> HttpResponse:
    """A player without sound until somebody turns it on; that it was opened is written down now."""
    copy = playing.copy_of(row, part)
    showing.note_opened(row, request.actor, part)
    request.session[f"media-{row.id}"] = [str(copy.id), clock.now().timestamp()]
    address = reverse("evidence_media", args=[request.case.number, row.id])
    page = _page(request, row, media=address, moving=copy.media_type.startswith("video/"))
    page._csp_update = {"media-src": [SELF]}  # type: ignore[attr-defined]  # noqa: SLF001 - as above
    return page


def found(request: Asked, item: UUID) -> Item:
    """The item in this case."""
    rows = items_of(request.case).select_related("blob", "received_from", "parent", "case")
    row: Item = get_object_or_404(rows, id=item)
    return row


def closed(response: Closed) -> Closed:
    """The answer with the policy that closes it in; nothing of it is kept by the browser."""
    response.headers["Content-Security-Policy"] = CLOSED
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(request: Asked, row: Item, *, status: int = 200, **more: Any) -> HttpResponse:
    page = frame(request.case, request.viewer) | {"links": links_of(request.case)} | item_page(request, row) | more
    return render(request, "casework/evidence_item.html", page, status=status)


def _area(row: Any) -> tuple[float, ...] | None:
    return marks.area_of(marks.selector_of(row))


def _key(row: Item, part: str) -> str:
    return f"open-{row.id}-{part}"
