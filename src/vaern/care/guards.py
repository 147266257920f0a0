"""Who may say yes or no."""

from django.utils.translation import gettext as _

from vaern.audit.actors import Actor
from vaern.cases.models import Case
from vaern.cases.queries import affected_employees
from vaern.errors import NotAllowed


def check_may_accept(case: Case, by: Actor) -> None:
    """Only the affected employee says yes or no; nobody does it on the employee's behalf."""
    if by.person_id not in {person.id for person in affected_employees(case)}:
        raise NotAllowed(
            _("Only the affected employee can answer this."),
            _("A yes that somebody else gives is no yes."),
            _("Ask the employee to answer on the page of the case."),
        )
