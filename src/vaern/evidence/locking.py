"""Material that may not be copied (abuse of children): locked at once, then shown, copied and exported to nobody."""

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases.writing import note, writing
from vaern.errors import NotNow
from vaern.evidence import custody
from vaern.evidence.models import Item


def lock(*, item: Item, by: Actor) -> None:
    """Lock the item and everything that lay inside it or that it lay in. Custody says so; locking twice is once."""
    with writing(item.case):
        for one in family(item):
            if one.locked_at is None:
                one.locked_at = clock.now()
                one.save(update_fields=["locked_at"])
                custody.add(one, "locked", by, "may_not_be_copied")
                note("evidence.locked", one.case, by, item=one.id)
        item.refresh_from_db(fields=["locked_at"])


def check_not_locked(item: Item) -> None:
    """NotNow for what is locked: nothing of it is shown, copied, moved or sent."""
    if item.locked_at is not None:
        raise NotNow(
            _("This material is locked."),
            _("It may not be shown, copied or sent to anybody."),
            _("The police decide what happens with it. Call 114."),
        )


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
