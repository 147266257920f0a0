"""The forms of casework."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from vaern.cases import times
from vaern.injury.queries import grounds_for_not_notifying
from vaern.measures.enums import PoliceStatus

VALUES = [("yes", _("Yes")), ("no", _("No")), ("unknown", _("Do not know"))]


def long_text(label: Any, *, required: bool = True, hint: Any = "", rows: int = 4) -> forms.CharField:
    """A text of some length."""
    return forms.CharField(
        label=label, required=required, help_text=hint, max_length=20_000, widget=forms.Textarea(attrs={"rows": rows})
    )


class MomentField(forms.DateTimeField):
    """A day and a clock time in Copenhagen. One that came twice or never, as the clocks were changed, is read as in a
    report: from the first time, or from when the clock had gone forward.
    """

    def to_python(self, value: Any) -> datetime | None:
        """The moment that is meant; None where nothing was typed."""
        try:
            return super().to_python(value)
        except ValidationError as unclear:
            if unclear.code != "ambiguous_timezone":
                raise
        local = datetime.fromisoformat(value.strip())
        return times.moment(local.date(), local.time())[0]


def moment(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateTimeField:
    """A day and a clock time in Copenhagen."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return MomentField(label=label, required=required, help_text=hint, widget=widget, input_formats=["%Y-%m-%dT%H:%M"])


def a_day(label: Any, *, required: bool = True, hint: Any = "") -> forms.DateField:
    """A day."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=hint, widget=widget, input_formats=["%Y-%m-%d"])


class AnswerForm(forms.Form):
    """One fact answered."""

    fact = forms.CharField(max_length=64, widget=forms.HiddenInput)
    incident = forms.UUIDField(required=False, widget=forms.HiddenInput)
    value = forms.ChoiceField(label=_("Answer"), choices=VALUES, widget=forms.RadioSelect)
    reason = long_text(_("Why, in your own words"), required=False, rows=2)
    evidence = forms.MultipleChoiceField(label=_("Evidence"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, items: list[tuple[str, str]] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["evidence"].choices = items or []  # type: ignore[attr-defined]  # a ChoiceField has choices


class NormForm(forms.Form):
    """A jurist's judgement of a norm."""

    norm = forms.CharField(max_length=64, widget=forms.HiddenInput)
    incident = forms.UUIDField(required=False, widget=forms.HiddenInput)
    value = forms.ChoiceField(label=_("Judgement"), choices=VALUES, widget=forms.RadioSelect)
    reason = long_text(_("Your reason"), rows=3)


class TaskForm(forms.Form):
    """A task done, or not relevant in this case."""

    note = long_text(_("Note"), required=False, rows=2)
    not_relevant = forms.BooleanField(label=_("Not relevant in this case"), required=False)


class HandOverForm(forms.Form):
    """Another person in the case takes a step."""

    to = forms.ChoiceField(label=_("Who takes it?"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = people  # type: ignore[attr-defined]  # a ChoiceField has choices


class IncidentForm(forms.Form):
    """One more act."""

    day = a_day(_("Which day?"), required=False)
    clock = forms.CharField(
        label=_("About what time?"),
        required=False,
        max_length=5,
        help_text=_("Write about when, or leave the field empty."),
    )
    when_words = forms.CharField(label=_("Or in words"), required=False, max_length=200)
    summary = long_text(_("What happened?"))


class QuestionForm(forms.Form):
    """A question to a jurist."""

    question = long_text(_("What do you want the jurist to look at?"), rows=3)


class OpinionForm(forms.Form):
    """The jurist's written assessment."""

    RECOMMENDS: ClassVar = [("report", _("Report")), ("wait", _("Wait")), ("do_not_report", _("Do not report"))]
    consultation = forms.UUIDField(widget=forms.HiddenInput)
    answer = long_text(_("Your written assessment"), rows=6)
    recommends = forms.ChoiceField(label=_("Recommendation"), choices=RECOMMENDS, widget=forms.RadioSelect)


class PoliceContactForm(forms.Form):
    """Guidance from the police."""

    contacted_at = moment(_("When did you talk to the police?"))
    station = forms.CharField(label=_("Whom did you talk to? (place, not name)"), max_length=64)
    said = long_text(_("What was said?"), rows=3)
    named_citizen = forms.BooleanField(label=_("The citizen was named"), required=False)


class SetAsideForm(forms.Form):
    """A condition set aside with a written reason."""

    condition = forms.CharField(max_length=48, widget=forms.HiddenInput)
    reason = long_text(_("Why is this set aside in this case?"), rows=3)


class PostponeForm(forms.Form):
    """Why the sender is told later."""

    until = a_day(_("Until which day?"))
    reason = long_text(
        _("Why must it wait?"),
        rows=3,
        hint=_("For instance that evidence could vanish, or that somebody is in danger."),
    )


class ProposalForm(forms.Form):
    """A proposal to report."""

    purposes = forms.MultipleChoiceField(label=_("Purpose of the report"), widget=forms.CheckboxSelectMultiple)
    reason = long_text(
        _("Why are the police relevant in this very case?"), hint=_("That the guideline always says so is not enough.")
    )
    alternatives = long_text(_("What could we do instead, and why is it not enough?"), rows=3)
    items = forms.MultipleChoiceField(
        label=_("What do the police get?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    sender = forms.ChoiceField(label=_("Which sender is it about?"), required=False, widget=forms.RadioSelect)

    def __init__(
        self,
        *args: Any,
        purposes: list[tuple[str, str]],
        items: list[tuple[str, str]],
        senders: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sender"].choices = senders  # type: ignore[attr-defined]  # a ChoiceField has choices
        self.fields["sender"].required = bool(senders)
        self.fields["purposes"].choices = purposes  # type: ignore[attr-defined]  # a ChoiceField has choices
        self.fields["items"].choices = items  # type: ignore[attr-defined]  # a ChoiceField has choices


class DecideForm(forms.Form):
    """Another person's decision."""

    proposal = forms.UUIDField(widget=forms.HiddenInput)
    OUTCOMES: ClassVar = [
        ("approved", _("Report")),
        ("ask_police", _("Ask the police for advice and wait")),
        ("rejected", _("Do not report")),
    ]
    outcome = forms.ChoiceField(label=_("Your decision"), widget=forms.RadioSelect, choices=OUTCOMES)
    reason = long_text(_("Your reason"), rows=3)


class ReportForm(forms.Form):
    """The report was made."""

    proposal = forms.UUIDField(widget=forms.HiddenInput)
    journal_number = forms.CharField(
        label=_("The police's journal number, if you have it"), required=False, max_length=64
    )


class StatusForm(forms.Form):
    """What the police say now."""

    status = forms.ChoiceField(label=_("Status"), choices=PoliceStatus.choices, widget=forms.RadioSelect)
    note = long_text(_("Note"), required=False, rows=2)


class ToldForm(forms.Form):
    """The employee was told how it ended."""

    words = long_text(_("What did you tell the employee?"), rows=2)


def grounds() -> list[tuple[str, Any]]:
    """Why an injury may not have been notified."""
    return [("", _("Nothing chosen")), *((code, one["label"]) for code, one in grounds_for_not_notifying().items())]


class InjuryForm(forms.Form):
    """What was done about notifying."""

    notified = forms.ChoiceField(
        label=_("Has it been notified in EASY?"), choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect
    )
    notified_on = a_day(_("Date"), required=False)
    receipt_number = forms.CharField(label=_("Receipt number"), required=False, max_length=64)
    ground = forms.ChoiceField(
        label=_("If not: why not?"),
        required=False,
        choices=grounds,
        help_text=_("The account of the case tells it."),
    )
    reason = long_text(
        _("If not: what do you base it on?"),
        required=False,
        rows=3,
        hint=_("Only those who work with the injury can read it."),
    )


class AbsenceForm(forms.Form):
    """The first day of absence."""

    day = a_day(_("First day of absence"))


class SenderForm(forms.Form):
    """Who the sender is, and how we know."""

    KINDS: ClassVar = [("citizen", _("A citizen")), ("unknown", _("Unknown")), ("colleague", _("A colleague"))]
    sender_kind = forms.ChoiceField(label=_("Who is it?"), choices=KINDS, widget=forms.RadioSelect)
    person = forms.ChoiceField(
        label=_("Which colleague?"),
        required=False,
        help_text=_("Only when it is a colleague. From then on that colleague cannot see the case."),
    )
    identity = forms.CharField(label=_("Name"), required=False, max_length=200)
    address = long_text(_("Postal address"), required=False, rows=2)
    how_known = long_text(_("How do we know who it was?"), required=False, rows=2)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Nobody chosen")), *people]  # type: ignore[attr-defined]  # a ChoiceField has choices


class ComplaintForm(forms.Form):
    """The citizen's complaint."""

    made_on = a_day(_("When did the citizen complain?"))
    about = forms.ChoiceField(label=_("Whom is the complaint about?"), required=False)
    handled_by = forms.ChoiceField(label=_("Who handles the complaint?"), required=False)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("about", "handled_by"):
            field: forms.ChoiceField = self.fields[name]  # type: ignore[assignment]  # it is declared above
            field.choices = [("", _("Not known")), *people]


class ComplaintSettledForm(forms.Form):
    """The citizen has had an answer."""

    settled_on = a_day(_("When was the complaint answered?"))


class ParticipantForm(forms.Form):
    """One more person in the case."""

    ROLES: ClassVar = [
        ("jurist", _("Jurist")),
        ("hr", _("HR, work injuries")),
        ("amr", _("Work-environment representative")),
        ("tr", _("Union representative")),
        ("approver", _("Approver")),
        ("leader", _("Leader")),
    ]
    person = forms.ChoiceField(label=_("Who?"))
    role = forms.ChoiceField(label=_("In which role?"), choices=ROLES)
    reason = long_text(_("Why does this person need it?"), rows=2)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Nobody chosen")), *people]  # type: ignore[attr-defined]  # a ChoiceField has choices


class LetOutForm(forms.Form):
    """A person's access ends."""

    participation = forms.UUIDField(widget=forms.HiddenInput)
    reason = long_text(_("Why does the access end?"), rows=2)


class LiftForm(forms.Form):
    """An exclusion no longer holds, or was a mistake."""

    person = forms.UUIDField(widget=forms.HiddenInput)
    ground = forms.CharField(widget=forms.HiddenInput)
    reason = long_text(_("Why does it no longer hold?"), rows=2)


class NewOwnerForm(forms.Form):
    """Another case owner."""

    owner = forms.ChoiceField(label=_("Who takes the case?"))
    reason = long_text(_("Why does the case get another owner?"), rows=2)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("Nobody chosen")), *people]  # type: ignore[attr-defined]  # a ChoiceField has choices


class ConflictForm(forms.Form):
    """A conflict of interest."""

    GROUNDS: ClassVar = [
        ("declared", _("Has a conflict of interest, and must not decide in the case")),
        ("close_to_party", _("Is close to a party, and must not see the case either")),
    ]
    excluded = forms.ChoiceField(label=_("Who has it?"))
    ground = forms.ChoiceField(label=_("What applies?"), choices=GROUNDS, widget=forms.RadioSelect)

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["excluded"].choices = [("", _("Nobody chosen")), *people]  # type: ignore[attr-defined]  # a ChoiceField has choices


class AffectedForm(forms.Form):
    """Whom the case is about."""

    person = forms.ChoiceField(label=_("Who is it about?"))

    def __init__(self, *args: Any, people: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]  # a ChoiceField has choices


class DisclosureForm(forms.Form):
    """Someone was told something."""

    told_to = forms.CharField(label=_("Who was told?"), max_length=200)
    what = long_text(_("What were they told?"), rows=2)
    why = long_text(_("Why did they need to know?"), rows=2)


class BreakGlassForm(forms.Form):
    """Emergency access."""

    number = forms.CharField(label=_("Case number"), max_length=16)
    reason = long_text(
        _("Why must you see the case now?"),
        hint=_(
            "The affected employee, the case owner and the data protection officer are told at once, and can read what "
            "you write."
        ),
    )


class ReasonForm(forms.Form):
    """A reason only."""

    reason = long_text(_("Reason"), rows=3)
