"""Pictures in Rich Text: they stand as figures between the words."""

import re

from vaern.evidence.readers import sniff
from vaern.evidence.readers.gather import Gather

KINDS = re.compile(rb"\\(pngblip|jpegblip)(?![a-z])")
BEGINS = {b"pngblip": re.compile(rb"89504e47", re.IGNORECASE), b"jpegblip": re.compile(rb"ffd8ff", re.IGNORECASE)}
NO_FIGURE = re.compile(rb"[^0-9a-fA-F\s]")
SPACE = re.compile(rb"\s+")
LOOKED_AHEAD, MOST = 4000, 300


def tell(gather: Gather, rtf: bytes) -> None:
    """Each picture that a browser could show, as a part."""
    for number, found in enumerate(KINDS.finditer(rtf), start=1):
        if number > MOST:
            gather.warn("limit_reached", f"Dokumentet har mere end {MOST} billeder. Resten er ikke taget ud.")
            return
        begins = BEGINS[found[1]].search(rtf, found.end(), found.end() + LOOKED_AHEAD)
        if begins:
            ends = NO_FIGURE.search(rtf, begins.start())
            figures = SPACE.sub(b"", rtf[begins.start() : ends.start() if ends else len(rtf)])
            picture = bytes.fromhex(figures[: len(figures) // 2 * 2].decode("ascii"))
            media_type = sniff.from_head(picture[: sniff.HEAD])
            gather.keep_or_say(picture, kind="picture", name=f"billede {number}", media_type=media_type)
