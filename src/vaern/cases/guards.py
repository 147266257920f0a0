"""Who may, and when it can be done. Each raises with what happened, why and what to do."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from vaern.audit.actors import Actor
from vaern.cases import queries
from vaern.cases.enums import Area, CaseState, ExclusionKind
from vaern.cases.models import Case, Exclusion, Report
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.people.models import Person


def holds(guard: Callable[..., None], *args: Any, **more: Any) -> bool:
    """Whether a guard lets it pass: for templates, so that there are no twins of guards."""
    try:
        guard(*args, **more)
    except (NotAllowed, NotNow, BadInput):
        return False
    return True


def check_may_see(person: Person, case: Case, area: Area) -> None:
    """The person takes part in a role that has the area; otherwise the case does not exist for that person."""
    if area not in queries.areas_of(person, case):
        raise NotAllowed(_("There is no such case here."))


def check_may_answer(person: Person, case: Case) -> None:
    """Facts are answered by those who may read them."""
    check_may_see(person, case, Area.FACTS)


def check_may_take_part(person: Person, case: Case) -> None:
    """Exclusion beats role: whoever may not see the case is not put into it."""
    if Exclusion.objects.filter(case=case, person=person, kind=ExclusionKind.CANNOT_SEE).exists():
        raise NotAllowed(
            _("This person cannot take part in the case."),
            _("The person is excluded from seeing it."),
            _("Choose another person."),
        )


def check_may_decide(person: Person, case: Case) -> None:
    """Neither the affected employee, nor the one complained of, nor anyone else excluded, decides in the case."""
    grounds = queries.grounds_against_deciding(case).get(person)
    if grounds or person in queries.affected_employees(case):
        raise NotAllowed(
            _("You cannot decide in this case."),
            _("You are yourself a part of it, or have been excluded."),
            _("Another person with the power to decide must do it."),
        )


def check_can_change(case: Case) -> None:
    """Only an open case changes; a closed one is opened again first."""
    if case.state != CaseState.OPEN:
        raise NotNow(
            _("The case is not open."),
            _("A case that is closed or not yet sent does not change."),
            _("Open it again first, with a reason."),
        )


def check_can_close(case: Case) -> None:
    """Only an open case is closed."""
    check_can_change(case)


def check_can_reopen(case: Case) -> None:
    """Only a closed case is opened again."""
    if case.state != CaseState.CLOSED:
        raise NotNow(_("The case is not closed."), "", _("There is nothing to open again."))


def check_may_write(report: Report, by: Actor) -> None:
    """A draft belongs to the one who writes it. For everybody else it does not exist."""
    if report.reporter_id != by.person_id:
        raise NotAllowed(_("There is no such draft here."))


def check_can_write(report: Report) -> None:
    """What has been sent never changes; something new is told anew."""
    if report.sent_at is not None:
        raise NotNow(
            _("What you wrote has been sent."),
            _("It is kept as you sent it."),
            _("You can add something new on the page of your case."),
        )
