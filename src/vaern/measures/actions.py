"""Writes of what was done towards the world outside. Reached through `process` alone."""

from datetime import datetime

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases.guards import check_can_change
from vaern.cases.models import Case
from vaern.cases.text import clean
from vaern.cases.writing import acting_person, note, writing
from vaern.decisions.models import Proposal
from vaern.errors import BadInput
from vaern.measures.enums import PoliceStatus
from vaern.measures.models import OutcomeTold, PoliceContact, PoliceFollowUp, PoliceReport
from vaern.people.models import Person
from vaern.vault.models import Blob
from vaern.vault.text import seal_into


def record_police_contact(
    *, case: Case, by: Actor, contacted_at: datetime, station: str, said: str, named_citizen: bool = False
) -> PoliceContact:
    """What the police advised: which station, when, and what was said. It is a fact, never the reason alone.

    Source: question 2 of the ombudsman's letter
    """
    if contacted_at > clock.now() or not clean(said) or not clean(station):
        raise BadInput(
            _("The talk with the police needs who, when and what was said."),
            _("Without them nobody can later say what the advice was."),
            _("Write all three; the time cannot lie in the future."),
        )
    with writing(case):
        check_can_change(case)
        row = PoliceContact(
            case=case,
            contacted_at=contacted_at,
            station=clean(station),
            named_citizen=named_citizen,
            recorded_by_id=acting_person(by),
            recorded_at=clock.now(),
        )
        seal_into(row, said=clean(said))
        row.save(force_insert=True)
        note("police.contacted", case, by, contact=row.id, named=named_citizen)
        return row


def mark_reported(
    *, proposal: Proposal, by: Actor, journal_number: str, text: str, pdf: Blob | None = None
) -> PoliceReport:
    """The report was made. `process.act` has evaluated the gate in this same transaction."""
    with writing(proposal.case):
        check_can_change(proposal.case)
        row = PoliceReport(
            case=proposal.case,
            proposal=proposal,
            reported_by_id=acting_person(by),
            reported_at=clock.now(),
            journal_number=clean(journal_number),
            pdf=pdf,
        )
        seal_into(row, text=clean(text))
        row.save(force_insert=True)
        note("police.reported", proposal.case, by, report=row.id, proposal=proposal.id)
        return row


def record_follow_up(*, report: PoliceReport, by: Actor, status: PoliceStatus, note_text: str) -> PoliceFollowUp:
    """What the police answered when they were asked how it goes."""
    with writing(report.case):
        row = PoliceFollowUp(
            report=report, asked_at=clock.now(), status_code=status.value, recorded_by_id=acting_person(by)
        )
        seal_into(row, note=clean(note_text))
        row.save(force_insert=True)
        note("police.status_recorded", report.case, by, follow_up=row.id, status=status.value)
        return row


def record_outcome_told(*, case: Case, by: Actor, person: Person, words: str) -> OutcomeTold:
    """The affected employee has been told how it ended."""
    with writing(case):
        row = OutcomeTold(case=case, person=person, told_by_id=acting_person(by), told_at=clock.now())
        seal_into(row, words=clean(words))
        row.save(force_insert=True)
        note("employee.told_outcome", case, by, person=person.id)
        return row
