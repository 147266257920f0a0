"""The forms of oversight."""

from django import forms
from django.utils.translation import gettext_lazy as _

from vaern.web.casework.forms import a_day


class AskForm(forms.Form):
    """An oversight body asks about a case."""

    number = forms.CharField(label=_("Case number"), max_length=16, help_text=_("It looks like V-2026-K7Q4."))
    journal_number = forms.CharField(label=_("The oversight body's journal number"), max_length=40)
    received_on = a_day(_("When did the letter come?"), hint=_("The three weeks are counted from that day."))
