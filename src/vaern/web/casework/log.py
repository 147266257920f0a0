"""The log of a case as sentences."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby

from vaern import clock
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.audit.sentences import sentence
from vaern.cases.models import Case
from vaern.cases.readers import names_behind

MOST = 300
"""Events on one page."""


@dataclass(frozen=True)
class Line:
    """The same thing done again and again on one day is one line: by whom, what, how often, the last time."""

    at: datetime
    who: str
    says: str
    number: int
    count: int = 1

    @property
    def unnamed(self) -> bool:
        """Whether the sentence itself does not say by whom."""
        return self.who not in self.says


def log_lines(case: Case, before: str = "") -> tuple[list[Line], int | None]:
    """Newest first, from before an event's number; and the number that older ones come before, when there are more."""
    rows = events_of(Stream.CASE, case.id).order_by("-sequence")
    if re.fullmatch("[0-9]{1,9}", before):
        rows = rows.filter(sequence__lt=int(before))
    found = list(rows[: MOST + 1])
    older = found[MOST - 1].sequence if len(found) > MOST else None
    names = names_behind(case.id, {event.actor_id for event in found})
    lines = [
        Line(
            datetime.fromtimestamp(event.recorded_at / 1_000_000, UTC),
            names.get(event.actor_id, "Værn"),
            sentence(event, names),
            event.sequence,
        )
        for event in found[:MOST]
    ]
    return [_together(list(alike)) for _same, alike in groupby(lines, _what)], older


def _what(line: Line) -> tuple[str, str, object]:
    return line.who, line.says, clock.local(line.at).date()


def _together(alike: list[Line]) -> Line:
    return replace(alike[0], count=len(alike))
