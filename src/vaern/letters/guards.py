"""Who may write, approve and send a letter, and when."""

from django.utils.translation import gettext as _

from vaern.cases import guards as cases
from vaern.cases.enums import CaseRole, SenderKind
from vaern.cases.models import Case, Party
from vaern.cases.queries import roles_in
from vaern.errors import NotAllowed, NotNow
from vaern.letters.models import Letter
from vaern.people.models import Person

HANDLERS = frozenset({CaseRole.CASE_OWNER, CaseRole.LEADER, CaseRole.JURIST, CaseRole.APPROVER})


def check_may_write(person: Person, case: Case) -> None:
    """Those who handle the case write to the citizen, never somebody the citizen's complaint is about."""
    if not roles_in(person, case) & HANDLERS:
        raise NotAllowed(_("You cannot write letters in this case."), "", _("Ask the case owner."))
    cases.check_may_decide(person, case)


def check_may_approve(person: Person, letter: Letter) -> None:
    """Another person than those who wrote it approves, and nobody who is a part of the case."""
    check_may_write(person, letter.case)
    if person.pk in letter.writers:
        raise NotAllowed(
            _("You cannot approve your own letter."),
            _("A letter to the citizen is always read by two, and whoever last changed the text has also written it."),
            _("Ask a colleague who handles the case."),
        )


def check_can_change(letter: Letter) -> None:
    """A letter changes until it is approved, sent or discarded."""
    cases.check_can_change(letter.case)
    if letter.discarded_at is not None:
        raise NotNow(_("The letter has been discarded."), "", _("Write a new one."))
    if letter.approved_at is not None:
        raise NotNow(
            _("The letter has been approved."), _("Approved text is locked."), _("Write a new letter instead.")
        )


def check_revision(letter: Letter, revision: int) -> None:
    """Two windows with the same letter: the later one must read what the other saved."""
    if letter.revision != revision:
        raise NotNow(
            _("The letter was changed in another window."),
            _("Nothing of either text is lost."),
            _("Read what was saved there, and save again."),
        )


def check_was_read(letter: Letter, revision: int) -> None:
    """Who approves has read the letter as it stands now, not as it was before somebody saved."""
    if letter.revision != revision:
        raise NotNow(
            _("The letter was changed after you opened it."),
            _("You have not read the text as it is now. Nothing is approved."),
            _("Read the letter again, and approve it then."),
        )


def check_can_be_written_to(recipient: Party | None) -> None:
    """The case says who the receiver is."""
    if recipient is None or recipient.sender_kind == SenderKind.UNKNOWN:
        raise NotNow(
            _("There is nobody to write to."), _("The case does not say who the sender is."), _("Add the sender first.")
        )


def check_can_become_someone_else(recipient: Party) -> None:
    """A letter that was sent stays with whom it was sent to."""
    if recipient.letters.filter(sent_at__isnull=False).exists():
        raise NotNow(
            _("A letter was sent to this sender."),
            _("It must stay with whom it was sent to."),
            _("Write the right sender down as a new one."),
        )


def check_can_send(letter: Letter) -> None:
    """A letter is sent once, after it was approved."""
    cases.check_can_change(letter.case)
    if letter.sent_at is not None:
        raise NotNow(_("The letter has already been sent."))
    if letter.discarded_at is not None or letter.approved_at is None:
        raise NotNow(_("The letter has not been approved."), "", _("Ask a colleague to approve it."))
