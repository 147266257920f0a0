"""Word, Excel and PowerPoint before 2007: who and when, and the words without their looks."""

import codecs
import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import olefile

from vaern.evidence.readers import office_blips, sheet_cells, sheet_old, slides_old, word_old
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.locked import Locked
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
NO_WORDS = (
    "Dokumentet er i et gammelt format, som Værn ikke kan læse teksten i. Originalen er gemt uændret. Åbn den på en "
    "sikret computer, og gem den som PDF eller docx, hvis teksten skal bruges."
)
WORDS_ONLY = (
    "Dokumentet er i et gammelt format. Værn viser ordene i det, men ikke opstillingen, og tekst, der er skjult eller "
    "rettet væk, kan stå imellem. Tekst i bokse og tegninger kan mangle. Originalen er gemt uændret."
)
MOST_STREAM = 64 << 20
MACINTOSH = (10000, 0x8000)


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
        raise Locked
    _say_words(gather, opened)
    office_blips.tell(gather, opened)
    slides = slides_old.beside_words(_stream(opened, "PowerPoint Document"))
    streams = ["/".join(one) for one in opened.listdir(streams=True, storages=False)]
    if "macros" in slides or any(_is_macro(name) for name in streams):
        says = "Dokumentet indeholder makroer: programmer, der kan køre, når det åbnes. Åbn ikke originalen."
        gather.warn("macros", says)
    if "embedded" in slides or any(
        name.startswith(("ObjectPool/", "MBD")) or "Ole10Native" in name for name in streams
    ):
        gather.warn("embedded", "Dokumentet har andre filer i sig. De er ikke taget ud.")
    gather.fact("streams", len(streams))
    _properties(gather, opened.get_metadata())


def _is_macro(stream: str) -> bool:
    return stream.rpartition("/")[2].lower() in ("vba", "_vba_project", "dir") or "VBA" in stream


def _say_words(gather: Gather, opened: olefile.OleFileIO) -> None:
    """The words, as far as the format is known and whole."""
    before = len(gather.texts)
    try:
        for kind, text, part in _words_in(gather, opened):
            gather.text(text, kind, part)
    except (*FAULTS, struct.error):
        gather.broken("no_words", NO_WORDS)
        return
    if len(gather.texts) > before:
        gather.warn("words_only", WORDS_ONLY)
    else:
        gather.warn("no_text", "Dokumentet har ingen tekst, der kan læses.")


def _words_in(gather: Gather, opened: olefile.OleFileIO) -> Iterator[tuple[str, str, str]]:
    encoding = _encoding(opened.get_metadata().codepage)
    if gather.kind == "document.doc":
        tables = {name: _stream(opened, name) for name in ("0Table", "1Table")}
        for kind, text in word_old.words(_stream(opened, "WordDocument"), tables, encoding):
            yield kind, text, ""
    elif gather.kind == "document.xls":
        yield from _sheets(gather, _stream(opened, "Workbook") or _stream(opened, "Book"))
    elif gather.kind == "document.ppt":
        found = slides_old.words(_stream(opened, "PowerPoint Document"), _stream(opened, "Current User"))
        number = 0
        for kind, text in found:
            number += kind == "page"
            yield kind, text, str(number)
    else:
        raise ValueError(gather.kind)


def _sheets(gather: Gather, data: bytes) -> Iterator[tuple[str, str, str]]:
    for sheet in sheet_old.sheets(data):
        yield "page", "\n".join(sheet.rows), sheet.name
        for note in sheet.notes:
            yield "comment", note, sheet.name
        if sheet.hidden:
            gather.warn_once("hidden_sheet", sheet_cells.HIDDEN)
    noted = {one.text for one in gather.texts if one.kind == "comment"}
    for words in sheet_old.boxes(data):
        if words and words not in noted:
            yield "body", words, ""


def _stream(opened: olefile.OleFileIO, name: str) -> bytes:
    if not opened.exists(name):
        return b""
    data: bytes = opened.openstream(name).read(MOST_STREAM)
    return data


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
    """Python's name of a Windows code page; Western European where it has none."""
    if codepage in (65001, -535):
        return "utf-8"
    if codepage in MACINTOSH:
        return "mac_roman"
    try:
        return codecs.lookup(f"cp{codepage}").name
    except LookupError:
        return "cp1252"


def _words(value: object, encoding: str) -> str:
    if not isinstance(value, bytes):
        return "" if value is None else str(value)
    return value.decode(encoding, "replace").strip("\x00 ")
