"""A worker's hold on a piece of work, renewed for as long as the work is done.

A worker that dies renews no more, and within minutes another takes over; one that is only slow keeps its work, be it
many hours. What has not ended in a day is taken to hang, and is left to another. A function that runs in the worker's
transaction on SQLite cannot be renewed, and needs not: it holds the database's one lock, so nobody else can claim
anything before it has ended.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from datetime import timedelta

from django.db import Error, connection
from django.db.models import QuerySet

from vaern import clock
from vaern.jobs.models import Job

LEASE = timedelta(minutes=5)
BEAT = LEASE / 5
LONGEST = timedelta(days=1)
log = logging.getLogger(__name__)


def held(job: Job) -> QuerySet[Job]:
    """The job's row while it is this worker's; nothing once another has claimed it, or it has ended."""
    return Job.objects.filter(pk=job.pk, attempts=job.attempts, done_at=None, failed_at=None)


@contextmanager
def renewed(job: Job, beat: timedelta = BEAT, longest: timedelta = LONGEST) -> Iterator[None]:
    """Renew the lease at every beat inside the block, in a thread with a connection of its own."""
    ended = threading.Event()
    last = time.monotonic() + longest.total_seconds()
    beating = threading.Thread(target=copy_context().run, args=(_renew, job, beat, ended, last), daemon=True)
    beating.start()
    try:
        yield
    finally:
        ended.set()
        beating.join()


def _renew(job: Job, beat: timedelta, ended: threading.Event, last: float) -> None:
    while not ended.wait(beat.total_seconds()) and time.monotonic() < last:
        try:
            mine = held(job).exclude(leased_until=None).update(leased_until=clock.now() + LEASE)
        except Error:
            log.warning("The lease of job %s could not be renewed; trying again.", job.pk, exc_info=True)
        else:
            if not mine:
                return
        finally:
            connection.close()
