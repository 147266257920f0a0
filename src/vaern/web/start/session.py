"""What a session holds on the way in, and the safe way back to where one was."""

from uuid import UUID

from django.contrib.auth import login
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from vaern import clock
from vaern.audit.actors import Actor
from vaern.audit.enums import Stream
from vaern.audit.events import record
from vaern.people.backends import LocalSignIn
from vaern.people.models import Account

HALFWAY = "halfway"
HALFWAY_SECONDS = 600
BACKEND = "vaern.people.backends.LocalSignIn"
# Says only that somebody was signed in with this browser today, so that the sign-in page can be kind about it.
WAS_HERE = "vaern_was_here"
WAS_HERE_SECONDS = 12 * 3600


def safe_next(request: HttpRequest) -> str:
    """Where the person was, when that is a page of ours; else nothing."""
    wanted = request.POST.get("next", request.GET.get("next", ""))
    ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if ours else ""


def go_halfway(request: HttpRequest, account: Account, then: str = "") -> None:
    """The password was right: remember whose it was while the code is asked for. Nobody is signed in yet."""
    request.session.cycle_key()
    request.session[HALFWAY] = {"account": str(account.pk), "at": clock.now().timestamp(), "next": then}


def halfway(request: HttpRequest) -> Account | None:
    """Whose password was right within the last ten minutes."""
    held = request.session.get(HALFWAY)
    if held is None or clock.now().timestamp() - held["at"] > HALFWAY_SECONDS:
        return None
    found: Account | None = LocalSignIn().get_user(UUID(held["account"]))
    return found


def let_in(request: HttpRequest, account: Account, by: str) -> HttpResponse:
    """Sign in with a new session, note it, and go to where the person was."""
    then = request.session.get(HALFWAY, {}).get("next", "")
    request.session.pop(HALFWAY, None)
    login(request, account, backend=BACKEND)
    with transaction.atomic():
        actor = Actor(account.person_id, "employee")
        record("person.signed_in", stream=Stream.PERSON, stream_id=account.person_id, by=actor, data={"way": by})
    response = HttpResponseRedirect(then or resolve_url("overview"))
    response.set_cookie(
        WAS_HERE, "1", max_age=WAS_HERE_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response
