"""Who sent it: written down by someone who handles the case, with what follows for the plan and its clocks."""

from django.utils.translation import gettext as _

from vaern.audit.actors import Actor
from vaern.cases import actions
from vaern.cases.enums import Area, SenderCorrection
from vaern.cases.guards import check_can_change, check_may_see
from vaern.cases.models import Case, Party
from vaern.cases.queries import sender_name
from vaern.cases.senders import Sender
from vaern.cases.writing import writing
from vaern.errors import NotNow
from vaern.letters.actions import address_anew
from vaern.letters.guards import check_can_become_someone_else
from vaern.letters.models import Letter
from vaern.letters.queries import values_of, waiting
from vaern.process.act import preview, template_of
from vaern.process.assess import person_of
from vaern.process.exclusions import leave_if_hidden
from vaern.process.letter_values import receivers_name
from vaern.process.plan_start import recalculate
from vaern.vault.text import read


def add_sender(case: Case, by: Actor, sender: Sender) -> Party:
    """Write down a sender. From now runs the month in which that sender is told of it.

    A colleague is chosen among those who work here, and no longer sees the case, whatever roles he or she has.
    Source: databeskyttelsesforordningen art. 14
    """
    with writing(case):
        check_may_see(person_of(by), case, Area.DECISION)
        check_can_change(case)
        row = actions.add_sender(case=case, by=by, sender=sender)
        if sender.person is not None:
            leave_if_hidden(case, by, sender.person)
        recalculate(case, by, cause="sender_added")
        return row


def correct_sender(party: Party, by: Actor, why: SenderCorrection, sender: Sender, *, revision: int) -> Party:
    """Correct what is written of a sender. Letters not yet sent follow, and must be read and approved again.

    A colleague who turns out to be the sender leaves the case. NotNow where somebody else has corrected it since the
    revision that the writer saw.
    """
    case = party.case
    with writing(case):
        check_may_see(person_of(by), case, Area.DECISION)
        party.refresh_from_db()
        _check_is_as_seen(party, revision)
        if why == SenderCorrection.SOMEONE_ELSE:
            check_can_become_someone_else(party)
        before = _addressee(party)
        row = actions.correct_sender(party=party, by=by, why=why, sender=sender)
        if sender.person is not None:
            leave_if_hidden(case, by, sender.person)
        for letter in waiting(case).filter(recipient=row) if _addressee(row) != before else ():
            _address_anew(letter, by, called=before[0])
        recalculate(case, by, cause="sender_corrected")
        return row


def _check_is_as_seen(party: Party, revision: int) -> None:
    if party.revision != revision:
        raise NotNow(
            _("Somebody else has corrected the sender meanwhile."),
            _("What you saw is no longer what is written, so nothing of yours is saved yet."),
            _("Open the page again in another window, and compare it with what you wrote."),
        )


def _addressee(party: Party) -> tuple[str, str, str]:
    return sender_name(party), read(party, "address"), party.sender_kind


def _address_anew(letter: Letter, by: Actor, called: str) -> None:
    """The name follows where the letter had it as it was; a name that the writer chose stays."""
    template, values = template_of(letter.kind), values_of(letter)
    named = [name for name in receivers_name(template) if values.get(name, "") == called]
    values |= dict.fromkeys(named, sender_name(letter.recipient))
    address_anew(letter=letter, by=by, values=values, body=preview(letter.case, template, values))
