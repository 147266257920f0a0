"""Lifts a lock that was a mistake: one person asks, another who may decide in the case does."""

from django.utils.translation import gettext as _

from vaern.audit.actors import Actor
from vaern.cases.enums import Area, CaseRole
from vaern.cases.guards import check_may_see
from vaern.cases.models import Case
from vaern.cases.queries import areas_of, current_participants, roles_in
from vaern.cases.writing import writing
from vaern.decisions.queries import cannot_decide
from vaern.errors import NotAllowed, NotNow
from vaern.evidence import lifting
from vaern.evidence.models import Item, LockLift
from vaern.people.models import Person
from vaern.people.notices import notify
from vaern.process.assess import person_of

DECIDES = frozenset({CaseRole.CASE_OWNER, CaseRole.LEADER, CaseRole.JURIST, CaseRole.APPROVER})


def ask(*, item: Item, by: Actor, ground: str, reason: str) -> LockLift:
    """Ask for the lock to be lifted; those who may decide are told. NotNow where there is nobody else who may."""
    with writing(item.case):
        asker = person_of(by)
        check_may_see(asker, item.case, Area.EVIDENCE)
        row = lifting.ask_lift(item=item, by=by, ground=ground, reason=reason)
        others = who_can_decide(row)
        if not others:
            raise NotNow(
                _("Nobody else in the case can decide it."),
                _("A lock is lifted by two persons."),
                _("Add a jurist or another leader to the case under People, and ask again."),
            )
        for person in others:
            notify(person, "lock_lift_asked", item.case_id, dedupe=str(row.id))
        return row


def decide(*, lift: LockLift, by: Actor, lifted: bool, answer: str) -> LockLift:
    """The other person decides; the one who asked is told. NotAllowed for those who may not decide in the case."""
    case = lift.item.case
    with writing(case):
        if person_of(by) not in who_can_decide(lift):
            raise NotAllowed(
                _("You cannot decide this."),
                _("You asked for it yourself, are a part of the case, or stand in for somebody who is."),
                _("Another person who handles the case decides."),
            )
        row = lifting.decide_lift(lift=lift, by=by, lifted=lifted, answer=answer)
        notify(row.asked_by, "lock_lift_decided", case.id, dedupe=str(row.id))
        return row


def who_can_decide(lift: LockLift) -> list[Person]:
    """Those who handle the case and may see its evidence, without the one who asked and whoever may not decide."""
    case: Case = lift.item.case
    kept_out = {person for person, _ground in cannot_decide(case, lift.asked_by, lift.asked_at)}
    people = {row.person.id: row.person for row in current_participants(case)}
    return [
        person
        for person in people.values()
        if person not in kept_out and roles_in(person, case) & DECIDES and Area.EVIDENCE in areas_of(person, case)
    ]
