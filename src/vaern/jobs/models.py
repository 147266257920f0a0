"""The table of work."""

from typing import ClassVar

from django.db import models


class Job(models.Model):
    """One piece of work by name; `slot` is unique for what repeats. `details` holds ids and codes only."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=64)
    slot = models.CharField(max_length=96, null=True, unique=True)  # noqa: DJ001 - NULL lets many jobs have no slot
    details = models.JSONField(default=dict)
    run_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["done_at", "failed_at", "run_at"], name="job_next")]
