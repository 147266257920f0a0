"""What is typed about units, people, roles and absences."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from vaern import clock
from vaern.people.enums import OrgRole, UnitKind
from vaern.people.models import Person, Unit


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A date, in the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date", "class": "input-width-s"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


class UnitChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # Django's class takes no argument when running
    """A unit, by name."""

    def label_from_instance(self, obj: Any) -> str:
        """The name only."""
        return str(obj.name)


class PersonChoice(forms.ModelChoiceField):  # type: ignore[type-arg] # Django's class takes no argument when running
    """A person, by name and title."""

    def label_from_instance(self, obj: Any) -> str:
        """Two people of one name are told apart by their titles."""
        return f"{obj.name}, {obj.title}" if obj.title else str(obj.name)


def open_units() -> Any:
    """Units that are not closed."""
    return Unit.objects.filter(closed_on=None).order_by("name")


class UnitForm(forms.Form):
    """A new unit."""

    name = forms.CharField(label=_("Name"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind.choices, initial=UnitKind.WORKPLACE)
    phone = forms.CharField(
        label=_("Main number"), max_length=24, required=False, help_text=_("Shown on the help page.")
    )


class PersonForm(forms.Form):
    """A person who works here."""

    name = forms.CharField(label=_("Name"), max_length=120)
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    work_email = forms.EmailField(label=_("Work e-mail"), required=False)
    work_phone = forms.CharField(label=_("Work phone"), max_length=24, required=False)


class CorrectionForm(forms.Form):
    """What is noted about a person, as it should be."""

    name = forms.CharField(label=_("Name"), max_length=120)
    title = forms.CharField(label=_("Title"), max_length=120, required=False)
    work_phone = forms.CharField(label=_("Work phone"), max_length=24, required=False)
    unit = UnitChoice(label=_("Works in"), queryset=Unit.objects.none())

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        now = {"name": person.name, "title": person.title, "work_phone": person.work_phone, "unit": person.unit_id}
        super().__init__(*args, **{**kwargs, "initial": now})
        self.fields["unit"].queryset = open_units()  # type: ignore[attr-defined] # the field declared above


class FarewellForm(forms.Form):
    """The first day on which somebody no longer works here."""

    left_on = day_field(
        _("First day without work here"), help_text=_("From that day the person cannot sign in and holds no role.")
    )


class RoleForm(forms.Form):
    """A role in a unit from a day."""

    role = forms.ChoiceField(label=_("Role"), choices=OrgRole.choices)
    unit = UnitChoice(label=_("In"), queryset=Unit.objects.none())
    since = day_field(_("From"))
    until = day_field(_("Until"), required=False, help_text=_("Leave it empty when there is no end yet."))

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"unit": person.unit_id, "since": clock.today()})
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = open_units()  # type: ignore[attr-defined] # the field declared above


class AbsenceForm(forms.Form):
    """Away from a day to a day."""

    first_day = day_field(_("First day away"))
    last_day = day_field(_("Last day away"))
    substitute = PersonChoice(
        label=_("Who stands in"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Nobody named"),
        help_text=_("Without a name it goes to the deputy, and else to the next in line."),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Person.objects.filter(left_on=None).exclude(pk=person.pk).order_by("name")
        self.fields["substitute"].queryset = others  # type: ignore[attr-defined] # the field declared above


class ImportForm(forms.Form):
    """A CSV file, or its rows pasted. After a dry run the rows come back as text."""

    file = forms.FileField(
        label=_("CSV file"),
        required=False,
        help_text=_("From a spreadsheet, saved as CSV. At most 2 MB."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    sheet = forms.CharField(
        label=_("Or paste the rows"),
        help_text=_("With the first row. Semicolon or comma."),
        required=False,
        strip=False,
        max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )

    def clean(self) -> dict[str, Any]:
        """One of the two is there."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("file") and not data.get("sheet", "").strip():
            self.add_error(None, _("There is nothing to read. Choose a CSV file, or paste its rows."))
        return data

    def raw(self) -> bytes:
        """What was sent, as bytes."""
        sent = self.cleaned_data["file"]
        return bytes(sent.read()) if sent else str(self.cleaned_data["sheet"]).encode()
