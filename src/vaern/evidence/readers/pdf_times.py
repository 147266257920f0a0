"""Times in the form of PDF."""

import re
from datetime import datetime

STAMP = re.compile(r"D?:?\s*(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?\s*(?:([+-])(\d\d)'?(\d\d)?'?|(Z))?")


def moment(words: str) -> datetime | None:
    """A PDF's own form of time: D:20260302211400+01'00'."""
    found = STAMP.match(words.strip())
    if not found:
        return None
    year, month, day, hour, minute, second, sign, hours, minutes, zulu = found.groups()
    said = f"{year}-{month or '01'}-{day or '01'}T{hour or '00'}:{minute or '00'}:{second or '00'}"
    said += f"{sign}{hours}:{minutes or '00'}" if sign else "+00:00" if zulu else ""
    try:
        return datetime.fromisoformat(said)
    except ValueError:
        return None
