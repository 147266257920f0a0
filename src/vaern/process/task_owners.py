"""Who takes a step of the plan, and who takes over when it is late: never one whom the employee did not tell."""

import json
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import replace
from functools import cached_property
from uuid import UUID

from vaern.audit.actors import SYSTEM
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.cases.enums import CaseRole
from vaern.cases.models import Case, Participation
from vaern.cases.once import once
from vaern.cases.queries import affected_employees, current_exclusions, current_participants, may_not_see, sent_reports
from vaern.errors import NotNow
from vaern.people.enums import OrgRole
from vaern.people.models import Person
from vaern.people.queries import Holder, Through, holder_of, is_absent, leaders_at
from vaern.plans import actions
from vaern.plans.models import Task

CASE_ROLES = {
    "case_owner": CaseRole.CASE_OWNER,
    "leader": CaseRole.LEADER,
    "jurist": CaseRole.JURIST,
    "hr": CaseRole.HR,
    "amr": CaseRole.AMR,
    "tr": CaseRole.TR,
}
ESCALATED, OWNER_AWAY = "escalated", "owner_away"
HELPS = frozenset({ESCALATED, OWNER_AWAY})
LEADER = "leader"


class Owners:
    """Who takes the steps of each role in a case: one who takes part in it, else the case owner; never the affected.

    Asked once for all the steps that are given out together.
    """

    def __init__(self, case: Case) -> None:
        self.case = case

    def __getitem__(self, role: str) -> Person | None:
        wanted = [CASE_ROLES[role]] if role in CASE_ROLES else []
        return next((row.person for one in (*wanted, CaseRole.CASE_OWNER) for row in self._in(one)), None)

    def put_right(self, tasks: Iterable[Task]) -> None:
        """Give each task that its owner can no longer take, or only stood in for, to the one who has its role now."""
        for task in tasks:
            to = self[task.role]
            if to is not None and to.pk != task.owner_id and self._is_free(task):
                actions.set_owner(task=task, by=SYSTEM, to=to)

    def takes_part(self, person_id: UUID | None) -> bool:
        """Whether the person may still see the case, and is not the one it is about."""
        return person_id is not None and any(row.person_id == person_id for row in self._rows)

    def _is_free(self, task: Task) -> bool:
        if not self.takes_part(task.owner_id):
            return True
        owner = self["case_owner"]
        return owner is not None and task.owner_id == owner.pk and str(task.pk) not in self._handed_over

    def _in(self, role: CaseRole) -> list[Participation]:
        # Whoever came in because a step was late helps with that step, and does not take all the others over; so does
        # whoever came in because the owner was away.
        return [row for row in self._rows if row.role == role and row.reason_code not in HELPS]

    @cached_property
    def _rows(self) -> list[Participation]:
        barred = may_not_see(self.case) | {one.pk for one in affected_employees(self.case)}
        return [row for row in current_participants(self.case) if row.person_id not in barred]

    @cached_property
    def _handed_over(self) -> set[str]:
        """Tasks that a person gave to another on purpose."""
        found = events_of(Stream.CASE, self.case.id).filter(name="task.handed_over")
        return {json.loads(event.data)["task"] for event in found}


def who_is_next(task: Task) -> Person | None:
    """Who is told of a late step: the deputy, else the next leader in line, else the work-environment team.

    Never the owner, the affected employee, anyone excluded, or a leader whom the employee unticked. Where she did, the
    deputy shares that leader's work, and the work-environment team is told before the leaders above.
    """
    case = task.case
    without = kept_out(case) | ({task.owner_id} if task.owner_id else set())
    first = OrgRole.SAFETY_TEAM if unticked_leaders(case) else OrgRole.DEPUTY
    found = (_holder(role, case, without) for role in (first, OrgRole.LEADER))
    return next((person for person in found if person is not None), None)


def stand_in_for(owner: Person, case: Case) -> Holder | None:
    """Who is told of something new while the owner is away: the deputy or the next in line, else the safety team.

    None while the owner is here, and where nobody else may know of the case.
    """
    if not is_absent(owner):
        return None
    jurists = {row.person_id for row in current_participants(case) if row.role == CaseRole.JURIST}
    first = OrgRole.SAFETY_TEAM if unticked_leaders(case) else OrgRole.LEADER
    for role in (first, OrgRole.LEADER):
        try:
            found = holder_of(role, case.unit, without=kept_out(case) | jurists)
        except NotNow:
            continue
        return replace(found, absent=(owner,))
    return None


def kept_out(case: Case) -> set[UUID]:
    """Those to whom nothing in the case falls: the excluded, the affected employee, and a leader who was unticked."""
    excluded = set(current_exclusions(case).values_list("person_id", flat=True))
    return excluded | unticked_leaders(case) | {one.pk for one in affected_employees(case)}


@once
def unticked_leaders(case: Case) -> AbstractSet[UUID]:
    """The leaders of the workplace, where the employee chose in the first report that they are not told."""
    first = sent_reports(case).first()
    if first is None or LEADER in first.recipients:
        return frozenset()
    return frozenset(leaders_at(case.unit))


def _holder(role: OrgRole, case: Case, without: set[UUID]) -> Person | None:
    try:
        found = holder_of(role, case.unit, without=without)
    except NotNow:
        return None
    # Without a deputy it is the next leader who is told; the team comes last of all.
    return None if role == OrgRole.DEPUTY and found.through == Through.SAFETY_TEAM else found.person
