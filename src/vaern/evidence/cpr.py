"""Civil registration numbers in a text, recognised by their form and date alone.

Numbers given out since 2007 need not pass the modulus 11 test, so it is not used: a few other ten-digit numbers are
taken for one, and no real one is missed for that reason.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

# after a letter, a stop or a stroke it counts ("Cpr.010190-1234"), within a longer number it does not
NUMBER = re.compile(r"(?<!\d)(?<!\d[.,-])(?<!\+)(\d{2})(\d{2})\d{2}\s?[-\u2010-\u2015\u2212]?\s?(\d{4})(?!\d|-\d)")
DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
REPLACEMENT = 60  # added to the day in a number that stands in for one


def find(text: str) -> list[str]:
    """Every number that may be one, as it stands in the text."""
    return [match[0] for match in _matches(text)]


def mask(text: str) -> str:
    """The text with the last four digits of each hidden: 010190-XXXX."""
    parts, at = list[str](), 0
    for match in _matches(text):
        parts += [text[at : match.start(3)], "XXXX"]
        at = match.end(3)
    return "".join([*parts, text[at:]])


def mask_all(value: Any) -> Any:
    """The same in every text of a list, a tuple, a dataclass or a mapping, however deep; its keys stay."""
    if isinstance(value, str):
        return mask(value)
    if isinstance(value, Mapping):
        return {key: mask_all(one) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: mask_all(getattr(value, one.name)) for one in fields(value)})
    if isinstance(value, list | tuple):
        return type(value)(mask_all(one) for one in value)
    return value


def _matches(text: str) -> Iterator[re.Match[str]]:
    return (match for match in NUMBER.finditer(text) if _is_a_day(int(match[1]), int(match[2])))


def _is_a_day(day: int, month: int) -> bool:
    day = day - REPLACEMENT if day > REPLACEMENT else day
    return 1 <= month <= len(DAYS_IN_MONTH) and 1 <= day <= DAYS_IN_MONTH[month - 1]
