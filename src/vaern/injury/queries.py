"""What was done about notifying."""

from collections.abc import Mapping
from datetime import date

from vaern.cases.models import Case
from vaern.injury.models import InjuryNotice
from vaern.rulebook.load import load


def current_notice(case: Case) -> InjuryNotice | None:
    """The notice, or the reason why not, that holds now."""
    return case.injury_notices.filter(superseded_by=None).first()


def grounds_for_not_notifying() -> dict[str, Mapping[str, str]]:
    """Why an injury may not have been notified: by code, what one chooses and what the account says."""
    return {ground["code"]: ground for ground in load().texts["account"]["not_notified_grounds"]}


def first_absence(case: Case) -> date | None:
    """The first day away, as last recorded."""
    row = case.first_absences.order_by("-recorded_at").first()
    return row.day if row else None
