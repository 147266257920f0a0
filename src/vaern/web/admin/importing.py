"""A CSV file is read twice: first without changing anything, then for good."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from vaern.people.importing import COLUMNS, ROLES, Result, decode, import_people
from vaern.web.admin.acting import acting
from vaern.web.admin.forms import ImportForm
from vaern.web.asked import Asked


@csrf_exempt
def import_file(request: Asked) -> HttpResponse:
    """Let this one view hold a small file in memory. The form's own token is checked by the view inside."""
    request.upload_handlers = [MemoryFileUploadHandler(request)]
    return _import_file(request)


@csrf_protect
@require_http_methods(["GET", "POST"])
def _import_file(request: Asked) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"form": form, "columns": COLUMNS, "roles": ROLES}
    if request.method == "POST" and form.is_valid():
        raw = form.raw()
        result = import_people(raw, write="write" in request.POST, by=acting(request))
        if result.written:
            messages.success(request, result.text())
            return redirect("people")
        context.update(_preview(result), sheet=decode(raw))
    return render(request, "admin/import.html", context)


def _preview(result: Result) -> dict[str, Any]:
    return {"result": result, "faults": result.faults[:200], "lines": result.lines[:50]}
