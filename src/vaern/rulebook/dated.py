"""Which of the dated texts of one thing counts on a day."""

from collections.abc import Sequence
from datetime import date
from typing import Any, TypeVar

Text = TypeVar("Text", bound=Any)


def in_force(texts: Sequence[Text], on: date) -> Text | None:
    """The text in force on the day: the newest that has begun, unless it ended without another."""
    begun = [text for text in texts if text.valid_from <= on]
    until = getattr(begun[-1], "valid_until", None) if begun else None
    return begun[-1] if begun and (until is None or on <= until) else None


def latest(texts: Sequence[Text], on: date) -> Text:
    """The newest text that has begun on the day; the oldest, where none had."""
    found: Text = next((text for text in reversed(texts) if text.valid_from <= on), texts[0])
    return found
