"""Closes a case when its closing gate lets it, and opens it again without losing anything."""

from django.utils.translation import gettext as _

from vaern.audit.actors import Actor
from vaern.cases import states
from vaern.cases.enums import CaseRole
from vaern.cases.models import Case
from vaern.cases.queries import affected_employees, roles_in
from vaern.cases.writing import writing
from vaern.decisions.enums import Moment
from vaern.errors import NotAllowed
from vaern.people.notices import notify
from vaern.process import gates
from vaern.process.assess import person_of
from vaern.process.gates import GateView
from vaern.process.plan_start import recalculate

GATE = "close_case"
MAY_CLOSE = frozenset({CaseRole.CASE_OWNER, CaseRole.LEADER})


def closing_gate(case: Case) -> GateView:
    """What must be so before the case closes, as it stands now."""
    return gates.look_at(case, GATE)


def close(case: Case, by: Actor) -> Case:
    """Close the case; the gate is asked in the same transaction. The affected employee is told."""
    with writing(case):
        _check_may(case, by)
        view = closing_gate(case)
        gates.check_is_open(view)
        gates.keep(view, case, Moment.ACT)
        states.close(case=case, by=by)
        states.set_next_deadline(case=case, at=None)
        for person in affected_employees(case):
            notify(person, "case_closed", case.id, dedupe=f"{case.id}/{case.closed_at}")
        return case


def reopen(case: Case, by: Actor, reason: str) -> Case:
    """Open a closed case again, with a reason; everything that was there stays."""
    with writing(case):
        _check_may(case, by)
        states.reopen(case=case, by=by, reason=reason)
        recalculate(case, by, cause="case_reopened")
        for person in affected_employees(case):
            notify(person, "case_reopened", case.id)
        return case


def _check_may(case: Case, by: Actor) -> None:
    if not roles_in(person_of(by), case) & MAY_CLOSE:
        raise NotAllowed(_("You cannot close this case or open it again."), "", _("Ask the case owner."))
