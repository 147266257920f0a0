"""Receiving, securing, viewing and exporting evidence. From the sending on, every act is in the custody log."""

import hashlib
import os
from typing import Protocol

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit import chains
from vaern.audit.actors import Actor
from vaern.audit.enums import Stream
from vaern.cases import drafts
from vaern.cases.guards import check_can_change
from vaern.cases.models import Case, Incident, Report
from vaern.cases.text import clean
from vaern.cases.writing import note, writing
from vaern.errors import BadInput, NotNow
from vaern.evidence import custody, traces
from vaern.evidence.kinds import media_type
from vaern.evidence.locking import check_may_open, check_not_locked, lock_if_known
from vaern.evidence.models import CustodyEntry, Item, MovedItem
from vaern.evidence.pictures import MOST_BYTES, Picture, not_shown, redraw, without_position
from vaern.evidence.queries import items_in, items_of, picture_of, same_as
from vaern.jobs.queue import enqueue
from vaern.vault import blobs
from vaern.vault.models import Blob
from vaern.vault.text import read, seal_into

MOST_NAME = 200
READ_JOB = "evidence.read"
INSIDE = "inside_b"


class Arrived(Protocol):
    """A file that has streamed into the vault: `finish` gives its row, after which its SHA-256 in hex is known."""

    sha256: str

    def finish(self) -> Blob:
        """Its row."""


class AlreadyHere(BadInput):
    """The same file, byte for byte, is here already."""


def receive(
    *, report: Report, by: Actor, sealer: Arrived, name: str, claimed_sha256: str = "", source: str = ""
) -> Item:
    """A file that has streamed into the vault becomes an item of the draft, byte for byte as it came.

    Where the draft was sent while the file was on its way, it becomes an item of a new one by the same writer in the
    same case. BadInput when it is empty, when it is not what the browser read, or when the writer has added it before;
    nothing of it is then left. NotNow when the draft was thrown away.
    """
    with transaction.atomic():
        chains.lock(Stream.CASE, report.case_id)
        row = drafts.draft_now(report=report, by=by)
        blob = sealer.finish()
        same = same_as(sealer.sha256, Item.with_drafts.filter(report__in={report, row or report}))
        refused = _why_not(blob, sealer.sha256, claimed_sha256) or (same and _already_in_draft(same))
        if not refused:
            row = row or drafts.open_draft(by=by, unit=report.case.unit, case=report.case)
            item = _item(row.case, by, blob, sealer.sha256, name=name, source=source, checked=bool(claimed_sha256))
            item.report = row
            item.save(force_insert=True)
            return item
        blobs.remove(blob)
    raise refused


def add_to_case(
    *, case: Case, by: Actor, sealer: Arrived, name: str, claimed_sha256: str = "", source: str = ""
) -> Item:
    """A file is added to an open case: its custody begins at once, and a reader looks at it.

    BadInput as in `receive`. A file that the case has already is not kept twice: the first item's custody says that it
    came again, and AlreadyHere says which it is. NotNow when the case is not open.
    """
    with writing(case):
        blob = sealer.finish()
        same = same_as(sealer.sha256, items_of(case))
        refused = _why_not(blob, sealer.sha256, claimed_sha256) or (same and _came_again(same, by)) or _closed(case)
        if not refused:
            item = _item(case, by, blob, sealer.sha256, name=name, source=source, checked=bool(claimed_sha256))
            item.save(force_insert=True)
            secure(item, by)
            return item
        blobs.remove(blob)
    raise refused


def add_inside(*, parent: Item, part: str, by: Actor, sealer: Arrived, name: str, source: str = "") -> Item:
    """What lay inside an item (an attachment of a mail, a file of a capture) becomes an item of its own."""
    with writing(parent.case):
        blob = sealer.finish()
        item = _item(parent.case, by, blob, sealer.sha256, name=name, source=source, checked=False)
        item.parent, item.part, item.incident = parent, part, parent.incident
        item.received_from = parent.received_from
        item.save(force_insert=True)
        secure(item, by, reason_code=f"{INSIDE}{parent.number}")
        return item


def secure(item: Item, by: Actor, reason_code: str = "", incident: Incident | None = None) -> None:
    """Custody begins, in the caller's transaction: from here on every act is written down, and a reader is asked."""
    item.secured_at, item.incident = clock.now(), incident or item.incident
    item.save(update_fields=["secured_at", "incident"])
    custody.add(item, "received", by, reason_code, digest=item.salted_digest)
    traces.of_file(item)
    lock_if_known(item)
    enqueue(READ_JOB, {"item": str(item.id)})


def say_incident(*, item: Item, by: Actor, incident: Incident) -> None:
    """The item shows this incident; so do all that were said to show the one that it corrects."""
    with writing(item.case):
        check_can_change(item.case)
        check_not_locked(item)
        before = incident.replaces
        also = items_of(item.case).filter(incident=before) if before else items_of(item.case).none()
        for one in (item, *also.exclude(pk=item.pk)):
            one.incident = incident
            one.save(update_fields=["incident"])
            note("evidence.incident_said", item.case, by, item=one.id, incident=incident.id)


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
        item.case = report.case
        secure(item, by, incident=incident)
    return items


def view(item: Item, by: Actor) -> Picture:
    """Show the picture, drawn anew, and write down who saw it. BadInput when it can only be downloaded."""
    shown = check_can_show(item)
    _noted(item, "viewed", by)
    return shown


def check_can_show(item: Item) -> Picture:
    """Draw the picture anew before anybody is promised to see it. BadInput when it can only be downloaded."""
    check_may_open(item)
    return redraw(blobs.read_whole(drawn_from(item)))


def drawn_from(item: Item) -> Blob:
    """The picture that copies are drawn from. BadInput for what is no picture, or too large to be opened."""
    found = picture_of(item)
    if found is None or found.size > MOST_BYTES:
        raise not_shown()
    return found


def note_export(item: Item, by: Actor, reason_code: str = "") -> CustodyEntry:
    """Somebody takes a copy of the original out of Værn. NotNow for what is locked."""
    check_not_locked(item)
    return _noted(item, "exported", by, reason_code)


def copy_without_position(item: Item, by: Actor) -> Picture:
    """A copy of a picture that may leave: upright, in full size, and without where and with what it was taken."""
    check_can_show(item)
    copy = without_position(blobs.read_whole(drawn_from(item)))
    note_copy_without_position(item, by)
    return copy


def note_copy_without_position(item: Item, by: Actor) -> CustodyEntry:
    """Somebody takes a copy that does not say where it was taken. NotNow for what is locked."""
    check_not_locked(item)
    return _noted(item, "copied", by, "without_position")


def _noted(item: Item, act: str, by: Actor, reason_code: str = "") -> CustodyEntry:
    with writing(item.case):
        return custody.add(item, act, by, reason_code)


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


def _already_in_draft(same: Item) -> BadInput:
    return AlreadyHere(
        _("You have added this file already."),
        _("It is the same, byte for byte, as “%(name)s”.") % {"name": read(same, "name")},
        _("Nothing more is needed."),
    )


def _came_again(same: Item, by: Actor) -> BadInput:
    custody.add(same, "received_again", by)
    return AlreadyHere(
        _("The case has this file already, as B%(number)s.") % {"number": same.number},
        _("It is the same, byte for byte. We have noted that it came once more, and from whom."),
        _("Nothing more is needed."),
    )


def _closed(case: Case) -> NotNow | None:
    try:
        check_can_change(case)
    except NotNow as closed:
        return closed
    return None


def next_number(case: Case) -> int:
    """The next number of an item; one that was moved away keeps the number it had."""
    last = Item.with_drafts.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    moved = MovedItem.objects.filter(case=case).aggregate(last=Max("number"))["last"] or 0
    return max(last, moved) + 1


def _item(case: Case, by: Actor, blob: Blob, sha256: str, *, name: str, source: str, checked: bool) -> Item:
    salt = os.urandom(32)
    item = Item(
        case=case,
        number=next_number(case),
        blob=blob,
        salted_digest=hashlib.sha256(salt + bytes.fromhex(sha256)).hexdigest(),
        media_type=media_type(next(blobs.read(blob), b"")[:4096]),
        size=blob.size,
        received_at=clock.now(),
        received_from_id=by.person_id,
        checked_in_browser=checked,
    )
    seal_into(item, name=plain_name(name), sha256=sha256, salt=salt.hex(), source=clean(source))
    return item


def plain_name(name: str) -> str:
    """The file's own name without folders and control characters, short enough to show."""
    last = clean(name).replace("\\", "/").rsplit("/", 1)[-1].replace("\n", " ").strip(". ")
    return last[-MOST_NAME:] or _("File without a name")
