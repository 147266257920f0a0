"""What somebody typed in a form that could not be taken now: it comes back on the page, and can be sent again."""

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from vaern.web.access import TABLE
from vaern.web.context import organisation

OURS = {"csrfmiddlewaretoken", "next"}
TOKENS = "csrfmiddlewaretoken"


class LetGo(FileUploadHandler):
    """Reads past a file that nobody may give us now, so that the fields after it are still read."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's signature
        """Nothing of it is kept."""
        raise SkipFile

    def file_complete(self, file_size: int) -> None:
        """No file comes of it."""


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """Every field of the form. Nothing from public pages (there may be a password), nor from another site's form."""
    row = TABLE.get(request.resolver_match.url_name or "") if request.resolver_match else None
    if request.method != "POST" or row is None or row.public or not _from_our_page(request):
        return []
    if not hasattr(request, "_post"):
        request.upload_handlers = [LetGo(request)]
    try:
        return [(name, str(text)) for name, texts in request.POST.lists() if name != TOKENS for text in texts]
    except (SuspiciousOperation, BadRequest, MultiPartParserError, OSError):
        return []


def readable(fields: list[tuple[str, str]]) -> list[str]:
    """Of those, the texts of a person; the rest are codes, which go along when it is sent again."""
    return [text for name, text in fields if name not in OURS and text.strip() and not is_code(text)]


def kept_page(request: HttpRequest, status: int, **says: Any) -> HttpResponse:
    """A page that says what happened and what to do, with all that was typed and a way to send it again.

    It is drawn without asking the database for anything, since that may be what is away.
    """
    fields = typed_in(request)
    files = (request.content_type or "").startswith("multipart/")
    shown = {"fields": fields, "typed": readable(fields), "files": files, **says}
    return HttpResponse(draw(request, "kept.html", shown), status=status)


def draw(request: HttpRequest, template: str, shown: dict[str, Any]) -> str:
    """A page without menu and person, so that nothing is looked up for it."""
    frame = {"request": request, "csrf_token": get_token(request), **organisation(request)}
    return render_to_string(template, frame | shown)


def page_before(request: HttpRequest) -> str:
    """Where the person was: this page, or for a form the page that it stands on; empty when that is not known."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    before = urlsplit(request.headers.get("Referer", ""))
    if before.netloc != request.get_host():
        return ""
    return before.path + (f"?{before.query}" if before.query else "")


def wants_no_page(request: HttpRequest) -> bool:
    """A script asks: it reads a status and says it on the page that is open."""
    return request.headers.get("Accept") == "application/json"


def _from_our_page(request: HttpRequest) -> bool:
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc == request.get_host()


def is_code(text: str) -> bool:
    """Whether a value is one that the page chose, not a person's words."""
    try:
        UUID(text)
    except ValueError:
        word = text.replace("-", "_").replace(":", "_").replace("remove_", "")
        return text.isdecimal() or (text.isascii() and text.islower() and word.isidentifier())
    return True
