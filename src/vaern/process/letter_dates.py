"""The dates that are typed in a letter beside those of the case: what matches none may be a slip, and is only named."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from vaern import clock
from vaern.cases.models import Case
from vaern.cases.queries import current_incidents
from vaern.decisions.models import Approval, Proposal
from vaern.letters.models import Letter
from vaern.letters.queries import values_of
from vaern.measures.models import PoliceContact, PoliceReport
from vaern.plans.models import Deadline
from vaern.rulebook.danish import MONTHS
from vaern.vault import text

# The whole month, or its first letters as in nov. 2026.
_NAMED = "|".join(f"{month[:3]}(?:{month[3:]})?" if month[3:] else month for month in MONTHS)
_DAYS = r"(?P<days>\d{1,2}\.?(?:\s*(?:,|og|til|[-\N{EN DASH}])\s*(?:den\s+)?\d{1,2}\.?)*)"
WRITTEN = (
    re.compile(rf"(?<!\d){_DAYS}\s*(?P<month>{_NAMED})\b\.?(?:\s*(?P<year>\d{{4}}))?", re.IGNORECASE),
    re.compile(r"(?<![\d./-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<days>\d{2})(?![\d-])"),
    re.compile(r"(?<![\d./-])(?P<days>\d{1,2})[./-](?P<month>\d{1,2})[./ -]+(?P<year>\d{4})(?!\d)"),
    re.compile(r"\b(?:den|d\.)\s+(?P<days>\d{1,2})/(?P<month>\d{1,2})(?![\d/])"),
)
LONGEST = timedelta(days=92)


@dataclass(frozen=True)
class Written:
    """A date as it stands in a text, and the days it can be: of every year near, where none is written."""

    words: str
    days: tuple[date, ...]


def unmatched_dates(letter: Letter) -> list[str]:
    """The dates typed in the letter that are no date of its case, as they are typed.

    A day to come is the letter's own to set. A date without a year is read as the nearest such day.
    """
    typed = "\n".join(values_of(letter).values())
    found, known, today = list(written_in(typed)), _days_of(letter.case), clock.today()
    strange = (one for one in found if known.isdisjoint(one.days) and _nearest(one.days, today) < today)
    return list(dict.fromkeys(one.words for one in strange))


def written_in(words: str) -> Iterator[Written]:
    """Every date in a Danish text, in the order of the ways to write one; “3. og 5. november” is two."""
    for way in WRITTEN:
        for found in way.finditer(words):
            month, year = _month(found["month"]), found.groupdict().get("year")
            numbers = re.findall(r"\d+", found["days"])
            for number in numbers:
                days = tuple(_days(int(number), month, year))
                if days:
                    said = found[0].strip() if not numbers[1:] else found[0].replace(found["days"], f"{number}.")
                    yield Written(re.sub(r"\s+", " ", said.strip()), days)


def _month(written: str) -> int:
    if written.isdigit():
        return int(written)
    return next(n for n, month in enumerate(MONTHS, 1) if month.startswith(written.lower()[:3]))


def _days(number: int, month: int, year: str | None) -> Iterator[date]:
    """The day of the year, or of the years about now; none where the calendar has no such day."""
    now = clock.today().year
    for each in [int(year)] if year else range(now - 2, now + 2):
        try:
            yield date(each, month, number)
        except ValueError:
            continue


def _nearest(days: Iterable[date], today: date) -> date:
    return min(days, key=lambda day: abs(day - today))


def _days_of(case: Case) -> set[date]:
    """Every day on which something happened in the case, was known, told, decided, sent or falls due; and today."""
    found = {clock.today(), *_local(case.drafted_at, case.opened_at, case.closed_at)}
    for row in current_incidents(case):
        found |= _from_to(row.happened_from, row.happened_until)
        found |= _local(row.known_at, row.recorded_at)
        told = f"{text.read(row, 'when_words')}\n{text.read(row, 'summary')}"
        found |= {day for one in written_in(told) for day in one.days}
    for complaint in case.complaints.all():
        found |= {complaint.made_on, *([complaint.settled_on] if complaint.settled_on else [])}
    for letter in case.letters.filter(discarded_at=None):
        found |= _local(letter.drafted_at, letter.approved_at, letter.sent_at)
    rows = [
        *PoliceContact.objects.filter(case=case).values_list("contacted_at"),
        *PoliceReport.objects.filter(case=case).values_list("reported_at"),
        *Proposal.objects.filter(case=case).values_list("proposed_at"),
        *Approval.objects.filter(proposal__case=case).values_list("decided_at"),
        *Deadline.objects.filter(case=case).values_list("started_at", "due_at"),
        *case.postponements.values_list("decided_at"),
        *case.parties.values_list("became_known_at"),
    ]
    return found | {day for row in rows for day in _local(*row)}


def _local(*moments: datetime | None) -> set[date]:
    return {clock.local(at).date() for at in moments if at is not None}


def _from_to(first: datetime | None, last: datetime | None) -> set[date]:
    """Every day between the two, in a period that is no longer than a letter would speak of day by day."""
    if first is None:
        return set()
    begins, ends = clock.local(first).date(), clock.local(last or first).date()
    if ends - begins > LONGEST:
        return {begins, ends}
    return {begins + timedelta(days=n) for n in range((ends - begins).days + 1)}
