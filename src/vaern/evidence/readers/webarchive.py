"""A page saved by Safari (.webarchive), and other settings files of Apple's."""

import plistlib
from collections.abc import Iterable
from email.utils import parsedate_to_datetime
from typing import Any

from vaern.evidence.readers import page
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.plist import FAULTS
from vaern.evidence.readers.shapes import Reading, Source, Unreadable

MOST, MOST_PARTS, MOST_FRAMES, MOST_DEPTH = 48 << 20, 1000, 50, 5
BROKEN = "Filen er beskadiget og kan ikke læses. Originalen er gemt uændret."


def recognises(source: Source, head: bytes) -> bool:
    """The names that Safari gives stand near the front, or at the end, of the file."""
    if b"WebMainResource" in head or b"WebResourceData" in head:
        return True
    with source.path.open("rb") as file:
        file.seek(max(0, source.path.stat().st_size - 1_000_000))
        return b"WebMainResource" in file.read()


def read(source: Source, out: Out) -> Reading:
    """The page, what came with it, and where it was saved from."""
    gather = Gather(source, out, "web.webarchive")
    if source.path.stat().st_size > MOST:
        raise Unreadable(f"Siden fylder mere end {MOST >> 20} MB og læses ikke her. Originalen er gemt uændret.")
    try:
        found = plistlib.loads(source.path.read_bytes())
        main = found["WebMainResource"]
        _tell(gather, main, _dicts(found, "WebSubresources"))
        _when(gather, (main, *_dicts(found, "WebSubresources")))
        _frames(gather, found, 0)
    except (plistlib.InvalidFileException, *FAULTS) as error:
        raise Unreadable(BROKEN) from error
    return gather.reading()


def _tell(gather: Gather, main: dict[str, Any], rest: list[dict[str, Any]], role: str = "source") -> None:
    address = str(main.get("WebResourceURL", ""))
    gather.identify("url", address, role=role)
    resources = {str(one.get("WebResourceURL", "")): (_kind(one), _bytes(one)) for one in rest}
    gather.keep_or_say(_bytes(main), kind="page", name=address[:500], media_type=_kind(main))
    for name, (kind, data) in list(resources.items())[:MOST_PARTS]:
        gather.keep_or_say(data, kind="resource", name=name[:500], media_type=kind)
    encoding = str(main.get("WebResourceTextEncodingName", ""))
    page.tell(gather, page.decoded(_bytes(main), encoding), resources, base=address)


def _when(gather: Gather, resources: Iterable[dict[str, Any]]) -> None:
    """When the page was fetched, by the server's own clock: the page's answer, else that of the first thing in it."""
    for resource in resources:
        words = _answered(resource.get("WebResourceResponse"))
        try:
            at = parsedate_to_datetime(words)
        except (ValueError, TypeError, IndexError):
            continue
        gather.time("captured", at if at.tzinfo else None, words)
        return


def _answered(packed: object) -> str:
    """What the server wrote as the date of its answer, out of the archive of objects that Safari keeps of it."""
    try:
        objects = plistlib.loads(packed)["$objects"] if isinstance(packed, bytes) else []
        for one in objects:
            if isinstance(one, dict) and "NS.keys" in one:
                names = [objects[key.data] for key in one["NS.keys"]]
                values = [objects[value.data] for value in one["NS.objects"]]
                return next((str(v) for n, v in zip(names, values, strict=True) if str(n).lower() == "date"), "")
    except (plistlib.InvalidFileException, *FAULTS):
        pass
    return ""


def _frames(gather: Gather, found: dict[str, Any], depth: int) -> None:
    """Pages within the page: comments and embedded posts often stand in one."""
    for frame in _dicts(found, "WebSubframeArchives")[:MOST_FRAMES]:
        main = frame.get("WebMainResource")
        if isinstance(main, dict) and depth < MOST_DEPTH:
            _tell(gather, main, _dicts(frame, "WebSubresources"), role="frame")
            _frames(gather, frame, depth + 1)


def _dicts(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    given = found.get(name)
    return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []


def _kind(resource: dict[str, Any]) -> str:
    return str(resource.get("WebResourceMIMEType", "application/octet-stream"))[:120]


def _bytes(resource: dict[str, Any]) -> bytes:
    data = resource.get("WebResourceData", b"")
    return data if isinstance(data, bytes) else b""
