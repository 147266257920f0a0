"""What an item says, as plain text that can be read alone: who wrote, to whom, when, and what."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from vaern.evidence.file_times import danish_time
from vaern.evidence.models import Item
from vaern.evidence.reading import said_of
from vaern.evidence.showing import messages_in, texts_beside


def readable(item: Item) -> str:
    """The title, each message under its writer and time, and what else the file says; nothing stands twice."""
    said = said_of(item)[1]
    texts = texts_beside(said)
    title = said.get("title", "")
    parts = [title] if title and title not in texts else []
    return "\n\n".join([*parts, *map(_message, messages_in(said)), *texts])


def _message(one: Mapping[str, Any]) -> str:
    to = _("to %(names)s") % {"names": ", ".join(one["to"])} if one.get("to") else ""
    head = " · ".join(filter(None, (_time(one.get("at")), one.get("sender") or _("Sender not stated"), to)))
    attached = [_("Attached: %(name)s") % {"name": name} for name in one.get("attachments", ())]
    return "\n".join(filter(None, (head, gap(one.get("kind", "")), one.get("text", ""), *attached)))


def gap(kind: str) -> str:
    """What stands in a message's place when its words are not there; empty for an ordinary message."""
    words = {
        "deleted": _("This message has been deleted."),
        "missing": _("A message, or a part of one, is missing here."),
        "call": _("Call"),
    }
    return words.get(kind, "")


def _time(at: Mapping[str, Any] | None) -> str:
    """On the Danish clock, and the file's own words for it."""
    return ", ".join(_times(at)) if at else ""


def _times(at: Mapping[str, Any]) -> Iterator[str]:
    placed = danish_time(at)
    if placed:
        yield placed
    if at.get("words"):
        yield _("in the file: %(words)s") % {"words": at["words"]} if placed else at["words"]
