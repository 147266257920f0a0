"""The job that has an item read: in a process of its own, by a copy that lies in memory while it is read.

What the reader says is kept sealed. What lay inside is kept sealed too: attachments of a mail as items of their own,
everything else as files derived from the item. The original is not touched. Done twice, it is the same as once.
"""

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from vaern import clock
from vaern.audit.actors import SYSTEM
from vaern.cases.writing import note, writing
from vaern.evidence import actions, custody, traces
from vaern.evidence.models import DerivedFile, EvidenceReading, Item
from vaern.evidence.readers import keys, malware, ocr, wire
from vaern.evidence.readers.isolated import read_isolated
from vaern.evidence.readers.shapes import Part, Reading, Unreadable, Warned
from vaern.jobs.queue import enqueue
from vaern.jobs.worker import outside_transaction
from vaern.vault import blobs
from vaern.vault.blobs import Sealer
from vaern.vault.text import read, seal_into

IN_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in memory; what lies there is removed when it has been read
MOST_BYTES = 512 * 1024 * 1024
MOST_DEPTH = 3
LETTERS = ("mail.eml", "mail.msg", "mail.tnef")
OWN_ITEMS = ("attachment", "message")
MALWARE = "malware"
PICTURE = "picture."
WORDS_JOB = "evidence.words"
OCR_SECONDS = 30.0
AFTER_THE_OTHERS = timedelta(seconds=30)
QUARANTINED = "quarantined"


@outside_transaction
def read_job(details: Mapping[str, Any]) -> None:
    """The job: read one item, unless that has been done or the item is locked."""
    item = Item.objects.filter(id=str(details["item"])).select_related("case", "blob").first()
    if item is None or item.locked_at is not None or item.evidencereadings.exists():
        return
    read_item(item)


def read_item(item: Item) -> EvidenceReading:
    """Have the item read now, and keep what was said and what lay inside."""
    with tempfile.TemporaryDirectory(prefix="vaern-read-", dir=in_memory()) as where:
        copy, out = Path(where) / "file", Path(where) / "out"
        out.mkdir()
        try:
            _copy(item, copy)
            found = malware.scan(copy, name=read(item, "name"), daemon=settings.CLAMAV)
            if found.quarantined:
                warned = {"code": f"{MALWARE}.{found.code}", "says": found.says, "part": ""}
                return _keep(item, outcome=QUARANTINED, said={"says": found.says, "warnings": [warned]})
            said = _read(copy, read(item, "name"), out)
            said = replace(said, warnings=(*said.warnings, *_new(found.warnings, said)))
        except Unreadable as unreadable:
            return _keep(item, outcome="unreadable", said={"says": unreadable.says})
        finally:
            copy.unlink(missing_ok=True)
        _keep_parts(item, said, out)
        row = _keep(item, outcome="read", said=wire.to_json(said), kind=said.kind, whole=said.whole)
    if said.kind.startswith(PICTURE):
        enqueue(WORDS_JOB, {"item": str(item.id)}, run_at=clock.now() + AFTER_THE_OTHERS)
    return row


@outside_transaction
def words_job(details: Mapping[str, Any]) -> None:
    """The job: what stands in a picture, as proposals. It is slow, so it waits until what is new has been read."""
    item = Item.objects.filter(id=str(details["item"])).select_related("case", "blob").first()
    if item is not None and item.locked_at is None and item.quarantined_at is None:
        propose_words(item)


def propose_words(item: Item) -> EvidenceReading | None:
    """A new reading with the words beside what was read before; None where no text can be recognised, or it was."""
    row, before = said_of(item)
    if row is None or row.outcome != "read" or any(text["kind"] == "ocr" for text in before["texts"]):
        return None
    with tempfile.TemporaryDirectory(prefix="vaern-words-", dir=in_memory()) as where:
        copy, out = Path(where) / "file", Path(where) / "out"
        out.mkdir()
        try:
            _copy(item, copy)
            proposed = read_isolated(copy, "", out, seconds=OCR_SECONDS, reader=Path(ocr.__file__))
        except Unreadable:
            return None
    said = ocr.added(wire.from_json(before), proposed)
    return _keep(item, outcome="read", said=wire.to_json(said), kind=said.kind, whole=said.whole)


def is_flagged(reading: Mapping[str, Any]) -> bool:
    """Whether the reader saw something that may harm a computer."""
    return any(str(warned.get("code", "")).startswith(MALWARE) for warned in reading.get("warnings", ()))


def said_of(item: Item) -> tuple[EvidenceReading | None, dict[str, Any]]:
    """The newest reading and what it says; an empty one where nobody has read the item yet."""
    row = item.evidencereadings.order_by("-made_at").first()
    return (row, json.loads(read(row, "said"))) if row else (None, {})


def quarantine(item: Item) -> None:
    """The file may harm a computer: from now on it is not shown, and leaves only with a warning. Custody says so."""
    if item.quarantined_at is None:
        with writing(item.case):
            item.quarantined_at = clock.now()
            item.save(update_fields=["quarantined_at"])
            custody.add(item, "quarantined", SYSTEM)


def _read(copy: Path, name: str, out: Path) -> Reading:
    """By the reader of its kind; where a name server is set, the keys of a signed mail are asked for first."""
    if not settings.MAIL_KEYS_SERVER:
        return read_isolated(copy, name, out)
    return keys.read_checked(copy, name, out, resolver=keys.resolver_at(settings.MAIL_KEYS_SERVER))


def _new(warnings: Sequence[Warned], said: Reading) -> list[Warned]:
    """What the scan warns of and the reader does not; a file that is not whole says so already."""
    return [one for one in warnings if said.whole and one.code not in {known.code for known in said.warnings}]


def in_memory() -> str | None:
    """A folder in memory where the system has one, so that no clear copy ever reaches a disk."""
    return str(IN_MEMORY) if IN_MEMORY.is_dir() else None


def _copy(item: Item, to: Path) -> None:
    if item.size > MOST_BYTES:
        most = MOST_BYTES // (1024 * 1024)
        raise Unreadable(f"Filen er over {most} MB og bliver ikke læst automatisk. Originalen er gemt uændret.")
    with to.open("xb") as file:
        for chunk in blobs.read(item.blob):
            file.write(chunk)


def _keep(item: Item, *, outcome: str, said: dict[str, Any], kind: str = "", whole: bool = True) -> EvidenceReading:
    with writing(item.case):
        row = EvidenceReading(item=item, made_at=clock.now(), outcome=outcome, kind=kind[:32], whole=whole)
        seal_into(row, said=wire.dumps(said).decode())
        row.save(force_insert=True)
        traces.of_reading(item, said)
        note("evidence.read_by_machine", item.case, SYSTEM, item=item.id)
    if is_flagged(said):
        quarantine(item)
    return row


def _keep_parts(item: Item, said: Reading, out: Path) -> None:
    before = {*item.derivedfiles.values_list("part", flat=True), *item.inside.values_list("part", flat=True)}
    kept = [part for part in said.parts if part.id not in before and part.file and (out / part.file).is_file()]
    if kept and not before:
        with writing(item.case):
            custody.add(item, "transformed", SYSTEM, "parts_taken_out")
    for part in kept:
        _keep_part(item, said, part, out / part.file)


def _keep_part(item: Item, said: Reading, part: Part, file: Path) -> None:
    sealer = Sealer(item.vault_scope)
    with file.open("rb") as source:
        while chunk := source.read(1024 * 1024):
            sealer.write(chunk)
    own = said.kind in LETTERS and part.kind in OWN_ITEMS and not part.parent and depth_of(item) < MOST_DEPTH
    if own and file.stat().st_size:
        actions.add_inside(parent=item, part=part.id, by=SYSTEM, sealer=sealer, name=part.name)
        return
    row = DerivedFile(item=item, part=part.id, blob=sealer.finish(), media_type=part.media_type[:64])
    seal_into(row, name=actions.plain_name(part.name or part.id), sha256=sealer.sha256)
    row.save(force_insert=True)


def depth_of(item: Item) -> int:
    """How many items this one lies within."""
    depth = 0
    while item.parent is not None and depth < MOST_DEPTH:
        depth, item = depth + 1, item.parent
    return depth
