"""What is given away, and to whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vaern.cases.models import Case
from vaern.errors import BadInput
from vaern.evidence.models import Item
from vaern.evidence.queries import items_of
from vaern.evidence.redaction import RedactedCopy, redacted_copies

MOST_EXAMPLES = 5
RECIPIENTS = {
    "police": gettext_lazy("The police"),
    "court": gettext_lazy("A court"),
    "lawyer": gettext_lazy("Our own lawyer"),
    "sender": gettext_lazy("The person it is about (own data or access to documents)"),
    "other": gettext_lazy("Somebody else"),
}


@dataclass(frozen=True)
class Choice:
    """The items in order of their numbers, which of them come first as typical, and the copies given in their place."""

    case: Case
    items: tuple[Item, ...]
    left_out: tuple[Item, ...]
    examples: frozenset[int]
    copies: dict[int, RedactedCopy]
    for_whom: str

    def whole(self) -> tuple[Item, ...]:
        """The items that are given as they are, not as a redacted copy."""
        return tuple(item for item in self.items if item.number not in self.copies)


def choose(
    case: Case,
    *,
    numbers: Sequence[int] | None = None,
    examples: Sequence[int] = (),
    redacted: Sequence[int] = (),
    for_whom: str = "police",
) -> Choice:
    """The choice by the items' numbers; all of the case's items where none are named.

    Material that may not be copied is never among them. BadInput when a number is not
    there, or may not be given, or when there is no redacted copy of an item that should be given as one.
    """
    _check_recipient(for_whom)
    every = list(items_of(case))
    free = {item.number: item for item in every if item.locked_at is None}
    wanted = sorted(set(numbers)) if numbers is not None else sorted(free)
    _check_known([*wanted, *examples, *redacted], free, wanted)
    if len(set(examples)) > MOST_EXAMPLES:
        raise BadInput(_("At most five items can stand first as typical."), todo=_("Choose three to five."))
    return Choice(
        case=case,
        items=tuple(free[number] for number in wanted),
        left_out=tuple(item for item in every if item.number not in wanted),
        examples=frozenset(examples),
        copies={number: _newest_copy(free[number]) for number in redacted},
        for_whom=for_whom,
    )


def _newest_copy(item: Item) -> RedactedCopy:
    copies = redacted_copies(item)
    if not copies:
        raise BadInput(
            _("There is no redacted copy of B%(number)s.") % {"number": item.number},
            _("Only a copy that somebody has made and looked at is given in place of the original."),
            _("Make the redaction first, or give the original."),
        )
    return copies[-1]


def _check_recipient(for_whom: str) -> None:
    if for_whom not in RECIPIENTS:
        raise BadInput(
            _("“%(whom)s” is none of those whom a bundle is made for.") % {"whom": for_whom[:40]},
            todo=_("Choose one of: %(known)s.") % {"known": ", ".join(RECIPIENTS)},
        )


def _check_known(named: Sequence[int], free: dict[int, Item], wanted: Sequence[int]) -> None:
    for number in named:
        if number not in free:
            raise BadInput(
                _("B%(number)s cannot be given away.") % {"number": number},
                _("There is no such item in the case, or it may not be copied."),
                _("Look at the list of evidence, and choose again."),
            )
        if number not in wanted:
            raise BadInput(
                _("B%(number)s is not among the items that are given.") % {"number": number},
                todo=_("Add it to the items, or leave it out here too."),
            )
