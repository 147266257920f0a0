"""Items of evidence as rows: blurred until somebody asks, with the seal in words."""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from vaern.cases.models import Case
from vaern.evidence.models import Item
from vaern.evidence.queries import items_of, picture_of
from vaern.vault import text
from vaern.web.parts import Drawing, EvidenceRow, Seal
from vaern.web.templatetags.moments import when

Say = Callable[[datetime], str]


def evidence_rows(case: Case) -> list[EvidenceRow]:
    """Every item of the case, in the order of their numbers."""
    return [evidence_row(case, item) for item in items_of(case)]


def evidence_row(case: Case, item: Item, *, picture_url: str = "", note: str = "") -> EvidenceRow:
    """One item; with `picture_url` it is the answer to "show the picture", with `note` it says why it is not shown."""
    name = f"B{item.number}"
    source = text.read(item, "source")
    who = item.received_from.name if item.received_from else ""
    parts = [
        source,
        _("Received %(when)s from %(who)s.") % {"when": when(item.received_at), "who": who},
    ]
    is_picture = not note and item.locked_at is None and item.quarantined_at is None and picture_of(item) is not None
    return EvidenceRow(
        id=str(item.id),
        name=name,
        label=f"{name}. {text.read(item, 'name')}",
        kind=drawing(item.media_type),
        meta=" ".join(part for part in parts if part),
        seal=Seal(
            text=_("Sealed %(when)s") % {"when": when(item.received_at)},
            fingerprint=text.read(item, "sha256"),
            note=stamp_note(item),
        ),
        reveal_url=reverse("evidence_reveal", args=[case.number, item.id]) if is_picture else "",
        picture_url=picture_url,
        note=note,
        hide_url=reverse("evidence_reveal", args=[case.number, item.id]) if picture_url else "",
        action=_("Open the item"),
        action_url=reverse("evidence_item", args=[case.number, item.id]),
    )


def stamp_note(item: Item, say: Say = when) -> str:
    """Whether a time-stamp authority has signed that the item existed. Nothing where no authority is set up."""
    if not settings.TIMESTAMP_URL:
        return ""
    token = item.tokens.order_by("stamped_at").first()
    if token is None:
        return _("Not yet time-stamped. It is asked for again by itself; the file is safe meanwhile.")
    return _("Time-stamped %(when)s.") % {"when": say(token.stamped_at)}


def drawing(media_type: str) -> Drawing:
    """Which drawing stands in the place of the content."""
    kind = media_type.split("/", 1)[0]
    drawings: dict[str, Drawing] = {"image": "picture", "audio": "sound", "message": "message", "text": "page"}
    return drawings.get(kind, "document")
