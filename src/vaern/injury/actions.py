"""Writes down what was done about notifying the injury."""

from datetime import date

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases.guards import check_can_change
from vaern.cases.models import Case
from vaern.cases.text import clean
from vaern.cases.writing import acting_person, note, writing
from vaern.errors import BadInput
from vaern.injury.models import FirstAbsence, InjuryNotice
from vaern.injury.queries import grounds_for_not_notifying
from vaern.vault import keys
from vaern.vault.text import seal_into


def record_injury_notice(
    *,
    case: Case,
    by: Actor,
    notified: bool,
    notified_on: date | None = None,
    receipt_number: str = "",
    ground: str = "",
    reason: str = "",
) -> InjuryNotice:
    """The injury was notified, with the receipt's number, or it was not, with the ground and what it rests on.

    The earlier row stays. BadInput when what belongs to the one or the other is missing.
    Source: tracks/injury, guidance/account
    """
    number, why = clean(receipt_number), clean(reason)
    _check(notified=notified, notified_on=notified_on, number=number)
    if not notified:
        _check_why_not(ground, why)
    with writing(case):
        check_can_change(case)
        before = case.injury_notices.filter(superseded_by=None).first()
        row = InjuryNotice(
            case=case,
            registered_internally_at=case.opened_at,
            notified=notified,
            notified_on=notified_on,
            receipt_number=number,
            ground="" if notified else ground,
            recorded_by_id=acting_person(by),
            recorded_at=clock.now(),
            supersedes=before,
        )
        keys.make(row.vault_scope)
        seal_into(row, reason=why)
        row.save(force_insert=True)
        note("injury.notified" if notified else "injury.not_notified", case, by, notice=row.id)
        return row


def record_first_absence(*, case: Case, by: Actor, day: date) -> FirstAbsence:
    """The first day away because of it. The deadline of 14 days runs from there."""
    if day > clock.today():
        raise BadInput(_("The first day of absence lies in the future."), "", _("Look at the date again."))
    with writing(case):
        check_can_change(case)
        row = FirstAbsence.objects.create(case=case, day=day, recorded_by_id=acting_person(by), recorded_at=clock.now())
        note("injury.absence_recorded", case, by, absence=row.id)
        return row


def _check(*, notified: bool, notified_on: date | None, number: str) -> None:
    if notified and not (number and notified_on):
        raise BadInput(
            _("The notice needs the day and the receipt's number."),
            _("A draft in EASY does not count until it has been sent."),
            _("Write the number that the receipt shows."),
        )
    if notified_on is not None and notified_on > clock.today():
        raise BadInput(_("The day of the notice lies in the future."), "", _("Look at the date again."))


def _check_why_not(ground: str, why: str) -> None:
    if ground not in grounds_for_not_notifying():
        raise BadInput(
            _("Choose why it is not notified."),
            _("An oversight body asks why, and the account tells it."),
            _("Choose among the grounds that are shown."),
        )
    if not why:
        raise BadInput(
            _("Not notifying needs a reason."),
            _("An oversight body asks why."),
            _("Write in one sentence why it is not notified."),
        )
