"""Matroska and WebM: whether the file is as long as it says."""

from vaern.evidence.readers.gather import Gather

SEGMENT = b"\x18\x53\x80\x67"
HEAD = 4096
SHORT = "Filen er kortere, end den selv siger. Slutningen mangler."


def tell(gather: Gather) -> None:
    """The outer box states its length, unless the recorder never came back to write it."""
    size = gather.source.path.stat().st_size
    with gather.source.path.open("rb") as file:
        head = file.read(HEAD)
    at = head.find(SEGMENT)
    if at < 0:
        return  # nothing is stated; ffprobe says whether anything can be played
    length, stated = _number(head, at + 4)
    if stated is None:
        gather.fact("length", "ikke skrevet")
    elif at + 4 + length + stated > size:
        gather.broken_once("truncated", SHORT)


def _number(data: bytes, at: int) -> tuple[int, int | None]:
    """How many bytes the number takes, and the number; None where it stands for "unknown"."""
    first = data[at] if at < len(data) else 0
    length = 9 - first.bit_length() if first else 1
    value = int.from_bytes(data[at : at + length], "big") & (1 << 7 * length) - 1
    return length, None if value == (1 << 7 * length) - 1 else value
