"""WACZ: a web archive that names its own hashes and may be signed. Tampering is told apart from known faults."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any, cast

from vaern.evidence.readers import archive_zip, wacz_signature
from vaern.evidence.readers.archive_limits import Broken, Budget, Stream
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out, TooMuch
from vaern.evidence.readers.shapes import Reading, Source, Unreadable
from vaern.evidence.readers.warc import Records, moment

PACKAGE, DIGEST = "datapackage.json", "datapackage-digest.json"
READ = ("archive/", "pages/", "indexes/")  # what a player would show as if it had been there from the start
MOST_JSON, MOST_PAGES = 16 << 20, 2000
ALGORITHMS = ("sha256", "sha512", "sha384", "sha1", "md5", "sha224")
MISSING = "Webarkivet nævner filer, som ikke er der: "
CHANGED = (
    "Filer i webarkivet passer ikke til de fingeraftryk, det selv har noteret. De er ændret, efter at det blev lavet: "
)
UNLISTED = "Der ligger filer i webarkivet, som dets egen liste ikke kender. De kan være lagt ind bagefter: "
OLD_FORM = (
    "Webarkivet er i den første udgave af formatet (1.0). Den har intet segl over listen. At alt passer, viser kun, "
    "at filen er hel, ikke at ingen har lavet den om."
)
UNSEALED = "Webarkivet har intet segl over sin egen liste. At alt passer, viser kun, at filen er hel."


def read(source: Source, out: Out) -> Reading:
    """What was archived; whether every hash holds, whether the list is sealed, and whether the seal is signed."""
    gather = Gather(source, out, "web.wacz")
    with source.path.open("rb") as file:
        found = archive_zip.listing(file)
        Package(gather, file, {entry.name: entry for entry in found.entries}).tell()
    return gather.reading()


class Package:
    """One WACZ and the checks of it, in the order in which they lean on each other."""

    def __init__(self, gather: Gather, file: IO[bytes], entries: dict[str, archive_zip.Entry]) -> None:
        self.gather, self.file, self.entries = gather, file, entries
        self.budget = Budget(most_entries=20_000)

    def tell(self) -> None:
        """Everything, as far as it can be read."""
        raw = self._bytes(PACKAGE)
        package = _table(raw)
        if raw is None or package is None:
            raise Unreadable(
                "Webarkivet mangler sin indholdsliste (datapackage.json) eller har en, der ikke kan læses."
            )
        self._about(package)
        self._resources(package)
        self._sealed(raw, package)
        self._pages()
        self._archives()

    def _about(self, package: dict[str, Any]) -> None:
        metadata = _inner(package, "metadata")
        self.gather.title = str(package.get("title") or metadata.get("title") or "")
        for name in ("wacz_version", "software", "description", "mainPageUrl", "mainPageDate"):
            self.gather.fact(name, package.get(name) or "")
        created = str(package.get("created") or "")
        if created:
            self.gather.time("created", moment(created), created)
        if package.get("mainPageUrl"):
            self.gather.identify("url", str(package["mainPageUrl"]), role="captured")

    def _resources(self, package: dict[str, Any]) -> None:
        """Every file that is listed, against its hash; and every file that is not listed."""
        rows = [one for one in package.get("resources") or [] if isinstance(one, dict)]
        answers = {str(row.get("path", "")): self._resource(row) for row in rows}
        self._say(answers, "missing", "resource_missing", MISSING)
        self._say(answers, "changed", "resource_changed", CHANGED)
        if "unknown" in answers.values():
            self.gather.warn("hash_unknown", "Nogle filer har intet fingeraftryk, som Værn kan regne efter.")
        unlisted = [name for name in self.entries if name not in (*answers, PACKAGE, DIGEST) and not name.endswith("/")]
        if unlisted:
            self.gather.warn("resource_unlisted", UNLISTED + ", ".join(unlisted[:5]) + ".")
        found = set(answers.values())
        wrong = found & {"missing", "changed"} or any(name.startswith(READ) for name in unlisted)
        self.gather.checks["resources"] = (
            "does_not_match" if wrong else "cannot_be_checked" if "unknown" in found or not answers else "matches"
        )

    def _say(self, answers: dict[str, str], which: str, code: str, says: str) -> None:
        names = [name for name, answer in answers.items() if answer == which]
        if names:
            self.gather.broken(code, says + ", ".join(names[:5]) + ".")

    def _resource(self, row: dict[str, Any]) -> str:
        entry = self.entries.get(str(row.get("path", "")))
        if entry is None:
            return "missing"
        algorithm, expected = _hash(row)
        if algorithm not in ALGORITHMS:
            return "unknown"
        try:
            actual = hashlib.new(algorithm, usedforsecurity=False)
            for piece in self._pieces(entry):
                actual.update(piece)
        except (Broken, Unreadable):
            return "changed"
        return "matches" if actual.hexdigest() == expected.lower() else "changed"

    def _sealed(self, raw: bytes, package: dict[str, Any]) -> None:
        """The digest file seals the list; its signature says who did."""
        digest = _table(self._bytes(DIGEST))
        if digest is None:
            self.gather.checks["digest"] = "cannot_be_checked"
            old = str(package.get("wacz_version", "")).startswith("1.0")
            self.gather.warn("unsealed", OLD_FORM if old else UNSEALED)
            return
        actual = "sha256:" + hashlib.sha256(raw).hexdigest()
        matches = str(digest.get("hash", "")).lower() == actual
        self.gather.checks["digest"] = "matches" if matches else "does_not_match"
        if not matches:
            self.gather.broken("digest_wrong", "Webarkivets liste er ændret, efter at den blev forseglet.")
        signed = digest.get("signedData")
        if isinstance(signed, dict):
            wacz_signature.tell(self.gather, signed, actual)
        else:
            self.gather.warn("unsigned", "Webarkivet er ikke underskrevet. Det kan ikke ses, hvem der har lavet det.")

    def _pages(self) -> None:
        for name in sorted(self.entries):
            if name.startswith("pages/") and name.endswith(".jsonl"):
                for line in (self._bytes(name) or b"").splitlines()[:MOST_PAGES]:
                    self._page(_table(line))

    def _page(self, row: dict[str, Any] | None) -> None:
        if row is None or not isinstance(row.get("url"), str):
            return
        self.gather.identify("url", row["url"], role="page", name=str(row.get("title") or ""))
        stamp = str(row.get("ts") or row.get("timestamp") or "")
        if stamp:
            self.gather.time("captured", _moment(stamp), stamp)
        self.gather.text(str(row.get("text") or ""), "page")
        self.gather.title = self.gather.title or str(row.get("title") or "")

    def _archives(self) -> None:
        records = Records(self.gather, self.budget)
        for name, entry in sorted(self.entries.items()):
            if name.startswith(("archive/", "data/archive/")) and name.endswith((".warc", ".warc.gz")):
                self._archive(records, name, entry)

    def _archive(self, records: Records, name: str, entry: archive_zip.Entry) -> None:
        try:
            stream = Stream(self._pieces(entry), self.budget, lambda: entry.packed)
            part = self.gather.keep(
                cast("IO[bytes]", stream), kind="web.warc", name=name, media_type="application/warc"
            )
            records.tell(Path(self.gather.out.folder) / part.file, part.id)
        except (Broken, TooMuch, Unreadable) as error:
            says = getattr(error, "says", "Et webarkiv inde i filen er beskadiget og kan ikke læses.")
            self.gather.broken("archive_broken", says)

    def _pieces(self, entry: archive_zip.Entry) -> Iterator[bytes]:
        so_far = 0
        for piece in archive_zip.pieces(self.file, entry):
            so_far += len(piece)
            self.budget.spend(len(piece), so_far=so_far, packed=entry.packed)
            yield piece

    def _bytes(self, name: str) -> bytes | None:
        entry = self.entries.get(name)
        if entry is None or entry.size > MOST_JSON:
            return None
        try:
            return b"".join(self._pieces(entry))
        except (Broken, Unreadable):
            return None


def _hash(row: dict[str, Any]) -> tuple[str, str]:
    """Algorithm and value: written as one word since format 1.1, apart in 1.0."""
    if isinstance(row.get("hash"), str):
        algorithm, _, value = row["hash"].rpartition(":")
        return algorithm or "sha256", value
    return str(row.get("hashing", "")).lower(), str(_inner(row, "stats").get("hash", ""))


def _inner(row: dict[str, Any], name: str) -> dict[str, Any]:
    found = row.get(name)
    return found if isinstance(found, dict) else {}


def _table(raw: bytes | None) -> dict[str, Any] | None:
    try:
        found = json.loads(raw or b"")
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _moment(stamp: str) -> datetime | None:
    """ISO, or milliseconds since 1970."""
    from vaern.evidence.readers.times import from_epoch

    return from_epoch(stamp, per_second=1000) if stamp.isdigit() and len(stamp) > 11 else moment(stamp)  # noqa: PLR2004
