"""What is given away, and to whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vaern.cases.models import Case
from vaern.errors import BadInput
from vaern.evidence.models import CallEntry, Item
from vaern.evidence.queries import calls_of, items_of
from vaern.evidence.redaction import REDACTED, RedactedCopy, redacted_copies
from vaern.vault.text import read

MOST_EXAMPLES = 5
RECIPIENTS = {
    "police": gettext_lazy("The police"),
    "court": gettext_lazy("A court"),
    "lawyer": gettext_lazy("Our own lawyer"),
    "sender": gettext_lazy("The person it is about (own data or access to documents)"),
    "other": gettext_lazy("Somebody else"),
}


IN_BUNDLE = "bundle"


def given_in(for_whom: str, *, hidden: bool) -> str:
    """Why a copy left, as custody says it: in a bundle, to whom, and whether something is hidden in it."""
    return "_".join([IN_BUNDLE, for_whom, *([REDACTED] if hidden else [])])


def given_to(reason_code: str) -> tuple[str, str]:
    """The reason without the recipient, and the recipient; before, custody did not say to whom a bundle went."""
    first, *rest = reason_code.split("_")
    if first == IN_BUNDLE and rest and rest[0] in RECIPIENTS:
        return "_".join([first, *rest[1:]]), rest[0]
    return reason_code, ""


@dataclass(frozen=True)
class Choice:
    """The items in order of their numbers, which of them come first as typical, and the copies given in their place.

    Beside them the calls that were noted, which are words alone.
    """

    case: Case
    items: tuple[Item, ...]
    left_out: tuple[Item, ...]
    examples: frozenset[int]
    copies: dict[int, RedactedCopy]
    for_whom: str
    calls: tuple[CallEntry, ...] = ()
    calls_left_out: tuple[CallEntry, ...] = ()

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
    calls: Sequence[int] | None = None,
) -> Choice:
    """The choice by the numbers of items and of calls; all that the case has of either where none are named.

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
    told = _calls(case, calls)
    whole = {number: free[number] for number in wanted if number not in redacted}
    _check_hidden_stays_hidden([free[number] for number in redacted], whole)
    return Choice(
        case=case,
        items=tuple(free[number] for number in wanted),
        left_out=tuple(item for item in every if item.number not in wanted),
        examples=frozenset(examples),
        copies={number: _newest_copy(free[number]) for number in redacted},
        for_whom=for_whom,
        calls=told,
        calls_left_out=tuple(row for row in calls_of(case) if row not in told),
    )


def _calls(case: Case, numbers: Sequence[int] | None) -> tuple[CallEntry, ...]:
    known = {row.number: row for row in calls_of(case)}
    for number in numbers or ():
        if number not in known:
            raise BadInput(
                _("O%(number)s is not a call in this case.") % {"number": number},
                todo=_("Look at the list of calls, and choose again."),
            )
    return tuple(known[number] for number in (sorted(known) if numbers is None else sorted(set(numbers))))


def _newest_copy(item: Item) -> RedactedCopy:
    copies = redacted_copies(item)
    if not copies:
        raise BadInput(
            _("There is no redacted copy of B%(number)s.") % {"number": item.number},
            _("Only a copy that somebody has made and looked at is given in place of the original."),
            _("Make the redaction first, or give the original."),
        )
    return copies[-1]


def _check_hidden_stays_hidden(copied: Sequence[Item], whole: dict[int, Item]) -> None:
    """What is hidden in a picture is given whole neither inside the mail that it lay in nor as another item."""
    digests = {read(other, "sha256"): number for number, other in whole.items()} if copied else {}
    for item in copied:
        twin = digests.get(read(item, "sha256"))
        if twin is not None:
            raise BadInput(
                _("B%(number)s is given with something hidden, but B%(twin)s is the same file, byte for byte.")
                % {"number": item.number, "twin": twin},
                _("Whoever gets B%(outer)s can read what is hidden.") % {"outer": twin},
                _("Leave B%(outer)s out, or give a redacted copy of it too.") % {"outer": twin},
            )
        above = item.parent
        while above is not None:
            if above.number in whole:
                raise BadInput(
                    _("B%(number)s is given with something hidden, but it lies whole inside B%(outer)s.")
                    % {"number": item.number, "outer": above.number},
                    _("Whoever gets B%(outer)s can read what is hidden.") % {"outer": above.number},
                    _("Leave B%(outer)s out, or give a redacted copy of it too.") % {"outer": above.number},
                )
            above = above.parent


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
