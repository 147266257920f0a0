"""Writes of letters. Reached through `process` alone."""

import json
from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases.guards import check_can_change as check_case_can_change
from vaern.cases.models import Case, Party
from vaern.cases.text import clean
from vaern.cases.writing import acting_person, note, writing
from vaern.errors import BadInput
from vaern.letters import guards, queries
from vaern.letters.kinds import READ_BY_ANOTHER
from vaern.letters.models import Letter, Postponement
from vaern.vault.models import Blob
from vaern.vault.text import seal_into


def draft_letter(
    *,
    case: Case,
    by: Actor,
    recipient: Party,
    kind: str,
    content: tuple[str, str],
    values: Mapping[str, str],
    body: str,
) -> Letter:
    """Begin a letter of one kind; `content` is its file and that file's hash."""
    with writing(case):
        check_case_can_change(case)
        row = Letter(
            case=case,
            recipient=recipient,
            kind=kind,
            content_file=content[0],
            content_hash=content[1],
            drafted_by_id=acting_person(by),
            drafted_at=clock.now(),
            edited_by_id=acting_person(by),
        )
        seal_into(row, values=json.dumps(dict(values)), body=body)
        row.save(force_insert=True)
        note("letter.drafted", case, by, letter=row.id, kind=kind)
        return row


def save_letter(
    *, letter: Letter, by: Actor, revision: int, values: Mapping[str, str], body: str, checked: Mapping[str, str]
) -> Letter:
    """Keep what was written. NotNow when another window saved in between; approved text does not change.

    Whoever changes the text has written it, until the one who began it takes it back by saving.
    """
    with writing(letter.case):
        letter.refresh_from_db()
        guards.check_can_change(letter)
        guards.check_revision(letter, revision)
        if acting_person(by) == letter.drafted_by_id or queries.differs(letter, values, body):
            letter.edited_by_id = acting_person(by)
        letter.revision += 1
        letter.checked = dict(checked)
        seal_into(letter, values=json.dumps(dict(values)), body=clean(body))
        letter.save()
        note("letter.saved", letter.case, by, letter=letter.id, revision=letter.revision)
        return letter


def approve_letter(*, letter: Letter, by: Actor, revision: int, checked: Mapping[str, str]) -> Letter:
    """Another person approves the letter as that person read it, in this revision; from now on it is locked."""
    with writing(letter.case):
        guards.check_can_change(letter)
        guards.check_was_read(letter, revision)
        letter.checked = dict(checked)
        letter.approved_by_id, letter.approved_at = acting_person(by), clock.now()
        letter.save(update_fields=["checked", "approved_by", "approved_at"])
        note("letter.approved", letter.case, by, letter=letter.id, revision=letter.revision)
        return letter


def address_anew(*, letter: Letter, by: Actor, values: Mapping[str, str], body: str) -> Letter:
    """The receiver was corrected before the letter was sent: it follows, an approval lapses, and it is read again.

    Whoever corrected the receiver has a part in the text, and so does not approve it.
    """
    with writing(letter.case):
        letter.approved_by, letter.approved_at = None, None
        letter.edited_by_id, letter.revision = acting_person(by), letter.revision + 1
        letter.checked = {point: who for point, who in letter.checked.items() if point != READ_BY_ANOTHER}
        seal_into(letter, values=json.dumps(dict(values)), body=clean(body))
        letter.save()
        note("letter.addressed_anew", letter.case, by, letter=letter.id, revision=letter.revision)
        return letter


def discard_letter(*, letter: Letter, by: Actor) -> Letter:
    """The letter is not to be sent; it stays on the case."""
    with writing(letter.case):
        letter.refresh_from_db()
        if letter.sent_at is not None:
            guards.check_can_send(letter)
        letter.discarded_at = clock.now()
        letter.save(update_fields=["discarded_at"])
        note("letter.discarded", letter.case, by, letter=letter.id)
        return letter


def mark_sent(*, letter: Letter, by: Actor, pdf: Blob, how: str) -> Letter:
    """The letter went out as exactly this file."""
    with writing(letter.case):
        guards.check_can_send(letter)
        letter.sent_by_id, letter.sent_at, letter.sent_how, letter.pdf = acting_person(by), clock.now(), how, pdf
        letter.save(update_fields=["sent_by", "sent_at", "sent_how", "pdf"])
        note("letter.sent", letter.case, by, letter=letter.id, kind=letter.kind, how=how)
        return letter


def postpone_telling_sender(*, case: Case, by: Actor, until: date, reason: str) -> Postponement:
    """The sender is told later that something is recorded: until which day, and why."""
    if until <= clock.today() or not clean(reason):
        raise BadInput(
            _("Waiting needs a reason and a day in the future."),
            _("The one who is registered has a right to be told."),
            _("Write why it must wait, and until when."),
        )
    with writing(case):
        row = Postponement(case=case, until=until, decided_by_id=acting_person(by), decided_at=clock.now())
        seal_into(row, reason=clean(reason))
        row.save(force_insert=True)
        note("sender.telling_postponed", case, by, postponement=row.id, until=until.isoformat())
        return row
