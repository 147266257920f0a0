"""The talks with the affected employee: agreed with a time, and noted by the one who held them."""

from datetime import datetime

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.care import actions as care
from vaern.care.enums import TalkKind
from vaern.care.models import Talk
from vaern.cases.enums import Area
from vaern.cases.guards import check_can_change, check_may_see
from vaern.cases.models import Case
from vaern.cases.queries import affected_employees
from vaern.cases.writing import writing
from vaern.errors import BadInput, NotAllowed
from vaern.people.models import Person
from vaern.people.notices import notify
from vaern.plans import actions as plans
from vaern.plans.models import Task
from vaern.process.assess import person_of
from vaern.process.plan_start import recalculate

STEPS = {TalkKind.WEEK: "talk_after_1_week", TalkKind.WEEKS: "talk_after_6_weeks"}
"""The step of the plan that is done when such a talk has been held."""


def talks_to_come(case: Case) -> list[tuple[TalkKind, Task]]:
    """The talks that the plan holds and nobody has promised yet, each with its task, the nearest first."""
    promised = set(case.talks.values_list("kind", flat=True))
    kinds = {step: kind for kind, step in STEPS.items() if kind not in promised}
    found = case.tasks.filter(step__in=kinds, done_at=None, not_relevant=False).exclude(due_at=None)
    return [(kinds[task.step], task) for task in found.select_related("owner").order_by("due_at")]


def agree_talk(case: Case, by: Actor, *, kind: TalkKind, held_by: Person, before: datetime) -> Talk:
    """Somebody who may read how the employee is will call before a time; BadInput when that time has passed."""
    with writing(case):
        _check_may_talk(case, by)
        check_may_see(held_by, case, Area.CARE)
        _check_is_not_the_employee(held_by, case)
        if before <= clock.now():
            raise BadInput(_("That time has passed."), "", _("Choose a time that is still to come."))
        row = care.promise_talk(case=case, by=by, kind=kind, held_by=held_by, before=before)
        if held_by.id != by.person_id:
            notify(held_by, "talk_promised", case.id, dedupe=str(row.id))
        return row


def note_talk(case: Case, by: Actor, *, kind: TalkKind, held_at: datetime, note: str) -> Talk:
    """A talk that was held without being agreed first."""
    with writing(case):
        _check_may_talk(case, by)
        talk = care.promise_talk(case=case, by=by, kind=kind, held_by=person_of(by), before=None)
        return hold_talk(talk, by, held_at=held_at, note=note)


def hold_talk(talk: Talk, by: Actor, *, held_at: datetime, note: str) -> Talk:
    """The talk was held, by the one who notes it. The step of the plan that waited for it is done."""
    case = talk.case
    with writing(case):
        _check_may_talk(case, by)
        done = care.hold_talk(talk=talk, by=by, held_at=held_at, note_text=note)
        for task in case.tasks.filter(step=STEPS.get(TalkKind(talk.kind), ""), done_at=None):
            plans.finish_task(task=task, by=by)
        recalculate(case, by, cause="talk_held")
        return done


def _check_may_talk(case: Case, by: Actor) -> None:
    check_may_see(person_of(by), case, Area.CARE)
    _check_is_not_the_employee(person_of(by), case)
    check_can_change(case)


def _check_is_not_the_employee(person: Person, case: Case) -> None:
    if person in affected_employees(case):
        raise NotAllowed(
            _("The one who talks with you notes the talk."),
            _("It is how the workplace keeps to what it has promised you."),
            _("Say so if a promised talk has not been held."),
        )
