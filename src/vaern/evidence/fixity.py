"""Are the sealed files still what was received? A sample is read each night, every file by command.

An alarm names the item by its id and says nothing of its case: on the failed list, where trying again reads the item
once more, and as an event in the case's own log, where those who take part see it.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

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
from vaern.jobs.queue import enqueue, give_up_now
from vaern.jobs.worker import outside_transaction
from vaern.vault import blobs
from vaern.vault.text import read

FIXITY_JOB, ITEM_JOB = "evidence.fixity", "evidence.fixity_item"
LEAST, NIGHTS, AT_ONCE = 100, 30, 100
WHAT = {
    "file": gettext_lazy("the file"),
    "custody": gettext_lazy("the custody log"),
    "stamp": gettext_lazy("the time-stamp"),
}


@outside_transaction
def nightly(details: Mapping[str, Any]) -> None:
    """The job: a sample of the files, so that each is read about once a month, and every time-stamp.

    It reads a part and asks for the next, so that other work comes in between; the stamps are in the first part.
    """
    began, left = details.get("began", clock.now().isoformat()), details.get("left", _sample_size())
    part = _from(UUID(details["after"]) if details else _anywhere(), min(left, AT_ONCE))
    _run("sample", part, ItemToken.objects.none() if details else _tokens())
    if part and left > len(part):
        rest = {"began": began, "after": str(part[-1].id), "left": left - len(part)}
        enqueue(FIXITY_JOB, rest, slot=f"{FIXITY_JOB}/{began}/{rest['left']}")


@outside_transaction
def check_again(details: Mapping[str, Any]) -> None:
    """The job on the failed list: done when the item is whole again, for instance restored from a backup."""
    item = Item.objects.select_related("blob").get(id=UUID(str(details["item"])))
    faults = [*_faults_of(item), *_stamp_faults(item.tokens.all())]
    if faults:
        raise IntegrityBroken(_("A sealed file is not what was received."), str(item.id))


def check_sample() -> FixityRun:
    """Read a sample by chance, and look at every time-stamp."""
    return _run("sample", _from(_anywhere(), _sample_size()), _tokens())


def check_all() -> FixityRun:
    """Read every file, and look at every time-stamp."""
    return _run("all", items_kept().order_by("id").iterator(chunk_size=500), _tokens())


def told(run: FixityRun) -> str:
    """What was found, in words; each item that is not whole on a line of its own."""
    seconds = (run.ended_at - run.began_at).total_seconds()
    lines = [
        _("%(files)s (%(bytes)s bytes) and %(tokens)s were checked in %(seconds).1f seconds.")
        % {
            "files": ngettext("%(n)s file", "%(n)s files", run.files) % {"n": run.files},
            "bytes": run.bytes,
            "tokens": ngettext("%(n)s time-stamp", "%(n)s time-stamps", run.tokens) % {"n": run.tokens},
            "seconds": seconds,
        },
        *(
            _("Not as it was received: item %(item)s (%(what)s).") % {**fault, "what": WHAT[fault["what"]]}
            for fault in run.faults
        ),
    ]
    if not run.faults:
        lines.append(_("All of it is as it was received."))
    return "\n".join(lines)


def _sample_size() -> int:
    kept = items_kept().count()
    return min(kept, max(LEAST, kept // NIGHTS + 1))


def _anywhere() -> UUID:
    return UUID(int=secrets.randbits(128))


def _from(start: UUID, wanted: int) -> list[Item]:
    """So many items after a place in the order of ids, which is one of chance; past the end it goes on at the front."""
    after = list(items_kept().filter(id__gt=start).order_by("id")[:wanted])
    front = items_kept().filter(id__lte=start).order_by("id")[: wanted - len(after)]
    return [*after, *front]


def _tokens() -> QuerySet[ItemToken]:
    return ItemToken.objects.filter(item__in=items_kept()).select_related("item")


def _run(kind: str, items: Iterable[Item], tokens: QuerySet[ItemToken]) -> FixityRun:
    run = FixityRun(kind=kind, began_at=clock.now(), files=0, bytes=0, tokens=0, faults=[])
    for item in items:
        run.files, run.bytes = run.files + 1, run.bytes + item.size
        run.faults += _faults_of(item)
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
