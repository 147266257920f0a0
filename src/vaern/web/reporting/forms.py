"""The one page on which somebody tells what happened. No field is required."""

import re
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vaern import clock
from vaern.cases.enums import ContactWish, WhoIsHit
from vaern.cases.models import Report
from vaern.people import queries as people
from vaern.people.enums import OrgRole
from vaern.people.models import Person, Unit
from vaern.rulebook.load import load
from vaern.vault.text import read
from vaern.web.widgets import ChipCheckboxes, ChipRadio

NOW, OTHER = "now", "other"
BEFORE = [("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No")), ("unknown", gettext_lazy("Don't know"))]
TYPED = ("words", "colleague", "clock_typed", "when_words", "links", "who_knows")
DAY_FORM = "l j. F"
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
CHOSEN = ("who_is_hit", "before", "contact_wish", "media", "types", "recipients")


class KnownChoices(forms.MultipleChoiceField):
    """What can no longer be chosen (a representative whose time has run out) falls away; the rest is kept."""

    def clean(self, value: Any) -> list[str]:
        """Those of the choices that there are."""
        return [one for one in self.to_python(value) if self.valid_value(one)]


class ReportForm(forms.Form):
    """What can be told; everything may be left out. What was typed is kept as it was typed."""

    words = forms.CharField(
        label=gettext_lazy("Tell it in your own words"),
        help_text=gettext_lazy("Write as you would say it to a good colleague. A few words are enough."),
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
        required=False,
        strip=False,
    )
    who_is_hit = forms.ChoiceField(
        label=gettext_lazy("Who has it hit?"), widget=ChipRadio, choices=WhoIsHit.choices, required=False
    )
    colleague = forms.CharField(
        label=gettext_lazy("Who, if it is a colleague or several of you?"), required=False, max_length=500
    )
    day = forms.ChoiceField(label=gettext_lazy("Which day?"), widget=ChipRadio, required=False)
    other_day = forms.CharField(
        label=gettext_lazy("The date, if it was another day"),
        widget=forms.DateInput(attrs={"type": "date", "class": "input-width-s"}),
        required=False,
        max_length=60,
    )
    clock_typed = forms.CharField(
        label=gettext_lazy("About what time?"),
        help_text=gettext_lazy("For example 21.40, or 21 to 23. Write roughly, or leave it empty."),
        widget=forms.TextInput(attrs={"class": "input-width-s"}),
        required=False,
        max_length=60,
    )
    when_words = forms.CharField(
        label=gettext_lazy("Or say when in your own words"),
        help_text=gettext_lazy("For example: last week some time."),
        required=False,
        max_length=500,
    )
    before = forms.ChoiceField(
        label=gettext_lazy("Has it happened before?"), widget=ChipRadio, choices=BEFORE, required=False
    )
    media = KnownChoices(  # type: ignore[assignment]  # the field's name is the code's
        label=gettext_lazy("Choose several if you like"), widget=ChipCheckboxes, required=False
    )
    types = KnownChoices(label=gettext_lazy("Choose what fits, or skip it"), widget=ChipCheckboxes, required=False)
    links = forms.CharField(
        label=gettext_lazy("Link to a post or a profile"),
        widget=forms.Textarea(attrs={"rows": 2, "inputmode": "url"}),
        required=False,
    )
    recipients = KnownChoices(
        label=gettext_lazy("They are told when you send"),
        help_text=gettext_lazy("You can change it later."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    who_knows = forms.CharField(label=gettext_lazy("Who knows already?"), required=False, max_length=2000)
    contact_wish = forms.ChoiceField(
        label=gettext_lazy("How may we reach you today?"), widget=ChipRadio, choices=ContactWish.choices, required=False
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = report.case.unit
        self._choose("day", day_choices(str(self.data.get("day", ""))))
        self._choose("media", codes("media"))
        self._choose("types", codes("types"))
        self._choose("recipients", recipient_choices(unit, report.reporter))

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined] # the fields named here are choice fields

    def fields_to_save(self) -> dict[str, Any]:
        """What the draft keeps. Texts are kept as they were typed; a choice that could not be read changes nothing."""
        data = self.cleaned_data
        chosen = {name: data[name] for name in CHOSEN if name in data}
        if not data.get("who_is_hit"):
            chosen.pop("who_is_hit", None)
        return {**{name: self._typed(name) for name in TYPED}, **chosen, **self._day()}

    def _typed(self, name: str) -> str:
        return str(self.cleaned_data.get(name, self.data.get(name, "")))

    def _day(self) -> dict[str, Any]:
        """The day that was chosen or typed. Where none was, the draft keeps what it has."""
        day, other = self.cleaned_data.get("day", ""), self._typed("other_day")
        if not day and not other:
            return {}
        typed = other if day in ("", OTHER) else day
        return {"happening": day == NOW, "day_typed": "" if day == NOW else typed}


def initial_of(report: Report) -> dict[str, Any]:
    """The draft as the form shows it."""
    texts = {name: read(report, name) for name in TYPED}
    plain = {name: getattr(report, name) for name in ("who_is_hit", "before", "media", "types", "recipients")}
    typed = read(report, "day_typed")
    near = typed in dict(day_choices())
    day = NOW if report.happening_at else typed if near else OTHER if typed else ""
    other = "" if near else typed
    wish = report.contact_wish
    return {**texts, **plain, "contact_wish": wish, "day": day, "other_day": other, "revision": report.revision}


def day_choices(chosen: str = "") -> list[tuple[str, str]]:
    """Now, today, yesterday, another day. The two days are dates, so that a draft means the same tomorrow.

    A page that was opened on another day chose among other dates: the one that it chose is then there too.
    """
    today = clock.today()
    yesterday = today - timedelta(days=1)
    near = [
        (NOW, _("It is happening now")),
        (today.isoformat(), _("Today")),
        (yesterday.isoformat(), _("Yesterday, %(day)s") % {"day": weekday(yesterday)}),
    ]
    earlier = _a_date(chosen)
    if earlier is not None and chosen not in dict(near):
        near.append((chosen, date_format(earlier, DAY_FORM)))
    return [*near, (OTHER, _("Another day"))]


def _a_date(typed: str) -> date | None:
    """A date as the page writes it: 2026-11-20."""
    try:
        return date.fromisoformat(typed) if ISO_DAY.fullmatch(typed) else None
    except ValueError:
        return None


def weekday(day: date) -> str:
    """The name of the day."""
    return date_format(day, "l").lower()


def codes(text: str) -> list[tuple[str, str]]:
    """The codes and labels of one of the lists under content/guidance."""
    return [(row["code"], row["label"]) for row in load().texts[text][text]]


def recipient_choices(unit: Unit, reporter: Person) -> list[tuple[str, str]]:
    """Leader, work-environment representative and union representative, by name where there is one."""
    says = {
        "leader": (OrgRole.LEADER, _("My leader")),
        "amr": (OrgRole.AMR, _("Work-environment representative")),
        "tr": (OrgRole.TR, _("Union representative")),
    }
    named = {code: named_holder(role, unit, reporter) for code, (role, _says) in says.items()}
    return [
        (code, f"{label}, {named[code]}" if named[code] else label)
        for code, (_role, label) in says.items()
        if named[code] or code == "leader"
    ]


def named_holder(role: OrgRole, unit: Unit, reporter: Person) -> str:
    """The name of the one who holds a role for the unit, also when away: that is said on the receipt."""
    holder = holder_person(role, unit, reporter)
    return holder.name if holder else ""


def holder_person(role: OrgRole, unit: Unit, reporter: Person) -> Person | None:
    """The nearest who holds a role, up the tree."""
    for place in people.line_of(unit):
        rows = people.roles_on(clock.today()).filter(unit=place, role=role).exclude(person=reporter)
        found = rows.select_related("person").order_by("since", "id").first()
        if found is not None:
            return found.person
    return None
