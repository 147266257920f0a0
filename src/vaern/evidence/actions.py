"""Receiving, securing, viewing and exporting evidence. From the sending on, every act is in the custody log."""

import hashlib
import os

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit import chains
from vaern.audit.actors import Actor
from vaern.audit.enums import Stream
from vaern.cases.models import Incident, Report
from vaern.cases.text import clean
from vaern.cases.writing import acting_person, note, writing
from vaern.errors import BadInput, NotNow
from vaern.evidence import custody
from vaern.evidence.kinds import SHOWN, media_type
from vaern.evidence.models import CustodyEntry, Item
from vaern.evidence.pictures import MOST_BYTES, Picture, not_shown, redraw
from vaern.evidence.queries import items_in
from vaern.vault import blobs
from vaern.vault.blobs import Sealer
from vaern.vault.models import Blob
from vaern.vault.text import read, seal_into

MOST_NAME = 200


def receive(
    *, report: Report, by: Actor, sealer: Sealer, name: str, claimed_sha256: str = "", source: str = ""
) -> Item:
    """A file that has streamed into the vault becomes an item of the draft, byte for byte as it came.

    BadInput when it is empty, or when it is not what the browser read; nothing of it is then left.
    """
    with transaction.atomic():
        chains.lock(Stream.CASE, report.case_id)
        blob = sealer.finish()
        refused = _why_not(blob, sealer.sha256, claimed_sha256)
        if refused is None:
            return _item(report, by, blob, sealer.sha256, name=name, source=source, checked=bool(claimed_sha256))
        blobs.remove(blob)
    raise refused


def remove_from_draft(*, item: Item, by: Actor) -> None:
    """The writer takes a file out of the draft; its bytes are destroyed. After sending nothing is taken out."""
    with transaction.atomic():
        chains.lock(Stream.CASE, item.case_id)
        item.refresh_from_db()
        if item.secured_at is not None or item.received_from_id != by.person_id:
            raise NotNow(
                _("The file has been sent and is kept."),
                _("From then on it is evidence with a log of its own."),
                _("Write to your case owner if it came in by mistake."),
            )
        blob = item.blob
        item.delete()
        blobs.remove(blob)


def begin_custody(*, report: Report, by: Actor, incident: Incident | None = None) -> list[Item]:
    """The report is sent: its files are secured, and the custody log of each begins."""
    items = list(items_in(report).filter(secured_at=None))
    for item in items:
        item.secured_at, item.incident = clock.now(), incident
        item.save(update_fields=["secured_at", "incident"])
        custody.add(item, "received", by)
        note("evidence.received", report.case, by, item=item.id, digest=item.salted_digest)
    return items


def view(item: Item, by: Actor) -> Picture:
    """Show the picture, drawn anew, and write down who saw it. BadInput when it can only be downloaded."""
    shown = check_can_show(item)
    _noted(item, "viewed", by)
    return shown


def check_can_show(item: Item) -> Picture:
    """Draw the picture anew before anybody is promised to see it. BadInput when it can only be downloaded."""
    if item.media_type not in SHOWN or item.size > MOST_BYTES:
        raise not_shown()
    return redraw(blobs.read_whole(item.blob))


def note_export(item: Item, by: Actor, reason_code: str = "") -> CustodyEntry:
    """Somebody takes a copy of the original out of Værn."""
    return _noted(item, "exported", by, reason_code)


def _noted(item: Item, act: str, by: Actor, reason_code: str = "") -> CustodyEntry:
    with writing(item.case):
        entry = custody.add(item, act, by, reason_code)
        note(f"evidence.{act}", item.case, by, item=item.id)
        return entry


def _why_not(blob: Blob, sha256: str, claimed: str) -> BadInput | None:
    if blob.size == 0:
        return BadInput(
            _("The file is empty."),
            _("There is nothing in it to keep."),
            _("Take the picture again, or choose another file. The rest of your draft is saved."),
        )
    if claimed and claimed.lower() != sha256:
        return BadInput(
            _("The file that reached us is not the same as the one on your device."),
            _("Something was lost on the way. We keep only what is exactly right."),
            _("Add the file once more. The rest of your draft is saved."),
        )
    return None


def _item(report: Report, by: Actor, blob: Blob, sha256: str, *, name: str, source: str, checked: bool) -> Item:
    salt = os.urandom(32)
    item = Item(
        case=report.case,
        report=report,
        number=(Item.with_drafts.filter(case=report.case).aggregate(last=Max("number"))["last"] or 0) + 1,
        blob=blob,
        salted_digest=hashlib.sha256(salt + bytes.fromhex(sha256)).hexdigest(),
        media_type=media_type(next(blobs.read(blob))[:4096]),
        size=blob.size,
        received_at=clock.now(),
        received_from_id=acting_person(by),
        checked_in_browser=checked,
    )
    seal_into(item, name=plain_name(name), sha256=sha256, salt=salt.hex(), source=clean(source))
    item.save(force_insert=True)
    return item


def plain_name(name: str) -> str:
    """The file's own name without folders and control characters, short enough to show."""
    last = clean(name).replace("\\", "/").rsplit("/", 1)[-1].replace("\n", " ").strip(". ")
    return last[-MOST_NAME:] or _("File without a name")


def digest_of(item: Item) -> str:
    """The SHA-256 of the file as it was received, in hex."""
    return read(item, "sha256")
