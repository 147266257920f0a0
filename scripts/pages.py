"""Every page of the demo, with arguments found in what was seeded. Used for pictures and for the browser tests.

The database file is only read, so that this can look while the demo runs.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from vaern.demo.cast import CAST

NOBODY = "ingen"
"""Not signed in."""
TELLS = CAST[0].name
"""Who tells what has happened."""
ROLES = (*(part.name for part in CAST if part.tries), NOBODY)
CASES = """
    SELECT id, number FROM cases_case WHERE id = (SELECT case_id FROM letters_letter LIMIT 1)
    UNION ALL SELECT id, number FROM (
        SELECT cases_case.id, number FROM cases_case JOIN cases_participation ON case_id = cases_case.id
        WHERE state = 'open' GROUP BY cases_case.id, number ORDER BY count(*) DESC, max(opened_at) DESC LIMIT 1)
    """
"""Of cases the one of the letter, which has ended, and one going on."""
WHERE = {
    "letter": "SELECT id FROM letters_letter LIMIT 1",
    "unit": "SELECT id FROM people_unit WHERE name = 'Familieafdelingen'",
    "person": "SELECT id FROM people_person WHERE name = 'Henrik Solbjerg'",
    "token": "SELECT 'findes-ikke'",
    "number": f"SELECT number FROM ({CASES})",  # noqa: S608 - our own words
    "item": f"SELECT id FROM evidence_item WHERE number = 1 AND case_id IN (SELECT id FROM ({CASES}))",  # noqa: S608 - our own words
}
"""How a real value is found for each argument."""
LIES_IN = "SELECT evidence_item.id, cases_case.number FROM evidence_item JOIN cases_case ON cases_case.id = case_id"
"""Which case each item of evidence lies in."""


@dataclass(frozen=True)
class Place:
    """A page by its URL name, and its path with real arguments; the second case has the name with "-2"."""

    name: str
    path: str


def places(folder: Path) -> list[Place]:
    """Every URL name with the arguments that can be found in the demo of this folder."""
    values, pairs = arguments(folder), lies_in(folder)
    found = names(get_resolver(), frozenset())
    return [place for name, taken in found for place in _with(name, taken, values=values, pairs=pairs)]


def arguments(folder: Path) -> Mapping[str, list[str]]:
    """Values by argument name."""
    with _opened(folder) as rows:
        return {name: [_typed(str(row[0])) for row in rows.execute(query)] for name, query in WHERE.items()}


def lies_in(folder: Path) -> Mapping[str, str]:
    """The case number of each item of evidence: an item is asked for in its own case alone."""
    with _opened(folder) as rows:
        return {_typed(str(item)): str(number) for item, number in rows.execute(LIES_IN)}


def _opened(folder: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{folder / 'vaern.sqlite3'}?mode=ro", uri=True)


def _typed(stored: str) -> str:
    """SQLite keeps a UUID as 32 digits; addresses write it with hyphens."""
    return str(UUID(stored)) if re.fullmatch("[0-9a-f]{32}", stored) else stored


def names(resolver: URLResolver, above: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """URL names with the arguments that each takes."""
    for pattern in resolver.url_patterns:
        taken = above | frozenset(re.findall(r"<(?:\w+:)?(\w+)>", str(pattern.pattern)))
        if isinstance(pattern, URLPattern):
            yield pattern.name or "", taken
        else:
            yield from names(pattern, taken)


def _with(
    name: str, taken: frozenset[str], *, values: Mapping[str, list[str]], pairs: Mapping[str, str]
) -> Iterator[Place]:
    if not taken <= values.keys():
        return
    order = sorted(taken)
    every = (dict(zip(order, chosen, strict=True)) for chosen in product(*(values[argument] for argument in order)))
    fitting = [one for one in every if "item" not in one or pairs[one["item"]] == one.get("number")]
    for number, kwargs in enumerate(fitting, start=1):
        yield Place(name if number == 1 else f"{name}-{number}", reverse(name, kwargs=kwargs))
