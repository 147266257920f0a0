"""Times as files state them, on the Danish clock: one file's can then be compared with another's."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from vaern import clock


def danish_time(one: Mapping[str, Any]) -> str:
    """4 June 2024 at 15.31, with a note where the file has no zone; empty where the time cannot be placed."""
    try:
        at = parse_datetime(one.get("at") or "")
        said = _said(clock.local(at)) if at else ""
    except (ValueError, OverflowError):  # a clock that was set to the end of the calendar
        return ""
    if not said or one.get("zone_known", True):
        return said
    return said + " " + _("(no time zone in the file; read as Danish time)")


def _said(local: datetime) -> str:
    """Never "today": what is shown may be printed. Seconds where the file has them."""
    hours = local.strftime("%H.%M.%S" if local.second else "%H.%M")
    # Translators: PHP-style date format; Danish: j. F Y
    return _("%(day)s at %(clock)s") % {"day": date_format(local.date(), _("j F Y")), "clock": hours}
