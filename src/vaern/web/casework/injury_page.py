"""The work-injury track as HR needs it: outcome, deadline, who reports, the data to copy, and what was done."""

from typing import Any

from django.utils.translation import gettext as _

from vaern.cases import queries as cases
from vaern.cases.models import Case
from vaern.injury.models import InjuryNotice
from vaern.injury.queries import grounds_for_not_notifying
from vaern.people.models import Person
from vaern.plans.queries import current_deadlines
from vaern.process.assess import assess_case
from vaern.process.clocks import injury_rules
from vaern.process.situation import book
from vaern.rulebook.danish import uncapital
from vaern.rulebook.logic import fact_ids
from vaern.vault import text
from vaern.web.casework.clocks import clock_of
from vaern.web.casework.interview import Interview, ShownQuestion
from vaern.web.casework.law_page import editions
from vaern.web.casework.timeline import happened
from vaern.web.templatetags.moments import day, on_paper

TRACK = "injury"


def injury_page(case: Case, person: Person) -> dict[str, Any]:
    """Everything the page shows."""
    result = assess_case(case).injury
    asked = questions_of(case, person)
    rules = {result.deadline} if result.deadline else injury_rules()
    current = current_deadlines(case).filter(rule__in=rules)
    return {
        "track": book().tracks[TRACK],
        "result": result,
        "clocks": [clock_of(row) for row in current],
        "questions": asked,
        "open": [question for question in asked if not question.answered],
        "folded": [question for question in asked if question.answered],
        "dataset": dataset(case),
        "notices": notices(case),
        "editions": editions(case, TRACK),
        "may_lock": case.state == "open",
        "evidence": [],
        "absence": case.first_absences.order_by("-recorded_at").first(),
        "back": "case_injury",
    }


def questions_of(case: Case, person: Person) -> list[ShownQuestion]:
    """The facts that the track turns on; those of an incident are shown once."""
    asks = Interview(case, person)
    wanted = [fact_ids(outcome.requires) for outcome in book().tracks[TRACK].outcomes if outcome.requires is not None]
    keys = dict.fromkeys(key for keys in wanted for key in keys)
    return [_once(asks, key) for key in keys if not book().facts[key].derived]


def _once(asks: Interview, fact_id: str) -> ShownQuestion:
    """A fact of an incident is shown from the first incident where somebody has answered it."""
    shown = [
        asks.question(fact_id, row, place="skade") for row in (*asks.incidents, *([] if asks.incidents else [None]))
    ]
    return next((question for question in shown if question.answered), shown[0])


def dataset(case: Case) -> list[tuple[str, str]]:
    """What the form of EASY asks for, ready to copy. What the sender wrote is not part of it."""
    hit = cases.affected_employees(case)
    incidents = list(cases.current_incidents(case))
    known = min((row.known_at for row in incidents), default=None)
    return [
        (_("Employee"), ", ".join(person.name for person in hit) or _("Not written down yet")),
        (_("Workplace"), case.unit.name),
        (_("When it happened"), "; ".join(happened(row, paper=True) or _("time unknown") for row in incidents)),
        (_("The workplace was told"), on_paper(known)),
        (_("Registered as a work-environment event"), on_paper(case.opened_at)),
        (_("What kind of event"), _("Digital harassment from outside the workplace")),
        (_("Our case number"), case.number),
    ]


def notices(case: Case) -> list[tuple[InjuryNotice, str, str]]:
    """What was done about notifying, newest first, in words, with what it rests on where it was not."""
    rows = case.injury_notices.select_related("recorded_by").order_by("-recorded_at")
    return [(row, _says(row), text.read(row, "reason")) for row in rows]


def _says(row: InjuryNotice) -> str:
    if not row.notified:
        return _("Not notified in EASY: %(why)s.") % {
            "why": uncapital(grounds_for_not_notifying()[row.ground]["label"])
        }
    shown = {"day": day(row.notified_on), "number": row.receipt_number or _("no number yet")}
    return _("Notified in EASY %(day)s, receipt %(number)s.") % shown
