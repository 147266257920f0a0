"""One more act in a course of events: recorded by someone in the case, with its own clocks."""

from datetime import date

from django.utils.translation import gettext as _

from vaern.audit.actors import Actor
from vaern.cases import actions
from vaern.cases.enums import Area
from vaern.cases.guards import check_can_change, check_may_see
from vaern.cases.models import Case, Incident, Party
from vaern.cases.queries import current_answers, current_norm_reasons
from vaern.cases.times import When, parse_when
from vaern.cases.writing import writing
from vaern.errors import BadInput, NotNow
from vaern.evidence import actions as evidence
from vaern.evidence.models import Item
from vaern.people.models import Person
from vaern.people.notices import notify
from vaern.process.assess import person_of
from vaern.process.plan_start import recalculate
from vaern.vault.text import read


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


def incident_from_evidence(
    item: Item, by: Actor, *, summary: str = "", day: date | None = None, clock_time: str = "", when_words: str = ""
) -> Incident:
    """What a person has confirmed of the item's time becomes an incident, and the clocks run from it.

    Where the item shows an incident whose time nobody knew, that one is corrected, and its words stay. NotNow when its
    time is known already, or answers rest on it; BadInput without a day, or when its time has not come yet.
    """
    case = item.case
    with writing(case):
        check_may_see(person_of(by), case, Area.FACTS)
        check_can_change(case)
        if day is None:
            raise BadInput(_("Write on which day it happened."), _("Without a day no clock can run."))
        item.refresh_from_db(fields=["incident", "locked_at"])
        told = item.incident
        when = parse_when(f"{day.day}.{day.month}.{day.year}", clock_time, when_words)
        if told is None:
            row = actions.add_incident(case=case, by=by, when=when, summary=summary)
        else:
            row = _corrected(case, by, told, when)
        evidence.say_incident(item=item, by=by, incident=row)
        recalculate(case, by, cause="time_confirmed")
        return row


def _corrected(case: Case, by: Actor, told: Incident, when: When) -> Incident:
    if told.happened_from is not None:
        raise NotNow(_("The case says already when incident %(number)s happened.") % {"number": told.number})
    if (
        current_answers(case).filter(incident=told).exists()
        or current_norm_reasons(case).filter(incident=told).exists()
    ):
        raise NotNow(
            _("Answers rest on incident %(number)s as it stands.") % {"number": told.number},
            _("They would be left without the incident that they are about."),
            _("Add what the evidence shows as one more incident on the page of the plan."),
        )
    known = {"media": told.media, "types": told.types, "known_at": told.known_at, "replaces": told}
    return actions.add_incident(case=case, by=by, when=when, summary=read(told, "summary"), **known)


def say_whom_it_is_about(case: Case, by: Actor, person: Person) -> Party:
    """Somebody told it on a colleague's behalf: the colleague follows the case from now, and never decides in it."""
    with writing(case):
        check_may_see(person_of(by), case, Area.DECISION)
        check_can_change(case)
        row = actions.add_affected_employee(case=case, by=by, person=person)
        recalculate(case, by, cause="affected_added")
        notify(person, "added_to_case", case.id, dedupe=str(case.id))
        return row
