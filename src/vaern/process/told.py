"""What the one it happened to is to know: who outside has got what, and what was decided, sent and answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from vaern import clock
from vaern.care.queries import disclosures_of
from vaern.cases.models import Case
from vaern.decisions.enums import Outcome
from vaern.decisions.models import Approval
from vaern.letters.models import Letter
from vaern.measures.models import OutcomeTold, PoliceFollowUp
from vaern.people.models import Person
from vaern.process.situation import book
from vaern.rulebook.dated import latest
from vaern.vault.text import read


@dataclass(frozen=True, kw_only=True)
class Outside:
    """Somebody outside the case got something: what, why, when and from whom."""

    to: str
    what: str
    why: str = ""
    at: datetime
    by: Person


@dataclass(frozen=True, kw_only=True)
class Step:
    """Something that was decided, sent or answered, and what it means for the one it happened to."""

    says: str
    note: str = ""
    at: datetime


def told_outside(case: Case) -> list[Outside]:
    """What was noted, and what follows from the acts: the police and the sender know what they were sent."""
    return sorted([*_noted(case), *_police(case), *_letters(case)], key=lambda each: each.at)


def steps_taken(case: Case, person: Person) -> list[Step]:
    """About the police, from the decision to how it ended, oldest first; and what this person was told of the end."""
    return sorted([*_decided(case), *_answered(case), *_ended(case, person)], key=lambda each: each.at)


def newest_decision(case: Case) -> Approval | None:
    """The newest decision about a report to the police."""
    found = Approval.objects.filter(proposal__case=case).select_related("proposal__police_report")
    return found.order_by("-decided_at").first()


def _noted(case: Case) -> Iterator[Outside]:
    for row in disclosures_of(case):
        told = {"to": read(row, "told_to"), "what": read(row, "what"), "why": read(row, "why")}
        yield Outside(**told, at=row.told_at, by=row.told_by)


def _police(case: Case) -> Iterator[Outside]:
    for row in case.police_contacts.select_related("recorded_by"):
        to = ", ".join(part for part in (_("The police"), row.station) if part)
        named = _("The citizen was named.") if row.named_citizen else _("The citizen was not named.")
        what = _("Were asked for guidance.")
        yield Outside(to=to, what=f"{what} {named}", at=row.contacted_at, by=row.recorded_by)
    for sent in case.police_reports.select_related("reported_by"):
        yield Outside(to=_("The police"), what=_("Got the report."), at=sent.reported_at, by=sent.reported_by)


def _letters(case: Case) -> Iterator[Outside]:
    for row in case.letters.filter(sent_at__isnull=False).select_related("sent_by"):
        if row.sent_at is not None and row.sent_by is not None:
            what = _("Got the letter “%(title)s”.") % {"title": _title(row, row.sent_at)}
            yield Outside(to=_("The sender"), what=what, at=row.sent_at, by=row.sent_by)


def _title(letter: Letter, at: datetime) -> str:
    return latest(book().letters[letter.kind], clock.local(at).date()).title


def _decided(case: Case) -> Iterator[Step]:
    says = {
        Outcome.APPROVED: _("It was decided to report to the police."),
        Outcome.ASK_POLICE: _("It was decided to ask the police for advice and wait."),
        Outcome.REJECTED: _("It was decided not to report to the police."),
    }
    rejected = _("You may still report it yourself, and we help you.")
    for row in Approval.objects.filter(proposal__case=case):
        note = rejected if row.outcome == Outcome.REJECTED else ""
        yield Step(says=says[Outcome(row.outcome)], note=note, at=row.decided_at)


def _answered(case: Case) -> Iterator[Step]:
    for sent in case.police_reports.all():
        number = _("The police's journal number: %(n)s.") % {"n": sent.journal_number} if sent.journal_number else ""
        yield Step(says=_("It was reported to the police."), note=number, at=sent.reported_at)
    for row in PoliceFollowUp.objects.filter(report__case=case).defer("note"):
        says = _("We asked the police how it goes: %(status)s.") % {"status": row.get_status_code_display()}
        yield Step(says=says, at=row.asked_at)


def _ended(case: Case, person: Person) -> Iterator[Step]:
    for row in OutcomeTold.objects.filter(case=case, person=person):
        yield Step(says=_("You were told how it ended."), note=read(row, "words"), at=row.told_at)
