"""Adding files to a case that is open: one by one with progress, or by a plain form without a script."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from vaern.errors import REFUSALS, BadInput
from vaern.evidence import actions as evidence
from vaern.web import tus
from vaern.web.asked import Asked
from vaern.web.uploads import SealedUpload, SealingUploadHandler


def upload_begin(request: Asked, number: str) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """A place for one file."""
    return tus.begin(request, _desk(request))


def upload_go_on(request: Asked, number: str, upload: UUID) -> HttpResponse:  # noqa: ARG001 - the middleware has found the case
    """One file on its way."""
    return tus.go_on(request, _desk(request), upload)


@csrf_exempt
@require_POST
def add(request: Asked, number: str) -> HttpResponseBase:
    """The plain form. Files are sealed while they arrive, before anything else of the form is judged."""
    handler = SealingUploadHandler(request, request.case.vault_scope)
    request.upload_handlers = [handler]
    try:
        return _added(request, number)
    finally:
        handler.abandon()


@csrf_protect
def _added(request: Asked, number: str) -> HttpResponse:
    files = request.FILES.getlist("files")
    if not files:
        messages.warning(request, _("No file was chosen."))
    for upload in files:
        _take(request, upload)
    return HttpResponseRedirect(reverse("evidence_list", args=[number]))


def _take(request: Asked, upload: Any) -> None:
    arriving = upload.arriving if isinstance(upload, SealedUpload) else None
    try:
        if arriving is None or arriving.sealer is None or arriving.refused:
            raise (arriving and arriving.refused) or BadInput(_("The file did not get through."))
        item = evidence.add_to_case(case=request.case, by=request.actor, sealer=arriving.sealer, name=arriving.name)
    except REFUSALS as refused:
        messages.warning(request, f"{upload.name}: {refused.text}")
        return
    messages.success(
        request, _("%(name)s is kept and sealed as B%(number)s.") % {"name": upload.name, "number": item.number}
    )


def _desk(request: Asked) -> tus.Desk:
    return tus.Desk(request.case, request.actor, "casework/_added.html")
