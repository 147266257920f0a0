"""Archives: listed, and opened within limits. Nothing is written but under names of our own, and links lead nowhere."""

from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast

from vaern.evidence.readers import archive_codecs, archive_tar, archive_zip, rar, sevenzip, sniff
from vaern.evidence.readers.archive_limits import Bomb, Broken, Budget, Stream, pieces_of
from vaern.evidence.readers.archive_names import kind_of, plain_name, say_name
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out, TooMuch
from vaern.evidence.readers.shapes import Part, Reading, Source, Unreadable

KINDS = {
    "application/zip": "archive.zip",
    "application/java-archive": "archive.jar",
    "application/vnd.android.package-archive": "archive.apk",
    "application/epub+zip": "archive.epub",
    "application/x-tar": "archive.tar",
    "application/gzip": "archive.gzip",
    "application/x-bzip2": "archive.bzip2",
    "application/x-xz": "archive.xz",
    "application/zstd": "archive.zstd",
    "application/x-7z-compressed": "archive.7z",
    "application/vnd.rar": "archive.rar",
}
ZIPS = (
    "application/zip",
    "application/java-archive",
    "application/vnd.android.package-archive",
    "application/epub+zip",
)
CLOSED = {
    "application/x-lz4": ("archive.lz4", "LZ4"),
    "application/vnd.ms-cab-compressed": ("archive.cab", "CAB"),
    "application/x-iso9660-image": ("archive.iso", "et diskaftryk (ISO)"),
    "application/x-cd-image": ("archive.cd", "et diskaftryk"),
    "application/x-vmdk": ("archive.vmdk", "en virtuel harddisk"),
}
OTHER_SIZE = (
    "Filen fylder noget andet, end arkivet siger. Andre programmer kan vise den afkortet eller kalde den beskadiget."
)


def read(source: Source, out: Out, budget: Budget | None = None) -> Reading:
    """What lies in the archive, down through archives in it, as far as the limits allow."""
    gather = Gather(source, out, KINDS.get(source.media_type, "archive.unknown"))
    Opening(gather, budget or Budget()).open(source.path, source.media_type, name=source.name)
    gather.fact("files", str(sum(part.kind != "folder" for part in gather.parts)))
    return gather.reading()


def closed(source: Source) -> Gather:
    """An archive of a kind that is not opened here: what it is, and that it is kept as it came."""
    kind, called = CLOSED[source.media_type]
    gather = Gather(source, cast("Out", None), kind)
    gather.broken("not_opened", f"Filen er {called}. Værn åbner ikke den slags. Originalen er gemt uændret.")
    return gather


class Opening:
    """One archive with everything in it: they share a budget, and no fault of one stops the others."""

    def __init__(self, gather: Gather, budget: Budget) -> None:
        self.gather, self.budget = gather, budget

    def open(self, path: Path, media_type: str, *, name: str, parent: str = "", depth: int = 1) -> None:
        """List and unpack the archive at `path` as children of the part `parent`."""
        if depth > self.budget.most_depth:
            says = f"Der ligger arkiver i arkiver i mere end {self.budget.most_depth} lag. Værn åbner ikke flere."
            self.gather.broken_once("too_deep", says)
            return
        try:
            self._contents(path, media_type, name, parent, depth)
        except (TooMuch, Unreadable) as error:
            self._stop(error, parent)

    def _contents(self, path: Path, media_type: str, name: str, parent: str, depth: int) -> None:
        if media_type in ZIPS:
            self._zip(path, parent, depth)
        elif media_type == "application/x-tar":
            with path.open("rb") as file:
                self._tar(Stream(pieces_of(file), self.budget, lambda: path.stat().st_size), parent, depth)
        elif media_type in archive_codecs.SINGLE:
            self._single(path, media_type, name, parent, depth)
        elif media_type == "application/x-7z-compressed":
            sevenzip.unpack(self, path, parent, depth)
        else:
            rar.unpack(self, path, parent, depth)

    def _stop(self, error: Unreadable, parent: str) -> None:
        if parent == "" and not isinstance(error, TooMuch) and not self.gather.parts:
            raise error
        code = "bomb" if isinstance(error, Bomb) else "limit_reached" if isinstance(error, TooMuch) else "unreadable"
        self.gather.broken(code, error.says, parent)

    def _zip(self, path: Path, parent: str, depth: int) -> None:
        with path.open("rb") as file:
            found = archive_zip.listing(file)
            self._say_faults(found, parent)
            for entry in found.entries:
                self._zip_entry(file, entry, parent, depth)

    def _say_faults(self, found: archive_zip.Listing, parent: str) -> None:
        if found.comment:
            self.gather.fact("comment", found.comment)
        if "list_broken" in found.faults:
            says = "Arkivets egen indholdsliste er beskadiget eller mangler. Værn har fundet de filer, der kan findes."
            self.gather.broken("list_broken", says, parent)
        if "list_cut" in found.faults:
            says = f"Arkivet indeholder flere end {archive_zip.MOST_LISTED} filer. Resten er ikke vist."
            self.gather.broken("limit_reached", says, parent)
        if not found.entries and "list_broken" not in found.faults:
            self.gather.warn("empty", "Arkivet er tomt.", parent)
        if not found.entries and "list_broken" in found.faults and parent == "":
            raise Unreadable("Arkivet er beskadiget, og der kan ikke læses noget i det. Originalen er gemt uændret.")

    def _zip_entry(self, file: IO[bytes], entry: archive_zip.Entry, parent: str, depth: int) -> None:
        facts = {"modified": entry.modified} if entry.modified else {}
        if entry.guessed_name:
            facts["name_encoding"] = "guessed"
        if entry.is_folder:
            self.listed("folder", entry.name, parent, 0, facts)
        elif entry.is_link:
            self.listed("link", entry.name, parent, entry.size, {**facts, "target": _target(file, entry)})
        elif entry.overlaps:
            part = self.listed("refused", entry.name, parent, entry.size, facts)
            says = "To filer i arkivet deler de samme bytes. Sådan er bomber lavet. Filen er ikke pakket ud."
            self.gather.broken("bomb", says, part.id)
        elif entry.is_encrypted and not _only_says_so(file, entry):
            self.encrypted(entry.name, parent, entry.size, facts)
        else:
            pieces = archive_zip.pieces(file, entry)
            self.file(pieces, entry.name, parent, depth, packed=entry.packed, size=entry.size, facts=facts)

    def _tar(self, stream: Stream, parent: str, depth: int) -> None:
        archive_tar.unpack(self, stream, parent, depth)

    def _single(self, path: Path, media_type: str, name: str, parent: str, depth: int) -> None:
        """One packed file; a tar in it is opened at once, not kept as a part of its own."""
        with path.open("rb") as file:
            packed = path.stat().st_size
            pieces = archive_codecs.SINGLE[media_type](pieces_of(file))
            try:
                first = next(pieces, b"")
                if sniff.from_head(first) == "application/x-tar":
                    self._tar(Stream(_joined(first, pieces), self.budget, file.tell), parent, depth)
                    return
            except Broken as error:
                raise Unreadable("Filen er beskadiget og kan ikke pakkes ud. Originalen er gemt uændret.") from error
            self.file(_joined(first, pieces), _without_ending(name), parent, depth, packed=packed, size=0, facts={})

    def listed(self, kind: str, name: str, parent: str, size: int, facts: dict[str, str]) -> Part:
        """Something that is told, not taken out."""
        self.budget.entry()
        part = self.gather.list_only(kind=kind, name=plain_name(name), parent=parent, size=size, facts=facts)
        say_name(self.gather, part)
        if kind == "link":
            says = "Arkivet indeholder en genvej til et andet sted på computeren. Den er ikke fulgt."
            self.gather.warn("link_not_followed", says, part.id)
        return part

    def encrypted(self, name: str, parent: str, size: int, facts: dict[str, str]) -> None:
        """An entry that needs a password."""
        part = self.listed("encrypted", name, parent, size, facts)
        says = "Filen er beskyttet med adgangskode og kan ikke læses. Bed den, der har sendt den, om koden."
        self.gather.broken("encrypted", says, part.id)

    def file(
        self,
        pieces: Iterator[bytes],
        name: str,
        parent: str,
        depth: int,
        *,
        packed: int,
        size: int,
        facts: dict[str, str],
    ) -> None:
        """Unpack one file into the out folder, say what is odd, and open it if it is an archive."""
        self.budget.entry()
        try:
            kept = self.gather.out.keep(cast("IO[bytes]", Stream(pieces, self.budget, lambda: packed)))
        except (Broken, Bomb, Unreadable) as error:
            self._refused(error, name, parent, size, facts)
            return
        path = self.gather.out.folder / kept["file"]
        media_type = sniff.media_type(path, name)
        part = Part(
            id=self.gather.next_id(parent),
            kind=kind_of(media_type),
            name=plain_name(name),
            parent=parent,
            media_type=media_type,
            facts=facts,
            **kept,
        )
        self.gather.parts.append(part)
        say_name(self.gather, part)
        if size and part.size != size:
            self.gather.broken("size_differs", OTHER_SIZE, part.id)
        if media_type in KINDS:
            self.open(path, media_type, name=name, parent=part.id, depth=depth + 1)

    def _refused(self, error: Exception, name: str, parent: str, size: int, facts: dict[str, str]) -> None:
        part = self.gather.list_only(kind="refused", name=plain_name(name), parent=parent, size=size, facts=facts)
        say_name(self.gather, part)
        if isinstance(error, TooMuch) and not isinstance(error, Bomb):
            raise error
        if isinstance(error, Broken):
            says = "Filen i arkivet er beskadiget og kan ikke pakkes helt ud. Originalen er gemt uændret."
            self.gather.broken("entry_broken", says, part.id)
        elif isinstance(error, Unreadable):
            self.gather.broken("bomb" if isinstance(error, Bomb) else "unreadable", error.says, part.id)


def _only_says_so(file: IO[bytes], entry: archive_zip.Entry) -> bool:
    """Some writers mark plain entries as encrypted: then the checksum fits the bytes as they lie."""
    if entry.method != 0 or entry.packed != entry.size or entry.size > 64 << 20:
        return False
    try:
        return all(piece is not None for piece in archive_zip.pieces(file, entry))
    except (Broken, Unreadable):
        return False


def _target(file: IO[bytes], entry: archive_zip.Entry) -> str:
    try:
        return next(archive_zip.pieces(file, entry), b"")[:500].decode("utf-8", "replace")
    except (Broken, Unreadable):
        return ""


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _without_ending(name: str) -> str:
    stem, _, ending = name.rpartition(".")
    return stem if ending.lower() in ("gz", "bz2", "xz", "zst", "tgz") and stem else name
