"""How the system is doing: work that waits or failed, the log's anchors. No case content, and no case numbers."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from vaern.audit.models import Anchor
from vaern.jobs import queue
from vaern.web.asked import Asked

MICROSECONDS = 1_000_000


@require_safe
def jobs(request: Asked) -> HttpResponse:
    """Jobs by name, failed ones with a button, the newest anchor, and whether an authority stamps it."""
    failed = list(queue.failed()[:100])
    context = {"waiting": queue.waiting_by_name(), "failed": failed, **_anchors(), "mail": bool(settings.EMAIL_HOST)}
    return render(request, "admin/jobs.html", context)


@require_POST
def job_retry(request: Asked, job: int) -> HttpResponse:
    """Try a failed job once more."""
    if queue.retry_failed(job):
        messages.success(request, _("The job will be tried again in a moment."))
    else:
        messages.info(request, _("The job is no longer on the list. Somebody has tried it again already."))
    return redirect("jobs")


def _anchors() -> dict[str, Any]:
    newest = Anchor.objects.order_by("-id").first()
    stamped = newest is not None and newest.tokens.exists()
    made = datetime.fromtimestamp(newest.made_at / MICROSECONDS, UTC) if newest else None
    return {"anchor_at": made, "stamped": stamped, "authority": bool(settings.TIMESTAMP_URL)}
