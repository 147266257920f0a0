"""The tags and filters of the component templates. What each takes stands in docs/en/components.md."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify
from django.utils.translation import gettext as _

from vaern.rulebook.danish import uncapital
from vaern.web.icons import names
from vaern.web.parts import PlanStep
from vaern.web.sources import unchecked

register = template.Library()
register.filter(uncapital)
register.filter(unchecked)

STATE_CLASSES = {
    "soon": " is-soon",
    "met": " is-met",
    "passed": " is-na",
    "not_relevant": " is-na",
    "unknown": " is-na",
}
SEAL_ICONS = {"sealed": "lock", "mismatch": "error"}
GATE_CLASSES = {
    "met": "is-met",
    "unmet": "is-unmet",
    "set_aside": "is-aside",
    "not_relevant": "is-na",
    "unknown": "is-unmet",
    "by_hand": "is-na",
}
GATE_ICONS = {
    "met": "check",
    "unmet": "hourglass",
    "set_aside": "subdirectory-arrow-right",
    "not_relevant": "minus",
    "unknown": "help",
    "by_hand": "minus",
}
ALERTS = {"success": "success", "warning": "warning", "error": "error"}
INPUT_CLASSES = {"checkbox": "form-checkbox", "radio": "form-radio", "hidden": ""}


@register.simple_tag
def icon(name: str, label: str = "", extra: str = "") -> SafeString:
    """Draw one icon of the sprite; with `label` it is read aloud, without it is decoration."""
    if name not in names():
        raise template.TemplateSyntaxError(f"No icon {name!r} in front/icons.txt: add it there and run make vendor.")
    says = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    href = f"{static('img/icons.svg')}#{name}"
    classes = f"icon-svg {extra}".strip()
    return format_html('<svg class="{}" focusable="false" {}><use href="{}"></use></svg>', classes, says, href)


@register.simple_block_tag
def panel(content: str, title: str, **options: Any) -> str:
    """A white surface with a heading. Options: id, note, kind (soft), level (2), number."""
    known = {"id": slugify(title), "level": 2, **options}
    return render_to_string("components/panel.html", {"content": content, "title": title, **known})


@register.simple_block_tag
def letter_sheet(content: str, **options: Any) -> str:
    """The letter as the citizen sees it. Options: label or label_id, to, sender (lines)."""
    return render_to_string("components/letter.html", {"content": content, **options})


@register.simple_block_tag
def sendbar(content: str, status: str = "") -> str:
    """The bar that keeps the send button in reach; `status` says when the draft was saved."""
    return render_to_string("components/sendbar.html", {"content": content, "status": status})


@register.simple_tag(name="field")
def form_field(field: BoundField) -> SafeString:
    """One field with label, hint and error, tied together for a screen reader."""
    return field.as_field_group()


@register.simple_tag
def widget_class(widget: dict[str, Any]) -> SafeString:
    """The class attribute of an input: dkfds' own, and what the form asked for."""
    kind = str(widget.get("type"))
    own = INPUT_CLASSES.get(kind, "form-input")
    if kind in ("checkbox", "radio"):  # a group's class belongs to the group, not to each box
        return format_html(' class="{}"', own)
    classes = f"{own} {widget['attrs'].get('class', '')}".strip()
    return format_html(' class="{}"', classes) if classes else SafeString("")


@register.filter
def anchor(field: BoundField) -> str:
    """The id that an error's link leads to: the first box of a group, else the field."""
    if field.use_fieldset:
        return f"{field.auto_id}_0"
    return str(field.id_for_label or field.auto_id)


@register.filter
def tel(number: str) -> str:
    """A telephone number as a link wants it."""
    return "".join(character for character in str(number) if character.isdigit() or character == "+")


@register.filter
def unbroken(text: str) -> str:
    """A section's number stays on the line of its sign."""
    return str(text).replace("§ ", "§\N{NO-BREAK SPACE}")


@register.filter
def done(steps: Iterable[PlanStep]) -> list[PlanStep]:
    """The steps of a plan that are behind us."""
    return [step for step in steps if step.state == "done"]


@register.filter
def to_do(steps: Iterable[PlanStep]) -> list[PlanStep]:
    """The steps of a plan that remain."""
    return [step for step in steps if step.state != "done"]


@register.filter
def quoted(text: str) -> str:
    """In quotation marks; words that bring their own get no second pair."""
    return str(text) if "»" in str(text) else f"»{text}«"


@register.filter
def ends(fingerprint: str) -> str:
    """The first and the last four signs of a fingerprint."""
    return f"{fingerprint[:4]}…{fingerprint[-4:]}" if fingerprint else ""


@register.filter
def state_class(state: str) -> str:
    """The class of a clock."""
    return STATE_CLASSES.get(state, "")


@register.filter
def seal_icon(state: str) -> str:
    """The icon of a seal."""
    return SEAL_ICONS.get(state, "hourglass")


@register.filter
def gate_class(state: str) -> str:
    """The class of a condition; one we cannot know yet is shown as open."""
    return GATE_CLASSES[state]


@register.filter
def gate_icon(state: str) -> str:
    """The icon of a condition."""
    return GATE_ICONS[state]


@register.filter
def gate_says(state: str) -> str:
    """The word for a condition's state; words of the presenter's own go through unchanged."""
    words = {
        "met": _("In order"),
        "unmet": _("Missing"),
        "set_aside": _("Set aside with a reason"),
        "not_relevant": _("Not relevant"),
        "unknown": _("We do not know yet"),
        "by_hand": _("See for yourself"),
    }
    return words.get(state, state)


@register.filter
def alert_kind(level: str) -> str:
    """The kind of alert for a message's level."""
    return ALERTS.get(level, "info")


@register.filter
def alert_icon(level: str) -> str:
    """The icon of an alert."""
    return alert_kind(level)


@register.filter
def alert_label(level: str) -> str:
    """What a screen reader says before the alert."""
    words = {"success": _("Done"), "warning": _("Note"), "error": _("Error"), "info": _("Information")}
    return words[alert_kind(level)]
