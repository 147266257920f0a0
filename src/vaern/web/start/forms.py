"""What is typed on the way in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vaern.people.models import plain_username


class SignInForm(forms.Form):
    """User name and password."""

    username = forms.CharField(
        label=_("User name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def clean_username(self) -> str:
        """However it is spelt, it is one account: wrong passwords are counted by the name as it is kept."""
        return plain_username(self.cleaned_data["username"])


class CodeForm(forms.Form):
    """Six digits from the app."""

    code = forms.CharField(
        label=_("Code from the app"),
        help_text=_("Six digits. A new code comes every 30 seconds."),
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "class": "input-width-xs"}
        ),
    )


class InvitationForm(forms.Form):
    """A first account, or a new password for the one there is."""

    username = forms.CharField(
        label=_("User name"),
        help_text=_("For example your work e-mail."),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )
    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 signs. Four or five ordinary words are good and easy to remember."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("The same password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, username: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if username:
            self.fields["username"].disabled = True
            self.fields["username"].help_text = _("You keep your user name.")

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("password") != data.get("again"):
            self.add_error("again", _("The two passwords are not the same. Write the same one twice."))
        return data
