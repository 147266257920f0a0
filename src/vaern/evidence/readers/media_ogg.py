"""Ogg, Opus and FLAC: their heads and comments."""
# ruff: noqa: PLR2004 - the numbers are the formats' own

import base64
import contextlib
from struct import error as StructError  # noqa: N812 - a class
from struct import unpack_from

from vaern.evidence.readers import media_mp4
from vaern.evidence.readers.gather import Gather

MOST_HEAD, MOST_COMMENTS = 4 << 20, 500
NO_SOUND = "Der er ingen lyd i filen, kun oplysninger om den. Den kan være afbrudt."
OTHERS = (b"\x80theora", b"Speex   ", b"\x7fFLAC", b"\x01video", b"fishead\0")  # what else a stream can be


def tell_flac(gather: Gather) -> None:
    """Blocks: the first says the length, others the comments and pictures."""
    with gather.source.path.open("rb") as file:
        data = file.read(MOST_HEAD)
    at = 4
    while at + 4 <= len(data):
        last, kind, length = data[at] & 0x80, data[at] & 0x7F, int.from_bytes(data[at + 1 : at + 4], "big")
        block = data[at + 4 : at + 4 + length]
        if kind == 0 and len(block) >= 18:
            _flac_stream(gather, block)
        elif kind == 4:
            _comments(gather, block)
        elif kind == 6:
            _flac_picture(gather, block)
        at += 4 + length
        if last:
            return
    gather.broken_once("truncated", "Filen er afbrudt: dens egne oplysninger er ikke hele.")


def _flac_stream(gather: Gather, block: bytes) -> None:
    packed = int.from_bytes(block[10:18], "big")
    rate, samples = packed >> 44, packed & 0xFFFFFFFFF
    gather.fact("sample_rate", rate)
    gather.fact("channels", (packed >> 41 & 7) + 1)
    if rate and samples:
        gather.fact("duration", f"{samples / rate:.3f}")


def _flac_picture(gather: Gather, block: bytes) -> None:
    (kind,) = unpack_from(">I", block, 4)
    (words,) = unpack_from(">I", block, 8 + kind)
    at = 8 + kind + 4 + words + 16
    (length,) = unpack_from(">I", block, at)
    media_type = block[8 : 8 + kind].decode("ascii", "replace")
    gather.keep_or_say(block[at + 4 : at + 4 + length], kind="picture", name="cover", media_type=media_type)


def tell_ogg(gather: Gather) -> None:
    """Pages: the first of a stream says what it is, the last where it ends."""
    with gather.source.path.open("rb") as file:
        head = file.read(MOST_HEAD)
        file.seek(max(0, gather.source.path.stat().st_size - 65_536))
        tail = file.read()
    rate, skipped = 0, 0
    if (at := head.find(b"OpusHead", 0, 400)) >= 0:
        rate, skipped = 48_000, int.from_bytes(head[at + 10 : at + 12], "little")
        gather.fact("codec", "opus")
        gather.fact("channels", head[at + 9])
        _comments(gather, _after(_joined(head, at), b"OpusTags"))
    elif (at := head.find(b"\x01vorbis", 0, 400)) >= 0:
        rate = int.from_bytes(head[at + 12 : at + 16], "little")
        gather.fact("codec", "vorbis")
        gather.fact("channels", head[at + 11])
        gather.fact("sample_rate", rate)
        _comments(gather, _after(_joined(head, at), b"\x03vorbis"))
    elif any(mark in head[:400] for mark in OTHERS):
        return  # ffprobe tells the rest
    _ogg_length(gather, tail, rate, skipped)


def _ogg_length(gather: Gather, tail: bytes, rate: int, skipped: int) -> None:
    at = tail.rfind(b"OggS")
    place = int.from_bytes(tail[at + 6 : at + 14], "little") if at >= 0 else 0
    if not rate or not 0 < place < 1 << 62:
        gather.broken_once("no_sound", NO_SOUND)
        return
    gather.fact("duration", f"{max(place - skipped, 0) / rate:.3f}")
    if not tail[at + 5] & 4:
        gather.broken_once("truncated", "Filen er afbrudt: den mangler sin slutning.")


def _joined(head: bytes, within: int) -> bytes:
    """The stream whose page holds this place, without the heads of its pages: a long comment goes over many."""
    stream = head[max(0, head.rfind(b"OggS", 0, within)) :][14:18]
    whole, at = bytearray(), head.find(b"OggS")
    while at >= 0 and at + 27 <= len(head) and head[at : at + 4] == b"OggS":
        start = at + 27 + head[at + 26]
        end = start + sum(head[at + 27 : start])
        if head[at + 14 : at + 18] == stream:
            whole += head[start:end]
        at = end
    return bytes(whole)


def _after(head: bytes, mark: bytes) -> bytes:
    at = head.find(mark)
    return head[at + len(mark) :] if at >= 0 else b""


def _comments(gather: Gather, block: bytes) -> None:
    """Vorbis comments: NAME=value, each with its length."""
    if len(block) < 8:
        return
    at = 4 + int.from_bytes(block[:4], "little")
    gather.fact("encoder", block[4:at][:200].decode("utf-8", "replace"))
    count = int.from_bytes(block[at : at + 4], "little")
    at += 4
    for _ in range(min(count, MOST_COMMENTS)):
        length = int.from_bytes(block[at : at + 4], "little")
        if at + 4 + length > len(block):
            return
        name, _, value = block[at + 4 : at + 4 + length].decode("utf-8", "replace").partition("=")
        _comment(gather, name.lower(), value)
        at += 4 + length


def _comment(gather: Gather, name: str, value: str) -> None:
    if name == "metadata_block_picture":
        with contextlib.suppress(ValueError, StructError):  # a cover that is none
            _flac_picture(gather, base64.b64decode(value))
        return
    if name.startswith("location"):
        media_mp4.say_place(gather, value)
        return
    if name == "creation_time":
        gather.time("created", media_mp4.moment(value), value)
        return
    gather.fact(name, value)
    gather.title = gather.title or (value if name == "title" else "")
    if name in ("comment", "description", "lyrics"):
        gather.text(value, "caption")
