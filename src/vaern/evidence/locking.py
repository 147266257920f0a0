"""What is not opened: material that may not be copied (abuse of children), and files that may harm a computer."""

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import SYSTEM, Actor
from vaern.cases.writing import writing
from vaern.errors import BadInput, NotNow
from vaern.evidence import custody, traces
from vaern.evidence.models import Item
from vaern.evidence.queries import items_of, same_as
from vaern.vault.text import read

MAY_NOT_BE_COPIED, SAME_AS_LOCKED = "may_not_be_copied", "same_as_locked"


def lock(*, item: Item, by: Actor, reason_code: str = MAY_NOT_BE_COPIED) -> None:
    """Lock the item, everything inside it or that it lay in, and the same file elsewhere in the case.

    Custody says so; locking twice is once.
    """
    with writing(item.case):
        for one in locked_together(item):
            if one.locked_at is None:
                one.locked_at = clock.now()
                one.save(update_fields=["locked_at"])
                traces.only_the_file(one)
                custody.add(one, "locked", by, reason_code)
        item.refresh_from_db(fields=["locked_at"])


def lock_if_known(item: Item) -> None:
    """A file that comes once more in a case where it is locked (in a mail, say) is locked before anybody sees it."""
    locked = items_of(item.case).exclude(locked_at=None).exclude(pk=item.pk)
    if locked.exists() and same_as(read(item, "sha256"), locked) is not None:
        lock(item=item, by=SYSTEM, reason_code=SAME_AS_LOCKED)


def check_not_locked(item: Item) -> None:
    """NotNow for what is locked: nothing of it is shown, copied, moved or sent."""
    if item.locked_at is not None:
        raise NotNow(
            _("This material is locked."),
            _("It may not be shown, copied or sent to anybody."),
            _("The police decide what happens with it. Call 114."),
        )


def check_may_open(item: Item) -> None:
    """NotNow for what is locked, BadInput for what was set apart."""
    check_not_locked(item)
    if item.quarantined_at is not None:
        raise BadInput(
            _("This file may harm a computer."),
            _("It was set apart when it was received, and it is not opened here."),
            _("The original is kept. Ask those who look after your computers before anybody opens it."),
        )


def locked_together(item: Item) -> list[Item]:
    """What is locked as one, by number: the item's family, the same file elsewhere in the case, and its family."""
    every = {one.id: read(one, "sha256") for one in items_of(item.case)}
    found: dict[object, Item] = {}
    waiting = [item]
    while waiting:
        one = waiting.pop()
        if one.id not in found:
            found[one.id] = one
            same = [key for key, digest in every.items() if digest == every.get(one.id) and key not in found]
            waiting += [*family(one), *items_of(item.case).filter(pk__in=same)]
    return sorted(found.values(), key=lambda one: one.number)


def family(item: Item) -> list[Item]:
    """The item, what it lies in, and all that lies inside."""
    top = item
    while top.parent is not None:
        top = top.parent
    found, waiting = [], [top]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += list(one.inside.all())
    return found
