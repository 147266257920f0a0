"""The forms of one item of evidence."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vaern.evidence.enums import LiftGround, Strength
from vaern.web.casework.forms import IncidentForm, long_text, moment


def short(label: Any, *, required: bool = False, hint: Any = "", most: int = 500) -> forms.CharField:
    """One line of text."""
    return forms.CharField(label=label, required=required, help_text=hint, max_length=most)


class ProvenanceForm(forms.Form):
    """Where the item comes from."""

    strength = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect, choices=Strength.choices)
    url = short(_("The page's address"), hint=_("As it stands in the address line."))
    profile = short(_("The profile's name"))
    user_id = short(_("The profile's number or user name"), hint=_("It stays when the name is changed."))
    group = short(_("The group or page"))
    members = short(_("How many can see it there"))
    happened = short(_("When did it happen?"), hint=_("As it stands on the picture."))
    captured = short(_("When was it captured?"))
    captured_by = short(_("Who captured it?"))
    software = short(_("With what?"), hint=_("For example: iPhone, the phone's own screenshot."))

    def __init__(self, *args: Any, captured: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = [(code, label) for code, label in Strength.choices if captured or code != Strength.SERVER_CAPTURE]
        self.fields["strength"].choices = allowed  # type: ignore[attr-defined]  # a ChoiceField has choices


class WhenForm(IncidentForm):
    """The confirmed time as an incident; its words are asked for where the item does not show one already."""

    def __init__(self, *args: Any, told: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].required = True
        if told:
            del self.fields["summary"]


class FirstAskForm(forms.Form):
    """Whom to ask to look first."""

    person = forms.ChoiceField(label=_("Who looks first?"))

    def __init__(self, *args: Any, people: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people or []  # type: ignore[attr-defined]  # a ChoiceField has choices


class FirstAnswerForm(forms.Form):
    """What the first reader says."""

    reading = forms.UUIDField(widget=forms.HiddenInput)
    summary = long_text(
        _("What is it, in short?"),
        rows=3,
        hint=_("So that others know what they will meet. Quote as little as you can."),
    )


CLOCK = r"^\s*(\d{1,3})[:.]([0-5]\d)\s*$"
NO_CLOCK = {"invalid": _("Write minutes and seconds, such as 1:05.")}


LIFT, KEEP = "lift", "keep"


class AreaFields(forms.Form):
    """An area of a picture in percent of its size."""

    x = forms.FloatField(label=_("From the left (%)"), required=False, min_value=0, max_value=100)
    y = forms.FloatField(label=_("From the top (%)"), required=False, min_value=0, max_value=100)
    width = forms.FloatField(label=_("Width (%)"), required=False, min_value=0, max_value=100)
    height = forms.FloatField(label=_("Height (%)"), required=False, min_value=0, max_value=100)

    def area(self) -> tuple[float, float, float, float] | None:
        """The area that was given; None where it was not."""
        numbers = [self.cleaned_data.get(name) for name in ("x", "y", "width", "height")]
        found = [number for number in numbers if number is not None]
        return (found[0], found[1], found[2], found[3]) if len(found) == len(numbers) else None


class MarkForm(AreaFields):
    """A sentence, an area or a stretch of time, and what it speaks to."""

    exact = long_text(_("The sentence, copied from the item"), required=False, rows=2)
    since = forms.RegexField(CLOCK, label=_("From (minutes:seconds)"), required=False, error_messages=NO_CLOCK)
    until = forms.RegexField(CLOCK, label=_("To (minutes:seconds)"), required=False, error_messages=NO_CLOCK)
    fact = forms.ChoiceField(label=_("Which question does it speak to?"), required=False)
    provision = forms.ChoiceField(label=_("Which provision does it speak to?"), required=False)
    note = short(_("Note"))
    field_order = ("exact", "since", "until", "x", "y", "width", "height", "fact", "provision", "note")

    def __init__(
        self,
        *args: Any,
        facts: list[tuple[str, str]] | None = None,
        provisions: list[tuple[str, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["fact"].choices = [("", _("None")), *(facts or [])]  # type: ignore[attr-defined]  # a ChoiceField has choices
        self.fields["provision"].choices = [("", _("None")), *(provisions or [])]  # type: ignore[attr-defined]  # the same

    def span(self) -> tuple[int, int] | None:
        """The stretch in seconds; None where it was not given."""
        found = [re.match(CLOCK, self.cleaned_data.get(name) or "") for name in ("since", "until")]
        first, last = (int(one[1]) * 60 + int(one[2]) if one else None for one in found)
        return None if first is None or last is None else (first, last)


class RedactForm(AreaFields):
    """What is hidden, and why."""

    words = long_text(
        _("Words to hide, one a line"),
        required=False,
        rows=3,
        hint=_("They are hidden as whole words. If they stand inside longer words too, you are asked about those."),
    )
    reason = short(_("Why is it hidden?"), required=True, hint=_("The one who gets the copy can read this."))
    field_order = ("words", "x", "y", "width", "height", "reason")


class LongerForm(forms.Form):
    """Which longer words are hidden too. `asked`: how many were shown."""

    asked = forms.IntegerField(widget=forms.HiddenInput)
    longer = forms.MultipleChoiceField(
        label=_("Which of these words are to be hidden too?"),
        help_text=_("They are hidden whole. What you do not choose can still be read in the copy."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["longer"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField has choices


class MoveForm(forms.Form):
    """To which case, and why."""

    to = short(_("The number of the other case"), required=True, most=20)
    reason = short(
        _("Why does it belong there?"),
        required=True,
        hint=_(
            "It is read in both cases, also by those who can see only one of them. "
            "Leave out case numbers, and what only this case may know."
        ),
    )


class LockForm(forms.Form):
    """The person has understood what locking does."""

    understood = forms.BooleanField(label=_("I have understood that nobody can see it afterwards"))


class LiftAskForm(forms.Form):
    """Why the lock is a mistake, and how one knows without having looked again."""

    ground = forms.ChoiceField(label=_("Why is it a mistake?"), widget=forms.RadioSelect, choices=LiftGround.choices)
    reason = long_text(
        _("How do you know?"),
        rows=3,
        hint=_("For example who pressed what, or when you spoke to the police, with their case number."),
    )


class LiftDecideForm(forms.Form):
    """The other person's decision."""

    lift = forms.UUIDField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        widget=forms.RadioSelect,
        choices=[
            (KEEP, _("The lock stands. I am not sure, or the police have not answered")),
            (LIFT, _("The lock is lifted. I know for certain that it is a mistake")),
        ],
    )
    answer = long_text(_("How do you know, or what is missing?"), rows=3)


class CallForm(forms.Form):
    """A telephone call or a voice message."""

    called_at = moment(_("When did the telephone ring?"))
    number = short(_("From which number?"), hint=_("Write “hidden number” if it did not show."), most=80)
    said = long_text(_("What was said? As near to the words as you can."), rows=4)
    heard_by = short(_("Who heard it?"))
    item = forms.ChoiceField(label=_("Is there a recording among the evidence?"), required=False)

    def __init__(self, *args: Any, recordings: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["item"].choices = [("", _("No")), *(recordings or [])]  # type: ignore[attr-defined]  # a ChoiceField has choices
        if not recordings:
            self.fields["item"].widget = forms.HiddenInput()


class CaptureForm(forms.Form):
    """A public page to capture."""

    url = forms.CharField(label=_("The page's address"), max_length=2000, help_text=_("It begins with https://"))
    understood = forms.BooleanField(
        label=_("I have read that the page's owner can see that somebody from our organisation visits it")
    )


class RowForm(forms.Form):
    """One row by its id."""

    row = forms.UUIDField(widget=forms.HiddenInput)
