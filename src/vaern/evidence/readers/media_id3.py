"""ID3: the tags of MP3 files, in their three editions."""
# ruff: noqa: PLR2004 - the numbers are the format's own

from collections.abc import Iterator

from vaern.evidence.readers import sniff
from vaern.evidence.readers.gather import Gather

TURNED = "\ufffe"
ENCODINGS = {0: "latin-1", 1: "utf-16", 2: "utf-16-be", 3: "utf-8"}
TAGS = {"TIT2": "title", "TT2": "title", "TPE1": "artist", "TP1": "artist", "TALB": "album", "TAL": "album"}
TAGS |= {"TYER": "date", "TYE": "date", "TDRC": "date", "TCON": "genre", "TCO": "genre", "TENC": "encoded_by"}
TAGS |= {
    "TSSE": "encoder",
    "TSS": "encoder",
    "TCOM": "composer",
    "TCM": "composer",
    "TIT1": "grouping",
    "TT1": "grouping",
}
LONG = {"COMM": "comment", "COM": "comment", "USLT": "lyrics", "ULT": "lyrics"}
MOST_FRAMES = 500


def size_of(head: bytes) -> int:
    """How long the tag at the front is; 0 where there is none."""
    if head[:3] != b"ID3" or len(head) < 10:
        return 0
    return 10 + _safe(head[6:10])


def tell(gather: Gather, data: bytes) -> None:
    """The frames of a tag of edition 2."""
    if data[:3] != b"ID3" or len(data) < 10:
        return
    edition, flags = data[3], data[5]
    body = data[10 : 10 + _safe(data[6:10])]
    if flags & 0x80 and edition < 4:
        body = body.replace(b"\xff\x00", b"\xff")
    for name, value in _frames(body, edition):
        _frame(gather, name, value)


def tell_old(gather: Gather, tail: bytes) -> None:
    """The 128 bytes at the end, which say less, and count only where the front says nothing."""
    if tail[:3] != b"TAG":
        return
    known = {name for name, _ in gather.facts}
    for name, at, length in (
        ("title", 3, 30),
        ("artist", 33, 30),
        ("album", 63, 30),
        ("date", 93, 4),
        ("comment", 97, 28),
    ):
        if name not in known:
            words = tail[at : at + length].partition(b"\0")[0].decode("latin-1").strip()
            gather.fact(name, words)
            gather.title = gather.title or (words if name == "title" else "")


def _safe(four: bytes) -> int:
    return sum((byte & 0x7F) << shift for byte, shift in zip(four, (21, 14, 7, 0), strict=True))


def _frames(body: bytes, edition: int) -> Iterator[tuple[str, bytes]]:
    head, letters = (6, 3) if edition == 2 else (10, 4)
    at = 0
    for _ in range(MOST_FRAMES):
        name = body[at : at + letters]
        if len(body) < at + head or not name.isalnum():
            return
        size = body[at + letters : at + letters * 2]
        length = _safe(size) if edition == 4 else int.from_bytes(size, "big")
        yield name.decode("ascii"), body[at + head : at + head + length]
        at += head + length


def _frame(gather: Gather, name: str, value: bytes) -> None:
    if not value:
        return
    if name in TAGS:
        words = _words(value[0], value[1:])
        gather.fact(TAGS[name], words)
        gather.title = gather.title or (words if TAGS[name] == "title" else "")
    elif name in LONG:
        words = _words(value[0], value[4:], last=True)
        gather.fact(LONG[name], words)
        gather.text(words, "caption")
    elif name == "APIC":
        _picture(gather, value)


def _words(encoding: int, value: bytes, *, last: bool = False) -> str:
    text = value.decode(ENCODINGS.get(encoding, "latin-1"), "replace")
    if TURNED in text:  # each text of a pair says anew which byte comes first
        before, _, after = text.partition(TURNED)
        text = before + after.encode("utf-16-le", "surrogatepass").decode("utf-16-be", "replace")
    text = text.replace("\ufeff", "")
    pieces = [piece.strip() for piece in text.split("\0") if piece.strip()]
    return (pieces[-1] if last else ", ".join(pieces)) if pieces else ""


def _picture(gather: Gather, value: bytes) -> None:
    """The bytes after kind, place and caption; where they begin is told by what they are."""
    for mark in (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8"):
        at = value.find(mark, 0, 600)
        if at >= 0:
            gather.keep_or_say(
                value[at:], kind="picture", name="cover", media_type=sniff.from_head(value[at : at + 64])
            )
            return
