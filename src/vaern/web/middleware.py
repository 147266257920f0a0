"""Knows who is looking, and lets the access table decide before any view runs."""

from collections.abc import Callable
from contextlib import nullcontext
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation

from vaern import clock
from vaern.audit.places import acting_from
from vaern.cases import queries as cases
from vaern.cases.once import one_look
from vaern.errors import NotAllowed
from vaern.people import queries as people
from vaern.people.models import Account
from vaern.people.viewer import Viewer
from vaern.process.opening import open_case
from vaern.vault import keys
from vaern.web.access import TABLE, Row
from vaern.web.errors import answer_to, only_from_its_page, signed_out
from vaern.web.from_where import place_of_request
from vaern.web.kept import page_before, wants_no_page

# When a session was last written down, and into how many shares its life is cut.
USED, SHARES = "used", 12
# Answers with a page that was asked for, whole or in part, or with the reason why not, and the page around it.
SHOWS = {HTTPStatus.OK, HTTPStatus.PARTIAL_CONTENT, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}
Respond = Callable[[HttpRequest], HttpResponse]


class ChosenLanguage:
    """Danish, unless the person has chosen another language here.

    What the browser happens to be set to says little at a workplace, and law and plans are Danish in any case.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class ActingFrom:
    """What is done in a request is done from where the request comes."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with acting_from(place_of_request(request)):
            return self.get_response(request)


class ViewerMiddleware:
    """Puts the person who is signed in on the request as `viewer` (or None)."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        who = people.viewer_for(user) if isinstance(user, Account) else None
        request.viewer = who  # type: ignore[attr-defined]  # see web.asked
        if who is not None:
            keep_signed_in(request)
        return self.get_response(request)


def keep_signed_in(request: HttpRequest) -> None:
    """Whoever uses Værn stays signed in. Written down now and then, since a write at every page makes others wait."""
    now = int(clock.now().timestamp())
    if now - request.session.get(USED, 0) > settings.SESSION_COOKIE_AGE // SHARES:
        request.session[USED] = now


def row_of(request: HttpRequest) -> Row | None:
    """The row of the address that was asked for."""
    name = request.resolver_match.url_name if request.resolver_match else None
    return TABLE.get(name or "")


def write_down_opening(request: HttpRequest, response: HttpResponse) -> None:
    """Whoever gets a page with something of a case has opened it: that is written down before the page leaves us."""
    row, case = row_of(request), getattr(request, "case", None)
    if row is None or row.area is None or row.own_case or case is None:
        return
    if request.method == "GET" and response.status_code in SHOWS:
        open_case(case, by=request.actor, area=getattr(request, "part", row.area.value))  # type: ignore[attr-defined]  # see web.asked


class AccessMiddleware:
    """Looks up the row of the URL. What one may not know of is not found; nothing tells the two apart."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with keys.held(), one_look() if request.method == "GET" else nullcontext():
            response = self.get_response(request)
            write_down_opening(request, response)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not wants_no_page(request):
            response = only_from_its_page(request, response)
        if getattr(request, "viewer", None) is not None:
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def process_view(
        self, request: HttpRequest, _view: Any, _args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Refuse, ask to sign in, or set `request.case` and `request.actor` and go on."""
        if "\x00" in request.path:  # no address of ours, and no database looks for it
            raise Http404
        row = row_of(request)
        if row is None or (row.demo_only and not settings.DEMO):
            raise Http404
        if row.public:
            return None
        viewer: Viewer | None = getattr(request, "viewer", None)
        if viewer is None and (request.method == "POST" or wants_no_page(request)):
            return signed_out(request)
        if viewer is None:
            return HttpResponseRedirect(f"{reverse('sign_in')}?next={quote(page_before(request))}")
        self._check(request, row, viewer, kwargs)
        return None

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """A refusal that no view answered, keys or a database that are away: a calm page with what was typed."""
        return answer_to(request, fault)

    def _check(self, request: HttpRequest, row: Row, viewer: Viewer, kwargs: dict[str, Any]) -> None:
        if row.roles and not viewer.holds(*row.roles):
            raise Http404
        if row.area is not None:
            try:
                request.case, request.actor = cases.enter(viewer.person, kwargs["number"], row.area)  # type: ignore[attr-defined]  # see web.asked
            except NotAllowed as refused:
                raise Http404 from refused
