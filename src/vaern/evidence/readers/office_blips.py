"""Pictures in Word, Excel and PowerPoint before 2007: each lies in a record of its own, among much else."""

import re
from collections.abc import Iterator
from struct import unpack_from

import olefile

from vaern.evidence.readers.gather import Gather

RECORD = re.compile(rb"[\x1d\x1e\x2a]\xf0")  # JPEG, PNG, and JPEG in four colours
BEGINS = {b"\x89PNG": ("image/png", "png"), b"\xff\xd8\xff": ("image/jpeg", "jpg")}
BEFORE = (17, 33)  # one or two fingerprints, and a byte
STREAMS = ("Pictures", "Data", "WordDocument")
DRAWN, GOES_ON = 0x00EB, 0x003C
MOST, MOST_STREAM, MOST_RECORDS = 300, 64 << 20, 500_000


def tell(gather: Gather, opened: olefile.OleFileIO) -> None:
    """Every picture that a browser could show, as a part."""
    number = 0
    for data in _streams(opened):
        for picture, media_type, ending in _pictures(data):
            number += 1
            if number > MOST:
                gather.warn("limit_reached", f"Dokumentet har mere end {MOST} billeder. Resten er ikke taget ud.")
                return
            gather.keep_or_say(picture, kind="picture", name=f"billede {number}.{ending}", media_type=media_type)


def _streams(opened: olefile.OleFileIO) -> Iterator[bytes]:
    for name in (*STREAMS, "Workbook"):
        if opened.exists(name):
            data: bytes = opened.openstream(name).read(MOST_STREAM)
            yield _drawn(data) if name == "Workbook" else data


def _drawn(data: bytes) -> bytes:
    """What a workbook has drawn, put together again: no record of Excel's holds more than eight thousand bytes."""
    whole, at, on = bytearray(), 0, False
    for _ in range(MOST_RECORDS):
        if at + 4 > len(data):
            break
        kind, length = unpack_from("<HH", data, at)
        on = kind == DRAWN or (on and kind == GOES_ON)
        if on:
            whole += data[at + 4 : at + 4 + length]
        at += 4 + length
    return bytes(whole)


def _pictures(data: bytes) -> Iterator[tuple[bytes, str, str]]:
    at = 0
    while found := RECORD.search(data, at):
        at = found.start() + 1
        start = found.end() + 4
        length = int.from_bytes(data[found.end() : start], "little")
        for before in BEFORE:
            begun = data[start + before : start + before + 4]
            known = next((told for mark, told in BEGINS.items() if begun.startswith(mark)), None)
            if known and before < length <= len(data) - start:
                yield data[start + before : start + length], *known
                at = start + length
                break
