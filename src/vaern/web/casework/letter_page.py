"""A letter as its writer and its approver see it: what it must have beside the letter as the citizen sees it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from vaern.cases.guards import holds
from vaern.cases.models import Case, Party
from vaern.cases.queries import known_senders, sender_name
from vaern.letters import guards
from vaern.letters.kinds import READ_BY_ANOTHER, kinds_to_sender
from vaern.letters.models import Letter
from vaern.letters.queries import letters_of, standing_ticks, values_of
from vaern.people.models import Person
from vaern.process import act
from vaern.process.letter_dates import unmatched_dates
from vaern.rulebook.danish import listed
from vaern.rulebook.letters import placeholders_in
from vaern.rulebook.shapes import LetterTemplate
from vaern.vault import text
from vaern.web.casework.forms import long_text
from vaern.web.casework.gate_rows import gate_note, gate_rows
from vaern.web.casework.marked_up import as_html
from vaern.web.parts import GateRow, PlanStep
from vaern.web.templatetags.moments import day, when

SHORT = 60


@dataclass(frozen=True)
class Kind:
    """A kind of letter to choose; exactly one."""

    code: str
    title: str
    says: str


@dataclass(frozen=True)
class ShownLetter:
    """A letter in the list; to whom, where the case has several senders."""

    row: Letter
    title: str
    state: str
    to: str = ""


class LetterForm(forms.Form):
    """The placeholders of a letter and the points to tick."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, template: LetterTemplate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = [name for _when, part in template.parts for name in placeholders_in(part)]
        for name in dict.fromkeys([*used, *template.placeholders]):
            if name in template.placeholders:
                self.fields[f"v-{name}"] = _field(template.placeholders[name])
        self.fields["checked"] = forms.MultipleChoiceField(
            label=_("What the letter must have"), required=False, widget=forms.CheckboxSelectMultiple,
            choices=[(one["id"], one["text"]) for one in template.checklist if one["id"] != READ_BY_ANOTHER],
        )  # fmt: skip

    def values(self) -> dict[str, str]:
        """What was written into the placeholders."""
        found = self.cleaned_data
        return {name[2:]: str(value) for name, value in found.items() if name.startswith("v-")}


class ApproveForm(forms.Form):
    """The revision that the approver has read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)


def _field(one: Any) -> forms.Field:
    hint = str(one.get("help", ""))
    label = str(one["label"]) if one.get("required", True) else _("%(label)s (may be left empty)") % one
    if len(str(one.get("example", ""))) > SHORT:
        return long_text(label, required=False, hint=hint, rows=4)
    return forms.CharField(label=label, required=False, help_text=hint, max_length=400)


def kinds() -> list[Kind]:
    """The kinds of letters that can be written to a citizen."""
    found = [(code, act.template_of(code)) for code in kinds_to_sender()]
    return [Kind(code, template.title, template.kind_says) for code, template in found]


def title_of(letter: Letter) -> str:
    """What the letter's kind is called."""
    return act.template_of(letter.kind).title


def state_of(letter: Letter) -> str:
    """How far the letter has come."""
    if letter.discarded_at:
        return _("Discarded")
    if letter.sent_at:
        return _("Sent %(when)s") % {"when": when(letter.sent_at)}
    if letter.approved_at:
        return _("Approved, not sent")
    return _("Draft")


def letter_list(case: Case) -> list[ShownLetter]:
    """The letters of the case, newest first."""
    named = known_senders(case).count() > 1
    return [
        ShownLetter(row, title_of(row), state_of(row), sender_name(row.recipient) if named else "")
        for row in letters_of(case)
    ]


def recipients(case: Case) -> list[tuple[str, str]]:
    """The senders to choose among, where there is more than one."""
    found = list(known_senders(case))
    return [(str(party.id), _recipient(party)) for party in found] if len(found) > 1 else []


def _recipient(party: Party) -> str:
    name = sender_name(party) or _("Name not known")
    shown = {"name": name, "kind": party.get_sender_kind_display().lower(), "day": day(party.added_at)}
    return _("%(name)s, %(kind)s, written down %(day)s") % shown


def form_for(letter: Letter, data: Any = None) -> LetterForm:
    """The form filled with what was saved."""
    initial: dict[str, Any] = {f"v-{name}": value for name, value in values_of(letter).items()}
    initial |= {"revision": letter.revision, "checked": list(letter.checked)}
    return LetterForm(data, template=act.template_of(letter.kind), initial=initial, auto_id="brev-%s")


def letter_page(letter: Letter, person: Person) -> dict[str, Any]:
    """Everything the page of one letter shows."""
    view = act.letter_gate(letter)
    rows = gate_rows(view, letter.case, person)
    is_draft = letter.approved_at is None and letter.discarded_at is None and letter.case.state == "open"
    return {
        "letter": letter,
        "kind_title": title_of(letter),
        "kind_says": act.template_of(letter.kind).kind_says,
        "state": state_of(letter),
        "form": form_for(letter) if is_draft and holds(guards.check_may_write, person, letter.case) else None,
        "ticks": ticks(letter),
        "points": points(letter),
        "rows": rows,
        "gate_note": gate_note(rows),
        "gate_open": view.is_open,
        "body": as_html(text.read(letter, "body")),
        "to": "\n".join(act.addressee(letter)),
        "steps": steps(letter),
        "may_approve": is_draft and holds(guards.check_may_approve, person, letter),
        "dates_note": dates_note(letter) if is_draft else "",
        "own": person.pk in letter.writers,
        "takes_back": letter.drafted_by if letter.edited_by_id == person.pk != letter.drafted_by_id else None,
        "may_send": letter.sent_at is None and letter.approved_at is not None and letter.discarded_at is None
        and holds(guards.check_may_write, person, letter.case),
        "may_discard": letter.sent_at is None and letter.discarded_at is None
        and holds(guards.check_may_write, person, letter.case),
    }  # fmt: skip


def dates_note(letter: Letter) -> str:
    """The dates of the letter that match none of the case, as advice; empty where there is none."""
    found = unmatched_dates(letter)
    says = ngettext(
        "The letter names %(dates)s. Nothing in the case has that date: no incident, letter, decision or deadline.",
        "The letter names %(dates)s. Nothing in the case has those dates: no incident, letter, decision or deadline.",
        len(found),
    ) % {"dates": listed(found)}
    return f"{says} {_('It is advice: the letter can be approved as it stands.')}" if found else ""


def ticks(letter: Letter) -> list[GateRow]:
    """The points that the letter must have, ticked or not."""
    return [GateRow(title=says, state="met" if is_ticked else "unmet") for _id, says, is_ticked in points(letter)]


def points(letter: Letter) -> list[tuple[str, str, bool]]:
    """The points that the letter must have, by id and words, and whether somebody who can has ticked them."""
    ticked = standing_ticks(letter)
    return [(one["id"], one["text"], one["id"] in ticked) for one in act.template_of(letter.kind).checklist]


def steps(letter: Letter) -> list[PlanStep]:
    """Written, approved by another, sent."""
    approved, sent = letter.approved_by, letter.sent_by
    return [
        PlanStep(
            title=_("Written by %(name)s") % {"name": letter.drafted_by.name},
            when=when(letter.drafted_at), state="done",
        ),
        *_rewritten(letter),
        PlanStep(
            title=_("Approved by %(name)s") % {"name": approved.name} if approved else _("Approved by another"),
            when=when(letter.approved_at), state="done" if approved else "next",
        ),
        PlanStep(
            title=_("Sent by %(name)s") % {"name": sent.name} if sent else _("Sent"),
            when=when(letter.sent_at), state="done" if sent else "next" if approved else "open",
        ),
    ]  # fmt: skip


def _rewritten(letter: Letter) -> list[PlanStep]:
    """Somebody else than the one who began it changed the text last."""
    if letter.edited_by_id == letter.drafted_by_id:
        return []
    return [PlanStep(title=_("Text last changed by %(name)s") % {"name": letter.edited_by.name}, state="done")]
