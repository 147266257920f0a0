"""Writes what the browser received as WARC, packed as WACZ 1.1.1, which others can read and play. No Django here."""

import gzip
import hashlib
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

# The body is kept as the browser had it, unpacked: headers about its packing would no longer be true.
NOT_TRUE_ANY_MORE = {"content-encoding", "transfer-encoding", "content-length"}
SOFTWARE = "Værn capture"


@dataclass(frozen=True)
class Received:
    """One answer that the browser got."""

    url: str
    method: str
    status: int
    headers: Sequence[tuple[str, str]]
    body: bytes
    request_headers: Sequence[tuple[str, str]] = ()
    address: str = ""
    reason: str = ""


@dataclass
class Line:
    """Where one answer lies in the WARC."""

    url: str
    status: int
    mime: str
    digest: str
    offset: int
    length: int = 0


@dataclass
class Page:
    """The page that was asked for."""

    url: str
    title: str
    at: datetime
    text: str = ""
    software: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


def write_wacz(to: Path, answers: Sequence[Received], page: Page) -> None:
    """The archive of one page, with an index, and a digest of every part in it."""
    warc, lines = _warc(answers, page)
    stamp = page.at.astimezone(UTC).strftime("%Y%m%d%H%M%S")
    index = "".join(_index_line(line, stamp) for line in sorted(lines, key=lambda line: _surt(line.url)))
    parts = {
        "archive/data.warc.gz": warc,
        "indexes/index.cdx.gz": gzip.compress(index.encode(), mtime=0),
        "pages/pages.jsonl": _pages(page),
    }
    package = _package(parts, page)
    digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(package).hexdigest()}"}
    with zipfile.ZipFile(to, "w", zipfile.ZIP_STORED) as wacz:
        for name, data in parts.items():
            wacz.writestr(name, data)
        wacz.writestr("datapackage.json", package)
        wacz.writestr("datapackage-digest.json", json.dumps(digest, indent=1))


def _warc(answers: Sequence[Received], page: Page) -> tuple[bytes, list[Line]]:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    about = {"software": page.software or SOFTWARE, "format": "WARC File Format 1.1", **page.extra}
    writer.write_record(writer.create_warcinfo_record("data.warc.gz", about))
    lines = [_write_one(writer, out, one, page.at) for one in answers]
    return out.getvalue(), lines


def _write_one(writer: Any, out: io.BytesIO, one: Received, at: datetime) -> Line:
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    kept = [(name, value) for name, value in one.headers if name.lower() not in NOT_TRUE_ANY_MORE]
    headers = StatusAndHeaders(f"{one.status} {one.reason}".strip(), [*kept, ("Content-Length", str(len(one.body)))],
                               protocol="HTTP/1.1")  # fmt: skip
    more = {"WARC-Date": moment, **({"WARC-IP-Address": one.address} if one.address else {})}
    offset = out.tell()
    record = writer.create_warc_record(
        one.url, "response", payload=io.BytesIO(one.body), http_headers=headers, warc_headers_dict=more
    )
    writer.write_record(record)
    length = out.tell() - offset
    asked = StatusAndHeaders(f"{one.method} {_path(one.url)} HTTP/1.1", list(one.request_headers), is_http_request=True)
    writer.write_record(
        writer.create_warc_record(one.url, "request", http_headers=asked, warc_headers_dict={"WARC-Date": moment})
    )
    mime = next((value for name, value in one.headers if name.lower() == "content-type"), "").split(";")[0].strip()
    digest = record.rec_headers.get_header("WARC-Payload-Digest") or ""
    return Line(one.url, one.status, mime or "application/octet-stream", digest, offset, length)


def _index_line(line: Line, stamp: str) -> str:
    fields = {
        "url": line.url,
        "mime": line.mime,
        "status": str(line.status),
        "digest": line.digest,
        "length": str(line.length),
        "offset": str(line.offset),
        "filename": "data.warc.gz",
    }
    return f"{_surt(line.url)} {stamp} {json.dumps(fields)}\n"


def _pages(page: Page) -> bytes:
    head = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages", "hasText": bool(page.text)}
    moment = page.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    row = {"id": "1", "url": page.url, "title": page.title, "ts": moment}
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in (head, row)).encode()


def _package(parts: dict[str, bytes], page: Page) -> bytes:
    resources = [
        {
            "name": name.rsplit("/", 1)[-1],
            "path": name,
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "bytes": len(data),
        }
        for name, data in parts.items()
    ]
    moment = page.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    package = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": page.title,
        "created": moment,
        "software": page.software or SOFTWARE,
        "mainPageUrl": page.url,
        "mainPageDate": moment,
        "resources": resources,
    }
    return json.dumps(package, ensure_ascii=False, indent=1).encode()


def _surt(url: str) -> str:
    """The address turned round, so that pages of one site stand together: `com,example)/path`."""
    parts = urlsplit(url)
    host = ",".join(reversed((parts.hostname or "").split(".")))
    port = f":{parts.port}" if parts.port and parts.port not in (80, 443) else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{host}{port}){(parts.path or '/').lower()}{query.lower()}"


def _path(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
