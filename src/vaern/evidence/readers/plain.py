"""Text in its many forms: notes, tables, contact cards, calendars, JSON and XML; and letters that deceive the eye."""

import re

from vaern.evidence.readers import charset, plain_cards, plain_data
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source, Unreadable
from vaern.evidence.readers.strange import warn_of_strange

KINDS = {
    "text/csv": "text.csv",
    "text/vcard": "contact.vcf",
    "text/calendar": "calendar.ics",
    "application/json": "text.json",
    "text/xml": "text.xml",
    "application/rtf": "document.rtf",
}
MOST = 24 << 20
EMPTY = "Filen er tom: der er kun mellemrum i den. Originalen er gemt uændret."
LOCKED = re.compile(r"-----BEGIN PGP MESSAGE-----")
ENCRYPTED = (
    "Filen er krypteret (PGP) og kan ikke læses her. Den er ikke tom: den skal åbnes hos modtageren med dennes nøgle, "
    "og det, der da vises, gemmes som et nyt bevis."
)
ADDRESS = re.compile(r"\bhttps?://[^\s<>\"')\]\\]{3,500}")
NAMESPACE = re.compile(
    r"https?://(schemas\.(microsoft|openxmlformats)\.|www\.w3\.org/(TR/REC-html40|\d{4}/)|purl\.org/)"
)
MAIL = re.compile(r"\b[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,5}(?:xn--[\w-]{2,59}|[^\W\d_]{2,63})\b")
OF_LINES = ("text/vcard", "text/calendar")  # their numbers of their own look like addresses
MOST_FOUND = 500
GUESSED = {
    "mixed": "Filens bogstaver er skrevet på flere måder, eller nogle er beskadiget. Enkelte tegn kan være forkerte.",
    "cp865": "Filen siger ikke, hvordan dens bogstaver er skrevet. Værn har læst den som tekst fra DOS.",
    "mac_roman": "Filen siger ikke, hvordan dens bogstaver er skrevet. Værn har læst den som tekst fra en gammel Mac.",
    "windows-1252": "Filen siger ikke, hvordan dens bogstaver er skrevet. Værn har læst den som vesteuropæisk tekst.",
    "utf-16-le": "Filen siger ikke, hvordan dens bogstaver er skrevet. Værn har læst den som UTF-16.",
    "utf-16-be": "Filen siger ikke, hvordan dens bogstaver er skrevet. Værn har læst den som UTF-16.",
    "unknown": "Filens bogstaver er skrevet på en måde, som Værn ikke kender. Noget af teksten kan være forkert.",
}


def read(source: Source, out: Out) -> Reading:
    """The words of a text file, and what they point to."""
    gather = Gather(source, out, KINDS.get(source.media_type, "text.plain"))
    with source.path.open("rb") as file:
        data = file.read(MOST + 1)
    if len(data) > MOST:
        gather.broken("text_cut", f"Filen fylder mere end {MOST >> 20} MB. Kun begyndelsen er læst.")
        data = data[:MOST]
    text = _decoded(gather, data)
    if not text.strip("\ufeff \t\r\n\x00"):
        raise Unreadable(EMPTY)
    TELL.get(source.media_type, _tell_plain)(gather, text)
    told = "\n".join(one.text for one in gather.texts) if source.media_type in OF_LINES else text
    _point(gather, told)
    return gather.reading()


def _decoded(gather: Gather, data: bytes) -> str:
    found = charset.decode(data, lenient=True)
    if found is None:
        return ""
    gather.fact("encoding", found.encoding)
    if found.encoding in GUESSED:
        gather.warn("encoding_guessed", GUESSED[found.encoding])
    gather.whole = gather.whole and found.encoding != "unknown"
    return found.text


def _tell_plain(gather: Gather, text: str) -> None:
    if LOCKED.match(text.lstrip("\ufeff \t\r\n")):
        gather.kind = "data.encrypted"
        gather.broken("encrypted", ENCRYPTED)
    gather.text(text)
    warn_of_strange(gather, text)


def _tell_rtf(gather: Gather, text: str) -> None:
    from vaern.evidence.readers import rtf_facts, rtf_pictures, rtf_words

    rtf = text.encode("latin-1", "replace")
    rtf_facts.tell(gather, rtf)
    rtf_pictures.tell(gather, rtf)
    words = rtf_words.words(rtf)
    gather.text(words)
    warn_of_strange(gather, words)
    if "\\object" in text:
        says = "Dokumentet indeholder noget fra et andet program. Det er ikke åbnet og kan være skadeligt."
        gather.warn("embedded", says)


def _point(gather: Gather, text: str) -> None:
    """Addresses that stand in the text."""
    sample = text[:1_000_000]
    for found, kind in ((ADDRESS, "url"), (MAIL, "email")):
        for number, one in enumerate(found.finditer(sample)):
            if number >= MOST_FOUND:
                break
            if not NAMESPACE.match(one[0]):
                gather.identify(kind, one[0].rstrip(".,;:"), role="mentioned")


TELL = {
    "text/csv": plain_data.tell_csv,
    "application/json": plain_data.tell_json,
    "text/xml": plain_data.tell_xml,
    "text/vcard": plain_cards.tell_vcard,
    "text/calendar": plain_cards.tell_calendar,
    "application/rtf": _tell_rtf,
}
