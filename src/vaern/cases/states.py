"""The few states of a case: open, closed, open again. Each turn is a row of its own."""

from datetime import datetime

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases import guards
from vaern.cases.enums import CaseState
from vaern.cases.models import Case, StateChange
from vaern.cases.text import clean
from vaern.cases.writing import note, only_this_is_fresh, writing
from vaern.errors import BadInput
from vaern.vault.text import seal_into


def open_case(*, case: Case, by: Actor) -> Case:
    """The first report has been sent: the case exists for those who take part."""
    with writing(case):
        case.state, case.opened_at = CaseState.OPEN, clock.now()
        case.save(update_fields=["state", "opened_at"])
        only_this_is_fresh(case)
        _turn(case, by, "")
        note("case.opened", case, by)
        return case


def close(*, case: Case, by: Actor) -> Case:
    """Close the case. Its closing gate is asked in `process.close_case`, in this same transaction."""
    with writing(case):
        guards.check_can_close(case)
        case.state, case.closed_at = CaseState.CLOSED, clock.now()
        case.save(update_fields=["state", "closed_at"])
        only_this_is_fresh(case)
        _turn(case, by, "")
        note("case.closed", case, by)
        return case


def reopen(*, case: Case, by: Actor, reason: str) -> Case:
    """Open a closed case again, with a reason. What was there stays."""
    if not clean(reason):
        raise BadInput(_("Opening a case again needs a reason."), "", _("Write in one sentence what is new."))
    with writing(case):
        guards.check_can_reopen(case)
        case.state, case.closed_at = CaseState.OPEN, None
        case.save(update_fields=["state", "closed_at"])
        only_this_is_fresh(case)
        turn = _turn(case, by, reason)
        note("case.reopened", case, by, reason=turn.id)
        return case


def set_next_deadline(*, case: Case, at: datetime | None) -> None:
    """The nearest deadline, kept on the case so that lists are quick. Its event is the deadline's own."""
    if case.next_deadline != at:
        case.next_deadline = at
        case.save(update_fields=["next_deadline"])
        only_this_is_fresh(case)


def _turn(case: Case, by: Actor, reason: str) -> StateChange:
    row = StateChange(case=case, state=case.state, changed_at=clock.now(), changed_by_id=by.person_id)
    seal_into(row, reason=clean(reason))
    row.save(force_insert=True)
    return row
