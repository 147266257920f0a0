"""A lock that was a mistake is lifted by two persons. Until both have said so, nothing of the item is shown."""

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases.guards import check_can_change
from vaern.cases.text import clean
from vaern.cases.writing import acting_person, note, writing
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.evidence import custody, traces
from vaern.evidence.actions import READ_JOB
from vaern.evidence.enums import LiftGround
from vaern.evidence.locking import locked_together
from vaern.evidence.models import Item, LockLift
from vaern.evidence.reading import PICTURE, WORDS_JOB
from vaern.jobs.queue import enqueue
from vaern.vault.text import seal_into


def asked_lift(item: Item) -> LockLift | None:
    """The request that waits for somebody's decision, on this item or on one that is locked together with it."""
    together = locked_together(item) if item.locked_at is not None else []
    rows = LockLift.objects.filter(item__in=together, decided_at=None).select_related("item__case", "asked_by")
    return rows.order_by("asked_at").first()


def ask_lift(*, item: Item, by: Actor, ground: str, reason: str) -> LockLift:
    """Say that the lock is a mistake, and why. Nothing changes until another person has decided.

    NotNow when it is not locked or has been asked already; BadInput without a ground and a reason.
    """
    words = clean(reason)
    if ground not in LiftGround.values or not words:
        raise BadInput(_("Choose why it is a mistake, and write how you know."))
    with writing(item.case):
        check_can_change(item.case)
        item.refresh_from_db(fields=["locked_at"])
        if item.locked_at is None:
            raise NotNow(_("It is not locked."), "", _("Load the page again."))
        if asked_lift(item) is not None:
            raise NotNow(_("Somebody has asked for that already."), "", _("Wait until another has decided."))
        row = LockLift(item=item, ground=ground, asked_by_id=acting_person(by), asked_at=clock.now())
        seal_into(row, reason=words)
        row.save(force_insert=True)
        note("evidence.lock_lift_asked", item.case, by, item=item.id, lift=row.id, ground=ground)
        return row


def decide_lift(*, lift: LockLift, by: Actor, lifted: bool, answer: str) -> LockLift:
    """Another person lifts the lock, or lets it stand, and writes why. Custody of every item says so.

    NotAllowed for the one who asked; NotNow when it is decided already; BadInput without words.
    """
    words, case = clean(answer), lift.item.case
    if lift.asked_by_id == acting_person(by):
        raise NotAllowed(
            _("You asked for it yourself."),
            _("A lock is lifted by two persons."),
            _("Another person who handles the case decides."),
        )
    if not words:
        raise BadInput(_("Write how you know."))
    with writing(case):
        check_can_change(case)
        lift.refresh_from_db(fields=["decided_at"])
        if lift.decided_at is not None:
            raise NotNow(_("It has been decided already."), "", _("Load the page again."))
        lift.decided_by_id, lift.decided_at, lift.lifted = acting_person(by), clock.now(), lifted
        seal_into(lift, answer=words)
        lift.save(update_fields=["decided_by", "decided_at", "lifted", "answer"])
        if lifted:
            _unlock(lift, by)
        else:
            note("evidence.lock_kept", case, by, item=lift.item_id, lift=lift.id)
        return lift


def _unlock(lift: LockLift, by: Actor) -> None:
    """All that was locked together is as it was before, blurred; what nobody had read yet is read now."""
    for one in locked_together(lift.item):
        if one.locked_at is not None:
            one.locked_at = None
            one.save(update_fields=["locked_at"])
            traces.again(one)
            custody.add(one, "unlocked", by, lift.ground, lift=lift.id)
            _read_now(one)
    lift.item.refresh_from_db(fields=["locked_at"])


def _read_now(item: Item) -> None:
    newest = item.evidencereadings.order_by("-made_at").first()
    if newest is None:
        enqueue(READ_JOB, {"item": str(item.id)})
    elif newest.kind.startswith(PICTURE):
        enqueue(WORDS_JOB, {"item": str(item.id)})
