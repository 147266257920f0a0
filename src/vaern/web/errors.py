"""Pages for what went wrong: calm, and silent about what one may not know exists."""

import logging
import sys
from typing import Any
from urllib.parse import quote

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.defaults import page_not_found
from django.views.defaults import server_error as plain_server_error

from vaern.errors import IntegrityBroken, NotAllowed, VaernError
from vaern.web.kept import draw, kept_page, page_before, readable, typed_in, wants_no_page

log = logging.getLogger(__name__)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was too old, and nothing was done. What was typed stands on the page."""
    if not typed_in(request):
        return render(request, "403_csrf.html", {"reason": reason}, status=403)
    return kept_page(
        request,
        403,
        title=_("The page had been open for too long"),
        what=_("For your safety we did not send it."),
        todo=_("What you wrote is kept here. Press “Send it again”."),
    )


def locked_out(request: HttpRequest, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Too many attempts to sign in."""
    return render(request, "429.html", status=429)


def signed_out(request: HttpRequest) -> HttpResponse:
    """A form came after the session had ended: nothing was done, and what was typed stands on the page."""
    if wants_no_page(request):
        says = _("You have been signed out. Sign in in a new window, and try again here.")
        return JsonResponse({"refused": says, "signed_out": True}, status=401)
    return kept_page(
        request,
        401,
        title=_("You have been signed out"),
        what=_("It was not sent, because the page had been still for a long time."),
        todo=_("Sign in in a new window. Come back to this one and press “Send it again”."),
        sign_in=f"{reverse('sign_in')}?next={quote(page_before(request))}",
    )


def only_from_its_page(request: HttpRequest, refused: HttpResponse) -> HttpResponse:
    """An address that only a button leads to was opened by itself, as after signing in: nothing was done."""
    return HttpResponse(draw(request, "405.html", {}), status=405, headers={"Allow": refused["Allow"]})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What one may not know of, or what is gone: the answer is the same. What was typed in it stands on the page."""
    says = {
        "what": _("What you wrote in is no longer here. It may have been thrown away in another window."),
        "why": _("It may also be that somebody else is signed in now, or that it is no longer open to you."),
        "todo": _("Copy what you wrote before you go on."),
    }
    if request.method != "GET" and wants_no_page(request):
        return JsonResponse({"refused": " ".join(says.values())}, status=404)
    if not readable(typed_in(request)):
        return page_not_found(request, exception)
    return kept_page(request, 404, title=_("It could not be saved"), go_on="/", **says)


def answer_to(request: HttpRequest, fault: BaseException | None) -> HttpResponse | None:
    """The page for a fault that we know the reason of; None for any other."""
    if isinstance(fault, IntegrityBroken | OperationalError | OSError) or _is_no_room(fault):
        return _resting(request, fault)
    if isinstance(fault, NotAllowed):
        return not_found(request, Http404())
    if isinstance(fault, VaernError):
        return _refused(request, fault)
    return None


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent could not be read; where it was only too much, that is said."""
    if not isinstance(exception, RequestDataTooBig):
        return HttpResponse(draw(request, "400.html", {}), status=400)
    says = {
        "what": _("The text is too long to be saved."),
        "todo": _("Go back in the browser: what you wrote still stands there. Save it as a file, and add the file."),
    }
    if wants_no_page(request):
        return JsonResponse({"refused": f"{says['what']} {says['todo']}"}, status=413)
    return HttpResponse(draw(request, "400.html", says), status=413)


def server_error(request: HttpRequest) -> HttpResponse:
    """What no view answered: a database that is away or full, a key that is missing, or a fault of ours."""
    known = answer_to(request, sys.exc_info()[1])
    return known or plain_server_error(request)


def _resting(request: HttpRequest, fault: BaseException | None) -> HttpResponse:
    """Keys, vault or database cannot be used now. Nothing was changed; the reason goes to the log of the machine."""
    log.error("Not available: %s", fault.text if isinstance(fault, VaernError) else type(fault).__name__)
    if wants_no_page(request):
        return JsonResponse({"says": _("It could not be saved just now.")}, status=503)
    if not typed_in(request):
        return HttpResponse(draw(request, "503.html", {}), status=503)
    return kept_page(
        request,
        503,
        title=_("It could not be saved just now"),
        what=_("Værn cannot reach its data, or there is no room left. What was saved before is kept."),
        why=_("What you wrote is on this page only. Do not close it."),
        todo=_("Press “Send it again” in a few minutes. If it goes on, call the working environment team."),
    )


def _refused(request: HttpRequest, fault: VaernError) -> HttpResponse:
    if wants_no_page(request):
        return JsonResponse({"refused": fault.text}, status=422)
    return kept_page(request, 422, title=_("It was not done"), what=fault.what, why=fault.why, todo=fault.todo)


def _is_no_room(fault: BaseException | None) -> bool:
    """SQLite and PostgreSQL name a full disk each in their way."""
    return isinstance(fault, DatabaseError) and any(word in str(fault) for word in ("disk is full", "No space left"))
