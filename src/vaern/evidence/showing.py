"""What of an item may be shown: always a derived copy. Pictures are drawn anew, markup is washed, words are text."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import nh3
from django.utils.translation import gettext as _

from vaern.audit.actors import Actor
from vaern.cases.enums import CaseRole
from vaern.cases.writing import writing
from vaern.errors import BadInput, NotNow
from vaern.evidence import cpr, custody
from vaern.evidence.kinds import SHOWN
from vaern.evidence.locking import check_may_open
from vaern.evidence.models import DerivedFile, Item
from vaern.evidence.pictures import MOST_BYTES, Picture, not_shown, redraw
from vaern.evidence.readers import screen_lines
from vaern.evidence.reading import said_of
from vaern.vault import blobs
from vaern.vault.models import Blob

MOST_TEXT = 2_000_000
# What may stand in washed markup: words and their order, and nothing that fetches, runs, leads away or styles.
BLOCKS = {
    "p",
    "br",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "blockquote",
    "pre",
    "hr",
}
TABLES = {"table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption"}
INLINE = {"span", "code", "b", "strong", "i", "em", "u", "s", "sub", "sup", "small"}
TAGS = BLOCKS | TABLES | INLINE
NEED_NUMBERS = {CaseRole.CASE_OWNER, CaseRole.JURIST}
NOT_READ = {"script", "style", "title", "head", "template", "noscript", "iframe", "object", "svg", "math"}


@dataclass(frozen=True)
class Shown:
    """A copy that may be shown: pictures as data addresses, words as text, markup washed."""

    pictures: list[str] = field(default_factory=list)
    messages: list[Mapping[str, Any]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    headers: list[tuple[str, str]] = field(default_factory=list)
    markup: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing that we can show."""
        return not (self.pictures or self.messages or self.texts or self.headers or self.markup)


def show(item: Item, part: str = "") -> Shown:
    """A copy of the item, or of a part in it, that may be shown. BadInput when there is nothing to show safely."""
    check_may_open(item)
    shown = _part(item, part) if part else _whole(item)
    if shown.is_empty and not part and said_of(item)[0] is None:
        raise NotNow(
            _("The file has not been read by the machine yet. It is in the queue."), "", _("Try again in a moment.")
        )
    if shown.is_empty:
        raise not_shown()
    return shown


def open_and_note(item: Item, by: Actor, part: str = "") -> Shown:
    """Show it, and write down who saw it. Civil registration numbers are hidden from those who do not need them."""
    shown = show(item, part)
    note_opened(item, by, part)
    return shown if by.role in NEED_NUMBERS else _without_numbers(shown)


def _without_numbers(shown: Shown) -> Shown:
    words = {name: cpr.mask_all(getattr(shown, name)) for name in ("messages", "texts", "headers", "markup")}
    return replace(shown, **words)


def note_opened(item: Item, by: Actor, part: str = "") -> None:
    """Who saw it, or a part of it."""
    with writing(item.case):
        custody.add(item, "viewed", by, f"part_{part}"[:32] if part else "")


def washed(markup: str) -> str:
    """Markup without anything that runs, fetches, leads away or styles."""
    return nh3.clean(markup[:MOST_TEXT], tags=TAGS, attributes={}, clean_content_tags=NOT_READ, link_rel=None)


def data_address(picture: Picture) -> str:
    """A picture as an address that holds it: the page that shows it fetches nothing."""
    return f"data:{picture.media_type};base64,{base64.b64encode(picture.data).decode()}"


def _whole(item: Item) -> Shown:
    if item.media_type in SHOWN:
        return Shown(pictures=[_picture(item.blob)])
    said = said_of(item)[1]
    pictures = [row for row in item.derivedfiles.select_related("blob").order_by("part") if row.media_type in SHOWN]
    return Shown(
        pictures=[_picture(row.blob) for row in pictures[:20]] if not said.get("messages") else [],
        messages=messages_in(said),
        texts=texts_beside(said),
        headers=[(name, value) for name, value in said.get("facts", ())],
    )


def messages_in(said: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The thread, with attachments by their names."""
    names = {part["id"]: part.get("name") or part["id"] for part in said.get("parts", ())}
    return [
        {**one, "attachments": [names.get(part, part) for part in one.get("attachments", ())]}
        for one in said.get("messages", ())
    ]


def texts_beside(said: Mapping[str, Any]) -> list[str]:
    """What the file says besides its messages; words that a machine only proposes are not among them."""
    told = {one["text"].strip() for one in said.get("messages", ())}
    texts = [one["text"] for one in said.get("texts", ()) if one.get("kind") not in ("ocr", screen_lines.KIND)]
    return [text for text in texts if text.strip() not in told]


def _part(item: Item, part: str) -> Shown:
    row = item.derivedfiles.filter(part=part).select_related("blob").first()
    if row is None:
        raise BadInput(_("There is no such part in it."))
    if row.media_type in SHOWN:
        return Shown(pictures=[_picture(row.blob)])
    if row.media_type in ("text/html", "application/xhtml+xml"):
        return Shown(markup=washed(_text(row)))
    if row.media_type.startswith("text/"):
        return Shown(texts=[_text(row)])
    raise not_shown()


def _picture(blob: Blob) -> str:
    if blob.size > MOST_BYTES:
        raise not_shown()
    return data_address(redraw(blobs.read_whole(blob)))


def _text(row: DerivedFile) -> str:
    if row.blob.size > MOST_TEXT:
        raise not_shown()
    return blobs.read_whole(row.blob).decode(errors="replace")
