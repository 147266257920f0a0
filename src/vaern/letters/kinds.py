"""What content says of each kind of letter: to whom it goes, and what it does. Source: content/guidance/letters.yaml"""

from collections.abc import Mapping
from typing import Any

from vaern.rulebook.load import load

# The point that only a reader can tick, never one of those who wrote the letter.
READ_BY_ANOTHER = "letter_friendly_tone"


def _kinds() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = load().texts["letters"]["kinds"]
    return found


def _marked(mark: str) -> tuple[str, ...]:
    return tuple(kind for kind, says in _kinds().items() if says.get(mark) is True)


def kinds_to_sender() -> tuple[str, ...]:
    """The kinds that can be written to the sender, in the order of content."""
    return _marked("to_sender")


def guiding_kinds() -> tuple[str, ...]:
    """The kinds that count as guidance or warning before a police report."""
    return _marked("guides_first")


def restricts_contact(kind: str) -> bool:
    """Whether a letter of this kind limits how the sender may reach the authority."""
    return kind in _marked("restricts_contact")


def is_formal_decision(kind: str) -> bool:
    """Whether a letter of this kind is a decision in the sense of the administration act."""
    return kind in _marked("formal_decision")
