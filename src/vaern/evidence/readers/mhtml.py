"""MHTML: a whole page in one file, as browsers save it."""

import re
from datetime import UTC
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import parsedate_to_datetime

from vaern.evidence.readers import page
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source, Unreadable

MOST = 48 << 20
HEADER = re.compile(rb"[!-9;-~]+:")
PAGES, MOST_FRAMES = ("text/html", "application/xhtml+xml"), 30
MOST_PARTS, MOST_HEADERS = 1000, 60
SHORT = "Filen er afbrudt midt i selve siden, og der er ikke nok tilbage til at vise den. Originalen er gemt uændret."


def read(source: Source, out: Out) -> Reading:
    """The page, what came with it, and where and when it was saved."""
    gather = Gather(source, out, "web.mhtml")
    if source.path.stat().st_size > MOST:
        raise Unreadable(f"Siden fylder mere end {MOST >> 20} MB og læses ikke her. Originalen er gemt uændret.")
    data = _mended(source.path.read_bytes())
    message: Message = message_from_bytes(data, policy=compat32)
    parts = _parts(message)
    root = _root(message, parts)
    _whole(gather, message, parts, root)
    _headers(gather, message)
    _tell(gather, parts, root)
    return gather.reading()


def _mended(data: bytes) -> bytes:
    """A header that goes on without being indented would end the headers too early: it is put back on its line."""
    lines = data.split(b"\n", MOST_HEADERS)
    for at, line in enumerate(lines[:MOST_HEADERS]):
        if not line.strip():
            return b"\n".join(lines)
        if at and not line.startswith((b" ", b"\t")) and not HEADER.match(line) and not line.startswith(b"--"):
            lines[at] = b" " + line
    return data


def _parts(message: Message) -> list[Message]:
    if message.get_boundary() is None:
        raise Unreadable(
            "Filen mangler den linje, der siger, hvordan dens dele er skilt ad, og kan ikke læses som en side."
        )
    if not message.is_multipart():
        raise Unreadable("Filens dele kan ikke findes: skillelinjerne mangler, og den kan ikke læses som en side.")
    return [part for part in message.walk() if not part.is_multipart()][:MOST_PARTS]


def _root(message: Message, parts: list[Message]) -> Message:
    start = message.get_param("start")
    for part in parts:
        if start and part.get("Content-ID") == start:
            return part
    html = [part for part in parts if part.get_content_type() in PAGES]
    if not html:
        raise Unreadable("Der er ingen side i filen, kun løse dele.")
    return html[0]


def _whole(gather: Gather, message: Message, parts: list[Message], root: Message) -> None:
    """Without the last dividing line the file is cut off: where the page itself is not whole, nothing is shown."""
    cut = any(type(defect).__name__ == "CloseBoundaryNotFoundDefect" for defect in message.defects)
    if not cut:
        return
    if root is parts[-1] or b"</html" not in _bytes(root).lower():
        raise Unreadable(SHORT)
    gather.broken("truncated", "Filen er afbrudt. Siden kan læses, men noget af det, der hører til, mangler.")


def _headers(gather: Gather, message: Message) -> None:
    gather.title = _words(message.get("Subject", ""))
    address = str(message.get("Snapshot-Content-Location", "")).strip()
    if address:
        gather.identify("url", address, role="source")
    date = str(message.get("Date", ""))
    if date:
        try:
            at = parsedate_to_datetime(date)
            gather.time("captured", at if at.tzinfo else at.replace(tzinfo=UTC), date)  # "-0000" is UTC
        except (ValueError, TypeError, IndexError):
            gather.time("captured", None, date)
    for name in ("From", "MIME-Version", "Content-Type"):
        gather.fact(name, _words(str(message.get(name, ""))))


def _words(value: str) -> str:
    try:
        return " ".join(str(make_header(decode_header(value))).split())
    except (ValueError, LookupError):
        return " ".join(value.split())


def _bytes(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _tell(gather: Gather, parts: list[Message], root: Message) -> None:
    resources: dict[str, tuple[str, bytes]] = {}
    for part in parts:
        kind, data = part.get_content_type(), _bytes(part)
        for name in (str(part.get("Content-Location", "")), "cid:" + str(part.get("Content-ID", "")).strip("<> ")):
            resources[name] = (kind, data)
    base = str(root.get("Content-Location", ""))
    if base and not any(one.role == "source" for one in gather.identifiers):
        gather.identify("url", base, role="source")
    for part in parts:
        gather.keep_or_say(
            _bytes(part),
            kind="page" if part is root else "resource",
            name=str(part.get("Content-Location", ""))[:500],
            media_type=part.get_content_type(),
        )
    page.tell(gather, page.decoded(_bytes(root), str(root.get_content_charset() or "")), resources, base=base)
    frames = [(part, one.id) for part, one in zip(parts, gather.parts, strict=False) if part is not root]
    for part, number in [one for one in frames if one[0].get_content_type() in PAGES][:MOST_FRAMES]:
        _frame(gather, part, number)


def _frame(gather: Gather, part: Message, number: str) -> None:
    source = page.decoded(_bytes(part), str(part.get_content_charset() or ""))
    page.tell_frame(gather, source, base=str(part.get("Content-Location", "")), part=number)
