"""Widgets of our own: chips, which are real boxes in a surface that a thumb can hit."""

from typing import Any

from django import forms

CHIPS = "v-chips"


class ChipRadio(forms.RadioSelect):
    """One of a few short choices."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"class": CHIPS, **(attrs or {})}, choices)


class ChipCheckboxes(forms.CheckboxSelectMultiple):
    """Any of a few short choices."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Any = ()) -> None:
        super().__init__({"class": CHIPS, **(attrs or {})}, choices)
