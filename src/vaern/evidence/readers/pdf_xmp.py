"""What a PDF says of itself in XMP: in PDF 2.0, and often before, the only place for who and when."""

import pikepdf

from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.picture_text import listed, moment, stated

MOST = 1 << 20
TIMES = {"CreateDate": "created", "ModifyDate": "modified"}
FACTS = {"CreatorTool": "creator", "Producer": "producer"}


def tell(gather: Gather, document: pikepdf.Pdf) -> None:
    """Only what the document has not already said in its older way."""
    packet = _packet(document)
    if not gather.title:
        gather.title = listed(packet, "title")
    author = listed(packet, "creator")
    if author and all(name != "author" for name, _ in gather.facts):
        gather.fact("author", author)
        gather.identify("name", author, role="author")
    for name, fact in FACTS.items():
        if all(known != fact for known, _ in gather.facts):
            gather.fact(fact, stated(packet, name))
    for name, what in TIMES.items():
        words = stated(packet, name)
        if words and all(one.what != what for one in gather.times):
            gather.time(what, moment(words), words)


def _packet(document: pikepdf.Pdf) -> str:
    held = document.Root.get("/Metadata")
    raw = held.read_bytes() if isinstance(held, pikepdf.Stream) else b""
    wide = raw[:2] in (b"\xfe\xff", b"\xff\xfe")
    return raw[:MOST].decode("utf-16" if wide else "utf-8", "replace")
