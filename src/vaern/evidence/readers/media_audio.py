"""WAV, AIFF, AU and MP3: their heads, and the tags that people and programs put in them."""
# ruff: noqa: PLR2004 - the numbers are the formats' own

from struct import unpack_from
from typing import IO

from vaern.evidence.readers import media_id3
from vaern.evidence.readers.gather import Gather

MOST_CHUNKS = 1000
INFO = {b"INAM": "title", b"IART": "artist", b"ICMT": "comment", b"ICRD": "date", b"ISFT": "software", b"IGNR": "genre"}
RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
BITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
BITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
SHORT = "Filen er kortere, end den selv siger. Slutningen mangler."


def tell_wav(gather: Gather) -> None:
    """Sound as it is, in chunks."""
    size = gather.source.path.stat().st_size
    with gather.source.path.open("rb") as file:
        at, rate = 12, 0
        for _ in range(MOST_CHUNKS):
            file.seek(at)
            head = file.read(8)
            if len(head) < 8:
                return
            kind, length = head[:4], int.from_bytes(head[4:], "little")
            if kind == b"fmt ":
                rate = _wave_format(gather, file.read(min(length, 40)))
            elif kind == b"data":
                _wave_data(gather, length, rate, size - at - 8)
            elif kind == b"LIST":
                _wave_info(gather, file.read(min(length, 100_000)))
            elif kind in (b"id3 ", b"ID3 "):
                media_id3.tell(gather, file.read(min(length, 16 << 20)))
            at += 8 + length + (length & 1)


def _wave_format(gather: Gather, head: bytes) -> int:
    _, channels, samples, rate = unpack_from("<HHII", head)
    gather.fact("channels", channels)
    gather.fact("sample_rate", samples)
    return int(rate)


def _wave_data(gather: Gather, length: int, rate: int, left: int) -> None:
    if rate:
        gather.fact("duration", f"{min(length, left) / rate:.3f}")
    if length > left and length < 0xFFFFFFF0:  # recorders that were cut off leave the highest number
        gather.broken_once("truncated", SHORT)


def _wave_info(gather: Gather, data: bytes) -> None:
    at = 4 if data[:4] == b"INFO" else len(data)
    while at + 8 <= len(data):
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        name = INFO.get(data[at : at + 4])
        if name:
            words = data[at + 8 : at + 8 + length].rstrip(b"\0").decode("utf-8", "replace")
            gather.fact(name, words)
            gather.title = gather.title or (words if name == "title" else "")
        at += 8 + length + (length & 1)


def tell_aiff(gather: Gather) -> None:
    """Apple's sound, in chunks the other way round."""
    size, at = gather.source.path.stat().st_size, 12
    with gather.source.path.open("rb") as file:
        for _ in range(MOST_CHUNKS):
            file.seek(at)
            head = file.read(8)
            if len(head) < 8:
                return
            kind, length = head[:4], int.from_bytes(head[4:], "big")
            if kind == b"COMM":
                _aiff_common(gather, file.read(min(length, 18)))
            elif kind in (b"NAME", b"AUTH", b"ANNO", b"(c) "):
                words = file.read(min(length, 10_000)).rstrip(b"\0").decode("utf-8", "replace")
                gather.fact(kind.decode("ascii").strip().lower(), words)
            elif kind == b"ID3 ":
                media_id3.tell(gather, file.read(min(length, 16 << 20)))
            if at + 8 + length > size + 1:
                gather.broken_once("truncated", SHORT)
            at += 8 + length + (length & 1)


def _aiff_common(gather: Gather, head: bytes) -> None:
    channels, frames = unpack_from(">HI", head)
    exponent, mantissa = unpack_from(">HQ", head, 8)
    power = (exponent & 0x7FFF) - 16383 - 63
    rate = mantissa * 2.0**power if -200 < power < 64 else 0.0
    gather.fact("channels", channels)
    if 1 <= rate < 10_000_000:
        gather.fact("sample_rate", round(rate))
        gather.fact("duration", f"{frames / rate:.3f}")


def tell_au(gather: Gather) -> None:
    """Sun's sound."""
    with gather.source.path.open("rb") as file:
        start, length, form, rate, channels = unpack_from(">5I", file.read(24), 4)
    left = gather.source.path.stat().st_size - start
    size = {1: 1, 2: 1, 3: 2, 4: 3, 5: 4, 6: 4, 7: 8, 27: 1}.get(form, 0) * channels
    gather.fact("channels", channels)
    gather.fact("sample_rate", rate)
    if size and rate and left > 0:
        gather.fact("duration", f"{left / size / rate:.3f}")
    if length != 0xFFFFFFFF and length > left:
        gather.broken_once("truncated", SHORT)


def tell_mp3(gather: Gather) -> None:
    """Tags at the front and the end, and the length from the first frame."""
    size = gather.source.path.stat().st_size
    with gather.source.path.open("rb") as file:
        front = file.read(10)
        start = media_id3.size_of(front)
        file.seek(0)
        if start:
            media_id3.tell(gather, file.read(min(start, 24 << 20)))
        media_id3.tell_old(gather, _tail(file, size))
        file.seek(start)
        frames = file.read(65_536)
    at = _first_frame(frames)
    if at < 0:
        gather.broken_once("no_sound", "Der er ingen lyd i filen, kun oplysninger om den. Den kan være afbrudt.")
        return
    _length(gather, frames[at:], size - start - at)


def _tail(file: IO[bytes], size: int) -> bytes:
    file.seek(max(0, size - 128))
    return file.read(128)


def _first_frame(data: bytes) -> int:
    at = data.find(b"\xff")
    while 0 <= at < len(data) - 4:
        if _is_frame(data[at : at + 4]):
            return at
        at = data.find(b"\xff", at + 1)
    return -1


def _is_frame(head: bytes) -> bool:
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    return head[1] >= 0xE0 and version != 1 and layer == 1 and head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3


def _length(gather: Gather, data: bytes, left: int) -> None:
    """By the count of frames where the encoder wrote it, else by the bit rate, as if it were the same throughout."""
    version = data[1] >> 3 & 3
    rate = RATES[version][data[2] >> 2 & 3]
    samples = 1152 if version == 3 else 576
    bits = (BITS_1 if version == 3 else BITS_2)[data[2] >> 4]
    gather.fact("sample_rate", rate)
    gather.fact("channels", 1 if data[3] >> 6 == 3 else 2)
    for mark, place in ((b"Xing", 8), (b"Info", 8), (b"VBRI", 14)):
        at = data.find(mark, 0, 200)
        if at >= 0 and (mark == b"VBRI" or data[at + 7] & 1):
            (frames,) = unpack_from(">I", data, at + place)
            gather.fact("duration", f"{frames * samples / rate:.3f}")
            return
    if bits:
        gather.fact("duration", f"{left * 8 / (bits * 1000):.3f}")
        gather.fact("duration_is", "skønnet")
