"""Several screenshots of one conversation laid together into a thread: a proposal from what a machine has read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from vaern.audit.actors import Actor
from vaern.cases.writing import writing
from vaern.errors import BadInput, NotNow
from vaern.evidence import cpr, custody
from vaern.evidence.kinds import SHOWN
from vaern.evidence.locking import check_may_open
from vaern.evidence.models import Item
from vaern.evidence.readers import screenshots, wire
from vaern.evidence.readers.shapes import Reading, Unreadable
from vaern.evidence.reading import said_of
from vaern.evidence.showing import NEED_NUMBERS

RECOGNISED = "ocr_"


def can_join(items: Iterable[Item]) -> bool:
    """Whether there are pictures enough for a thread."""
    return sum(is_picture(item) for item in items) >= screenshots.LEAST


def is_picture(item: Item) -> bool:
    """A picture that may be opened."""
    return item.media_type in SHOWN and item.locked_at is None and item.quarantined_at is None


def join(items: Sequence[Item]) -> Reading:
    """The proposed thread, each picture a part named by its number.

    BadInput where no thread can be made of them; NotNow where one is locked, or the machine has not come to it yet.
    """
    for item in items:
        check_may_open(item)
    said, names = [said_of(item)[1] for item in items], [f"B{item.number}" for item in items]
    waiting = [name for name, one in zip(names, said, strict=True) if not _was_recognised(one)]
    if waiting:
        raise NotNow(
            _("The machine has not read the words yet in: %(names)s.") % {"names": ", ".join(waiting)},
            _("It waits in the queue, or text recognition is not set up on this machine."),
            _("Try again in a few minutes."),
        )
    try:
        return screenshots.as_one([wire.from_json(one) for one in said], names, names)
    except Unreadable as told:
        raise BadInput(_("The pictures cannot be laid together."), told.says) from told


def join_and_note(items: Sequence[Item], by: Actor) -> Reading:
    """Make the thread, and write down for every picture who has seen its words. As in `showing.open_and_note`."""
    whole = join(items)
    with writing(items[0].case):
        for item in items:
            custody.add(item, "viewed", by, "thread")
    return whole if by.role in NEED_NUMBERS else _without_numbers(whole)


def _was_recognised(said: Mapping[str, Any]) -> bool:
    return any(str(name).startswith(RECOGNISED) for name, _value in said.get("facts", ()))


def _without_numbers(whole: Reading) -> Reading:
    messages = tuple(replace(one, text=cpr.mask(one.text)) for one in whole.messages)
    warnings = tuple(replace(one, says=cpr.mask(one.says)) for one in whole.warnings)
    return replace(whole, title=cpr.mask(whole.title), messages=messages, warnings=warnings)
