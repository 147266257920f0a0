"""Word, Excel, PowerPoint and OpenDocument: words, people, times, and what is hidden, linked or would run."""

import re
from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from vaern.evidence.readers import archive_zip, office_facts, office_words, sniff
from vaern.evidence.readers.archive_limits import Broken, Budget
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.locked import Locked
from vaern.evidence.readers.out import Out, TooMuch
from vaern.evidence.readers.shapes import Reading, Source, Unreadable

KINDS = {
    "wordprocessingml.document": "document.docx",
    "spreadsheetml.sheet": "document.xlsx",
    "presentationml.presentation": "document.pptx",
    "opendocument.text": "document.odt",
    "opendocument.spreadsheet": "document.ods",
    "opendocument.presentation": "document.odp",
}
MOST_XML, MOST_KEPT = 16 << 20, 300
MEDIA = re.compile(r"(word|xl|ppt)/media/|Pictures/|ObjectReplacements/")
EMBEDDED = re.compile(
    r"(word|xl|ppt)/(embeddings|activeX)/|Object \d+$|Object \d+/content\.xml$"
    r"|.*\.(?i:mhtml?|mht|html?|rtf)$"  # a page or a letter that Word shows as part of the document
)
MACROS = re.compile(r"vbaProject\.bin$|^Basic/|^Scripts/|macrosheets/|xl/macrosheets")
HOSTILE = "Dokumentet indeholder noget, der folder sig ud eller henter udefra, når det læses. Det er ikke læst."
BROKEN = "Dokumentet er beskadiget, og der kan ikke læses noget i det. Originalen er gemt uændret."


def read(source: Source, out: Out) -> Reading:
    """Everything that the document's own files say."""
    kind = next((kind for ending, kind in KINDS.items() if source.media_type.endswith(ending)), "document.office")
    gather = Gather(source, out, kind)
    with source.path.open("rb") as file:
        document = Document(gather, file)
        if not document.entries:
            raise Unreadable(BROKEN)
        document.tell()
    return gather.reading()


class Document:
    """A zip of XML files, opened one at a time within a budget."""

    def __init__(self, gather: Gather, file: IO[bytes]) -> None:
        self.gather, self.file = gather, file
        found = archive_zip.listing(file)
        self.entries = {entry.name: entry for entry in found.entries}
        self.budget = Budget(most_bytes=256 << 20)
        if found.faults:
            gather.broken("list_broken", "Dokumentets egen indholdsliste er beskadiget. Det, der kan findes, er læst.")

    def tell(self) -> None:
        """Facts first, then words, then what lies in it."""
        try:
            self._refuse_locked()
            office_facts.tell(self)
            office_words.tell(self)
            self._inside()
        except TooMuch as error:
            self.gather.broken("limit_reached", error.says)
        if not self.gather.texts and not self.gather.parts:
            self.gather.warn("no_text", "Dokumentet har ingen tekst, der kan læses.")

    def _refuse_locked(self) -> None:
        """OpenDocument locks the files in the document one by one, and says so in its list of them."""
        listed = self.xml("META-INF/manifest.xml")
        if listed is not None and any(one.tag.endswith("}encryption-data") for one in listed.iter()):
            raise Locked

    def names(self, pattern: str) -> list[str]:
        """Files in it whose whole names match, in the order of the numbers in them."""
        found = [name for name in self.entries if re.fullmatch(pattern, name)]
        return sorted(found, key=lambda name: [int(one) for one in re.findall(r"\d+", name)])

    def xml(self, name: str) -> Element | None:
        """The root of an XML file in it; None where it is not there or is broken. Hostile XML is said."""
        raw = self.contents(name)
        if raw is None:
            return None
        try:
            root: Element = fromstring(raw)
        except DefusedXmlException:
            self.gather.broken_once("hostile_xml", HOSTILE)
            return None
        except (ParseError, ValueError, LookupError, RecursionError):
            self.gather.broken_once("xml_broken", "En del af dokumentet er beskadiget og kunne ikke læses.")
            return None
        return root

    def contents(self, name: str) -> bytes | None:
        """The bytes of a file in it, None where they cannot be had."""
        entry = self.entries.get(name)
        if entry is None or entry.overlaps:
            return None
        if entry.is_encrypted:
            self.gather.broken_once("encrypted", "Dokumentet er beskyttet med adgangskode og kan ikke læses.")
            return None
        whole = bytearray()
        try:
            for piece in self._pieces(entry):
                whole += piece
                if len(whole) > MOST_XML:
                    raise TooMuch("En del af dokumentet er så stor udpakket, at den ikke er læst.")
        except (Broken, Unreadable) as error:
            if isinstance(error, TooMuch):
                raise
            self.gather.broken_once("xml_broken", "En del af dokumentet er beskadiget og kunne ikke læses.")
            return None
        return bytes(whole)

    def _pieces(self, entry: archive_zip.Entry) -> Iterator[bytes]:
        so_far = 0
        for piece in archive_zip.pieces(self.file, entry):
            so_far += len(piece)
            self.budget.spend(len(piece), so_far=so_far, packed=entry.packed)
            yield piece

    def _inside(self) -> None:
        """Pictures and objects as parts; macros only told."""
        kept = 0
        for name in self.entries:
            if MACROS.search(name):
                says = "Dokumentet indeholder makroer: programmer, der kan køre, når det åbnes. Åbn ikke originalen."
                self.gather.warn_once("macros", says)
            kind = "embedded" if EMBEDDED.match(name) else "picture" if MEDIA.match(name) else ""
            if not kind or name.endswith("/") or kept >= MOST_KEPT:
                continue
            kept += 1
            self._one(name, kind)

    def _one(self, name: str, kind: str) -> None:
        data = self.contents(name)
        if data is None:
            return
        if kind == "embedded":
            says = "Dokumentet har andre filer i sig. De er taget ud som dele og er ikke åbnet."
            self.gather.warn_once("embedded", says)
        media_type = sniff.from_head(data[: sniff.HEAD], name)
        self.gather.keep_or_say(data, kind=kind, name=name, media_type=media_type)


def local(tag: Any) -> str:
    """A tag's name without its namespace."""
    return str(tag).rpartition("}")[2]
