"""Asks the time-stamp authority to sign that an item existed. Only a salted digest leaves the house."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from vaern import timestamps
from vaern.evidence.models import Item, ItemToken
from vaern.jobs.worker import outside_transaction

STAMP_JOB = "evidence.stamp"
MOST_AT_ONCE = 50


@outside_transaction
def stamp_items(_details: Mapping[str, Any]) -> None:
    """The job: a token for each secured item that has none. While the authority is down, items wait."""
    if not settings.TIMESTAMP_URL:
        return
    roots = timestamps.read_roots(Path(settings.TIMESTAMP_ROOTS_FILE).read_bytes())
    waiting = Item.objects.filter(tokens=None).order_by("secured_at")
    for item in waiting[:MOST_AT_ONCE]:
        token = timestamps.stamp(bytes.fromhex(item.salted_digest), url=settings.TIMESTAMP_URL, roots=roots)
        ItemToken.objects.create(item=item, token=token.der, stamped_at=token.at)
