"""What was done about notifying."""

from datetime import date

from vaern.cases.models import Case
from vaern.injury.models import InjuryNotice


def current_notice(case: Case) -> InjuryNotice | None:
    """The notice, or the reason why not, that holds now."""
    return case.injury_notices.filter(superseded_by=None).first()


def first_absence(case: Case) -> date | None:
    """The first day away, as last recorded."""
    row = case.first_absences.order_by("-recorded_at").first()
    return row.day if row else None
