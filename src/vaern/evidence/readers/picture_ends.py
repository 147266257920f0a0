"""Whether a picture file ends where it says: decoders often do not mind, a court may. And the film behind a photo."""
# ruff: noqa: PLR2004 - the numbers are the formats' own

import mmap
import re
from typing import IO

from vaern.evidence.readers.gather import Gather

SHORT = "Filen er kortere, end den selv siger. Noget af billedet mangler, også selv om det ser helt ud."
LONGER = (
    "Der ligger mere i filen efter billedets slutning. Det kan være rester af en beskåret udgave, eller noget, der er "
    "gemt i billedet."
)


MARK = re.compile(rb"\xff([\x01-\xcf\xd8-\xfe])", re.DOTALL)
BARE, SCAN, END = {0x01, 0xD8}, 0xDA, 0xD9
FILM = re.compile(rb"\0\0\0[\x10-\x40]ftyp(?:mp4|iso|avc|qt|MSNV|3gp)")
OTHERS, SAMSUNG = b"MPF\0", b"SEFT"
MOST_FILM = 60 << 20
BEHIND = (
    "Bag billedet ligger en kort film med lyd, som telefonen optog i det samme (et levende foto). Den er taget ud som "
    "en del for sig."
)


def tell(gather: Gather) -> None:
    """Warn when the file is cut off, or goes on after its end."""
    if gather.source.media_type in ("image/jpeg", "image/heic"):
        _film(gather)
    measure = {
        "image/jpeg": _jpeg,
        "image/png": _png,
        "image/heic": _boxes,
        "image/avif": _boxes,
        "image/webp": _riff,
        "image/gif": _gif,
    }.get(gather.source.media_type)
    if measure is None:
        return
    size = gather.source.path.stat().st_size
    with gather.source.path.open("rb") as file:
        end = measure(file, size)
    if end > size:
        gather.broken_once("truncated", SHORT)
    elif size - end > 8 and end > 0 and all(part.kind != "film" for part in gather.parts):
        gather.fact("bytes_after_end", size - end)
        gather.warn("trailing_data", LONGER)


def _film(gather: Gather) -> None:
    """The film that telephones lay behind a photo, as a part."""
    size = gather.source.path.stat().st_size
    with gather.source.path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        start = _jpeg(file, size) if gather.source.media_type == "image/jpeg" else 64
        found = FILM.search(data, start)
        if found and size - found.start() < MOST_FILM:
            film = data[found.start() :]
            part = gather.keep_or_say(film, kind="film", name="film bag billedet.mp4", media_type="video/mp4")
            gather.warn("film_behind", BEHIND, part)


def _jpeg(file: IO[bytes], size: int) -> int:
    """Its own end. Further pictures that the head names, zeros, and what Samsung notes at the very end belong to it."""
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        end = _end_of_jpeg(data)
        named = data.find(OTHERS, 0, min(end, 1 << 20)) > 0 and data[end : end + 2] == b"\xff\xd8"
        if not end or named or data[-4:] == SAMSUNG or not data[end : end + (1 << 16)].strip(b"\0"):
            return size
        return end


def _end_of_jpeg(data: mmap.mmap) -> int:
    """Just after the mark that ends the picture; 0 where there is none."""
    at = 0
    while found := MARK.search(data, at):
        kind, at = found[1][0], found.end()
        if kind == END:
            return at
        if kind not in BARE:  # what has a length is passed over; after a scan's head the picture's own bytes follow
            at += int.from_bytes(data[at : at + 2], "big")
    return 0


def _png(file: IO[bytes], size: int) -> int:
    at = 8
    while at < size:
        file.seek(at)
        head = file.read(8)
        if len(head) < 8:
            return size + 1
        at += 12 + int.from_bytes(head[:4], "big")
        if head[4:] == b"IEND":
            return at
    return size + 1


def _boxes(file: IO[bytes], size: int) -> int:
    at = 0
    while at + 8 <= size:
        file.seek(at)
        head = file.read(16)
        length = int.from_bytes(head[:4], "big")
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if length < 8 or not head[4:8].isalnum():
            return size if length == 0 else at
        at += length
    return at


def _riff(file: IO[bytes], size: int) -> int:
    file.seek(4)
    length = int.from_bytes(file.read(4), "little")
    return min(8 + length + (length & 1), size + 1) if length else size


def _gif(file: IO[bytes], size: int) -> int:
    """The last sign is a semicolon; programs fill up with zeros after it."""
    file.seek(max(0, size - 4096))
    tail = file.read().rstrip(b"\x00")
    return size if tail.endswith(b";") or b"\x00;" in tail else size + 1
