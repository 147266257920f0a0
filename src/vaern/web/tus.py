"""Files that go on after a lost connection: the core of tus 1.0, with creation, checksum, expiration and termination.

One file is one address. POST makes it (`Upload-Length`, `Upload-Metadata: filename …`); HEAD says how much has come;
PATCH brings the next piece with its SHA-256; DELETE gives up. A POST to the file's own address ends it: the SHA-256
that the browser found of the whole is compared with the vault's own of what it sealed.
"""

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import http_date
from django.utils.translation import gettext as _

from vaern.audit.actors import Actor
from vaern.cases.models import Case, Report
from vaern.errors import REFUSALS, VaernError
from vaern.evidence import uploading
from vaern.evidence.models import Upload
from vaern.vault.text import read
from vaern.web.asked import Asked

VERSION = "1.0.0"
EXTENSIONS = "creation,checksum,expiration,termination"
PIECE = 4 * 1024 * 1024
WRONG_VERSION, WRONG_SUM, WRONG_TYPE, TOO_MUCH, NOT_TUS = 412, 460, 415, 413, 400
CONFLICT, REFUSED, GONE, NOT_AN_ACT = 409, 422, 404, 405


@dataclass(frozen=True)
class Desk:
    """Where files are taken in: which case or draft, by whom, and the template of the line that a file becomes."""

    case: Case
    by: Actor
    template: str
    report: Report | None = None


def begin(request: Asked, desk: Desk) -> HttpResponse:
    """POST makes a place for a file; OPTIONS says what is spoken here."""
    if request.method == "OPTIONS":
        return _plain(204)
    if request.method != "POST":
        return _plain(NOT_AN_ACT, {"Allow": "POST, OPTIONS"})
    length = request.headers.get("Upload-Length", "")
    if not _speaks_tus(request) or not length.isdecimal() or len(length) > 15:  # noqa: PLR2004 - digits of a petabyte
        return _said(NOT_TUS, _("The file could not be taken: the page is too old. Load it again."))
    try:
        upload = uploading.begin(
            case=desk.case, by=desk.by, report=desk.report, name=_name_in(request), length=int(length)
        )
    except REFUSALS as refused:
        return _refused(refused)
    return _plain(201, {"Location": f"{request.path}{upload.id}/", **_of(upload)})


def go_on(request: Asked, desk: Desk, upload_id: UUID) -> HttpResponse:
    """Everything that is asked of one file on its way."""
    acts = {"HEAD": _head, "PATCH": _patch, "DELETE": _delete, "POST": _finish}
    act = acts.get(request.method or "")
    if act is None:
        return _plain(NOT_AN_ACT, {"Allow": "HEAD, PATCH, DELETE, POST"})
    upload = uploading.find(upload_id, case=desk.case, by=desk.by, report=desk.report)
    if upload is None:
        return _plain(GONE)
    if not _speaks_tus(request):
        return _said(WRONG_VERSION, _("The file could not be taken: the page is too old. Load it again."))
    try:
        return act(request, desk, upload)
    except REFUSALS as refused:
        return _refused(refused)


def _head(_request: Asked, _desk: Desk, upload: Upload) -> HttpResponse:
    return _plain(200, {"Upload-Length": str(upload.length), **_of(upload)})


def _patch(request: Asked, _desk: Desk, upload: Upload) -> HttpResponse:
    if request.content_type != "application/offset+octet-stream":
        return _plain(WRONG_TYPE)
    at = request.headers.get("Upload-Offset", "")
    size = request.headers.get("Content-Length") or ""
    if not at.isdecimal() or not size.isdecimal():
        return _plain(NOT_TUS)
    if int(size) > PIECE:
        return _said(TOO_MUCH, _("The piece is too large."))
    if int(at) != upload.offset:
        return _plain(CONFLICT, _of(upload))
    piece = _read(request, int(size))
    if len(piece) != int(size) or not _is_whole(request, piece):
        return _plain(WRONG_SUM, _of(upload))
    uploading.add_piece(upload, at=int(at), data=piece)
    return _plain(204, _of(upload))


def _delete(_request: Asked, _desk: Desk, upload: Upload) -> HttpResponse:
    uploading.give_up(upload)
    return _plain(204)


def _finish(request: Asked, desk: Desk, upload: Upload) -> HttpResponse:
    claimed = request.headers.get("X-Sha256", "")
    if not claimed:
        return _said(NOT_TUS, _("The file's own fingerprint is missing."))
    item = uploading.finish(upload, by=desk.by, claimed_sha256=claimed)
    shown = {"item": item, "name": read(item, "name"), "case": desk.case, "report": desk.report}
    return render(request, desk.template, shown, status=201)


def _read(request: Asked, size: int) -> bytes:
    """The piece; nothing when the line is lost in the middle of it."""
    try:
        return request.read(size)
    except OSError:
        return b""


def _is_whole(request: Asked, piece: bytes) -> bool:
    """Whether the piece is what the browser sent. A piece without a sum is not taken."""
    algorithm, _space, encoded = request.headers.get("Upload-Checksum", "").partition(" ")
    try:
        claimed = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        return False
    return algorithm == "sha256" and claimed == hashlib.sha256(piece).digest()


def _name_in(request: Asked) -> str:
    """The file's name in `Upload-Metadata`: pairs of a word and a text in base64."""
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        word, _space, encoded = pair.strip().partition(" ")
        if word == "filename":
            try:
                return base64.b64decode(encoded, validate=True).decode(errors="replace")
            except (binascii.Error, ValueError):
                return ""
    return ""


def _speaks_tus(request: Asked) -> bool:
    return request.headers.get("Tus-Resumable") == VERSION


def _of(upload: Upload) -> dict[str, str]:
    expires = http_date((upload.touched_at + uploading.KEPT_FOR).timestamp())
    return {"Upload-Offset": str(upload.offset), "Upload-Expires": expires}


def _plain(status: int, headers: Mapping[str, str] | None = None) -> HttpResponse:
    known = {
        "Tus-Resumable": VERSION,
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Checksum-Algorithm": "sha256",
        "Tus-Max-Size": str(settings.MOST_UPLOAD_BYTES),
        "Cache-Control": "no-store",
    }
    return HttpResponse(status=status, headers=known | dict(headers or {}))


def _said(status: int, says: str) -> JsonResponse:
    return JsonResponse({"refused": says}, status=status, headers={"Tus-Resumable": VERSION})


def _refused(refused: VaernError) -> JsonResponse:
    return _said(REFUSED, refused.text)
