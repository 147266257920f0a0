"""An oversight body asks about a case: which case, its own journal number, and when the answer is due.

Kept as an event of the case, so that the affected employee can see that the account was made, and for whom.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.audit.chains import lock
from vaern.audit.enums import Stream
from vaern.audit.events import record
from vaern.audit.models import Event
from vaern.audit.moments import from_microseconds
from vaern.cases.enums import CaseState
from vaern.cases.models import Case
from vaern.cases.queries import cases_numbered
from vaern.cases.readers import in_log
from vaern.errors import BadInput, NotAllowed
from vaern.rulebook.deadlines import due
from vaern.rulebook.load import load

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
        data = {"journal": journal, "received": received_on.isoformat()}
        event = record(MADE, stream=Stream.CASE, stream_id=case.id, by=in_log(case.id, by), data=data)
    return _asked(event, case)


def questions_asked() -> list[Asked]:
    """Every question noted by those who answer oversight bodies, newest first."""
    events = Event.objects.filter(name=MADE, role=ROLE, stream=Stream.CASE).order_by("-id")
    cases = {str(case.id): case for case in Case.objects.filter(state__in=ANSWERABLE, id__in=_ids(events))}
    return [_asked(event, cases[event.stream_id]) for event in events if event.stream_id in cases]


def case_asked_about(number: str) -> Case:
    """The case, where an oversight body has asked about it; NotAllowed otherwise, as if there were none."""
    case = _case(number)
    asked = case is not None and Event.objects.filter(name=MADE, role=ROLE, stream=Stream.CASE, stream_id=str(case.id))
    if case is None or not asked:
        raise NotAllowed(_("There is no such case here."))
    return case


def _case(number: str) -> Case | None:
    return cases_numbered(number).filter(state__in=ANSWERABLE).select_related("unit").first()


def _ids(events: Any) -> list[str]:
    return list(dict.fromkeys(event.stream_id for event in events))


def _asked(event: Event, case: Case) -> Asked:
    data: Mapping[str, str] = json.loads(event.data)
    received = date.fromisoformat(data["received"])
    start = datetime.combine(received, time(12), clock.COPENHAGEN)
    return Asked(
        case, data["journal"], received, due(load().deadlines[RULE], start).at, from_microseconds(event.recorded_at)
    )
