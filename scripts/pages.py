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
WHERE = {
    "letter": "SELECT id FROM letters_letter LIMIT 1",
    "unit": "SELECT id FROM people_unit WHERE name = 'Familieafdelingen'",
    "person": "SELECT id FROM people_person WHERE name = 'Henrik Solbjerg'",
    "token": "SELECT 'findes-ikke'",
    "number": """
        SELECT number FROM cases_case WHERE id = (SELECT case_id FROM letters_letter LIMIT 1)
        UNION ALL SELECT number FROM (
            SELECT number FROM cases_case JOIN cases_participation ON case_id = cases_case.id
            WHERE state = 'open' GROUP BY number ORDER BY count(*) DESC, max(opened_at) DESC LIMIT 1)
        """,
}
"""How a real value is found for each argument: of cases the one of the letter, which has ended, and one going on."""


@dataclass(frozen=True)
class Place:
    """A page by its URL name, and its path with real arguments; the second case has the name with "-2"."""

    name: str
    path: str


def places(folder: Path) -> list[Place]:
    """Every URL name with the arguments that can be found in the demo of this folder."""
    values = arguments(folder)
    return [place for name, taken in names(get_resolver(), frozenset()) for place in _with(name, taken, values)]


def arguments(folder: Path) -> Mapping[str, list[str]]:
    """Values by argument name."""
    with sqlite3.connect(f"file:{folder / 'vaern.sqlite3'}?mode=ro", uri=True) as rows:
        return {name: [_typed(str(row[0])) for row in rows.execute(query)] for name, query in WHERE.items()}


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


def _with(name: str, taken: frozenset[str], values: Mapping[str, list[str]]) -> Iterator[Place]:
    if not taken <= values.keys():
        return
    order = sorted(taken)
    for number, chosen in enumerate(product(*(values[argument] for argument in order)), start=1):
        kwargs = dict(zip(order, chosen, strict=True))
        yield Place(name if number == 1 else f"{name}-{number}", reverse(name, kwargs=kwargs))
