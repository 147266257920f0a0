"""Rows whose order nobody asked for come back in the wrong one, so that no screen and no test can lean on it.

A database may give such rows in any order: SQLite nearly always in that of writing, PostgreSQL until it does not.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import query

ITERABLES = (
    query.ModelIterable,
    query.ValuesIterable,
    query.ValuesListIterable,
    query.NamedValuesListIterable,
    query.FlatValuesListIterable,
)


def reverse_what_has_no_order() -> None:
    """From now on, in this process."""
    for iterable in ITERABLES:
        _reverse(iterable)


def _reverse(iterable: Any) -> None:
    plain = iterable.__iter__

    def rows(self: Any) -> Iterator[Any]:
        found = plain(self)
        return found if self.queryset.ordered else reversed(list(found))

    iterable.__iter__ = rows
