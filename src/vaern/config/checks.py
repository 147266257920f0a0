"""System checks: what must hold before the server starts, each with an id and a hint.

Those that look at keys and databases run where a database is named (`check --database default --database keys`, which
the server does before it starts), so that a developer can make migrations in an empty folder.
"""

import os
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's own name
from django.db import connections

from vaern import clock
from vaern.audit import triggers
from vaern.errors import IntegrityBroken, NotNow
from vaern.evidence import signing
from vaern.evidence.capture.addresses import networks
from vaern.timestamps import Unavailable, roots_in
from vaern.vault import keys, master, wrapping

LOOPBACK = {"127.0.0.1", "localhost", "[::1]", "testserver"}


@register(Tags.security)
def check_demo_stays_at_home(**_kwargs: Any) -> list[CheckMessage]:
    """In demo mode one click signs in as anyone: it must answer on this machine only."""
    strangers = sorted(set(settings.ALLOWED_HOSTS) - LOOPBACK)
    if settings.MODE != "demo" or not strangers:
        return []
    hint = "Remove VAERN_HOSTS, or set VAERN_MODE=production."
    return [Error(f"Demo mode would answer as {', '.join(strangers)}.", hint=hint, id="vaern.E001")]


@register(Tags.security)
def check_time_is_real(**_kwargs: Any) -> list[CheckMessage]:
    """A set clock would write false times in the log."""
    if settings.MODE != "production" or not os.environ.get("VAERN_NOW"):
        return []
    hint = "Remove VAERN_NOW: it is for demo and tests only."
    return [Error("The clock is set by VAERN_NOW in production.", hint=hint, id="vaern.E002")]


@register(Tags.security)
def check_capture_refuse(**_kwargs: Any) -> list[CheckMessage]:
    """Every network that captures must not reach is one: a slip of the pen would leave it open."""
    hint = "VAERN_CAPTURE_REFUSE takes networks in CIDR with commas between, such as 203.0.113.0/24."
    try:
        networks(settings.CAPTURE_REFUSE)
    except ValueError as error:
        return [Error(f"What captures must refuse cannot be read: {error}.", hint=hint, id="vaern.E009")]
    return []


@register(Tags.database)
def check_master_key(**_kwargs: Any) -> list[CheckMessage]:
    """The master key is there, whole, and readable by its owner only."""
    try:
        master.newest()
    except IntegrityBroken as error:
        return [Error(f"{error.what} {error.why}", hint=str(error.todo), id="vaern.E003")]
    return []


@register(Tags.database)
def check_master_key_opens(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """The master key is the one that the newest key was wrapped with, not merely a key."""
    if keys.DATABASE not in (databases or []):
        return []
    try:
        keys.check_master_key()
    except IntegrityBroken as error:
        return [Error(f"{error.what} {error.why}", hint=str(error.todo), id="vaern.E006")]
    return []


@register(Tags.database)
def check_escrow_key(**_kwargs: Any) -> list[CheckMessage]:
    """The public escrow key is there and long enough."""
    try:
        wrapping.escrow_key()
    except IntegrityBroken as error:
        return [Error(f"{error.what} {error.why}", hint=str(error.todo), id="vaern.E004")]
    return []


@register(Tags.database)
def check_triggers(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """What may only be added to is guarded by the database itself."""
    lost = {alias: triggers.missing(connections[alias]) for alias in databases or []}
    hint = "Run the command migrate again for this database: it puts the triggers back."
    return [
        Error(f"The database {alias} lacks: {', '.join(names)}.", hint=hint, id="vaern.E005")
        for alias, names in lost.items()
        if names
    ]


@register(Tags.database)
def check_time_stamp_roots(**_kwargs: Any) -> list[CheckMessage]:
    """Where an authority is configured, the certificates that we trust can be read."""
    if not settings.TIMESTAMP_URL:
        return []
    hint = "VAERN_TIMESTAMP_ROOTS must name a file with the root certificates of the authority, as PEM."
    try:
        found = roots_in(settings.TIMESTAMP_ROOTS_FILE)
    except Unavailable as error:
        return [Error(str(error.why), hint=hint, id="vaern.E007")]
    return (
        []
        if found
        else [Error("A time-stamp authority is set, and no certificates to trust.", hint=hint, id="vaern.E007")]
    )


@register(Tags.database)
def check_signer(**_kwargs: Any) -> list[CheckMessage]:
    """What signs the bundles can be used, and its certificate has not run out."""
    try:
        own = signing.signer()
    except (IntegrityBroken, NotNow) as error:
        return [Error(f"{error.what} {error.why}", hint=str(error.todo), id="vaern.E008")]
    if own.certificate.not_valid_after_utc < clock.now():
        hint = "Set a new pair in VAERN_SIGNING_KEY and VAERN_SIGNING_CERTIFICATE, or move the old one away."
        return [Warning("The certificate that signs bundles has run out.", hint=hint, id="vaern.W001")]
    return []
