"""Unpacks the ways in which archives pack, a piece at a time, so that nothing unfolds further than it is asked to."""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Any, Protocol

from vaern.evidence.readers.archive_limits import Broken
from vaern.evidence.readers.shapes import Unreadable

PIECE = 1 << 18
MOST_MEMORY = 192 << 20  # what an xz or zstd file may ask for to be unpacked
ZSTD = (b"\x28\xb5\x2f\xfd", *(bytes((least, 0x2A, 0x4D, 0x18)) for least in range(0x50, 0x60)))  # or one to be skipped
FAULTS = (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError, MemoryError, RuntimeError)


class Unpacker(Protocol):
    """What the standard library's decompressors have in common."""

    @property
    def eof(self) -> bool: ...

    @property
    def needs_input(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class Inflate:
    """zlib, with the manners of the other decompressors."""

    def __init__(self, bits: int) -> None:
        self._inner = zlib.decompressobj(bits)
        self._more = False

    @property
    def eof(self) -> bool:
        return self._inner.eof

    @property
    def needs_input(self) -> bool:
        return not self._inner.unconsumed_tail and not self._more

    @property
    def unused_data(self) -> bytes:
        return self._inner.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        out = self._inner.decompress(self._inner.unconsumed_tail + data, max_length)
        self._more = len(out) == max_length
        return out


def unpacked(pieces: Iterator[bytes], make: Callable[[], Any], begins: tuple[bytes, ...] = ()) -> Iterator[bytes]:
    """What the pieces hold. `begins`: how a further member begins, where several count as one. Raises Broken.

    What follows after a whole member and is no member itself is passed over, as the usual tools do; a member that has
    begun and is cut off is broken, however many whole ones came before.
    """
    unpacker = make()
    try:
        for piece in pieces:
            data = piece
            while data:
                if unpacker.eof:
                    data = data.lstrip(b"\x00")
                    if not data:
                        break
                    if not any(data.startswith(one[: len(data)]) for one in begins):
                        return
                    unpacker = make()
                yield from _fed(unpacker, data)
                data = unpacker.unused_data if unpacker.eof else b""
    except FAULTS as error:
        raise Broken(str(error)) from error
    if not unpacker.eof:
        raise Broken("the packed data stops before its end")


def _fed(unpacker: Unpacker, data: bytes) -> Iterator[bytes]:
    """What comes out of one unpacker for this much in, a piece at a time."""
    while not unpacker.eof and (data or not unpacker.needs_input):
        out, data = unpacker.decompress(data, PIECE), b""
        if not out:
            return
        yield out


def plain(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Stored as it is."""
    return pieces


def raw_deflate(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The usual way in zip."""
    return unpacked(pieces, lambda: Inflate(-zlib.MAX_WBITS))


def gzip(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """One or more gzip members."""
    return unpacked(pieces, lambda: Inflate(16 + zlib.MAX_WBITS), (b"\x1f\x8b",))


def bzip2(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """One or more bzip2 streams."""
    return unpacked(pieces, bz2.BZ2Decompressor, (b"BZh",))


def xz(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """One or more xz streams."""
    return unpacked(pieces, lambda: lzma.LZMADecompressor(memlimit=MOST_MEMORY), (b"\xfd7zXZ",))


def zip_lzma(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """LZMA as zip has it: two bytes of version, the length of the properties, the properties, the data."""
    first = next(pieces, b"")
    if len(first) < 9:  # noqa: PLR2004 - the head that zip puts before the data
        raise Broken("the LZMA head is missing")
    length = int.from_bytes(first[2:4], "little")
    head = first[4 : 4 + length] + b"\xff" * 8  # size unknown: the stream has its own end, or stops
    if int.from_bytes(head[1:5], "little") > MOST_MEMORY:
        raise Broken("it asks for too much memory")

    unpacker = lzma.LZMADecompressor(format=lzma.FORMAT_ALONE, memlimit=MOST_MEMORY)
    return _until_input_ends(_chain(head + first[4 + length :], pieces), unpacker)


def _until_input_ends(pieces: Iterator[bytes], unpacker: Unpacker) -> Iterator[bytes]:
    """For what has no end of its own: the checksum says whether all of it came."""
    try:
        for piece in pieces:
            yield from _fed(unpacker, piece)
    except FAULTS as error:
        raise Broken(str(error)) from error


def zstd(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """One or more Zstandard frames."""
    from backports.zstd import DecompressionParameter, ZstdDecompressor, ZstdError

    def limited() -> Any:
        return ZstdDecompressor(options={DecompressionParameter.window_log_max: 27})

    try:
        yield from unpacked(pieces, limited, ZSTD)
    except ZstdError as error:
        raise Broken(str(error)) from error


def deflate64(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Zip's larger window; small pieces in, since what comes out of one cannot be limited."""
    import inflate64

    unpacker = inflate64.Inflater()
    try:
        for piece in pieces:
            for at in range(0, len(piece), 4096):
                out: bytes = unpacker.inflate(piece[at : at + 4096])
                if out:
                    yield out
    except FAULTS as error:
        raise Broken(str(error)) from error


def ppmd(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """PPMd variant I, its order and memory in two bytes before the data."""
    import pyppmd

    first = next(pieces, b"")
    told = int.from_bytes(first[:2], "little")
    memory = ((told >> 4 & 0xFF) + 1) << 20
    if memory > MOST_MEMORY or len(first) < 3:  # noqa: PLR2004 - the two bytes, and something after them
        raise Broken("it asks for too much memory")
    unpacker = pyppmd.Ppmd8Decoder((told & 0xF) + 1, memory, told >> 12)
    return _until_input_ends(_chain(first[2:], pieces), _Ppmd(unpacker))


class _Ppmd:
    """pyppmd, with the manners of the other decompressors."""

    unused_data = b""

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    @property
    def eof(self) -> bool:
        return bool(self._inner.eof)

    @property
    def needs_input(self) -> bool:
        return bool(self._inner.needs_input)

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        out: bytes = self._inner.decode(data, max_length)
        return out


def _chain(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


ZIP: dict[int, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
    0: plain,
    8: raw_deflate,
    9: deflate64,
    12: bzip2,
    14: zip_lzma,
    93: zstd,
    95: xz,
    98: ppmd,
}
SINGLE: dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
    "application/gzip": gzip,
    "application/x-bzip2": bzip2,
    "application/x-xz": xz,
    "application/zstd": zstd,
}


def for_zip(method: int) -> Callable[[Iterator[bytes]], Iterator[bytes]]:
    """The unpacker for a method of zip. Raises Unreadable for one that is not known here."""
    if method not in ZIP:
        raise Unreadable("Filen er pakket på en måde, som Værn ikke kan pakke ud.")
    return ZIP[method]
