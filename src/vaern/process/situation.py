"""Builds the whole situation of a case for the rulebook: answers, judgements, incidents by date, derived facts.

Days since the complaint stand beside it as a number, since a rule never decides on them.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from uuid import UUID

from vaern import clock
from vaern.cases.models import Case, Incident
from vaern.cases.queries import current_answers, current_norm_reasons
from vaern.decisions.models import Proposal
from vaern.letters.models import Letter
from vaern.measures.queries import police_report_of
from vaern.people.models import Person
from vaern.process.derived import derived_facts
from vaern.process.gathered import Case_
from vaern.rulebook.follows import followed
from vaern.rulebook.load import load
from vaern.rulebook.shapes import Book, IncidentFacts, Situation, Value
from vaern.vault.text import read

RECORDED_BY_HAND = frozenset({"complaint_made"})


def book() -> Book:
    """The content that is in force for this process, read once."""
    return load()


def situation_of(
    case: Case,
    on: date | None = None,
    *,
    proposal: Proposal | None = None,
    letter: Letter | None = None,
    decider: Person | None = None,
) -> Situation:
    """What is known of the case on a day (today): only what is stored; what is missing is unknown.

    A proposal or letter adds the derived facts that are about it; `decider` is who is about to approve.
    """
    return situation_from(Case_(case, proposal=proposal, letter=letter, decider=decider), on)


def situation_from(facts: Case_, on: date | None = None) -> Situation:
    """The same, from rows that are needed again afterwards."""
    answers, (norms, reasons) = _answers(facts.case), _judged(facts.case)
    facts.answered = answers[None]
    incidents = tuple(
        IncidentFacts(str(row.id), day_of(row), answers[row.id], reasons[row.id], norms[row.id])
        for row in facts.incidents
    )
    derived = derived_facts(facts)
    asked = {fact: value for fact, value in answers[None].items() if fact not in derived}
    said = Situation(on or clock.today(), {**asked, **derived}, reasons[None], incidents, norms[None])
    return followed(book(), said)


def whole(situation: Situation) -> Situation:
    """The case as one: what is so for one of its incidents is so; no only where it is no for all of them.

    Tracks, plans and letters look at the case as a whole; only the law looks at each incident.
    """
    merged = dict(situation.answers)
    for fact in {fact for one in situation.incidents for fact in one.answers}:
        values = [one.answers.get(fact, Value.UNKNOWN) for one in situation.incidents]
        merged[fact] = _together([*values, *([merged[fact]] if fact in merged else [])])
    return replace(situation, answers=merged)


def _together(values: list[Value]) -> Value:
    if Value.YES in values:
        return Value.YES
    return Value.NO if set(values) == {Value.NO} else Value.UNKNOWN


def day_of(incident: Incident) -> date:
    """The day whose law counts: the act's earliest day, or the day it was known where nobody knows when."""
    return clock.local(incident.happened_from or incident.known_at).date()


def days_since_complaint(case: Case, on: date | None = None) -> int | None:
    """Calendar days from the citizen's first complaint to a day: the report's where there is one, else today."""
    first = case.complaints.order_by("made_on").first()
    if first is None:
        return None
    report = police_report_of(case)
    until = on or (clock.local(report.reported_at).date() if report else clock.today())
    return (until - first.made_on).days


def _answers(case: Case) -> Mapping[UUID | None, dict[str, Value]]:
    found: dict[UUID | None, dict[str, Value]] = defaultdict(dict)
    for incident, fact, value in current_answers(case).values_list("incident_id", "fact", "value"):
        found[incident][fact] = Value(value)
    return found


def _judged(case: Case) -> tuple[Mapping[UUID | None, dict[str, Value]], Mapping[UUID | None, dict[str, str]]]:
    """The jurist's judgements and their reasons, by incident."""
    norms: dict[UUID | None, dict[str, Value]] = defaultdict(dict)
    reasons: dict[UUID | None, dict[str, str]] = defaultdict(dict)
    for row in current_norm_reasons(case):
        norms[row.incident_id][row.norm] = Value(row.value)
        reasons[row.incident_id][row.norm] = read(row, "reason")
    return norms, reasons
