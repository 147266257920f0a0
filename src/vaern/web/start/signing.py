"""Signing in with password and code, and signing out."""

from io import BytesIO

import segno
from axes.handlers.proxy import AxesProxyHandler
from django.contrib.auth import authenticate, logout
from django.contrib.auth.signals import user_login_failed
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from vaern.errors import BadInput
from vaern.people import totp
from vaern.people.models import Account
from vaern.web.asked import Asked
from vaern.web.errors import locked_out
from vaern.web.start.forms import CodeForm, SignInForm
from vaern.web.start.session import WAS_HERE, go_halfway, halfway, let_in, safe_next


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: Asked) -> HttpResponse:
    """The first step: user name and password. Wrong ones get one and the same answer."""
    then = safe_next(request)
    if request.user.is_authenticated:
        return redirect(then or "overview")
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = authenticate(request, **form.cleaned_data)
        if isinstance(account, Account):
            go_halfway(request, account, then)
            return redirect("second_factor")
        form.add_error(None, _("User name and password do not fit together. Check both and try again."))
    ended = bool(then) and WAS_HERE in request.COOKIES and request.method == "GET"
    return render(request, "start/sign_in.html", {"form": form, "next": then, "ended": ended})


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def second_factor(request: Asked) -> HttpResponse:
    """The second step: a code from the app, which is set up here the first time."""
    account = halfway(request)
    if account is None:
        return redirect("sign_in")
    if not AxesProxyHandler.is_allowed(request, {"username": account.username}):
        return locked_out(request)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            totp.check_code(account, form.cleaned_data["code"])
        except BadInput as wrong:
            _count_failure(request, account)
            form.add_error("code", wrong.text)
        else:
            return let_in(request, account, "password_and_code")
    return render(request, "start/second_factor.html", {"form": form, **_set_up(account)})


@never_cache
@require_GET
def second_factor_picture(request: Asked) -> HttpResponse:
    """The picture with squares, only while the app is being set up."""
    account = halfway(request)
    if account is None or totp.has_second_factor(account):
        raise Http404
    drawing = BytesIO()
    segno.make(totp.address_for_setup(account), error="m").save(drawing, kind="svg", scale=5, border=4, light="#fff")
    return HttpResponse(drawing.getvalue(), content_type="image/svg+xml")


@require_POST
def sign_out(request: Asked) -> HttpResponse:
    """End the session."""
    logout(request)
    response = render(request, "start/signed_out.html")
    response.delete_cookie(WAS_HERE)
    return response


def _set_up(account: Account) -> dict[str, object]:
    if totp.has_second_factor(account):
        return {"setting_up": False}
    secret = totp.secret_for_setup(account)
    return {"setting_up": True, "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))}


def _count_failure(request: Asked, account: Account) -> None:
    """A wrong code counts like a wrong password: the count is cleared only when somebody is let in."""
    user_login_failed.send(sender=__name__, request=request, credentials={"username": account.username})
