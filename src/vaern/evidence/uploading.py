"""Files that come in pieces and go on after a lost connection: begun, gone on with, and made an item at the end."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases import guards
from vaern.cases.models import Case, Report
from vaern.cases.text import clean
from vaern.cases.writing import acting_person
from vaern.errors import BadInput, NotNow
from vaern.evidence import actions
from vaern.evidence.models import Item, Upload
from vaern.vault.pieces import Pieces
from vaern.vault.text import read, seal_into

KEPT_FOR = timedelta(days=1)
MOST_AT_ONCE = 40


def begin(*, case: Case, by: Actor, name: str, length: int, report: Report | None = None) -> Upload:
    """Make room for a file of so many bytes. BadInput when it is empty, too large, or too many are on their way."""
    if report is None:
        guards.check_can_change(case)
    refused = _empty() if length <= 0 else too_large() if length > settings.MOST_UPLOAD_BYTES else None
    if refused:
        raise refused
    if Upload.objects.filter(started_by=by.person_id, item=None).count() >= MOST_AT_ONCE:
        raise NotNow(_("Many files are on their way already."), "", _("Wait until some of them have come."))
    pieces = Pieces(case.vault_scope, length)
    upload = Upload(
        id=pieces.blob_id,
        case=case,
        report=report,
        started_by_id=acting_person(by),
        length=length,
        header=pieces.header,
        touched_at=clock.now(),
    )
    seal_into(upload, name=clean(name))
    pieces.begin()
    upload.save(force_insert=True)
    return upload


def find(upload_id: UUID, *, case: Case, by: Actor, report: Report | None = None) -> Upload | None:
    """One's own upload in this case or draft; nobody else's is there."""
    found = Upload.objects.filter(id=upload_id, case=case, report=report, started_by=by.person_id)
    return found.select_related("case", "report", "item").first()


def add_piece(upload: Upload, *, at: int, data: bytes) -> int:
    """Seal one piece; the bytes that have come in all. NotNow when it does not begin where the last one ended."""
    if at != upload.offset:
        raise NotNow(
            _("The piece does not follow the last one."), "", _("Ask how much has come, and go on from there.")
        )
    kept = pieces_of(upload).put(at, data)
    Upload.objects.filter(id=upload.id, offset=at).update(offset=at + kept, touched_at=clock.now())
    upload.refresh_from_db(fields=["offset"])
    return upload.offset


def finish(upload: Upload, *, by: Actor, claimed_sha256: str) -> Item:
    """The whole file has come: it becomes an item, once. BadInput when it is not what the browser read, or known."""
    made = Item.with_drafts.filter(blob_id=upload.id).first()
    if made is not None:
        return made
    if upload.offset != upload.length:
        raise NotNow(_("The file has not come whole yet."), "", _("Go on with it from where it stopped."))
    pieces, name = pieces_of(upload), read(upload, "name")
    pieces.close()
    try:
        upload.item = _received(upload, by, pieces, name, claimed_sha256)
    except BadInput:
        upload.delete()
        raise
    upload.save(update_fields=["item"])
    return upload.item


def give_up(upload: Upload) -> None:
    """The person has thought better of it: nothing of it is left, unless it has become an item."""
    if not Item.with_drafts.filter(blob_id=upload.id).exists():
        pieces_of(upload).abort()
    upload.delete()


def sweep(_details: Mapping[str, Any]) -> None:
    """The job: forget uploads that nobody has gone on with for a day, and those that became items."""
    for upload in Upload.objects.filter(touched_at__lt=clock.now() - KEPT_FOR):
        give_up(upload)


def pieces_of(upload: Upload) -> Pieces:
    """The sealed file that the upload writes."""
    return Pieces(upload.vault_scope, upload.length, upload.id, bytes(upload.header))


def too_large() -> BadInput:
    """Why a file is not taken, and what to do instead."""
    most = settings.MOST_UPLOAD_BYTES // (1024 * 1024)
    return BadInput(
        _("The file is too large."),
        _("There is room for %(most)s MB in one file.") % {"most": most},
        _("Send a part of it, or a picture of it, and write that there is more. The rest of your draft is saved."),
    )


def _received(upload: Upload, by: Actor, pieces: Pieces, name: str, claimed: str) -> Item:
    if upload.report is not None:
        return actions.receive(report=upload.report, by=by, sealer=pieces, name=name, claimed_sha256=claimed)
    return actions.add_to_case(case=upload.case, by=by, sealer=pieces, name=name, claimed_sha256=claimed)


def _empty() -> BadInput:
    return BadInput(
        _("The file is empty."),
        _("There is nothing in it to keep."),
        _("Take the picture again, or choose another file. The rest of your draft is saved."),
    )
