"""A file that no reader knows: what can be said of it all the same."""

import hashlib
import re
import time

from vaern.evidence.readers import archive
from vaern.evidence.readers.archive_names import RUNS
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source, Sure, Unreadable

CHUNK, MOST_SEARCHED, SECONDS = 1 << 20, 16 << 20, 5.0
ADDRESS = re.compile(rb"https?://[\x21-\x7e]{4,200}")
MAIL = re.compile(rb"(?<![A-Za-z0-9._+-])[A-Za-z0-9._+-]{2,64}@[A-Za-z0-9-]{2,63}\.[A-Za-z.]{2,20}")
WORDS = re.compile(rb"[\x20-\x7e]{8,200}")
WIDE_WORDS = re.compile(rb"(?:[\x20-\x7e]\x00){8,200}")
MOST_WORDS, MOST_FOUND = 200, 100
CALLED = {
    "application/vnd.sqlite3": ("data.sqlite", "Filen er en database (SQLite). Værn læser ikke databaser."),
    "application/x-pcapng": ("data.capture", "Filen er en optagelse af netværkstrafik. Værn læser den ikke."),
    "application/vnd.tcpdump.pcap": ("data.capture", "Filen er en optagelse af netværkstrafik. Værn læser den ikke."),
    "application/vnd.adobe.flash.movie": ("program.flash", "Filen er et Flash-program. Værn åbner ikke programmer."),
    "application/pkcs7-mime": (
        "data.signature",
        "Filen er en underskrift eller en krypteret meddelelse uden sin mail.",
    ),
    "application/vnd.ms-outlook-pst": (
        "mail.pst",
        "Filen er en hel postkasse. Gem de enkelte mails i stedet.",
    ),
    "application/x-bplist": ("data.plist", "Filen er indstillinger fra en Apple-enhed. Værn læser den ikke."),
}
UNKNOWN = (
    "Værn kender ikke denne slags fil og kan ikke vise den. Originalen er gemt uændret. Herunder står kun ord og "
    "adresser, der kunne findes i den."
)


def read(source: Source, out: Out) -> Reading:
    """Size, fingerprint, and words and addresses that stand in the bytes, as proposals."""
    size = source.path.stat().st_size
    if size == 0:
        raise Unreadable("Filen er tom. Der er intet at læse i den.")
    if source.media_type in archive.CLOSED:
        gather = archive.closed(source)
    else:
        kind, says = CALLED.get(source.media_type, ("unknown", UNKNOWN))
        gather = Gather(source, out, "program" if source.media_type in RUNS else kind)
        gather.broken("unknown_kind", says)
    if source.media_type in RUNS:
        gather.warn("program", "Filen er et program eller en genvej. Åbn den ikke.")
    gather.fact("media_type", source.media_type)
    gather.fact("size", size)
    _search(gather)
    return gather.reading()


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
