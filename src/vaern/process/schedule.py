"""Which job name is which function, and what repeats. The worker is given both."""

from collections.abc import Mapping
from typing import Any

from vaern.audit.anchors import make_anchor, stamp_newest
from vaern.audit.verify import verify_all
from vaern.errors import IntegrityBroken
from vaern.evidence import fixity, reading, stamping, uploading
from vaern.evidence.capture import acts as capture
from vaern.jobs.periodic import Every
from vaern.jobs.queue import enqueue, outage_is_known
from vaern.jobs.worker import Function, outside_transaction
from vaern.people import notices
from vaern.process import follow_up, forget
from vaern.timestamps import Unavailable
from vaern.vault.blobs import sweep

STAMP_ANCHOR = "audit.stamp"


@outside_transaction
def anchor(_details: Mapping[str, Any]) -> None:
    """The job: anchor every chain that has moved. The anchor stands, whatever becomes of its time-stamp."""
    made = make_anchor()
    enqueue(STAMP_ANCHOR, slot=f"{STAMP_ANCHOR}/{made.id}")


@outside_transaction
def stamp_anchor(_details: Mapping[str, Any]) -> None:
    """The job: have the newest anchor time-stamped where that is configured.

    Unavailable when no authority answers and no other attempt of this outage is under way or given up already: the
    next stamp covers every anchor before it, so one alarm is enough.
    """
    try:
        stamp_newest()
    except Unavailable:
        if not outage_is_known(STAMP_ANCHOR):
            raise


@outside_transaction
def finish_forgetting(_details: Mapping[str, Any]) -> None:
    """The job: destroy the keys that a crash in the middle of forgetting has left."""
    forget.finish_forgetting()


@outside_transaction
def verify_log(_details: Mapping[str, Any]) -> None:
    """The job: check every chain, anchor and time-stamp. IntegrityBroken, and so the alarm, when one does not hold."""
    report = verify_all()
    if not report.holds:
        raise IntegrityBroken(report.text())


@outside_transaction
def sweep_vault(_details: Mapping[str, Any]) -> None:
    """The job: remove sealed files that no row knows."""
    sweep()


JOBS: dict[str, Function] = {
    **notices.JOBS,
    "evidence.stamp": stamping.stamp_items,
    stamping.CLOCK_JOB: stamping.check_clock,
    fixity.FIXITY_JOB: fixity.nightly,
    fixity.ITEM_JOB: fixity.check_again,
    "evidence.read": reading.read_job,
    "evidence.words": reading.words_job,
    "evidence.capture": capture.job,
    "evidence.uploads": uploading.sweep,
    "audit.anchor": anchor,
    STAMP_ANCHOR: stamp_anchor,
    "audit.verify": verify_log,
    "follow_up.tick": follow_up.tick,
    "forget.finish": finish_forgetting,
    "vault.sweep": sweep_vault,
}
PERIODIC = (
    Every("audit.anchor", 60),
    Every("audit.verify", 24 * 60),
    Every("evidence.stamp", 5),
    Every(stamping.CLOCK_JOB, 24 * 60),
    Every(fixity.FIXITY_JOB, 24 * 60),
    Every("evidence.uploads", 60),
    Every("follow_up.tick", 5),
    Every("forget.finish", 60),
    Every("vault.sweep", 24 * 60),
)
