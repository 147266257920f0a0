"""One more act in a course of events: recorded by someone in the case, with its own clocks."""

from datetime import date

from vaern.audit.actors import Actor
from vaern.cases import actions
from vaern.cases.enums import Area
from vaern.cases.guards import check_can_change, check_may_see
from vaern.cases.models import Case, Incident, Party
from vaern.cases.times import parse_when
from vaern.cases.writing import writing
from vaern.people.models import Person
from vaern.people.notices import notify
from vaern.process.assess import person_of
from vaern.process.plan_start import recalculate


def add_incident(
    case: Case, by: Actor, *, summary: str, day: date | None = None, clock_time: str = "", when_words: str = ""
) -> Incident:
    """Add an act and work out the clocks again. BadInput when its time has not come yet."""
    with writing(case):
        check_may_see(person_of(by), case, Area.FACTS)
        check_can_change(case)
        typed = f"{day.day}.{day.month}.{day.year}" if day else ""
        when = parse_when(typed, clock_time, when_words)
        row = actions.add_incident(case=case, by=by, when=when, summary=summary)
        recalculate(case, by, cause="incident_added")
        return row


def say_whom_it_is_about(case: Case, by: Actor, person: Person) -> Party:
    """Somebody told it on a colleague's behalf: the colleague follows the case from now, and never decides in it."""
    with writing(case):
        check_may_see(person_of(by), case, Area.DECISION)
        check_can_change(case)
        row = actions.add_affected_employee(case=case, by=by, person=person)
        recalculate(case, by, cause="affected_added")
        notify(person, "added_to_case", case.id, dedupe=str(case.id))
        return row
