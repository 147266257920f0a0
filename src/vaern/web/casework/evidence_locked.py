"""What the page of a locked item shows: nothing of the item, and who has said what of the lock."""

from typing import Any

from vaern.evidence import lifting, locking
from vaern.evidence.models import Item, LockLift
from vaern.people.viewer import Viewer
from vaern.process import lift_lock
from vaern.vault import text
from vaern.web.casework.evidence_forms import LiftAskForm, LiftDecideForm


def lock_of(item: Item, viewer: Viewer) -> dict[str, Any]:
    """For what is locked: what is locked with it, who has asked for what, and the form that this person can use."""
    together = locking.locked_together(item)
    waits = lifting.asked_lift(item)
    decides = waits is not None and viewer.person in lift_lock.who_can_decide(waits)
    return {
        "lifts": [_told(row) for row in _lifts(together)],
        "together": [one.number for one in together if one.pk != item.pk],
        "lift_decide": LiftDecideForm(initial={"lift": waits.id}) if waits and decides else None,
        "lift_ask": None if waits else LiftAskForm(),
    }


def _lifts(together: list[Item]) -> list[LockLift]:
    rows = LockLift.objects.filter(item__in=together).select_related("asked_by", "decided_by", "item__case")
    return list(rows.order_by("asked_at"))


def _told(row: LockLift) -> dict[str, Any]:
    return {"row": row, "reason": text.read(row, "reason"), "answer": text.read(row, "answer")}
