"""Where a text of content comes from, and whether a jurist has confirmed it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _


def unchecked(source: Any) -> bool:
    """Whether no jurist has confirmed the text yet."""
    return source.get("status") == "unverified" or not source.get("checked_by")


def read_on(source: Any) -> date | None:
    """The day somebody last read the source."""
    day_read = source.get("read_on")
    return date.fromisoformat(str(day_read)) if day_read else None


def cited(source: Any) -> str:
    """Where a rule comes from."""
    return _("Source: %(cite)s") % {"cite": source.get("cite", "")}
