"""A browser's log of a page being fetched (HAR): what was asked for, when, from which address, and what came."""

import base64
import binascii
import re
from datetime import datetime
from typing import Any

from vaern.evidence.readers import html_words, json_cut
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out, TooMuch
from vaern.evidence.readers.shapes import Part, Reading, Source, Unreadable

SIGNS = re.compile(rb'^\s*\{\s*"log"\s*:\s*\{')
NAMES = re.compile(rb'"(entries|creator|browser)"\s*:')
MOST, MOST_ENTRIES = 96 << 20, 5000
SECRET = frozenset({"cookie", "set-cookie", "authorization", "proxy-authorization"})
BROKEN = "Filen er en browsers log (HAR), men den er afbrudt eller beskadiget. Originalen er gemt uændret."


def recognises(_source: Source, head: bytes) -> bool:
    """The outermost names of such a log."""
    return SIGNS.match(head) is not None and NAMES.search(head) is not None


def read(source: Source, out: Out) -> Reading:
    """Every answer as a part; the words of the pages as text."""
    g = Gather(source, out, "web.har")
    if source.path.stat().st_size > MOST:
        raise Unreadable(f"Loggen fylder mere end {MOST >> 20} MB og læses ikke her. Originalen er gemt uændret.")
    try:
        given, whole = json_cut.loads(source.path.read_bytes().decode("utf-8-sig", "replace"))
        log = given["log"]
        entries = [one for one in log["entries"] if isinstance(one, dict)]
    except (ValueError, KeyError, TypeError) as broken:
        raise Unreadable(BROKEN) from broken
    if not whole:
        g.broken("cut_off", json_cut.SAYS)
    _head(g, log)
    for entry in entries[:MOST_ENTRIES]:
        _entry(g, entry)
    g.fact("entries", len(entries))
    if len(entries) > MOST_ENTRIES:
        g.broken("too_many", f"Loggen har flere end {MOST_ENTRIES} hentninger. Kun de første er vist.")
    if any(_is_secret(entry) for entry in entries):
        says = "Loggen kan indeholde cookies eller adgangsnøgler, som andre kan logge ind med. Giv den ikke videre."
        g.warn("secrets", says)
    return g.reading()


def _head(g: Gather, log: dict[str, Any]) -> None:
    for name in ("creator", "browser"):
        one = _dict(log.get(name))
        g.fact(name, f"{one.get('name', '')} {one.get('version', '')}")
    for page in map(_dict, log.get("pages") or []):
        g.title = g.title or str(page.get("title", ""))
        g.time("captured", _moment(page.get("startedDateTime")), str(page.get("startedDateTime", "")))


def _entry(g: Gather, entry: dict[str, Any]) -> None:
    request, response = _dict(entry.get("request")), _dict(entry.get("response"))
    content = _dict(response.get("content"))
    address, kind = str(request.get("url", "")), str(content.get("mimeType", "")).partition(";")[0]
    facts = {
        "method": str(request.get("method", "")),
        "status": str(response.get("status", "")),
        "started": str(entry.get("startedDateTime", "")),
        "ip": str(entry.get("serverIPAddress", "")),
    }
    data = _body(content)
    part = _part(g, address[:500], kind or "application/octet-stream", facts, data)
    g.time("captured", _moment(entry.get("startedDateTime")), facts["started"], part.id)
    g.identify("url", address, role="source" if kind == "text/html" else "resource", part=part.id)
    g.identify("ip", facts["ip"].strip("[]"), role="server", part=part.id)
    if kind == "text/html" and data:
        g.text(html_words.words(data.decode("utf-8", "replace")), "page", part.id)
    elif kind in ("application/json", "text/plain") and data:
        g.text(data.decode("utf-8", "replace"), "resource", part.id)


def _part(g: Gather, name: str, media_type: str, facts: dict[str, str], data: bytes) -> Part:
    if not data:
        return g.list_only(kind="resource", name=name, media_type=media_type, facts=facts)
    try:
        return g.keep(data, kind="resource", name=name, media_type=media_type, facts=facts)
    except TooMuch as full:
        g.broken_once("limit_reached", full.says)
        return g.list_only(kind="resource", name=name, media_type=media_type, size=len(data), facts=facts)


def _body(content: dict[str, Any]) -> bytes:
    text = content.get("text")
    if not isinstance(text, str):
        return b""
    if content.get("encoding") != "base64":
        return text.encode("utf-8", "replace")
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return b""


def _is_secret(entry: dict[str, Any]) -> bool:
    for side in (_dict(entry.get("request")), _dict(entry.get("response"))):
        headers = (str(_dict(one).get("name", "")).lower() for one in side.get("headers") or [])
        if side.get("cookies") or any(name in SECRET for name in headers):
            return True
    return False


def _moment(words: object) -> datetime | None:
    try:
        return datetime.fromisoformat(str(words))
    except ValueError:
        return None


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
