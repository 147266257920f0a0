"""A file that no reader knows: what can be said of it all the same."""

import hashlib
import re
import time
from dataclasses import replace

from vaern.evidence.readers import archive
from vaern.evidence.readers.archive_names import RUNS
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source, Sure, Unreadable

UNTOLD = "application/octet-stream"
CHUNK, MOST_SEARCHED, SECONDS = 1 << 20, 16 << 20, 5.0
ADDRESS = re.compile(rb"https?://[\x21-\x7e]{4,200}")
MAIL = re.compile(rb"(?<![A-Za-z0-9._+-])[A-Za-z0-9._+-]{2,64}@[A-Za-z0-9-]{2,63}\.[A-Za-z.]{2,20}")
WORDS = re.compile(rb"[\x20-\x7e]{8,200}")
WIDE_WORDS = re.compile(rb"(?:[\x20-\x7e]\x00){8,200}")
MOST_WORDS, MOST_FOUND = 200, 100
CALLED = {
    "application/x-pcapng": ("data.capture", "Filen er en optagelse af netværkstrafik. Værn læser den ikke."),
    "application/vnd.tcpdump.pcap": ("data.capture", "Filen er en optagelse af netværkstrafik. Værn læser den ikke."),
    "application/vnd.adobe.flash.movie": ("program.flash", "Filen er et Flash-program. Værn åbner ikke programmer."),
    "application/x-pkcs12": (
        "data.key",
        "Filen er et certifikat med sin hemmelige nøgle (.pfx, .p12). Der er ingen beskeder i den.",
    ),
    "application/vnd.ms-outlook-pst": (
        "mail.pst",
        "Filen er en hel postkasse. Gem de enkelte mails i stedet.",
    ),
}
UNKNOWN = "Værn kender ikke denne slags fil og kan ikke vise den. Originalen er gemt uændret."
FOUND = " Herunder står kun ord og adresser, der kunne findes i den."


LOCKED = (
    "Filen er en krypteret sikkerhedskopi eller en krypteret fil, og den kan ikke læses uden nøglen. Den er ikke tom: "
    "sikr indholdet med skærmbilleder, eller bed om det ulåst."
)
ENDINGS = re.compile(r"\.(crypt\d{0,2}|gpg|pgp|asc|enc|aes|axx|kdbx|vc|tc)$", re.IGNORECASE)
SALTED, HELD_BACK = b"Salted__", 512
NOTHING = (
    "Der er kun nuller i filen, ingen oplysninger. Den er nok afbrudt, mens den blev gemt eller sendt. Bed om den igen."
)


def read(source: Source, out: Out) -> Reading:
    """Size, fingerprint, and words and addresses that stand in the bytes, as proposals."""
    size = source.path.stat().st_size
    if size == 0:
        raise Unreadable("Filen er tom. Der er intet at læse i den.")
    if source.media_type in archive.CLOSED:
        gather = archive.closed(source)
    else:
        kind, says = CALLED.get(source.media_type) or _by_its_look(source)
        gather = Gather(source, out, "program" if source.media_type in RUNS else kind)
        gather.broken("unknown_kind", says)
    if source.media_type in RUNS:
        gather.warn("program", "Filen er et program eller en genvej. Åbn den ikke.")
    gather.fact("media_type", source.media_type)
    gather.fact("size", size)
    _search(gather)
    if gather.texts or gather.identifiers:
        gather.warnings = [
            replace(one, says=one.says + FOUND) if one.says == UNKNOWN else one for one in gather.warnings
        ]
    return gather.reading()


def _by_its_look(source: Source) -> tuple[str, str]:
    """What can be told of a file that no signature tells apart. Raises Unreadable when there is nothing in it."""
    with source.path.open("rb") as file:
        head = file.read(HELD_BACK)
        if not head.strip(b"\x00") and not any(chunk.strip(b"\x00") for chunk in iter(lambda: file.read(CHUNK), b"")):
            raise Unreadable(NOTHING)
    if head.startswith(SALTED) or (ENDINGS.search(source.name) and source.media_type == UNTOLD):
        return "data.encrypted", LOCKED
    return "unknown", UNKNOWN


def _search(gather: Gather) -> None:
    digest, searched = hashlib.sha256(), 0
    words: list[str] = []
    until = time.monotonic() + SECONDS
    with gather.source.path.open("rb") as file:
        while time.monotonic() < until and (chunk := file.read(CHUNK)):
            digest.update(chunk)
            if searched < MOST_SEARCHED:
                _point(gather, chunk)
                _words(chunk, words)
                searched += len(chunk)
        whole = file.tell() == gather.source.path.stat().st_size
    if whole:  # of a very large file there is not time for it here; the vault has it all the same
        gather.fact("sha256", digest.hexdigest())
    gather.text("\n".join(words[:MOST_WORDS]), "strings", sure=Sure.PROPOSED)


def _point(gather: Gather, chunk: bytes) -> None:
    for found, kind in ((ADDRESS, "url"), (MAIL, "email")):
        for number, one in enumerate(found.finditer(chunk)):
            if number >= MOST_FOUND:
                break
            gather.identify(kind, one[0].decode("ascii"), role="found_in_bytes", sure=Sure.PROPOSED)


def _words(chunk: bytes, words: list[str]) -> None:
    if len(words) >= MOST_WORDS:
        return
    words += [one[0].decode("ascii").strip() for one in WORDS.finditer(chunk)]
    words += [one[0].decode("utf-16-le").strip() for one in WIDE_WORDS.finditer(chunk)]
