"""Work is put on the table here, in the transaction of the act that asks for it: both stand, or neither."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Count, Min, Q, QuerySet

from vaern import clock
from vaern.jobs.models import Job

ALARM = "jobs.alarm"
ONE_ALARM_EACH = timedelta(days=1)


def enqueue(
    name: str,
    details: Mapping[str, Any] | None = None,
    run_at: datetime | None = None,
    slot: str | None = None,
) -> None:
    """Ask for a piece of work, now or from `run_at`; a `slot` that is taken means that it has been asked for already.

    `details` holds ids and codes only: the table is read by people who may see no case.
    """
    job = Job(name=name, details=dict(details or {}), run_at=run_at or clock.now(), slot=slot)
    Job.objects.bulk_create([job], ignore_conflicts=slot is not None)


def give_up_now(name: str, details: Mapping[str, Any], *, error: str, slot: str) -> bool:
    """Put a fault that was found on the failed list at once, with its alarm; False when the slot has one already.

    Trying it again runs the job of that name: it succeeds when the fault is gone.
    """
    now = clock.now()
    with transaction.atomic():
        given_up = {"details": dict(details), "run_at": now, "failed_at": now, "attempts": 1, "error": error[:200]}
        job, made = Job.objects.get_or_create(slot=slot, defaults={"name": name, **given_up})
        if made:
            enqueue(ALARM, {"job": job.pk}, slot=f"{ALARM}/{job.pk}/{now:%Y%m%dT%H%M%S}")
        return made


def waiting() -> QuerySet[Job]:
    """What is still to be done, the most urgent first."""
    return Job.objects.filter(done_at=None, failed_at=None).order_by("run_at", "id")


def failed() -> QuerySet[Job]:
    """What was given up, the newest first."""
    return Job.objects.exclude(failed_at=None).order_by("-failed_at", "-id")


def retry_failed(job_id: int) -> bool:
    """Try a job that was given up once more from the start; False when it is not on the failed list (any longer)."""
    again = {"failed_at": None, "attempts": 0, "leased_until": None, "run_at": clock.now(), "error": ""}
    return Job.objects.filter(pk=job_id).exclude(failed_at=None).update(**again) == 1


def outage_is_known(name: str) -> bool:
    """Whether another job of that name waits to be tried again, or was given up within a day: its alarm stands."""
    others = Job.objects.filter(name=name, done_at=None)
    again = others.filter(failed_at=None, leased_until=None).exclude(error="")
    given_up = others.filter(failed_at__gt=clock.now() - ONE_ALARM_EACH)
    return again.exists() or given_up.exists()


def waiting_by_name() -> list[dict[str, Any]]:
    """How many wait, by name, with the time of the oldest and how many are being tried again."""
    again = Count("pk", filter=Q(attempts__gt=1))
    rows = Job.objects.filter(done_at=None, failed_at=None).values("name")
    summed = rows.annotate(number=Count("pk"), oldest=Min("run_at"), again=again)
    return [dict(row) for row in summed.order_by("name")]
