"""Are the sealed files still what was received? A sample is read each night, every file by command.

An alarm names the item by its id and says nothing of its case: on the failed list, where trying again reads the item
once more, and as an event in the case's own log, where those who take part see it.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vaern import clock
from vaern.audit.actors import SYSTEM
from vaern.audit.enums import Stream
from vaern.audit.events import record_apart
from vaern.cases.writing import note, writing
from vaern.errors import IntegrityBroken
from vaern.evidence import custody
from vaern.evidence.models import FixityRun, Item, ItemToken
from vaern.evidence.queries import items_kept
from vaern.evidence.stamping import token_faults
from vaern.jobs.queue import give_up_now
from vaern.jobs.worker import outside_transaction
from vaern.vault import blobs
from vaern.vault.text import read

FIXITY_JOB, ITEM_JOB = "evidence.fixity", "evidence.fixity_item"
LEAST, NIGHTS = 100, 30
WHAT = {
    "file": gettext_lazy("the file"),
    "custody": gettext_lazy("the custody log"),
    "stamp": gettext_lazy("the time-stamp"),
}


@outside_transaction
def nightly(_details: Mapping[str, Any]) -> None:
    """The job: a sample of the files, so that each is read about once a month, and every time-stamp."""
    check_sample()


@outside_transaction
def check_again(details: Mapping[str, Any]) -> None:
    """The job on the failed list: done when the item is whole again, for instance restored from a backup."""
    item = Item.objects.select_related("blob").get(id=UUID(str(details["item"])))
    faults = [*_faults_of(item), *_stamp_faults(item.tokens.all())]
    if faults:
        raise IntegrityBroken(_("A sealed file is not what was received."), str(item.id))


def check_sample() -> FixityRun:
    """Read a sample by chance, and look at every time-stamp."""
    wanted = max(LEAST, items_kept().count() // NIGHTS + 1)
    start = UUID(int=secrets.randbits(128))
    after = list(items_kept().filter(id__gte=start).order_by("id")[:wanted])
    before = items_kept().filter(id__lt=start).order_by("id")[: wanted - len(after)]
    return _run("sample", [*after, *before])


def check_all() -> FixityRun:
    """Read every file, and look at every time-stamp."""
    return _run("all", items_kept().order_by("id").iterator(chunk_size=500))


def told(run: FixityRun) -> str:
    """What was found, in words; each item that is not whole on a line of its own."""
    seconds = (run.ended_at - run.began_at).total_seconds()
    lines = [
        _("%(files)s files (%(bytes)s bytes) and %(tokens)s time-stamps were checked in %(seconds).1f seconds.")
        % {"files": run.files, "bytes": run.bytes, "tokens": run.tokens, "seconds": seconds},
        *(
            _("Not as it was received: item %(item)s (%(what)s).") % {**fault, "what": WHAT[fault["what"]]}
            for fault in run.faults
        ),
    ]
    if not run.faults:
        lines.append(_("All of it is as it was received."))
    return "\n".join(lines)


def _run(kind: str, items: Iterable[Item]) -> FixityRun:
    run = FixityRun(kind=kind, began_at=clock.now(), files=0, bytes=0, tokens=0, faults=[])
    for item in items:
        run.files, run.bytes = run.files + 1, run.bytes + item.size
        run.faults += _faults_of(item)
    tokens = ItemToken.objects.filter(item__in=items_kept()).select_related("item")
    run.tokens = tokens.count()
    run.faults += _stamp_faults(tokens.iterator(chunk_size=500))
    run.ended_at = clock.now()
    run.save(force_insert=True)
    counted = {"kind": kind, "files": run.files, "tokens": run.tokens, "faults": len(run.faults)}
    record_apart("fixity.checked", stream=Stream.SYSTEM, stream_id="fixity", by=SYSTEM, data=counted)
    for item_id in sorted({fault["item"] for fault in run.faults}):
        _alarm(Item.objects.select_related("case").get(id=item_id))
    return run


def _faults_of(item: Item) -> Iterator[dict[str, str]]:
    """What of the item is not as it was: the file, or the log of who had it in hand."""
    for what, holds in (("file", _file_holds), ("custody", _custody_holds)):
        if not holds(item):
            yield {"item": str(item.id), "what": what}


def _stamp_faults(tokens: Iterable[ItemToken]) -> list[dict[str, str]]:
    return [{"item": str(token.item_id), "what": "stamp"} for token in token_faults(iter(tokens))]


def _file_holds(item: Item) -> bool:
    digest = hashlib.sha256()
    try:
        for chunk in blobs.read(item.blob):
            digest.update(chunk)
        salted = hashlib.sha256(bytes.fromhex(read(item, "salt")) + digest.digest()).hexdigest()
        return (digest.hexdigest(), salted) == (read(item, "sha256"), item.salted_digest)
    except (IntegrityBroken, OSError, ValueError):
        return False


def _custody_holds(item: Item) -> bool:
    try:
        return custody.check(item) > 0
    except IntegrityBroken:
        return False


def _alarm(item: Item) -> None:
    """Once a day for each item that is not whole."""
    details = {"item": str(item.id)}
    slot = f"{ITEM_JOB}/{item.id}/{clock.today()}"
    if give_up_now(ITEM_JOB, details, error=f"not as received: item {item.id}", slot=slot):
        with writing(item.case):
            note("evidence.not_whole", item.case, SYSTEM, item=item.id)
