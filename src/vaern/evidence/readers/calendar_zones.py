"""Time zones in calendars: by the names of the world and of Windows, and those that a file brings with it."""

import io
import re
from collections.abc import Mapping
from datetime import tzinfo
from zoneinfo import ZoneInfo

from dateutil import tz

ZONE = re.compile(r"^BEGIN:VTIMEZONE\b.*?^END:VTIMEZONE\b[^\n]*\n?", re.DOTALL | re.MULTILINE)
RULES = re.compile(r"^RRULE[^:\n]*:(.*)$", re.MULTILINE)
YEARLY = re.compile(
    r"FREQ=YEARLY(;(BYMONTH|BYDAY|BYMONTHDAY|INTERVAL|WKST|UNTIL|COUNT)=[A-Z0-9,+-]{1,40})*", re.IGNORECASE
)
MOST_ZONES, MOST_RULES = 50, 400
WINDOWS = {
    "Romance Standard Time": "Europe/Copenhagen",
    "W. Europe Standard Time": "Europe/Berlin",
    "Central European Standard Time": "Europe/Warsaw",
    "Central Europe Standard Time": "Europe/Budapest",
    "GMT Standard Time": "Europe/London",
    "FLE Standard Time": "Europe/Helsinki",
    "E. Europe Standard Time": "Europe/Chisinau",
    "Eastern Standard Time": "America/New_York",
    "Pacific Standard Time": "America/Los_Angeles",
    "Customized Time Zone": "",
    "Greenwich Standard Time": "Atlantic/Reykjavik",
}
Brought = Mapping[str, tzinfo]


def brought(text: str) -> dict[str, tzinfo]:
    """The zones that an unfolded calendar describes, by the names it gives them, without those that make no sense."""
    found: dict[str, tzinfo] = {}
    for block in ZONE.findall(text)[:MOST_ZONES]:
        rules = RULES.findall(block)
        if len(rules) > MOST_RULES or not all(YEARLY.fullmatch(rule.strip()) for rule in rules):
            continue
        try:
            zones = tz.tzical(io.StringIO(block))
            found |= {name: zones.get(name) for name in zones.keys()}  # noqa: SIM118 - the library's own, no mapping
        except (ValueError, TypeError, AttributeError, OverflowError, KeyError, IndexError):
            continue
    return found


def zone_named(name: str, own: Brought) -> tzinfo | None:
    """The zone by the world's name or Windows', or as the file itself has it; None where neither tells."""
    return _known(WINDOWS.get(name, name)) or own.get(name) or _ending(name)


def _ending(name: str) -> ZoneInfo | None:
    """Some programs write their own name in front: /freeassociation.sourceforge.net/Europe/Berlin."""
    pieces = name.split("/") if name.startswith("/") else []
    return next((zone for last in (3, 2) if (zone := _known("/".join(pieces[-last:])))), None) if pieces else None


def _known(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):
        return None
