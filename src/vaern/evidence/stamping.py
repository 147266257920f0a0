"""Asks a time-stamp authority to sign that an item existed. Only a salted digest leaves the house.

The items without a token are the queue. Each authority is asked in turn; while all are down the items wait, marked as
not yet time-stamped, and one alarm is raised for the outage, not one for every attempt.
"""

import os
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from cryptography.x509 import Certificate
from django.conf import settings
from django.utils.translation import gettext as _

from vaern import clock, timestamps
from vaern.errors import IntegrityBroken, VaernError
from vaern.evidence.models import Item, ItemToken
from vaern.evidence.queries import items_kept
from vaern.jobs.queue import outage_is_known
from vaern.jobs.worker import outside_transaction

STAMP_JOB, CLOCK_JOB = "evidence.stamp", "clock.check"
MOST_AT_ONCE = 50
MOST_APART = timedelta(minutes=2)


class WrongClock(VaernError):
    """Our clock and the authority's are far apart."""


@outside_transaction
def stamp_items(_details: Mapping[str, Any]) -> None:
    """The job: a token for each secured item that has none. While every authority is down, items wait.

    Unavailable when none answers and no other attempt of this outage is under way or given up already.
    """
    urls = timestamps.addresses(settings.TIMESTAMP_URL)
    if not urls:
        return
    try:
        for item in items_kept().filter(tokens=None).order_by("secured_at")[:MOST_AT_ONCE]:
            _stamp(item, urls, trusted())
    except timestamps.Unavailable:
        if not outage_is_known(STAMP_JOB):
            raise


@outside_transaction
def check_clock(_details: Mapping[str, Any]) -> None:
    """The job: does our clock go as the authority's? Every deadline and every time in a log rests on it.

    WrongClock when they are more than two minutes apart. Nothing where no authority answers: its alarm is another.
    """
    urls = timestamps.addresses(settings.TIMESTAMP_URL)
    if not urls or clock.is_set():
        return
    try:
        token = timestamps.stamp_first(os.urandom(32), urls=urls, roots=trusted())
    except timestamps.Unavailable:
        return
    if abs(clock.now() - token.at) > MOST_APART:
        raise WrongClock(
            _("The clock of this server is wrong."),
            _("It says %(ours)s, and the time-stamp service says %(theirs)s.")
            % {"ours": f"{clock.now():%Y-%m-%d %H:%M} UTC", "theirs": f"{token.at:%Y-%m-%d %H:%M} UTC"},
            _("Set it right: deadlines and every time in the log rest on it."),
        )


def trusted() -> list[Certificate]:
    """The root certificates that every stamp must lead to; none where no file is set. Unavailable when unreadable."""
    return timestamps.roots_in(settings.TIMESTAMP_ROOTS_FILE)


def stamped_data(item: Item) -> bytes:
    """What an item's stamp is over: the 32 bytes of its salted digest."""
    return bytes.fromhex(item.salted_digest)


def token_faults(tokens: Iterator[ItemToken]) -> Iterator[ItemToken]:
    """The tokens that do not hold over their item's digest by the roots we trust; keep a root as long as its stamps.

    Where no roots are set (any longer), the chain kept with each token stands in: that still finds changed data.
    """
    roots = trusted()
    for token in tokens:
        try:
            timestamps.check(bytes(token.token), stamped_data(token.item), roots or _kept(token))
        except IntegrityBroken:
            yield token


def _stamp(item: Item, urls: list[str], roots: list[Certificate]) -> None:
    data = stamped_data(item)
    token = timestamps.stamp_first(data, urls=urls, roots=roots)
    chain = timestamps.as_pem(timestamps.chain_of(token.der, roots))
    ItemToken.objects.create(
        item=item, token=token.der, chain=chain, authority=token.authority[:200], stamped_at=token.at
    )


def _kept(token: ItemToken) -> list[Certificate]:
    """The chain that was trusted when the stamp was given; tokens from before chains were kept have none."""
    return timestamps.read_roots(bytes(token.chain)) if token.chain else []
