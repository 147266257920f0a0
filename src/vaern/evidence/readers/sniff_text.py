"""What a text file is: mail, a saved page, a chat's JSON, a contact card, or plain words."""
# ruff: noqa: PLR2004 - the numbers are the formats' own

import json
import re

from vaern.evidence.readers import charset

UNKNOWN = "application/octet-stream"
BEGINS = (
    ("BEGIN:VCARD", "text/vcard"),
    ("BEGIN:VCALENDAR", "text/calendar"),
    ("{\\rtf", "application/rtf"),
    ("# Disk DescriptorFile", "application/x-vmdk"),
)
HTML = re.compile(
    r"<(!doctype\s+html|html|head|body|meta|title|script|style|table|div|p|h1|iframe|form)\b", re.IGNORECASE
)
XML = re.compile(r"<(\?[a-z]|!doctype|!--|[a-z_][\w.:-]*[\s/>])", re.IGNORECASE)
PROLOGUE = re.compile(r"\s*(<\?.*?\?>|<!--.*?-->|<!doctype[^>\[]*>)", re.IGNORECASE | re.DOTALL)
EMPTY_LINE = re.compile(rb"\r?\n\r?\n|\r\r")
HEADER = re.compile(r"[!-9;-~]+:[ \t]?.*")
CARRIED = ("received", "return-path", "delivered-to", "message-id", "to")
MAIL = frozenset(
    (*CARRIED, "from", "subject", "date", "mime-version", "content-type", "reply-to", "sender", "cc", "arc-seal")
)
CDX = re.compile(r"( ?CDX [A-Za-z ]+|!meta \d+ \{|[a-z0-9,.:-]+\)/\S* \d{14} [\S{])")
NAMED = {
    ".csv": "text/csv",
    ".tsv": "text/csv",
    ".md": "text/plain",
    ".svg": "image/svg+xml",
    ".mht": "multipart/related",
    ".mhtml": "multipart/related",
}


def media_type(head: bytes, name: str = "") -> str:
    """What these first bytes are as text; `application/octet-stream` where they are none."""
    text = charset.words(head)
    if text is None:
        return _mail_around(head, name)
    start = text.lstrip("\ufeff \t\r\n")
    top = start[:40].upper()
    for begins, kind in BEGINS:
        if top.startswith(begins.upper()):
            return kind
    if start.startswith("<"):
        found = _markup(start)
        if found:
            return found
    return _mail(start, name) or _json(start, whole=len(head) < 60_000) or _lines(start, name)


def is_cdx(head: bytes) -> bool:
    """An index of a web archive, in the old form or with JSON."""
    return CDX.match(head[:400].decode("ascii", "replace")) is not None


def _markup(start: str) -> str:
    rest = start
    while found := PROLOGUE.match(rest):
        if re.match(r"\s*<!doctype\s+html", rest, re.IGNORECASE):
            return "text/html"
        rest = rest[found.end() :]
    rest = rest.lstrip()
    if re.match(r"<([\w.-]+:)?svg[\s>]", rest, re.IGNORECASE):
        return "image/svg+xml"
    if HTML.match(rest):
        return "text/html"
    return "text/xml" if XML.match(start) else ""


def _mail(start: str, name: str) -> str:
    if start.startswith("From ") and HEADER.match(start.partition("\n")[2]):
        return "application/mbox"
    headers = _headers(start)
    known = MAIL & headers.keys()
    if len(known) < 2 and not (known and ("" in headers or next(iter(headers)) in CARRIED)):
        return ""
    return "multipart/related" if _is_saved_page(headers, name) else "message/rfc822"


def _mail_around(head: bytes, name: str) -> str:
    """A mail may carry letters or files as they are: then its headers alone say what it is."""
    top = charset.words(EMPTY_LINE.split(head.lstrip(b"\xef\xbb\xbf\r\n"), maxsplit=1)[0])
    return (_mail(f"{top}\n\n", name) if top else "") or UNKNOWN


def _headers(start: str) -> dict[str, str]:
    """The lines before the first empty one, if they look like headers; "" is there when the empty line is."""
    found: dict[str, str] = {}
    last = ""
    for line in start.splitlines()[:200]:
        if not line.strip():
            return {**found, "": ""} if found else {}
        if line[0] in " \t":
            found[last] = found.get(last, "") + " " + line.strip()
        elif HEADER.fullmatch(line):
            last = line.partition(":")[0].lower()
            found[last] = line.partition(":")[2].strip()
        elif len(found) < 2:
            return {}
    return found


def _is_saved_page(headers: dict[str, str], name: str) -> bool:
    if "snapshot-content-location" in headers or headers.get("from", "").startswith("<Saved by"):
        return True
    related = headers.get("content-type", "").lower().startswith("multipart/related")
    return related and (NAMED.get(_ending(name)) == "multipart/related" or not any(one in headers for one in CARRIED))


def _json(start: str, *, whole: bool) -> str:
    if start[:1] not in ("{", "["):
        return ""
    inner = start[1:].lstrip()[:1]
    if whole:
        return "application/json" if _parses(start) else ""
    return "application/json" if inner in ('"', "{", "[") else ""


def _parses(text: str) -> bool:
    try:
        json.loads(text)
    except RecursionError:
        return True
    except ValueError:
        first = text.partition("\n")[0].strip()
        return first != text.strip() and first.startswith("{") and _parses(first)
    return True


def _lines(start: str, name: str) -> str:
    if CDX.match(start):
        return "text/x-cdx"
    return NAMED.get(_ending(name), "text/plain")


def _ending(name: str) -> str:
    return "." + name.lower().rpartition(".")[2]
