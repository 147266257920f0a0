"""Sound and film whose head or frames say how long the file is: AAC, AMR, CAF, AVI, Windows Media."""
# ruff: noqa: PLR2004 - the numbers are the formats' own

from struct import unpack_from

from vaern.evidence.readers.gather import Gather

SHORT = "Filen er kortere, end den selv siger. Slutningen mangler."
AMR, AMR_WIDE = b"#!AMR\n", b"#!AMR-WB\n"
AMR_SIZES = (13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1)
AMR_WIDE_SIZES = (18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 1, 1, 1, 1, 1, 1)
ASF_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
MOST = 16 << 20


def tell_aac(gather: Gather) -> None:
    """Frame by frame, each with its own length."""
    data, at = _data(gather), 0
    while at + 7 <= len(data) and data[at] == 0xFF:
        at += (data[at + 3] & 3) << 11 | data[at + 4] << 3 | data[at + 5] >> 5 or len(data)
    _say_if_short(gather, at, len(data))


def tell_amr(gather: Gather) -> None:
    """A frame is twenty thousandths of a second, and its first byte says how long it is."""
    data = _data(gather)
    wide = data.startswith(AMR_WIDE)
    sizes, at, frames = (AMR_WIDE_SIZES, len(AMR_WIDE), 0) if wide else (AMR_SIZES, len(AMR), 0)
    while at < len(data):
        at, frames = at + sizes[data[at] >> 3 & 15], frames + 1
    gather.fact("duration", f"{frames * 0.02:.2f}")
    _say_if_short(gather, at, len(data))


def tell_caf(gather: Gather) -> None:
    """Chunks, each with its length; the last may be open."""
    data, at = _data(gather), 8
    while at + 12 <= len(data):
        (size,) = unpack_from(">q", data, at + 4)
        if size < 0:
            return
        at += 12 + size
    _say_if_short(gather, at, gather.source.path.stat().st_size)


def tell_avi(gather: Gather) -> None:
    """The outer box states its length."""
    (size,) = unpack_from("<I", _data(gather, 12), 4)
    _say_if_short(gather, size + 8, gather.source.path.stat().st_size)


def tell_asf(gather: Gather) -> None:
    """The head states the length of the file."""
    data = _data(gather, 65_536)
    at = data.find(ASF_PROPERTIES)
    if at >= 0:
        (size,) = unpack_from("<Q", data, at + 40)
        _say_if_short(gather, size, gather.source.path.stat().st_size)


def _data(gather: Gather, most: int = MOST) -> bytes:
    with gather.source.path.open("rb") as file:
        return file.read(most)


def _say_if_short(gather: Gather, stated: int, there: int) -> None:
    """A frame cut by our own limit on what is read says nothing of the file."""
    if stated > there and (there == gather.source.path.stat().st_size or there < MOST):
        gather.broken_once("truncated", SHORT)
