"""The body of an answer from the web, as the page had it: out of its chunks, and unpacked."""

import zlib
from collections.abc import Callable, Iterator
from typing import Any

from vaern.evidence.readers.archive_codecs import Inflate, gzip, unpacked, zstd
from vaern.evidence.readers.archive_limits import Broken

MOST, FLOOR, RATIO = 32 << 20, 4 << 20, 200


def body_of(record: Any) -> tuple[bytes, bool]:
    """The body, and whether it could be unpacked; where not, it is given as it was sent."""
    raw: bytes = record.raw_stream.read(MOST)
    headers = record.http_headers
    if headers is None or not raw:
        return raw, True
    if "chunked" in str(headers.get_header("Transfer-Encoding") or "").lower():
        raw = _out_of_chunks(raw)
    for encoding in reversed(str(headers.get_header("Content-Encoding") or "").lower().split(",")):
        unpack = WAYS.get(encoding.strip())
        if unpack is None:
            if encoding.strip() not in ("", "identity"):
                return raw, False
            continue
        out, whole = _most(unpack(iter((raw,))), len(raw))
        if not whole:
            return (out, False) if out else (raw, _is_plain(raw))
        raw = out
    return raw, True


def _is_plain(raw: bytes) -> bool:
    """Some writers keep the header and unpack the body: then it begins as a page does."""
    return raw.lstrip()[:1] in (b"<", b"{", b"[") or raw[:4] in (b"\x89PNG", b"GIF8", b"\xff\xd8\xff\xe0")


def _most(pieces: Iterator[bytes], packed: int) -> tuple[bytes, bool]:
    """As much as could be unpacked, and whether that was all of it."""
    out = bytearray()
    try:
        for piece in pieces:
            out += piece
            if len(out) > MOST or len(out) > max(FLOOR, RATIO * packed):
                return bytes(out), False
    except Broken:
        return bytes(out), False
    return bytes(out), True


def _out_of_chunks(raw: bytes) -> bytes:
    """Without the lengths between; unchanged where the lengths are not there, which some writers leave out."""
    whole, at = bytearray(), 0
    while at < len(raw):
        end = raw.find(b"\r\n", at, at + 40)
        length = _length(raw[at:end]) if end > 0 else None
        if length is None:
            return bytes(whole) if whole else raw
        if length == 0:
            break
        whole += raw[end + 2 : end + 2 + length]
        at = end + 2 + length + 2
    return bytes(whole)


def _length(line: bytes) -> int | None:
    try:
        return int(line.partition(b";")[0].strip(), 16)
    except ValueError:
        return None


def _deflate(pieces: Iterator[bytes]) -> Iterator[bytes]:
    data = b"".join(pieces)
    bits = zlib.MAX_WBITS if data[:1] == b"\x78" else -zlib.MAX_WBITS
    return unpacked(iter((data,)), lambda: Inflate(bits))


def _brotli(pieces: Iterator[bytes]) -> Iterator[bytes]:
    import brotli

    unpacker = brotli.Decompressor()
    try:
        for piece in pieces:
            out = unpacker.process(piece, output_buffer_limit=1 << 20)
            yield out
            while not unpacker.is_finished() and not unpacker.can_accept_more_data():
                yield unpacker.process(b"", output_buffer_limit=1 << 20)
    except brotli.error as error:
        raise Broken(str(error)) from error


WAYS: dict[str, Callable[[Iterator[bytes]], Iterator[bytes]]] = {
    "gzip": gzip,
    "x-gzip": gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": zstd,
}
