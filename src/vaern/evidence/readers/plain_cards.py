"""Contact cards and calendars: lines of NAME;PARAMETER=x:value, folded."""

import base64
import quopri
import re
from collections.abc import Iterator
from datetime import UTC, datetime

from vaern.evidence.readers import calendar_zones, charset, sniff
from vaern.evidence.readers.calendar_words import METHODS, attached, further, plain, shown
from vaern.evidence.readers.gather import Gather

FOLD = re.compile(r"\r*\n[ \t]")
STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?")
HEAD = re.compile(r'((?:[^":]|"[^"]*")+):(.*)')  # a name of a time zone may hold a colon
PIECES = re.compile(r'(?:[^";]|"[^"]*")+')
SOFT = re.compile(r"=\r*\n[ \t]*(?!(?:[\w-]+\.)?[A-Z-]+[;:])")  # a line that goes on, in cards from older phones
PICTURE = re.compile(r"^(?:[\w-]+\.)?PHOTO[;:]", re.MULTILINE | re.IGNORECASE)
SILENT = frozenset({"BEGIN", "END", "VERSION", "PHOTO", "PRODID", "KEY", "LOGO", "SOUND", "N", "UID"})
FACTS = frozenset({"NOTE", "ORG", "TITLE", "ADR", "BDAY", "NICKNAME"})
NAMES = {"DTSTART": "Begynder", "DTEND": "Slutter"}
BEGINS, ENDS = (re.compile(rf"^{word}:", re.MULTILINE | re.IGNORECASE) for word in ("BEGIN", "END"))
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
    name, spare, cards, said = "", "", 0, list[str]()
    for field, parameters, value in _fields(text):
        said += [f"{field}: {value}"] if field not in SILENT and value else []
        if field == "BEGIN":
            cards, name, spare = cards + 1, "", ""
        elif field == "N":
            spare = _spoken(value)
        elif field == "FN" or (field == "END" and spare and not name):
            name = value if field == "FN" else spare
            gather.identify("name", name, role="contact")
            gather.title = gather.title or name
        elif field in CARD:
            gather.identify(CARD[field], value.removeprefix("tel:"), role="contact", name=name or spare)
        elif field in FACTS:
            gather.fact(field.lower(), value)
        _revised(gather, field, parameters, value)
    _say_cut(gather, text)
    gather.fact("cards", cards)
    gather.text("\n".join(said))
    if PICTURE.search(text):
        _keep_pictures(gather, text)
        kept = any(part.kind == "picture" for part in gather.parts)
        says = "Det er taget ud som en del." if kept else "Det er ikke vist her."
        gather.warn("picture", f"Der ligger et billede i kontaktkortet. {says}")


def _revised(gather: Gather, field: str, parameters: dict[str, str], value: str) -> None:
    if field == "REV":
        gather.time("modified", _moment(value, parameters, {}), value)


def _spoken(value: str) -> str:
    """A name in the order in which it is said: cards keep family, given, further and title apart."""
    family, given, middle, title = [*(one.strip() for one in value.split(";")), "", "", ""][:4]
    return " ".join(one for one in (title, given, middle, family) if one)


def _keep_pictures(gather: Gather, text: str) -> None:
    """The pictures' bytes, where the cards hold them and not only an address."""
    name = ""
    for field, _, value in _fields(text):
        name = value if field == "FN" else "" if field == "BEGIN" else name
        packed = "".join((value.partition("base64,")[2] or value).split()).rstrip("=") if field == "PHOTO" else ""
        try:
            data = base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
        except ValueError:
            continue
        media_type = sniff.from_head(data[: sniff.HEAD])
        if media_type.startswith("image/"):
            gather.keep_or_say(data, kind="picture", name=name or "billede", media_type=media_type)


def tell_calendar(gather: Gather, text: str) -> None:
    """Events with their times, organiser and guests."""
    events, ringing, said = 0, False, list[str]()
    text = FOLD.sub("", text)
    own = calendar_zones.brought(text)
    for field, parameters, value in _fields(calendar_zones.ZONE.sub("", text)):
        events += field == "BEGIN" and value.upper() == "VEVENT"
        if field in EVENT_TIMES:
            gather.time(EVENT_TIMES[field], _moment(value, parameters, own), value)
            said += [f"{NAMES[field]}: {shown(value, parameters)}"] if field in NAMES else []
        elif field in ("SUMMARY", "DESCRIPTION", "LOCATION", "COMMENT"):
            said.append(value)
            gather.title = gather.title or (value if field == "SUMMARY" else "")
        elif field in ("ORGANIZER", "ATTENDEE"):
            address = re.sub("^mailto:", "", value, flags=re.IGNORECASE)
            gather.identify("email", address, role=field.lower(), name=parameters.get("CN", ""))
        elif field == "METHOD" and value.upper() in METHODS:
            said.append(f"Kalender: {METHODS[value.upper()]}")
        ringing = value.upper() == "VALARM" if field == "BEGIN" else ringing and field != "END"
        said += further(field, parameters, value) + ([] if ringing else attached(gather, field, parameters, value))
    _say_cut(gather, text)
    gather.fact("events", events)
    if any(not time.zone_known and "T" in time.words for time in gather.times):
        says = "Det kan ikke ses i kalenderen, hvilken tidszone alle klokkeslæt er i. De er da læst som dansk tid."
        gather.warn("zone_unknown", says)
    gather.text("\n".join(said))


def _say_cut(gather: Gather, text: str) -> None:
    """What begins must end."""
    if len(BEGINS.findall(text)) > len(ENDS.findall(text)):
        gather.broken_once("cut_off", "Filen er afbrudt: slutningen mangler, så noget kan være gået tabt.")


def _fields(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    for line in FOLD.sub("", SOFT.sub("", text)).splitlines()[:200_000]:
        found = HEAD.match(line)
        if found is None:
            continue
        value = found[2]
        name, *given = PIECES.findall(found[1])
        parameters = {key.upper(): item.strip('"') for key, _, item in (one.partition("=") for one in given)}
        if parameters.get("ENCODING", "").upper() == "QUOTED-PRINTABLE":
            value = _letters(quopri.decodestring(value.encode()), parameters.get("CHARSET", "utf-8"))
        yield name.rpartition(".")[2].upper(), parameters, plain(value)


def _letters(data: bytes, named: str) -> str:
    try:
        return data.decode(charset.named(named))
    except (LookupError, UnicodeDecodeError):
        found = charset.decode(data, lenient=True)
        return found.text if found else ""


def _moment(value: str, parameters: dict[str, str], own: calendar_zones.Brought) -> datetime | None:
    found = STAMP.match(value.replace("-", "").replace(":", ""))
    if not found:
        return None
    year, month, day, hour, minute, second = (int(one or 0) for one in found.groups()[:6])
    try:
        at = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the zone follows
    except ValueError:
        return None
    return at.replace(tzinfo=UTC if found[7] else calendar_zones.zone_named(parameters.get("TZID", ""), own))
