"""An oversight body asks about a case: which case, its own journal number, and when the answer is due.

It is an event of the case too, so that the affected employee can see that the account was made.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.audit.chains import lock
from vaern.audit.enums import Stream
from vaern.audit.events import record
from vaern.cases.enums import CaseState
from vaern.cases.models import Case
from vaern.cases.queries import cases_numbered
from vaern.cases.readers import in_log
from vaern.cases.writing import acting_person
from vaern.errors import BadInput, NotAllowed
from vaern.oversight.models import OversightQuestion
from vaern.rulebook.deadlines import due
from vaern.rulebook.load import load
from vaern.vault.text import read, seal_into

MADE = "account.made"
ROLE = "oversight"
RULE = "oversight_3_weeks"
JOURNAL = re.compile(r"[A-Za-z0-9][A-Za-z0-9./-]{2,39}")
ANSWERABLE = (CaseState.OPEN, CaseState.CLOSED)


@dataclass(frozen=True)
class Asked:
    """One question from an oversight body about one case."""

    case: Case
    journal_number: str
    received_on: date
    due_at: datetime
    noted_at: datetime

    @property
    def late(self) -> bool:
        """Whether the three weeks are over."""
        return self.due_at < clock.now()


def ask_for_account(number: str, by: Actor, journal_number: str, received_on: date) -> Asked:
    """Note the question and its journal number; BadInput when the case or the number is not one.

    Source: deadlines/oversight_3_weeks
    """
    journal = journal_number.strip()
    if not JOURNAL.fullmatch(journal):
        raise BadInput(
            _("The journal number cannot be read."),
            _("It may hold letters, digits, points, slashes and hyphens."),
            _("Write it as it stands in the letter from the oversight body."),
        )
    if received_on > clock.today():
        raise BadInput(_("The letter cannot have come in the future."), "", _("Look at the date again."))
    case = _case(number)
    if case is None:
        raise BadInput(
            _("There is no case with that number."), "", _("Look at the number again. It looks like V-2026-K7Q4.")
        )
    with transaction.atomic():
        lock(Stream.CASE, case.id)
        row = OversightQuestion(case=case, received_on=received_on, noted_by_id=acting_person(by), noted_at=clock.now())
        seal_into(row, journal_number=journal)
        row.save(force_insert=True)
        data = {"question": row.id, "received": received_on.isoformat()}
        record(MADE, stream=Stream.CASE, stream_id=case.id, by=in_log(case.id, by), data=data)
    return _asked(row)


def questions_asked() -> list[Asked]:
    """Every question noted by those who answer oversight bodies, newest first."""
    rows = OversightQuestion.objects.select_related("case", "case__unit").order_by("-noted_at", "id")
    return [_asked(row) for row in rows if row.case.state in ANSWERABLE]  # few rows: cases are not looked through


def case_asked_about(number: str) -> Case:
    """The case, where an oversight body has asked about it; NotAllowed otherwise, as if there were none."""
    case = _case(number)
    if case is None or not OversightQuestion.objects.filter(case=case).exists():
        raise NotAllowed(_("There is no such case here."))
    return case


def _case(number: str) -> Case | None:
    return cases_numbered(number).filter(state__in=ANSWERABLE).select_related("unit").first()


def _asked(row: OversightQuestion) -> Asked:
    start = datetime.combine(row.received_on, time(12), clock.COPENHAGEN)
    answer_by = due(load().deadlines[RULE], start).at
    return Asked(row.case, read(row, "journal_number"), row.received_on, answer_by, row.noted_at)
