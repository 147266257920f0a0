"""Who may, and when it can be done. Each raises with what happened, why and what to do."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases import queries
from vaern.cases.access import ASKS_FOR
from vaern.cases.enums import Area, CaseRole, CaseState, SenderKind
from vaern.cases.models import Case, Report
from vaern.cases.senders import Sender
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.people.models import Person
from vaern.people.queries import roles_on

HANDLES = frozenset({CaseRole.CASE_OWNER, CaseRole.LEADER})
DECIDES = frozenset({CaseRole.CASE_OWNER, CaseRole.JURIST, CaseRole.APPROVER})


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
    if person.pk in queries.may_not_see(case):
        raise NotAllowed(
            _("This person cannot take part in the case."),
            _("The person is excluded from seeing it."),
            _("Choose another person."),
        )


def check_can_have_role(person: Person, case: Case, role: CaseRole) -> None:
    """A role in a case is for one who holds the like of it in the organisation, and is not a part of the case.

    Whoever decides or advises must be able to; and nobody advises in a case that he or she handles.
    """
    check_may_take_part(person, case)
    _check_is_not_affected(person, case)
    if not roles_on(clock.today()).filter(person=person, role__in=ASKS_FOR[role]).exists():
        raise NotAllowed(
            _("%(name)s cannot have that role in the case.") % {"name": person.name},
            _("It is only for those who hold such a role at the workplace."),
            _("Choose another person, or ask the system owner to write the role down."),
        )
    if role in DECIDES and person in queries.grounds_against_deciding(case):
        raise NotAllowed(
            _("%(name)s cannot have that role in the case.") % {"name": person.name},
            _("The person is excluded from deciding in it."),
            _("Choose another person."),
        )
    _check_not_both(person, case, role)


def check_can_be_excluded(person: Person, case: Case) -> None:
    """The affected employee always follows the case, and already decides nothing in it."""
    _check_is_not_affected(person, case)


def _check_is_not_affected(person: Person, case: Case) -> None:
    if person in queries.affected_employees(case):
        raise NotAllowed(
            _("The case is about %(name)s.") % {"name": person.name},
            _("The one it is about follows the case as that, and never decides in it."),
            _("Choose another person."),
        )


def _check_not_both(person: Person, case: Case, role: CaseRole) -> None:
    held = queries.roles_in(person, case)
    other = HANDLES if role == CaseRole.JURIST else frozenset({CaseRole.JURIST}) if role in HANDLES else frozenset()
    if held & other:
        raise NotAllowed(
            _("%(name)s cannot both handle the case and be its jurist.") % {"name": person.name},
            _("The jurist is a second pair of eyes."),
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


def check_can_become_sender(case: Case, sender: Sender) -> None:
    """A colleague is named as a person, whom exclusion then reaches; never the employee whom the case is about."""
    kind, person = sender.kind, sender.person
    if kind == SenderKind.COLLEAGUE and person is None:
        raise BadInput(
            _("Choose which colleague it is."),
            _("A colleague who is the sender must not see the case, so Værn must know who it is."),
            "",
        )
    if person is not None and person in queries.affected_employees(case):
        raise BadInput(
            _("The case is about this employee, who cannot also be its sender."), "", _("Choose another person.")
        )
    if person is not None and kind != SenderKind.COLLEAGUE:
        raise BadInput(
            _("A colleague is chosen, but the sender is not a colleague."),
            "",
            _("Choose “A colleague”, or choose nobody in the list."),
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
