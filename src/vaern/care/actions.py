"""Accepts, talks and disclosures. Each is one transaction and one event in the case."""

from datetime import datetime

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.care import texts
from vaern.care.enums import TalkKind
from vaern.care.guards import check_may_accept
from vaern.care.models import Accept, Disclosure, Talk
from vaern.care.queries import current_accept
from vaern.cases.models import Case
from vaern.cases.text import clean
from vaern.cases.writing import acting_person, note, writing
from vaern.errors import BadInput, NotNow
from vaern.people.models import Person
from vaern.vault.text import seal_into

VALUES = ("yes", "no", "later", "withdrawn")


def give_accept(*, case: Case, by: Actor, subject: str, value: str, words: str = "") -> Accept:
    """A yes, a no or a withdrawal by the affected employee, to the text in the version that is shown today.

    It can be given and taken back in any state of the case. Source: content/guidance/accept.yaml
    """
    if subject not in texts.SUBJECTS or value not in VALUES:
        raise BadInput(_("We could not read your answer."), "", _("Choose yes or no again."))
    with writing(case):
        check_may_accept(case, by)
        row = Accept(
            case=case,
            person_id=acting_person(by),
            subject=subject,
            text_version=texts.version(subject),
            value=value,
            given_at=clock.now(),
            supersedes=_before(case, subject, by),
        )
        seal_into(row, words=clean(words))
        row.save(force_insert=True)
        name = "accept.withdrawn" if value == "withdrawn" else "accept.given"
        note(name, case, by, accept=row.id, subject=subject, value=value, version=row.text_version)
        return row


def promise_talk(*, case: Case, by: Actor, kind: TalkKind, held_by: Person, before: datetime | None) -> Talk:
    """Somebody promises to talk with the affected employee before a time."""
    with writing(case):
        row = Talk.objects.create(case=case, kind=kind, held_by=held_by, promised_before=before)
        note("talk.promised", case, by, talk=row.id, kind=kind, person=held_by.id)
        return row


def pass_on_talk(*, talk: Talk, by: Actor, to: Person) -> Talk:
    """Another person keeps the promise to talk with the affected employee."""
    with writing(talk.case):
        talk.held_by = to
        talk.save(update_fields=["held_by"])
        note("talk.passed_on", talk.case, by, talk=talk.id, kind=talk.kind, person=to.id)
        return talk


def hold_talk(*, talk: Talk, by: Actor, held_at: datetime | None = None, note_text: str = "") -> Talk:
    """The talk was held, by the one who says so. The note is for the two of them; NotNow when it was held before."""
    with writing(talk.case):
        talk.refresh_from_db(fields=["held_at"])
        if talk.held_at is not None:
            raise NotNow(_("This talk is noted already."), "", _("Note one more talk, if you have talked again."))
        if held_at is not None and held_at > clock.now():
            raise BadInput(_("That time has not come yet."), "", _("Write when the talk was held."))
        talk.held_at, talk.held_by_id = held_at or clock.now(), acting_person(by)
        seal_into(talk, note=clean(note_text))
        talk.save(update_fields=["held_at", "held_by", "note"])
        note("talk.held", talk.case, by, talk=talk.id, kind=talk.kind)
        return talk


def disclose(*, case: Case, by: Actor, told_to: str, what: str, why: str) -> Disclosure:
    """Write down who was told what, and why: a reason for each telling."""
    if not (clean(told_to) and clean(why)):
        raise BadInput(
            _("Write who was told, and why."),
            _("The affected employee can see both."),
            _("Fill in the fields and save again."),
        )
    with writing(case):
        row = Disclosure(case=case, told_by_id=acting_person(by), told_at=clock.now())
        seal_into(row, told_to=clean(told_to), what=clean(what), why=clean(why))
        row.save(force_insert=True)
        note("disclosure.recorded", case, by, disclosure=row.id)
        return row


def _before(case: Case, subject: str, by: Actor) -> Accept | None:
    person = Person.objects.filter(pk=acting_person(by)).first()
    return current_accept(case, subject, person)
