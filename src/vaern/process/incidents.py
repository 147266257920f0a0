"""One more act in a course of events: recorded by someone in the case, with its own clocks."""

from datetime import date

from vaern.audit.actors import Actor
from vaern.cases import actions
from vaern.cases.enums import Area
from vaern.cases.guards import check_can_change, check_may_see
from vaern.cases.models import Case, Incident
from vaern.cases.times import parse_when
from vaern.process.assess import person_of
from vaern.process.plan_start import recalculate


def add_incident(
    case: Case, by: Actor, *, summary: str, day: date | None = None, clock_time: str = "", when_words: str = ""
) -> Incident:
    """Add an act and work out the clocks again. BadInput when its time has not come yet."""
    with actions.writing(case):
        check_may_see(person_of(by), case, Area.FACTS)
        check_can_change(case)
        typed = f"{day.day}.{day.month}.{day.year}" if day else ""
        when = parse_when(typed, clock_time, when_words)
        row = actions.add_incident(case=case, by=by, when=when, summary=summary)
        recalculate(case, by, cause="incident_added")
        return row
