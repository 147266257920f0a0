"""What someone is telling, until it is sent. A draft is its writer's alone: saving it leaves no event."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit import chains
from vaern.audit.actors import Actor
from vaern.audit.enums import Stream
from vaern.cases import guards
from vaern.cases.enums import CaseState
from vaern.cases.models import Case, Incident, Report
from vaern.cases.numbers import number
from vaern.cases.text import MOST_CHARACTERS, clean, merge
from vaern.cases.writing import acting_person, note
from vaern.errors import BadInput, NotNow
from vaern.people.models import Person, Unit
from vaern.vault import keys, text

SEALED = ("words", "links", "colleague", "who_knows", "when_words", "day_typed", "clock_typed")
# Only these are merged when two windows wrote: a day or a clock time is chosen anew.
MERGED = ("words", "links", "who_knows")
PLAIN = ("who_is_hit", "before", "media", "types", "recipients", "contact_wish")
FIRST_RECIPIENTS = ["leader"]


@dataclass(frozen=True, slots=True)
class Saved:
    """What came of saving: the draft, and whether another window had written in the meantime."""

    report: Report
    merged: bool = False


def open_draft(*, by: Actor, unit: Unit, case: Case | None = None) -> Report:
    """Begin to tell: in a case of its own that nobody else can see, or as something new in a case."""
    found = case or Case(number=number(), unit=unit, drafted_at=clock.now(), state=CaseState.DRAFT)
    keys.make(found.vault_scope)
    with transaction.atomic():
        if case is None:
            found.save(force_insert=True)
            chains.begin(Stream.CASE, found.id)
        else:
            chains.lock(Stream.CASE, found.id)
        return Report.objects.create(
            case=found,
            reporter_id=acting_person(by),
            recipients=list(FIRST_RECIPIENTS),
            saved_at=clock.now(),
        )


def draft_now(*, report: Report, by: Actor) -> Report | None:
    """The draft that a file of this report goes into: itself, or when it has been sent the writer's newest in the case.

    In the caller's transaction, with the case's chain locked: until it ends, nobody can send the draft. None when it
    has been sent and there is no other. NotNow when it was thrown away.
    """
    row = Report.objects.select_related("case", "case__unit").filter(pk=report.pk).first()
    if row is None:
        raise NotNow(
            _("The draft has been thrown away."),
            _("It happened in another window, before the file had come."),
            _("Begin a new one, and add the file there."),
        )
    guards.check_may_write(row, by)
    if row.sent_at is None:
        return row
    others = Report.objects.select_related("case").filter(case=row.case, reporter_id=row.reporter_id, sent_at=None)
    return others.order_by("-saved_at").first()


def save_draft(*, report: Report, by: Actor, revision: int, fields: Mapping[str, Any]) -> Saved:
    """Keep what is typed now. Where another window saved after `revision`, both windows' texts are kept."""
    with transaction.atomic():
        row = _locked(report, by)
        # The same again (a resent request, a second press) is no conflict and no new revision.
        stale = revision < row.revision
        changed = _take(row, fields, stale=stale)
        if changed:
            row.revision += 1
            row.saved_at = clock.now()
            row.save()
        return Saved(row, merged=stale and changed)


def mark_sent(
    *,
    report: Report,
    by: Actor,
    received_by: Person | None,
    through: str,
    absent: list[str],
    call_before: datetime | None,
    incident: Incident,
) -> Report:
    """The draft has been sent: to whom, by which way, and before when they call. It never changes again."""
    row = _locked(report, by)
    row.sent_at, row.received_by, row.received_through = clock.now(), received_by, through
    row.absent, row.call_before = absent, call_before
    row.save()
    receiver = received_by.id if received_by else None
    note("report.sent", row.case, by, report=row.id, receiver=receiver, through=through, incident=incident.id)
    return row


def discard_draft(*, report: Report, by: Actor) -> None:
    """The writer throws the draft away. Its files must be gone first; a case that was only this draft is forgotten."""
    with transaction.atomic():
        row = _locked(report, by)
        case, scope = row.case, row.case.vault_scope
        row.delete()
        if case.state != CaseState.DRAFT:
            return
        case.delete()
    keys.destroy(scope)


def _locked(report: Report, by: Actor) -> Report:
    chains.lock(Stream.CASE, report.case_id)
    row = Report.objects.select_related("case").get(pk=report.pk)
    guards.check_may_write(row, by)
    guards.check_can_write(row)
    return row


def _take(row: Report, fields: Mapping[str, Any], *, stale: bool) -> bool:
    changed = [_take_text(row, name, fields[name], stale=stale) for name in SEALED if name in fields]
    changed += [_take_plain(row, name, fields[name]) for name in PLAIN if name in fields]
    changed.append(_take_happening(row, happening=bool(fields.get("happening", row.happening_at is not None))))
    return any(changed)


def _take_text(row: Report, name: str, typed: str, *, stale: bool) -> bool:
    before, after = text.read(row, name), clean(typed)
    if len(after) > MOST_CHARACTERS:
        raise BadInput(
            _("The text is too long to be saved."),
            _("There is room for %(most)s characters.") % {"most": MOST_CHARACTERS},
            _("Save it as a file, and add the file instead. What you wrote still stands on the page."),
        )
    if stale:
        after = merge(before, after, _("(Written in another window:)")) if name in MERGED else after or before
    if after == before:
        return False
    text.seal_into(row, **{name: after})
    return True


def _take_plain(row: Report, name: str, value: Any) -> bool:
    if getattr(row, name) == value:
        return False
    setattr(row, name, value)
    return True


def _take_happening(row: Report, *, happening: bool) -> bool:
    if happening == (row.happening_at is not None):
        return False
    row.happening_at = clock.now() if happening else None
    return True
