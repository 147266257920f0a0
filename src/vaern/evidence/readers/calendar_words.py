"""An invitation in a mail (iCalendar): what, when, where, who, as words, times and addresses."""

import base64
import re
from collections.abc import Mapping
from datetime import UTC, datetime

from vaern.evidence.readers import calendar_zones, sniff
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.shapes import Time
from vaern.evidence.readers.times import MONTHS, clock_time

LINE = re.compile(r'^([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:]*))*):(.*)$', re.IGNORECASE)
STAMP = re.compile(r"^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?$")
METHODS = {"REQUEST": "indkaldelse", "CANCEL": "aflysning", "REPLY": "svar på indkaldelse", "PUBLISH": "begivenhed"}
SAID = (("SUMMARY", "Emne"), ("LOCATION", "Sted"), ("DESCRIPTION", "Tekst"))
OFTEN = {"DAILY": "hver dag", "WEEKLY": "hver uge", "MONTHLY": "hver måned", "YEARLY": "hvert år"}
STATUS = {"CANCELLED": "Aflyst", "TENTATIVE": "Foreløbig"}
ANSWERS = {"ACCEPTED": "siger ja", "DECLINED": "siger nej", "TENTATIVE": "siger måske", "DELEGATED": "sender en anden"}
LINES = {"URL": "Adresse", "CONFERENCE": "Mødeadresse", "DUE": "Frist", "DURATION": "Varighed", "CONTACT": "Kontakt"}
FILE_NAMES = ("FILENAME", "X-FILENAME", "X-APPLE-FILENAME", "X-LABEL")
MOST_LINES = 5000


def gather(g: Gather, text: str, part: str) -> None:
    """The first 50 events of the invitation, into `g`."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    found, own = _properties(unfolded), calendar_zones.brought(unfolded)
    method = next((value for name, _, value in found if name == "METHOD"), "")
    words = [f"Kalender: {METHODS.get(method.upper(), 'begivenhed')}"]
    for name, parameters, value in found:
        if name in ("DTSTART", "DTEND"):
            time = _time(name, parameters, value, part, own)
            g.times.append(time)
            words.append(f"{'Begynder' if name == 'DTSTART' else 'Slutter'}: {shown(value, parameters)}")
        if name in ("ORGANIZER", "ATTENDEE") and value.lower().startswith("mailto:"):
            g.identify("email", value[7:].lower(), name.lower(), parameters.get("CN", ""), part)
        words += further(name, parameters, value)
        words += attached(g, name, parameters, value, part)
        if name == "URL":
            g.identify("url", value, "mentioned", part=part)
        words += [f"{danish}: {plain(value)}" for code, danish in SAID if name == code and value.strip()]
    g.text("\n".join(words), "calendar", part)


def _properties(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The lines of the events; those of time zones and alarms are left out."""
    found, within = [], [""]
    for line in text.splitlines()[:MOST_LINES]:
        if not (matched := LINE.match(line)):
            continue
        name, value = matched[1].upper(), matched[3]
        if name == "BEGIN":
            within.append(value.strip().upper())
        elif name == "END" and len(within) > 1:
            within.pop()
        elif within[-1] in ("VEVENT", "VTODO", "VCALENDAR", ""):
            pairs = re.findall(r';([A-Z0-9-]+)=("[^"]*"|[^";:]*)', matched[2], re.IGNORECASE)
            found.append((name, {key.upper(): given.strip('"') for key, given in pairs}, value))
    return found


def _time(name: str, parameters: dict[str, str], value: str, part: str, own: calendar_zones.Brought) -> Time:
    what = "begins" if name == "DTSTART" else "ends"
    stamp = STAMP.match(value.strip())
    if stamp is None:
        return Time(what, None, value[:80], zone_known=False, part=part)
    year, month, day, hour, minute, second, utc = stamp.groups()
    try:
        moment = datetime(  # noqa: DTZ001 - the zone is added below
            int(year), int(month), int(day), int(hour or 0), int(minute or 0), int(second or 0)
        )
    except ValueError:
        return Time(what, None, value[:80], zone_known=False, part=part)
    words = f"{value} {parameters.get('TZID', '')}".strip()
    if utc:
        return Time(what, moment.replace(tzinfo=UTC), words, part=part)
    zone = calendar_zones.zone_named(parameters.get("TZID", ""), own)
    if zone is not None and hour:
        return Time(what, moment.replace(tzinfo=zone).astimezone(UTC), words, part=part)
    return Time(what, clock_time(moment, words).at, words, zone_known=False, part=part)


def shown(value: str, parameters: Mapping[str, str]) -> str:
    """The day and the clock as the file has them, in words: "5. marts 2024 kl. 10.00"; what is no day as it stands."""
    found = STAMP.match(value.strip().replace("-", "").replace(":", ""))
    if found is None or not 1 <= int(found[2]) <= len(MONTHS):
        return value
    day = f"{int(found[3])}. {MONTHS[int(found[2]) - 1]} {found[1]}"
    zone = "UTC" if found[7] else parameters.get("TZID", "")
    return f"{day} kl. {found[4]}.{found[5]}" + (f" ({zone})" if zone else "") if found[4] else day


def further(name: str, parameters: Mapping[str, str], value: str) -> list[str]:
    """In a line: that it comes again, that it is called off, who answered what, where more stands."""
    if name == "RRULE":
        often = next((word for code, word in OFTEN.items() if f"FREQ={code}" in value.upper()), "")
        return [f"Gentages {often} ({value})" if often else f"Gentages: {value}"]
    if name == "STATUS":
        return [STATUS[value.strip().upper()]] if value.strip().upper() in STATUS else []
    if name == "ATTENDEE":
        answer = ANSWERS.get(parameters.get("PARTSTAT", "").upper(), "")
        who = parameters.get("CN", "") or re.sub("^mailto:", "", value, flags=re.IGNORECASE)
        return [f"{who} {answer}"] if answer and who else []
    told = shown(value, parameters) if name == "DUE" else plain(value)
    return [f"{LINES[name]}: {told}"] if name in LINES and told else []


def attached(g: Gather, name: str, parameters: Mapping[str, str], value: str, part: str = "") -> list[str]:
    """A file that the calendar carries is kept as a part; one that lies elsewhere is told by its address, in a line."""
    if name not in ("ATTACH", "IMAGE"):
        return []
    called = next((parameters[one] for one in FILE_NAMES if parameters.get(one)), "bilag")
    if parameters.get("VALUE", "").upper() != "BINARY" and parameters.get("ENCODING", "").upper() != "BASE64":
        g.identify("url", value, "mentioned", part=part)
        return [f"Bilag: {plain(value)}"] if value.strip() else []
    try:
        data = base64.b64decode("".join(value.split()), validate=True)
    except ValueError:
        g.broken("attachment_broken", f"Filen »{called}« i kalenderen er beskadiget og kan ikke tages ud.", part)
        return []
    found = sniff.from_head(data[: sniff.HEAD], called)
    kind = parameters.get("FMTTYPE", "").lower() if found == sniff.UNKNOWN else found
    g.keep_or_say(data, kind="attachment", name=called, parent=part, media_type=kind or sniff.UNKNOWN)
    return []


def plain(value: str) -> str:
    """A value as its writer meant it: after a backslash, n is a new line, and a sign is itself."""
    return re.sub(r"\\([nN,;:\\])", lambda found: "\n" if found[1] in "nN" else found[1], value).strip()
