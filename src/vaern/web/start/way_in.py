"""An invitation is opened: a user name, a password, and then the second factor."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from vaern.errors import BadInput, NotNow
from vaern.people.actions import accept_invitation
from vaern.people.invitations import find_invitation
from vaern.web.start.forms import InvitationForm
from vaern.web.start.session import go_halfway


@never_cache
@sensitive_post_parameters("password", "again")
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show the form of an invitation that works, and take what is typed. Nothing is used up by looking."""
    try:
        person = find_invitation(token).person
    except NotNow as refused:
        return render(request, "start/invitation_over.html", {"refused": refused}, status=404)
    account = person.accounts.order_by("made_at").first()
    known = account.username if account else ""
    form = InvitationForm(request.POST or None, username=known, initial={"username": known or person.work_email})
    if request.method == "POST" and form.is_valid():
        try:
            opened = accept_invitation(
                token=token, username=form.cleaned_data["username"], password=form.cleaned_data["password"]
            )
        except (BadInput, NotNow) as refused:
            form.add_error(None, refused.text)
        else:
            go_halfway(request, opened)
            return redirect("second_factor")
    return render(request, "start/invitation.html", {"form": form, "person": person})
