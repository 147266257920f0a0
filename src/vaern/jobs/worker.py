"""Works the table: a claim that must hit one row, a lease, and the effect with its acknowledgement in one transaction.

Each piece is done at least once: a worker that is killed leaves a lease that runs out, and another takes over. So every
function must bear being run again. It is not run twice at once, however long it takes: the lease is renewed meanwhile
(a worker that is cut off from the database for longer than a lease is taken for dead). The functions come from outside;
this room knows only names.
"""

import logging
import threading
import traceback
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db import Error, close_old_connections, transaction
from django.db.models import F, Q

from vaern import clock
from vaern.audit.places import Place, acting_from
from vaern.jobs.lease import BEAT, LEASE, held, renewed
from vaern.jobs.models import Job
from vaern.jobs.periodic import Every, plan
from vaern.jobs.queue import ALARM, enqueue, waiting

Function = Callable[[dict[str, Any]], None]
Registry = Mapping[str, Function]

MOST_ATTEMPTS = 8
FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(hours=1)
log = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another worker has taken the job, since this one was too slow; what this one did is rolled back."""


def outside_transaction(function: Function) -> Function:
    """Mark a function that talks with the world outside: it opens its own short transactions."""
    function.outside_transaction = True  # type: ignore[attr-defined] # a mark on the function itself
    return function


def run(registry: Registry, stop: threading.Event, periodic: Iterable[Every] = (), pause: float = 1.0) -> None:
    """Work until `stop` is set. A database that is away for a while is waited for."""
    repeated = tuple(periodic)
    while not stop.is_set():
        if not _turn(registry, repeated):
            stop.wait(pause)


def _turn(registry: Registry, periodic: tuple[Every, ...]) -> bool:
    close_old_connections()
    try:
        plan(periodic)
        return work_one(registry)
    except Error:
        log.exception("The table of work cannot be reached; trying again.")
        return False


def work_one(registry: Registry, beat: timedelta = BEAT) -> bool:
    """Do the most urgent piece of work that is due, renewing its lease at each `beat`; False when there is none."""
    job = claim()
    if job is None:
        return False
    if job.attempts > MOST_ATTEMPTS:
        _give_up(job, "worker lost")
        return True
    try:
        with renewed(job, beat), acting_from(Place.SERVER):
            _do(job, registry[job.name])
    except LeaseLost:
        log.warning("Job %s was taken over by another worker.", job.pk)
    except Exception as fault:
        log.exception("Job %s (%s) did not succeed.", job.pk, job.name)
        _put_back(job, _where(fault))
    return True


def claim() -> Job | None:
    """Lease the first due job; whoever's update hits the row has it. None when nothing is due."""
    now = clock.now()
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    for job in waiting().filter(free, run_at__lte=now)[:5]:
        mine = Job.objects.filter(free, pk=job.pk, attempts=job.attempts, done_at=None, failed_at=None)
        if mine.update(leased_until=now + LEASE, attempts=F("attempts") + 1) == 1:
            job.attempts += 1
            return job
    return None


def _do(job: Job, function: Function) -> None:
    if getattr(function, "outside_transaction", False):
        function(job.details)
        _acknowledge(job)
        return
    with transaction.atomic():
        function(job.details)
        _acknowledge(job)


def _acknowledge(job: Job) -> None:
    if held(job).update(done_at=clock.now(), leased_until=None, error="") != 1:
        raise LeaseLost


def _put_back(job: Job, error: str) -> None:
    if job.attempts >= MOST_ATTEMPTS:
        _give_up(job, error)
        return
    held(job).update(run_at=clock.now() + wait_after(job.attempts), leased_until=None, error=error)


def wait_after(attempts: int) -> timedelta:
    """How long to leave a job alone after so many attempts: doubled each time, at most an hour."""
    doubled: timedelta = FIRST_WAIT * 2 ** (attempts - 1)
    return min(doubled, LONGEST_WAIT)


def _give_up(job: Job, error: str) -> None:
    """Put the job on the failed list and raise the alarm, in one transaction. An alarm raises no alarm."""
    with transaction.atomic():
        gave_up = held(job).update(failed_at=clock.now(), leased_until=None, error=error)
        if gave_up and job.name != ALARM:
            enqueue(ALARM, {"job": job.pk}, slot=f"{ALARM}/{job.pk}/{clock.now():%Y%m%dT%H%M%S}")


def _where(fault: Exception) -> str:
    """The kind of fault and the place in the code. Never its message, which could hold a person's words."""
    frames = traceback.extract_tb(fault.__traceback__)
    place = f" at {frames[-1].filename.rsplit('/', 1)[-1]}:{frames[-1].lineno}" if frames else ""
    return f"{type(fault).__name__}{place}"[:200]
