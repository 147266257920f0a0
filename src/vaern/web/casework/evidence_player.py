"""Sound and film for the player of an item's page: a copy, a while after it was opened, from anywhere in it."""

import re
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from vaern import clock
from vaern.evidence import locking
from vaern.vault import blobs
from vaern.web.asked import Asked
from vaern.web.casework.evidence_one import closed, found

PLAYED_FOR = 15 * 60
ONE_SPAN = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")
NO_SUCH_SPAN, A_SPAN = 416, 206


@require_GET
def media(request: Asked, number: str, item: UUID) -> HttpResponseBase:  # noqa: ARG001 - the middleware has found the case
    """The copy that was opened last, whole or the span that the player asks for (RFC 9110, section 14)."""
    row = found(request, item)
    copy_id, opened = request.session.get(f"media-{row.id}", ("", 0))
    if not copy_id or clock.now().timestamp() - opened > PLAYED_FOR:
        return HttpResponse(status=404)
    locking.check_may_open(row)
    copy = get_object_or_404(row.derivedfiles.select_related("blob"), id=copy_id)
    asked, size = ONE_SPAN.fullmatch(request.headers.get("Range", "")), copy.blob.size
    first, last = (int(asked[1]), min(int(asked[2] or size), size - 1)) if asked else (0, size - 1)
    if first > last:
        return HttpResponse(status=NO_SUCH_SPAN, headers={"Content-Range": f"bytes */{size}"})
    headers = {"Content-Length": str(last + 1 - first), "Accept-Ranges": "bytes"}
    if asked:
        headers["Content-Range"] = f"bytes {first}-{last}/{size}"
    content = blobs.read_span(copy.blob, first, last)
    status = A_SPAN if asked else 200
    return closed(StreamingHttpResponse(content, status=status, content_type=copy.media_type, headers=headers))
