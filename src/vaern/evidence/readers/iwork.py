"""Apple's documents (Pages, Numbers, Keynote): the picture of the first page in them; their words stay closed."""

import zipfile

from vaern.evidence.readers import sniff
from vaern.evidence.readers.chat_files import BROKEN
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out, TooMuch
from vaern.evidence.readers.shapes import Reading, Source, Unreadable

KINDS = {".pages": "document.pages", ".numbers": "document.numbers", ".key": "document.keynote"}
PREVIEWS = ("preview.jpg", "QuickLook/Preview.pdf", "preview-web.jpg", "QuickLook/Thumbnail.jpg", "preview-micro.jpg")
MOST = 64 << 20
SAYS = (
    "Dokumentet er lavet i et af Apples programmer (Pages, Numbers eller Keynote). Værn kan kun vise det billede af "
    "første side, som ligger i det. Bed om at få det gemt som PDF, så hele teksten kan læses."
)


def recognises(source: Source, _head: bytes) -> bool:
    """A zip with Apple's own parts."""
    try:
        with zipfile.ZipFile(source.path) as pack:
            return any(
                name in ("Index/Document.iwa", "Index.zip", "index.apxl", "index.xml.gz") for name in _names(pack)
            )
    except BROKEN:
        return False


def read(source: Source, out: Out) -> Reading:
    """The picture of the document, and that the rest is not read."""
    try:
        with zipfile.ZipFile(source.path) as pack:
            return _read(source, out, pack)
    except BROKEN as broken:
        raise Unreadable("Dokumentet er beskadiget og kan ikke læses. Originalen er gemt uændret.") from broken


def _read(source: Source, out: Out, pack: zipfile.ZipFile) -> Reading:
    names = _names(pack)
    g = Gather(source, out, _kind(source.name, names))
    g.broken("words_closed", SAYS)
    for name in PREVIEWS:
        if name in names and 0 < pack.getinfo(name).file_size < MOST:
            data = pack.read(name)
            with_type = sniff.from_head(data[: sniff.HEAD], name)
            try:
                g.keep(data, kind="preview", name=name, media_type=with_type)
            except TooMuch as full:
                g.broken("limit_reached", full.says)
            break
    g.fact("entries", len(names))
    return g.reading()


def _kind(name: str, names: list[str]) -> str:
    by_name = KINDS.get("." + name.lower().rpartition(".")[2])
    if by_name:
        return by_name
    if any("/Slide" in one for one in names):
        return "document.keynote"
    return "document.numbers" if any("Tables/" in one for one in names) else "document.pages"


def _names(pack: zipfile.ZipFile) -> list[str]:
    return [one.filename for one in pack.infolist()[:20_000]]
