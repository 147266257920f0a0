"""Rows that come newest first, a page at a time: each page ends with a mark to go on from."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

MOST_ON_PAGE = 50
Row = TypeVar("Row", bound=Model)


def page_of(
    newest: QuerySet[Row], before: str, most: int = MOST_ON_PAGE, *, by: str = "opened_at"
) -> tuple[list[Row], str]:
    """One page of rows that come newest first by this time and then by id, from a mark on; and the mark to go on from.

    The mark is empty at the end. One that cannot be read is as none.
    """
    rows = list(newest.filter(_older_than(before, by))[: most + 1])
    return rows[:most], _mark(rows[most - 1], by) if len(rows) > most else ""


def _mark(row: Model, by: str) -> str:
    at: datetime | None = getattr(row, by)
    return f"{at.isoformat()}_{row.pk}" if at else ""


def _older_than(mark: str, by: str) -> Q:
    moment, _sign, last = mark.partition("_")
    try:
        at, key = datetime.fromisoformat(moment), UUID(last)
    except ValueError:
        return Q()
    return Q((f"{by}__lte", at)) & (Q((f"{by}__lt", at)) | Q(id__lt=key))
