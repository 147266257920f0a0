"""A first, simple evidence bundle: a BagIt 1.0 folder in a zip, which can be checked without Værn by `sha256sum -c`."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.audit.models import Event
from vaern.audit.moments import from_microseconds
from vaern.cases.models import Case
from vaern.errors import IntegrityBroken
from vaern.evidence import actions, custody
from vaern.evidence.models import CustodyEntry, Item
from vaern.evidence.queries import custody_of, items_of
from vaern.vault import blobs
from vaern.vault.text import read

BAGIT = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def write_bundle(case: Case, *, by: Actor, to: Path) -> Path:
    """Write the bundle of every secured item to a file; the export goes into the custody log of each first.

    IntegrityBroken when an original is not what was received; no bundle is then written.
    """
    items = list(items_of(case))
    for item in items:
        custody.check(item)
        actions.note_export(item, by=by, reason_code="bundle")
    try:
        with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive:
            _fill(_Bag(archive, case.number), case, items)
    except BaseException:
        to.unlink(missing_ok=True)
        raise
    return to


def _fill(bag: "_Bag", case: Case, items: list[Item]) -> None:
    rows = []
    for item in items:
        name = f"B{item.number}-{_safe(read(item, 'name'))}"
        found = bag.add(f"data/originals/{name}", blobs.read(item.blob))
        if found != read(item, "sha256"):
            raise IntegrityBroken(_("An original is not what was received."), f"B{item.number}")
        rows.append(_about(item, name))
        for place, token in enumerate(item.tokens.order_by("stamped_at"), start=1):
            bag.add(f"data/timestamps/B{item.number}-{place}.tsr", [bytes(token.token)])
    events = [_event(event) for event in events_of(Stream.CASE, case.id)]
    page = {"case": case, "rows": rows, "events": len(events), "made_at": clock.local(clock.now())}
    bag.add("data/index.html", [render_to_string("evidence/bundle.html", page).encode()])
    bag.add_json("data/custody.json", {"case": case.number, "items": rows})
    bag.add_json("data/events.json", {"case": case.number, "stream_id": str(case.id), "events": events})
    bag.close()


class _Bag:
    """The archive with what has been added, and its digests."""

    def __init__(self, archive: zipfile.ZipFile, folder: str) -> None:
        self.archive, self.folder, self.digests, self.size = archive, folder, dict[str, str](), 0

    def add(self, path: str, chunks: Iterable[bytes]) -> str:
        """Add a file piece by piece; its SHA-256 in hex."""
        digest = hashlib.sha256()
        with self.archive.open(f"{self.folder}/{path}", "w", force_zip64=True) as out:
            for chunk in chunks:
                digest.update(chunk)
                out.write(chunk)
                self.size += len(chunk) if path.startswith("data/") else 0
        self.digests[path] = digest.hexdigest()
        return self.digests[path]

    def add_json(self, path: str, data: Mapping[str, Any]) -> None:
        """Add data that a person and a program can read."""
        self.add(path, [json.dumps(data, ensure_ascii=False, indent=1).encode()])

    def close(self) -> None:
        """Write the tag files, the manifests last."""
        payload = {path: digest for path, digest in self.digests.items() if path.startswith("data/")}
        info = f"Bagging-Date: {clock.today()}\nPayload-Oxum: {self.size}.{len(payload)}\n"
        self.add("bagit.txt", [BAGIT.encode()])
        self.add("bag-info.txt", [info.encode()])
        self.add("manifest-sha256.txt", [_manifest(payload)])
        tags = {path: digest for path, digest in self.digests.items() if path not in payload}
        self.add("tagmanifest-sha256.txt", [_manifest(tags)])


def _manifest(digests: Mapping[str, str]) -> bytes:
    return "".join(f"{digest}  {path}\n" for path, digest in digests.items()).encode()


def _safe(name: str) -> str:
    """A file name that every system can unpack, with its Danish letters."""
    kept = "".join(char if char.isalnum() or char in " ._-()" else "_" for char in name)
    return kept.strip(" .")[-120:] or "fil"


def _about(item: Item, name: str) -> dict[str, Any]:
    return {
        "number": f"B{item.number}",
        "file": name,
        "name_as_received": read(item, "name"),
        "source": read(item, "source"),
        "media_type": item.media_type,
        "bytes": item.size,
        "sha256": read(item, "sha256"),
        "salt": read(item, "salt"),
        "salted_digest": item.salted_digest,
        "checked_in_browser": item.checked_in_browser,
        "received_at": item.received_at.isoformat(),
        "received_from": item.received_from.name,
        "stamped_at": [token.stamped_at.isoformat() for token in item.tokens.order_by("stamped_at")],
        "custody": list(_entries(custody_of(item))),
    }


def _entries(entries: Iterable[CustodyEntry]) -> Iterator[dict[str, Any]]:
    for entry in entries:
        yield {
            "sequence": entry.sequence,
            "act": entry.act,
            "person_id": entry.person_id,
            "role": entry.role,
            "at": entry.at,
            "at_utc": from_microseconds(entry.at).isoformat(),
            "reason_code": entry.reason_code,
            "previous_hash": entry.previous_hash,
            "hash": entry.hash,
        }


def _event(event: Event) -> dict[str, Any]:
    names = ("sequence", "name", "actor_id", "role", "happened_at", "known_at", "recorded_at", "data")
    return {name: getattr(event, name) for name in (*names, "previous_hash", "hash")}
