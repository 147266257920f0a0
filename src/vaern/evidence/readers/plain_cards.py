"""Contact cards and calendars: lines of NAME;PARAMETER=x:value, folded."""

import quopri
import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from vaern.evidence.readers.gather import Gather

FOLD = re.compile(r"\r?\n[ \t]")
STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")
CARD = {"EMAIL": "email", "TEL": "phone", "URL": "url", "IMPP": "account", "X-SOCIALPROFILE": "profile_url"}
EVENT_TIMES = {
    "DTSTART": "starts",
    "DTEND": "ends",
    "CREATED": "created",
    "DTSTAMP": "created",
    "LAST-MODIFIED": "modified",
}


def tell_vcard(gather: Gather, text: str) -> None:
    """Names, numbers and addresses."""
    name, cards = "", 0
    for field, parameters, value in _fields(text):
        if field == "BEGIN":
            cards, name = cards + 1, ""
        elif field == "FN":
            name = value
            gather.identify("name", value, role="contact")
            gather.title = gather.title or value
        elif field in CARD:
            gather.identify(CARD[field], value.removeprefix("tel:"), role="contact", name=name)
        elif field in ("NOTE", "ORG", "TITLE", "ADR", "BDAY", "NICKNAME"):
            gather.fact(field.lower(), value)
        elif field == "REV":
            gather.time("modified", _moment(value, parameters), value)
    gather.fact("cards", cards)
    gather.text(FOLD.sub("", text))


def tell_calendar(gather: Gather, text: str) -> None:
    """Events with their times, organiser and guests."""
    events, said = 0, []
    for field, parameters, value in _fields(text):
        events += field == "BEGIN" and value == "VEVENT"
        if field in EVENT_TIMES:
            gather.time(EVENT_TIMES[field], _moment(value, parameters), value)
        elif field in ("SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT"):
            said.append(value)
            gather.title = gather.title or (value if field == "SUMMARY" else "")
        elif field in ("ORGANIZER", "ATTENDEE"):
            address = re.sub("^mailto:", "", value, flags=re.IGNORECASE)
            gather.identify("email", address, role=field.lower(), name=parameters.get("CN", ""))
    gather.fact("events", events)
    gather.text("\n".join(said))


def _fields(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    for line in FOLD.sub("", text).splitlines()[:200_000]:
        head, colon, value = line.partition(":")
        if not colon:
            continue
        name, *given = head.split(";")
        parameters = {key.upper(): item.strip('"') for key, _, item in (one.partition("=") for one in given)}
        if parameters.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
            value = quopri.decodestring(value.encode()).decode(parameters.get("CHARSET", "utf-8"), "replace")
        yield name.rpartition(".")[2].upper(), parameters, _plain(value)


def _plain(value: str) -> str:
    return (
        value.replace("\\n", "\n")
        .replace("\\N", "\n")
        .replace("\\,", ",")
        .replace("\\;", ";")
        .replace("\\\\", "\\")
        .strip()
    )


def _moment(value: str, parameters: dict[str, str]) -> datetime | None:
    found = STAMP.match(value.replace("-", "").replace(":", ""))
    if not found:
        return None
    year, month, day, hour, minute, second = (int(one or 0) for one in found.groups()[:6])
    try:
        at = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the zone follows
        zone = "UTC" if found[7] else parameters.get("TZID", "")
        return at.replace(tzinfo=ZoneInfo(zone)) if zone else at
    except (ValueError, ZoneInfoNotFoundError, OSError):
        return None
