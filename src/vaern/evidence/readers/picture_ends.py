"""Whether a picture file ends where it says: decoders often do not mind, a court may."""
# ruff: noqa: PLR2004 - the numbers are the formats' own

from typing import IO

from vaern.evidence.readers.gather import Gather

SHORT = "Filen er kortere, end den selv siger. Noget af billedet mangler, også selv om det ser helt ud."
LONGER = (
    "Der ligger mere i filen efter billedets slutning. Det kan være rester af en beskåret udgave, eller noget, der er "
    "gemt i billedet."
)


def tell(gather: Gather) -> None:
    """Warn when the file is cut off, or goes on after its end."""
    measure = {
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
    elif size - end > 8 and end > 0:
        gather.fact("bytes_after_end", size - end)
        gather.warn("trailing_data", LONGER)


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
