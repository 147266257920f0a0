"""Word, Excel and PowerPoint before 2007: who and when; the words themselves cannot be read here."""

from datetime import UTC, datetime
from typing import Any

import olefile

from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source, Unreadable

KINDS = {
    "application/msword": "document.doc",
    "application/vnd.ms-excel": "document.xls",
    "application/vnd.ms-powerpoint": "document.ppt",
}
FACTS = ("subject", "keywords", "comments", "company", "manager", "creating_application", "template", "revision_number")
PEOPLE = {"author": "author", "last_saved_by": "last_modified_by"}
TIMES = {"create_time": "created", "last_saved_time": "modified", "last_printed": "printed"}
FAULTS = (OSError, ValueError, IndexError, TypeError, AttributeError, RecursionError, KeyError, OverflowError)
VECTOR, MOST_LISTED = 0x1000, 10_000
LOCKED = (
    "Dokumentet er beskyttet med adgangskode og kan ikke læses. Originalen er gemt uændret. Bed den, der har sendt "
    "det, om koden."
)
NO_WORDS = (
    "Dokumentet er i et gammelt format, som Værn ikke kan læse teksten i. Originalen er gemt uændret. Åbn den på en "
    "sikret computer, og gem den som PDF eller docx, hvis teksten skal bruges."
)


class Careful(olefile.OleFileIO):  # type: ignore[misc]  # olefile has no types
    """Passes over lists of properties that say they are longer than any honest one: olefile would count them out."""

    def _parse_property(self, s: bytes, offset: int, number: int, kind: int, *rest: Any) -> Any:
        if kind & VECTOR and int.from_bytes(s[offset : offset + 4], "little") > MOST_LISTED:
            return None
        return super()._parse_property(s, offset, number, kind, *rest)


def read(source: Source, out: Out) -> Reading:
    """What the document says of itself."""
    gather = Gather(source, out, KINDS.get(source.media_type, "document.ole"))
    try:
        with Careful(str(source.path)) as opened:
            _tell(gather, opened)
    except Unreadable:
        raise
    except FAULTS as error:
        raise Unreadable("Dokumentet er beskadiget og kan ikke læses. Originalen er gemt uændret.") from error
    return gather.reading()


def _tell(gather: Gather, opened: olefile.OleFileIO) -> None:
    if opened.exists("EncryptedPackage") or opened.exists("EncryptionInfo"):
        raise Unreadable(LOCKED)
    gather.broken("no_words", NO_WORDS)
    streams = ["/".join(one) for one in opened.listdir(streams=True, storages=False)]
    if any(name.rpartition("/")[2].lower() in ("vba", "_vba_project", "dir") or "VBA" in name for name in streams):
        says = "Dokumentet indeholder makroer: programmer, der kan køre, når det åbnes. Åbn ikke originalen."
        gather.warn("macros", says)
    if any(name.startswith(("ObjectPool/", "MBD")) or "Ole10Native" in name for name in streams):
        gather.warn("embedded", "Dokumentet har andre filer i sig. De er ikke taget ud.")
    gather.fact("streams", len(streams))
    _properties(gather, opened.get_metadata())


def _properties(gather: Gather, found: olefile.OleMetadata) -> None:
    encoding = _encoding(found.codepage)
    gather.title = _words(found.title, encoding)
    for name in FACTS:
        gather.fact(name, _words(getattr(found, name), encoding))
    for name, role in PEOPLE.items():
        gather.identify("name", _words(getattr(found, name), encoding), role=role)
    for name, what in TIMES.items():
        at = getattr(found, name)
        if isinstance(at, datetime) and at.year > 1900:  # noqa: PLR2004 - earlier is "never"
            gather.time(what, at.replace(tzinfo=UTC), at.isoformat())


def _encoding(codepage: object) -> str:
    if codepage in (65001, -535):
        return "utf-8"
    return f"cp{codepage}" if isinstance(codepage, int) and codepage > 0 else "cp1252"


def _words(value: object, encoding: str) -> str:
    if not isinstance(value, bytes):
        return "" if value is None else str(value)
    try:
        return value.decode(encoding, "replace").strip("\x00 ")
    except LookupError:
        return value.decode("cp1252", "replace").strip("\x00 ")
