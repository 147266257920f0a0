"""What the receipt and the page of one's own case say."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vaern import clock
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.audit.moments import from_microseconds
from vaern.audit.sentences import part_read
from vaern.care import texts
from vaern.care.queries import current_accept, talks_of
from vaern.cases import queries as cases
from vaern.cases.enums import CaseRole, CaseState
from vaern.cases.models import Case, Report
from vaern.cases.readers import names_behind, readers_of
from vaern.decisions.enums import Outcome
from vaern.evidence.queries import items_in
from vaern.people.enums import OrgRole
from vaern.people.models import Person
from vaern.plans.queries import current_deadlines, tasks_of
from vaern.process import told
from vaern.process.clocks import CLOCK_72_HOURS
from vaern.process.opening import emergency_reason
from vaern.process.report import Receipt
from vaern.rulebook.load import load
from vaern.vault.text import read
from vaern.web.casework.tasks import as_steps, shown, talks_planned
from vaern.web.parts import PlanStep
from vaern.web.templatetags.moments import clock_time, day, deadline, left, when

# The fact that tells it, and the subjects with a text to read first.
OWN_REQUEST = "report_needs_employees_request"
WITH_TEXT = (texts.POLICE_REPORT, texts.PROSECUTION)
READING = {
    "case.read": gettext_lazy("The case"),
    "case.glass_broken": gettext_lazy("Opened the case by emergency access"),
    "emergency.ended": gettext_lazy("Ended an emergency access"),
    "evidence.viewed": gettext_lazy("The content of a piece of evidence"),
    "evidence.exported": gettext_lazy("Took a copy of a file"),
    "evidence.copied": gettext_lazy("Took a copy of a file"),
    "bundle.exported": gettext_lazy("Took a copy of the evidence"),
}
PARTS = {
    "account": gettext_lazy("The account of the case"),
    "care": gettext_lazy("The talks"),
    "decision": gettext_lazy("Who takes part and what is decided"),
    "emergency": gettext_lazy("Why emergency access was used"),
    "evidence": gettext_lazy("The evidence, unopened"),
    "facts": gettext_lazy("The answers"),
    "injury": gettext_lazy("The work injury"),
    "law": gettext_lazy("The legal assessment"),
    "letters": gettext_lazy("The letters"),
    "log": gettext_lazy("The log"),
    "own": gettext_lazy("The page of their own report"),
    "sender": gettext_lazy("Who the sender is"),
    "talks": gettext_lazy("The talks"),
}
TEXTS_SHOWN = ("words", "colleague", "day_typed", "clock_typed", "when_words", "links", "who_knows")


def receipt_page(receipt: Receipt) -> dict[str, Any]:
    """One named person, one clock time, and a copy."""
    return {
        "receipt": receipt,
        "headline": headline(receipt),
        "absent": [_("%(name)s is away.") % {"name": person.name} for person in receipt.absent],
        "copy": copy_of(receipt.report),
        "files": items_in(receipt.report).count(),
        "first_time": receipt.call_before is not None or receipt.receiver is None,
    }


def headline(receipt: Receipt) -> str:
    """Who calls, and before when; once they have talked, when that was."""
    held = talks_of(receipt.case).filter(held_at__gte=receipt.report.sent_at).first()
    if held is not None:
        return _("%(name)s talked with you %(when)s") % {"name": held.held_by.first_name, "when": when(held.held_at)}
    if receipt.receiver is None or receipt.call_before is None:
        return _("Your message has been received")
    name, at = receipt.receiver.first_name, receipt.call_before
    away = (clock.local(at).date() - clock.today()).days
    said = {"name": name, "time": clock_time(at), "day": _near(away, at)}
    wish = receipt.report.contact_wish
    if wish == "visit":
        return _("%(name)s comes by %(day)s before %(time)s") % said
    if wish == "sms":
        return _("%(name)s writes to you %(day)s before %(time)s") % said
    return _("%(name)s calls you %(day)s before %(time)s") % said


def _near(away: int, at: datetime) -> str:
    if away in (0, 1):
        return _("tomorrow") if away else _("today")
    return f"{date_format(clock.local(at), 'l')} {day(at)}"


def _as_a_day(typed: str) -> str:
    """A day that the browser wrote for her, as one says it; what she wrote herself stays as it is."""
    try:
        return day(date.fromisoformat(typed))
    except ValueError:
        return typed


def copy_of(report: Report) -> list[tuple[str, str]]:
    """What she wrote, as she wrote it."""
    says = {
        "words": _("In your own words"),
        "colleague": _("Who it has hit"),
        "day_typed": _("Day"),
        "clock_typed": _("Time"),
        "when_words": _("When, in your own words"),
        "links": _("Links"),
        "who_knows": _("Who knows already"),
    }
    rows = [(says[name], read(report, name)) for name in TEXTS_SHOWN]
    rows = [(label, _as_a_day(said) if label == says["day_typed"] else said) for label, said in rows]
    if report.happening_at:
        rows.append((_("Time"), _("It was happening %(when)s.") % {"when": when(report.happening_at)}))
    for name, label in (("media", _("Where")), ("types", _("What"))):
        known = {row["code"]: row["label"] for row in load().texts[name][name]}
        rows.append((label, ", ".join(known.get(code, code) for code in getattr(report, name))))
    return [(label, text) for label, text in rows if text]


def case_line(case: Case, person: Person) -> dict[str, Any]:
    """One line of the list of own cases."""
    return {"case": case, "title": title(case), "status": status(case, person)}


def title(case: Case) -> str:
    """A case of one's own is known by its day."""
    return _("Your case from %(day)s") % {"day": day(case.opened_at)}


def status(case: Case, person: Person) -> str:
    """How it stands, in one sentence."""
    owner = cases.person_in_role(case, CaseRole.CASE_OWNER)
    if case.state == CaseState.CLOSED:
        return _("The case was closed %(when)s. Say so if something new happens.") % {"when": day(case.closed_at)}
    if owner is None:
        return _("Your message has been received. The work-environment team finds out who calls you.")
    affected = CaseRole.AFFECTED_EMPLOYEE in cases.roles_in(person, case)
    waiting = talks_of(case).filter(held_at=None, promised_before__isnull=False).first() if affected else None
    if waiting:
        said = {"name": waiting.held_by.first_name, "when": when(waiting.promised_before)}
        if waiting.promised_before and waiting.promised_before < clock.now():
            late = _(
                "%(name)s was to talk with you before %(when)s. Has nobody called? Then call %(name)s or the team."
            )
            return late % said
        return _("%(name)s has your message and calls you before %(when)s.") % said
    works = _("%(name)s works on the case. You hear about it before anybody outside does.") % {"name": owner.first_name}
    return (_of_the_police(case, owner.first_name) if affected else "") or works


def _of_the_police(case: Case, name: str) -> str:
    """What was decided about the police, and whether anything has been sent; nothing while neither is so."""
    row = told.newest_decision(case)
    sent = case.police_reports.order_by("-reported_at").first()
    if sent is not None and (row is None or row.decided_at <= sent.reported_at):
        said = {"when": when(sent.reported_at), "name": name}
        return (
            _("It was reported to the police %(when)s. %(name)s follows it up and tells you what they answer.") % said
        )
    says = {
        Outcome.APPROVED: _("It was decided to report to the police. Nothing has been sent yet."),
        Outcome.REJECTED: _(
            "It was decided not to report to the police. You may still report it yourself, and %(name)s helps you."
        ),
    }
    return says.get(Outcome(row.outcome), "") % {"name": name} if row else ""


def my_case_page(case: Case, person: Person) -> dict[str, Any]:
    """Everything on the page of one's own case; a reporter for a colleague sees the own report only."""
    affected = CaseRole.AFFECTED_EMPLOYEE in cases.roles_in(person, case)
    owner = cases.person_in_role(case, CaseRole.CASE_OWNER)
    page = {
        "case": case,
        "title": title(case),
        "status": status(case, person),
        "owner": owner,
        "affected": affected,
        "reports": [(row, copy_of(row), items_in(row).count()) for row in cases.own_reports(person, case)],
    }
    return page | (_of_the_affected(case, person) if affected else {})


def _of_the_affected(case: Case, person: Person) -> dict[str, Any]:
    return {
        "accepts": accepts(case, person),
        "told": told.told_outside(case),
        "taken": told.steps_taken(case, person),
        "hours": hours_left(case),
        "talks": talks(case),
        "agreed": [(talk, note) for talk in talks_of(case) if (note := read(talk, "note"))],
        "steps": (steps := plan_steps(case)),
        "next_step": next((step for step in steps if step.state == "next"), None) if case.state == "open" else None,
        "readers": latest_readers(case, person),
    }


def accepts(case: Case, person: Person) -> list[dict[str, Any]]:
    """What can be said yes or no to, and what has been said."""
    labels = {
        texts.POLICE_REPORT: _("The workplace may report it to the police"),
        **({texts.PROSECUTION: _("You ask yourself that charges are brought")} if own_request_needed(case) else {}),
        texts.TELL_TEAM: _("The team may know that you have been harassed"),
        texts.TR_READS: _("Your union representative may read the case"),
    }
    rows, reported = [], case.police_reports.exists()
    for subject, label in labels.items():
        said = current_accept(case, subject, person)
        value = said.value if said else ""
        rows.append(
            {
                "subject": subject,
                "label": label,
                "value": value,
                "says": _says_accept(value),
                "given": when(said.given_at) if said else "",
                "version": said.text_version if said else "",
                "text": texts.accept_text(subject) if subject in WITH_TEXT else None,
                "follows": _follows(subject, value, reported=reported) if value and subject in WITH_TEXT else "",
            }
        )
    return rows


def _follows(subject: str, value: str, *, reported: bool) -> str:
    """What the answer means now. What was true before the report was sent is not said after it."""
    text = texts.accept_text(subject)
    after = "says_yes_reported" if value == "yes" else "says_not_yes_reported"
    return str(text.get(after, "") if reported and after in text else text.get(f"says_{value}", ""))


def hours_left(case: Case) -> str:
    """The nearest of the 72 hours that run, to the hour: she may report herself, and is to know how long there is."""
    running = current_deadlines(case).filter(rule=CLOCK_72_HOURS, met_at=None, due_at__gt=clock.now())
    row = running.first() if case.state == CaseState.OPEN else None
    if row is None or row.due_at is None or row.started_at is None:
        return ""
    said = {"due": deadline(row.due_at), "start": when(row.started_at), "left": left(row.due_at)}
    return _("The 72 hours end %(due)s, counted from %(start)s. %(left)s.") % said


def own_request_needed(case: Case) -> bool:
    """Whether a jurist has said that some rule can only be used when the employee asks for it."""
    return cases.current_answers(case).filter(fact=OWN_REQUEST, value="yes").exists()


def _says_accept(value: str) -> str:
    words = {"yes": _("Yes"), "no": _("No"), "later": _("You are thinking about it"), "withdrawn": _("Taken back")}
    return words.get(value, _("Not answered"))


def talks(case: Case) -> list[PlanStep]:
    """The talks, held and promised."""
    rows, waiting = [], True
    for talk in talks_of(case):
        held = talk.held_at is not None
        at = when(talk.held_at) if held else _("before %(when)s") % {"when": when(talk.promised_before)}
        state = "done" if held else "next" if waiting else "open"
        waiting = waiting and held
        rows.append(PlanStep(title=talk.get_kind_display(), who=talk.held_by.name, when=at, state=state))  # type: ignore[arg-type] # one of the three
    return rows + (talks_planned(case) if case.state == CaseState.OPEN else [])


def plan_steps(case: Case) -> list[PlanStep]:
    """What is done for her: each step that is relevant here, with who and when. What is noted on it is not shown."""
    relevant = [task for task in tasks_of(case) if not task.not_relevant]
    said = {row["code"]: row["label"] for row in load().texts["plan_to_employee"]["steps"]}
    told = [replace(row, title=said.get(row.task.step, row.title)) for row in shown(relevant)]
    return [replace(each, url="") for each in as_steps(told)]


# Who reads does so in a role in the case, or, as oversight does, in one at the workplace.
ROLES = {**dict(OrgRole.choices), **dict(CaseRole.choices)}


@dataclass(frozen=True)
class Reading:
    """Somebody opened a part of the case, saw evidence or took a copy; and why, where it had to be written."""

    at: datetime
    name: str
    role: str
    what: str
    why: str = ""


def readings(case: Case, person: Person) -> list[Reading]:
    """Every reading by others, newest first."""
    own = str(readers_of(case.id).of(person.id))
    found = events_of(Stream.CASE, case.id).filter(name__in=READING).exclude(actor_id=own)
    names = names_behind(case.id, {event.actor_id for event in found})
    return [
        Reading(
            from_microseconds(event.recorded_at),
            names.get(event.actor_id, "Værn"),
            str(ROLES.get(event.role, event.role)),
            str(PARTS.get(part_read(event)) or READING[event.name]),
            emergency_reason(case, event),
        )
        for event in found.order_by("-sequence")
    ]


def latest_readers(case: Case, person: Person) -> list[Reading]:
    """Each reader once, with the latest time and whether pictures were seen."""
    seen: dict[str, Reading] = {}
    for row in readings(case, person):
        seen.setdefault(row.name, row)
    return list(seen.values())
