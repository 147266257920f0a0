"""The forms about talks with the affected employee."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vaern.care.enums import TalkKind
from vaern.web.casework.forms import long_text, moment

Choices = list[tuple[str, Any]]


class TalkHeldForm(forms.Form):
    """A talk was held: one that was promised, or one more."""

    talk = forms.ChoiceField(label=_("Which talk?"))
    held_at = moment(_("When did you talk?"))
    note = long_text(
        _("What did you agree on?"),
        required=False,
        hint=_("May be left empty. Only the employee and you can read it."),
    )

    def __init__(self, *args: Any, talks: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["talk"].choices = talks  # type: ignore[attr-defined]  # a ChoiceField has choices


class TalkAgreedForm(forms.Form):
    """Somebody calls the employee before a time."""

    kind = forms.ChoiceField(label=_("Which talk?"), choices=TalkKind.choices, initial=TalkKind.WEEK)
    held_by = forms.ChoiceField(label=_("Who calls?"))
    before = moment(_("Before when?"))

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["held_by"].choices = people  # type: ignore[attr-defined]  # a ChoiceField has choices
