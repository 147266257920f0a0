"""The clocks of a case: which rules run, from which moment, and what each comes to when something new is recorded."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from uuid import UUID

from vaern.audit.actors import Actor
from vaern.cases.models import Incident, Party
from vaern.clock import COPENHAGEN
from vaern.injury.queries import first_absence
from vaern.letters.queries import latest_postponement
from vaern.measures.queries import latest_follow_up
from vaern.plans import actions
from vaern.plans.models import NO_LONGER_APPLIES, Deadline
from vaern.plans.queries import current_deadlines
from vaern.process.derived import art14_told_to
from vaern.process.gathered import Case_
from vaern.process.situation import book
from vaern.rulebook.deadlines import LAST, Due, due
from vaern.rulebook.shapes import Situation
from vaern.rulebook.tracks import run_track

Key = tuple[str, UUID | None]
ART_14 = "art14_one_month"
CLOCK_72_HOURS = "police_72_hours"
FROM_ABSENCE = "easy_14_days_from_absence"
INJURY = "injury"
POLICE_STATUS = "police_status_3_months"


@dataclass(frozen=True)
class Moments:
    """The moments that deadlines run from, by the code that content uses, and what a person has put off to a day."""

    starts: Mapping[str, datetime | None]
    put_off: Mapping[str, datetime] = field(default_factory=dict)

    def due(self, rule_id: str, start: datetime | None = None) -> Due | None:
        """When a rule is due; None where there is no such rule, or nobody knows yet from when."""
        rule = book().deadlines.get(rule_id)
        start = start or (self.starts.get(rule.starts_from) if rule else None)
        if rule is None or start is None:
            return None
        found = due(rule, start)
        return replace(found, at=self.put_off.get(rule_id, found.at))


@dataclass(frozen=True)
class Clock:
    """A rule that applies to the case (or one incident), and the moment it runs from, if anyone knows it."""

    rule: str
    start: datetime | None
    incident: Incident | None = None


@dataclass(frozen=True)
class Look:
    """One look at the case: its rows, what is known, its moments; and by whom and from what something is new."""

    facts: Case_
    situation: Situation
    moments: Moments
    by: Actor
    cause: str


def moments_of(facts: Case_) -> Moments:
    """What is known of the case's moments now."""
    case = facts.case
    happened = [row.happened_from for row in facts.incidents if row.happened_from]
    known = [row.known_at for row in facts.incidents] + ([case.opened_at] if case.opened_at else [])
    absence, waits = first_absence(case), latest_postponement(case)
    starts = {
        "happened": min(happened, default=None),
        "published": min(happened, default=None),
        "known": min(known, default=None),
        "recorded": min(map(_known_at, _untold(facts) or facts.known_senders), default=case.opened_at),
        "first_absence": datetime.combine(absence, time(0), COPENHAGEN) if absence else None,
        "police_reported": _police_asked(facts),
        "decided": facts.approvals[-1].decided_at if facts.approvals else None,
        "known_to_affected": min([*happened, *known], default=None),
    }
    put_off = {ART_14: datetime.combine(waits.until, LAST, COPENHAGEN)} if waits else {}
    return Moments(starts, put_off)


def deadlines_now(look: Look) -> list[Deadline]:
    """What each clock comes to now; one that comes to the same as before keeps its row."""
    kept = {(row.rule, row.incident_id): row for row in current_deadlines(look.facts.case)}
    running = list(_clocks(look))
    for one in running:
        when = look.moments.due(one.rule, one.start) if one.start else None
        key = (one.rule, one.incident.id if one.incident else None)
        before = kept.get(key)
        if before is None or (before.started_at, before.due_at) != (one.start, when.at if when else None):
            kept[key] = _note(look, one, when, look.cause)
    _end_what_no_longer_applies(look, kept, {one.rule for one in running})
    return list(kept.values())


def _end_what_no_longer_applies(look: Look, kept: dict[Key, Deadline], running: set[str]) -> None:
    """A clock stops that the answers no longer lead to, or whose sender turned out unknown; its row stays.

    So does that of an incident which was corrected: the one in its place has its own.
    """
    ended = {*injury_rules(), ART_14} - running
    stand = {None, *(one.id for one in look.facts.incidents)}
    over = [key for key, row in kept.items() if (row.rule in ended and row.met_at is None) or key[1] not in stand]
    for key in over:
        row = kept.pop(key)
        _note(look, Clock(row.rule, None, row.incident), None, NO_LONGER_APPLIES)


def injury_rules() -> frozenset[str]:
    """Every deadline that an outcome of the work-injury track names, in any of its texts."""
    newest = book().tracks[INJURY]
    texts = (*newest.earlier, newest)
    return frozenset(one.deadline for text in texts for one in text.outcomes if one.deadline)


def _untold(facts: Case_) -> list[Party]:
    """The known senders who have not had the letter that says what is recorded; the month is the first one's."""
    told = art14_told_to(facts)
    return [sender for sender in facts.known_senders if sender.id not in told]


def _known_at(sender: Party) -> datetime:
    """From when the sender can be told: since it became known who it is."""
    return sender.became_known_at or sender.added_at


def _police_asked(facts: Case_) -> datetime | None:
    """When the police were last asked, or told: three months on they are asked again."""
    report = facts.police_report
    if report is None:
        return None
    asked = latest_follow_up(report)
    return asked.asked_at if asked else report.reported_at


def _clocks(look: Look) -> Iterator[Clock]:
    """72 hours from each act, and those that run from an event of the case."""
    starts = look.moments.starts
    for incident in look.facts.incidents:
        yield Clock(CLOCK_72_HOURS, incident.happened_from, incident)
    if look.facts.known_senders:
        yield Clock(ART_14, starts["recorded"])
    for rule in (*_injury(look), POLICE_STATUS):
        start = starts.get(book().deadlines[rule].starts_from)
        if start is not None:
            yield Clock(rule, start)


def _injury(look: Look) -> list[str]:
    """The rule that the work-injury track names; with a day of absence known, always one that runs from it."""
    named = run_track(book(), INJURY, look.situation).deadline
    found = [named] if named else []
    from_absence = any(book().deadlines[rule].starts_from == "first_absence" for rule in found)
    absent = look.moments.starts["first_absence"] is not None
    return found if from_absence or not absent else [*found, FROM_ABSENCE]


def _note(look: Look, one: Clock, when: Due | None, cause: str) -> Deadline:
    """A new row where the clock changed; without a time there is a row that says so, and no clock."""
    return actions.note_deadline(
        case=look.facts.case,
        by=look.by,
        rule=one.rule,
        starts_from=book().deadlines[one.rule].starts_from,
        cause=cause,
        incident=one.incident,
        times=actions.Clock(one.start, when.not_before, when.at) if when else actions.Clock(),
        anew=one.rule == ART_14 and bool(_untold(look.facts)),
    )
