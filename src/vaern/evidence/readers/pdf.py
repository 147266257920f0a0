"""PDF: its words and pages, what is fastened to it, who made it and when; and what in it would run."""

import time
import zlib
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2

from vaern.evidence.readers import html_words, pdf_form, pdf_signed, pdf_xmp, sniff
from vaern.evidence.readers.archive_codecs import Inflate, unpacked
from vaern.evidence.readers.archive_limits import Broken, Budget, Stream
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out, TooMuch
from vaern.evidence.readers.pdf_times import moment
from vaern.evidence.readers.shapes import Reading, Source, Unreadable

MOST_PAGES, MOST_ATTACHED, MOST_OBJECTS, MOST_ATTACHMENT = 500, 200, 100_000, 128 << 20
MOST_NOTE = 200_000
FACTS = {
    "/Author": "author",
    "/Creator": "creator",
    "/Producer": "producer",
    "/Subject": "subject",
    "/Keywords": "keywords",
}
TIMES = {"/CreationDate": "created", "/ModDate": "modified"}
RUNS = {
    "/JavaScript": ("script", "Dokumentet indeholder programkode (JavaScript). Den er ikke kørt."),
    "/Launch": ("launch", "Dokumentet prøver at starte et program, når man åbner det. Åbn ikke originalen."),
    "/SubmitForm": ("sends", "Dokumentet kan sende det, man skriver i det, til en anden."),
    "/ImportData": ("sends", "Dokumentet kan hente data fra en anden fil."),
    "/GoToE": ("embedded_link", "Dokumentet henviser til en fil, der ligger inde i det."),
}
LOCKED = (
    "Dokumentet er beskyttet med adgangskode og kan ikke læses. Originalen er gemt uændret. Bed den, der har sendt "
    "det, om koden."
)
BROKEN = "Dokumentet er beskadiget og kan ikke læses. Originalen er gemt uændret."
SECONDS = 5.0  # for the text; half of what a reader has
PDFIUM = (pypdfium2.PdfiumError, ValueError, OSError, RuntimeError)
PIKE = (
    pikepdf.PdfError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RuntimeError,
    OverflowError,
    IndexError,
)


def read(source: Source, out: Out) -> Reading:
    """Text by page, embedded files as parts, and warnings of what would run."""
    gather = Gather(source, out, "document.pdf")
    pages = _text(gather)
    _structure(gather, pages=pages)
    if pages and not gather.texts and any(name == "pages" for name, _ in gather.facts):
        gather.warn(
            "no_text", "Dokumentet har ingen tekst, kun billeder. Teksten kan måske læses ved tekstgenkendelse."
        )
    return gather.reading()


def _text(gather: Gather) -> bool:
    """True when the pages could be opened."""
    try:
        document = pypdfium2.PdfDocument(gather.source.path)
    except PDFIUM as error:
        if "password" in str(error).lower():
            raise Unreadable(LOCKED) from error
        return False
    try:
        gather.fact("pages", len(document))
        until, done = time.monotonic() + SECONDS, 0
        while done < min(len(document), MOST_PAGES) and time.monotonic() < until:
            _page(gather, document, done)
            done += 1
        if len(document) > done:
            gather.warn("text_cut", f"Dokumentet er langt. Kun teksten på de første {done} sider er læst.")
    finally:
        document.close()
    return True


def _page(gather: Gather, document: Any, number: int) -> None:
    try:
        page = document[number]
        words = page.get_textpage().get_text_bounded()
    except PDFIUM:
        gather.broken_once("page_broken", "En eller flere sider i dokumentet er beskadiget og kunne ikke læses.")
        return
    gather.text(words.replace("\r\n", "\n"), "page", str(number + 1))


def _structure(gather: Gather, *, pages: bool) -> None:
    try:
        with pikepdf.open(gather.source.path) as document:
            _tell(gather, document)
    except pikepdf.PasswordError as error:
        raise Unreadable(LOCKED) from error
    except (pikepdf.PdfError, OSError, RuntimeError, ValueError) as error:
        if not pages:
            raise Unreadable(BROKEN) from error
        gather.broken(
            "structure_broken", "Dokumentets opbygning er beskadiget. Siderne kan læses, men ikke alt om dem."
        )
    else:
        if not pages:
            gather.broken("pages_broken", "Dokumentets sider kan ikke læses, kun oplysningerne om det.")


def _tell(gather: Gather, document: pikepdf.Pdf) -> None:
    gather.fact("version", document.pdf_version)
    if document.is_encrypted:
        gather.fact("encrypted", f"R{document.encryption.R}")
        says = "Dokumentet er krypteret, men kan læses uden adgangskode."
        gather.warn("encrypted_open", says)
    for tell in (_about, pdf_xmp.tell, _attached, _active, pdf_form.tell, _annotations, pdf_signed.tell):
        try:
            tell(gather, document)
        except PIKE:
            gather.broken_once("structure_broken", "Noget af dokumentets opbygning er beskadiget og kunne ikke læses.")


def _about(gather: Gather, document: pikepdf.Pdf) -> None:
    info = document.docinfo
    gather.title = str(info.get("/Title", ""))
    for key, name in FACTS.items():
        gather.fact(name, info.get(key, ""))
    if "/Author" in info:
        gather.identify("name", str(info["/Author"]), role="author")
    for key, what in TIMES.items():
        if key in info:
            words = str(info[key])
            gather.time(what, moment(words), words)
    changed = [one.at for one in gather.times]
    if len(changed) > 1 and changed[0] and changed[1] and (changed[1] - changed[0]).total_seconds() > 1:
        gather.fact("changed_after_creation", "yes")


def _attached(gather: Gather, document: pikepdf.Pdf) -> None:
    """Files in the document's list, and files fastened to a place on a page."""
    seen: set[tuple[int, int]] = set()
    for thing in _named(document):
        held = thing["/EF"].get("/UF", thing["/EF"].get("/F"))
        if not isinstance(held, pikepdf.Stream) or held.objgen in seen:
            continue
        seen.add(held.objgen)
        if len(seen) > MOST_ATTACHED:
            gather.broken(
                "limit_reached", f"Dokumentet har mere end {MOST_ATTACHED} filer i sig. Resten er ikke taget ud."
            )
            return
        _one(gather, held, str(thing.get("/UF", thing.get("/F", ""))))


def _named(document: pikepdf.Pdf) -> Iterator[Any]:
    """Every place that names a file inside: on its own, within a note, or in a list of names."""
    for thing in document.objects:
        if not isinstance(thing, pikepdf.Dictionary):
            continue
        within = [one for one in thing.values() if isinstance(one, pikepdf.Dictionary | pikepdf.Array)]
        listed = [inner for one in within if isinstance(one, pikepdf.Array) for inner in list(one)[:MOST_ATTACHED]]
        for one in (thing, *within, *listed):
            if isinstance(one, pikepdf.Dictionary) and isinstance(one.get("/EF"), pikepdf.Dictionary):
                yield one


def _one(gather: Gather, held: pikepdf.Stream, name: str) -> None:
    try:
        data = _unpacked(held)
        media_type = sniff.from_head(data[: sniff.HEAD], name)
        gather.keep_or_say(data, kind="attachment", name=name, media_type=media_type)
    except TooMuch as error:
        part = gather.list_only(kind="refused", name=name)
        gather.broken("bomb", error.says, part.id)
    except (Broken, *PIKE):
        part = gather.list_only(kind="refused", name=name)
        gather.broken("attachment_broken", "En fil i dokumentet er beskadiget og kan ikke tages ud.", part.id)


def _unpacked(held: pikepdf.Stream) -> bytes:
    """Unpacked here where it is packed in the usual way, so that it cannot unfold without end."""
    raw = held.read_raw_bytes()
    if str(held.get("/Filter", "")) != "/FlateDecode" or "/DecodeParms" in held:
        return held.read_bytes()
    pieces = unpacked(iter((raw,)), lambda: Inflate(zlib.MAX_WBITS))
    return Stream(pieces, Budget(most_bytes=MOST_ATTACHMENT), lambda: len(raw)).read(-1)


def _active(gather: Gather, document: pikepdf.Pdf) -> None:
    """Walk every object once: actions may hang anywhere."""
    for number, thing in enumerate(document.objects):
        if number > MOST_OBJECTS:
            gather.warn("limit_reached", "Dokumentet har så mange dele, at ikke alle er gennemgået.")
            return
        for action in _actions(thing):
            _say(gather, action)


def _actions(thing: Any) -> Iterator[Any]:
    if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
        yield thing
        for key in ("/A", "/AA", "/OpenAction"):
            inner = thing.get(key)
            if isinstance(inner, pikepdf.Dictionary):
                yield inner
                yield from (one for one in inner.values() if isinstance(one, pikepdf.Dictionary))


def _say(gather: Gather, action: Any) -> None:
    kind = str(action.get("/S", ""))
    if "/JS" in action:
        kind = "/JavaScript"
    if kind in RUNS:
        gather.warn_once(*RUNS[kind])
    if kind == "/URI" and "/URI" in action:
        gather.identify("url", str(action["/URI"]), role="link")
    if "/XFA" in action:
        gather.warn_once("form", "Dokumentet er en dynamisk formular (XFA). Det, man ser, kan afhænge af programmet.")


def _annotations(gather: Gather, document: pikepdf.Pdf) -> None:
    """Comments that people have put on the pages."""
    for number, page in enumerate(document.pages):
        notes: Any = page.obj.get("/Annots", None) if number < MOST_PAGES else None
        for note in notes if notes is not None else ():
            words = _written(note) if isinstance(note, pikepdf.Dictionary) else ""
            if words.strip():
                gather.text(words, "comment", str(number + 1))
                gather.identify("name", str(note.get("/T", "")), role="commenter")
                gather.warn_once("comments", "Der er skrevet kommentarer i dokumentet.")


def _written(note: Any) -> str:
    """The words of a note; some programs keep them with their looks alone."""
    looks = note.get("/RC", "")
    rich = looks.read_bytes().decode("utf-8", "replace") if isinstance(looks, pikepdf.Stream) else str(looks)
    return str(note.get("/Contents", "")).strip() or html_words.words(rich[:MOST_NOTE])
