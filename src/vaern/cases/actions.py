"""Writes in a case: who takes part, whom it is about, what happened, what is answered. Its states are in `states`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.audit.enums import Stream
from vaern.audit.events import record
from vaern.cases import guards, queries
from vaern.cases.enums import (
    CaseRole,
    ExclusionGround,
    ExclusionKind,
    PartyKind,
    SenderCorrection,
    SenderKind,
)
from vaern.cases.models import (
    Answer,
    Case,
    Complaint,
    Exclusion,
    Incident,
    NormReason,
    Participation,
    Party,
)
from vaern.cases.readers import in_log
from vaern.cases.senders import Sender
from vaern.cases.text import clean
from vaern.cases.times import When
from vaern.cases.writing import acting_person, note, note_all, writing
from vaern.errors import BadInput
from vaern.people.models import Person
from vaern.vault import keys
from vaern.vault.text import seal_into

VALUES = ("yes", "no", "unknown")
BREAK_GLASS_FOR = timedelta(hours=24)

# Who takes part --------------------------------------------------------------------------------------


def add_participant(
    *,
    case: Case,
    by: Actor,
    person: Person,
    role: CaseRole,
    reason_code: str,
    reason: str = "",
    until: datetime | None = None,
) -> Participation:
    """Let a person take part in a role, from now. Whoever already does in that role stays as is."""
    with writing(case):
        guards.check_may_take_part(person, case)
        held = case.participations.filter(queries.current(), person=person, role=role).first()
        if held is not None:
            return held
        row = Participation(
            case=case,
            person=person,
            role=role,
            since=clock.now(),
            until=until,
            added_by_id=by.person_id,
            reason_code=reason_code,
        )
        seal_into(row, reason=clean(reason))
        row.save(force_insert=True)
        note("participant.added", case, by, person=person.id, role=role.value, reason=reason_code)
        return row


def end_participation(*, participation: Participation, by: Actor, reason_code: str, reason: str = "") -> Participation:
    """The person no longer takes part in that role; that it was so, and why it ended, stays on the case."""
    emergency = participation.role == CaseRole.BREAK_GLASS
    with writing(participation.case):
        participation.until = clock.now()
        seal_into(participation, ended_because=clean(reason))
        participation.save(update_fields=["until", "ended_because"])
        note(
            "emergency.ended" if emergency else "participant.ended",
            participation.case,
            by,
            person=participation.person_id,
            role=participation.role,
            reason=reason_code,
        )
        return participation


def exclude(*, case: Case, by: Actor, person: Person, kind: ExclusionKind, ground: ExclusionGround) -> Exclusion:
    """Keep a person from seeing the case, or from deciding in it, whatever roles that person has."""
    with writing(case):
        own = {"person": person, "kind": kind, "ground": ground}
        row = case.exclusions.filter(queries.STANDS, **own).first()
        if row is None:
            row = Exclusion.objects.create(case=case, since=clock.now(), added_by_id=by.person_id, **own)
            note("person.excluded", case, by, person=person.id, kind=kind.value, ground=ground.value)
        return row


def lift_exclusion(*, exclusion: Exclusion, by: Actor, reason: str) -> Exclusion:
    """The person is no longer kept from it on that ground. That it was so, and why it ended, stays on the case."""
    with writing(exclusion.case):
        exclusion.until = clock.now()
        seal_into(exclusion, lifted_because=clean(reason))
        exclusion.save(update_fields=["until", "lifted_because"])
        ids = {"person": exclusion.person_id, "kind": exclusion.kind, "ground": exclusion.ground}
        note("exclusion.lifted", exclusion.case, by, **ids)
        return exclusion


def record_break_glass(*, case: Case, person: Person, reason: str) -> Participation:
    """Emergency access for a day, with a written reason. Who is told of it is decided in `process.opening`."""
    if not clean(reason):
        raise BadInput(
            _("Emergency access needs a reason."),
            _("The affected employee and the data protection officer read it."),
            _("Write in one sentence why it cannot wait."),
        )
    return add_participant(
        case=case,
        by=Actor(person.id, CaseRole.BREAK_GLASS.value),
        person=person,
        role=CaseRole.BREAK_GLASS,
        reason_code="break_glass",
        reason=reason,
        until=clock.now() + BREAK_GLASS_FOR,
    )


# Whom it is about ------------------------------------------------------------------------------------


def add_affected_employee(*, case: Case, by: Actor, person: Person) -> Party:
    """The case is about this employee, who from now on follows it, and never decides in it."""
    with writing(case):
        own = {"kind": PartyKind.AFFECTED_EMPLOYEE, "person": person}
        row = case.parties.filter(**own).first()
        if row is None:
            row = Party.objects.create(case=case, added_at=clock.now(), added_by_id=by.person_id, **own)
            note("party.added", case, by, party=row.id, kind=PartyKind.AFFECTED_EMPLOYEE.value)
        role, ground = CaseRole.AFFECTED_EMPLOYEE, ExclusionGround.AFFECTED
        add_participant(case=case, by=by, person=person, role=role, reason_code="affected")
        exclude(case=case, by=by, person=person, kind=ExclusionKind.CANNOT_DECIDE, ground=ground)
        return row


def add_sender(*, case: Case, by: Actor, sender: Sender) -> Party:
    """A sender. Who it is, and how we know, is sealed with a key of its own. A colleague cannot see the case.

    BadInput for a colleague who is not chosen, and for anyone else who is: persons are compared, not names.
    """
    guards.check_can_become_sender(case, sender)
    row = Party(
        case=case,
        kind=PartyKind.SENDER,
        sender_kind=sender.kind,
        person=sender.person,
        added_at=clock.now(),
        added_by_id=by.person_id,
    )
    keys.make(row.vault_scope)
    with writing(case):
        guards.check_can_change(case)
        seal_into(row, **sender.words)
        row.save(force_insert=True)
        note("party.added", case, by, party=row.id, kind=PartyKind.SENDER.value, sender=sender.kind.value)
        _exclude_sender(case, by, sender.person)
        return row


def correct_sender(*, party: Party, by: Actor, why: SenderCorrection, sender: Sender) -> Party:
    """Correct what is written of a sender; the event says who did it and why. A colleague no longer sees the case.

    Whoever was excluded as the sender before stays excluded, until that is lifted with a reason.
    """
    case = party.case
    with writing(case):
        guards.check_can_change(case)
        guards.check_can_become_sender(case, sender)
        if why == SenderCorrection.SOMEONE_ELSE or party.sender_kind == SenderKind.UNKNOWN != sender.kind:
            party.became_known_at = clock.now()
        party.sender_kind, party.person = sender.kind, sender.person
        party.revision += 1
        seal_into(party, **sender.words)
        party.save()
        note("sender.corrected", case, by, party=party.id, sender=sender.kind.value, why=why.value)
        _exclude_sender(case, by, sender.person)
        return party


def _exclude_sender(case: Case, by: Actor, person: Person | None) -> None:
    """A colleague who is the sender neither sees the case nor decides in it."""
    if person is not None:
        for blocked in (ExclusionKind.CANNOT_SEE, ExclusionKind.CANNOT_DECIDE):
            exclude(case=case, by=by, person=person, kind=blocked, ground=ExclusionGround.SENDER)


def record_complaint(
    *,
    case: Case,
    by: Actor,
    made_on: date,
    about: Person | None = None,
    handled_by: Person | None = None,
    settled_on: date | None = None,
) -> Complaint:
    """The citizen has complained. It is a right; whoever it is about, or handles it, no longer decides in this case."""
    if made_on > clock.today() or (settled_on is not None and settled_on < made_on):
        raise BadInput(_("The dates of the complaint do not fit."), "", _("Look at the dates again."))
    with writing(case):
        row = Complaint.objects.create(
            case=case,
            made_on=made_on,
            about=about,
            handled_by=handled_by,
            settled_on=settled_on,
            recorded_at=clock.now(),
            recorded_by_id=acting_person(by),
        )
        note("complaint.recorded", case, by, complaint=row.id, made_on=made_on.isoformat())
        _exclude_for_complaint(row, by)
        return row


def settle_complaint(*, complaint: Complaint, by: Actor, settled_on: date) -> Complaint:
    """The complaint has been answered. Who was kept from deciding because of it still is.

    BadInput when that is before it was made, or a day that has not come yet.
    """
    with writing(complaint.case):
        if not complaint.made_on <= settled_on <= clock.today():
            raise BadInput(
                _("The complaint cannot have been answered on that day."),
                _("It was made later, or the day has not come yet."),
                _("Write the day of the answer."),
            )
        complaint.settled_on = settled_on
        complaint.save(update_fields=["settled_on"])
        note("complaint.settled", complaint.case, by, complaint=complaint.id, on=settled_on.isoformat())
        return complaint


def _exclude_for_complaint(complaint: Complaint, by: Actor) -> None:
    grounds = (
        (complaint.about, ExclusionGround.COMPLAINED_OF),
        (complaint.handled_by, ExclusionGround.HANDLES_COMPLAINT),
    )
    for person, ground in grounds:
        if person is not None:
            kind = ExclusionKind.CANNOT_DECIDE
            exclude(case=complaint.case, by=by, person=person, kind=kind, ground=ground)


# What happened, and what is answered about it ---------------------------------------------------------


def add_incident(
    *,
    case: Case,
    by: Actor,
    when: When,
    summary: str,
    media: Iterable[str] = (),
    types: Iterable[str] = (),
    known_at: datetime | None = None,
    replaces: Incident | None = None,
) -> Incident:
    """One act, with when it happened and when the workplace knew. A correction replaces; the earlier row stays."""
    with writing(case):
        guards.check_can_change(case)
        row = Incident(
            case=case,
            number=case.incidents.count() + 1,
            happened_from=when.start,
            happened_until=when.until,
            precision=when.precision,
            media=list(media),
            types=list(types),
            known_at=known_at or clock.now(),
            recorded_at=clock.now(),
            recorded_by_id=acting_person(by),
            replaces=replaces,
        )
        seal_into(row, when_words=clean(when.words), summary=clean(summary))
        row.save(force_insert=True)
        record(
            "incident.corrected" if replaces else "incident.added",
            stream=Stream.CASE,
            stream_id=case.id,
            by=in_log(case.id, by),
            data={"incident": row.id, "precision": row.precision},
            happened_at=row.happened_from,
            known_at=row.known_at,
        )
        return row


@dataclass(frozen=True)
class Said:
    """What somebody answers to a fact: yes, no or unknown, why, and from which items of evidence."""

    fact: str
    value: str
    reason: str = ""
    evidence: tuple[UUID, ...] = ()


def answer_facts(*, case: Case, by: Actor, said: Iterable[Said], incident: Incident | None = None) -> list[Answer]:
    """Facts answered, for the case or one incident. The earlier answers stay and are superseded."""
    with writing(case):
        guards.check_can_change(case)
        newest = {row.fact: row for row in queries.current_answers(case).filter(incident=incident)}
        rows = []
        for one in said:
            _check_value(one.value)
            row = Answer(
                case=case,
                incident=incident,
                fact=one.fact,
                value=one.value,
                evidence=[str(item) for item in one.evidence],
                answered_by_id=acting_person(by),
                role=by.role,
                answered_at=clock.now(),
                supersedes=newest.get(one.fact),
            )
            seal_into(row, reason=clean(one.reason))
            newest[one.fact] = row
            rows.append(row)
        Answer.objects.bulk_create(rows)
        about = _id(incident)
        told = [{"answer": row.id, "fact": row.fact, "value": row.value, "incident": about} for row in rows]
        note_all("fact.answered", case, by, told)
        return rows


def give_norm_reason(
    *, case: Case, by: Actor, norm: str, value: str, reason: str, incident: Incident | None = None
) -> NormReason:
    """A jurist's judgement of an open norm. It always has a written reason; the earlier one is superseded."""
    _check_value(value)
    if not clean(reason):
        raise BadInput(
            _("The judgement needs a reason."),
            _("An open norm is a judgement that others must be able to follow."),
            _("Write in a few sentences which facts it rests on."),
        )
    with writing(case):
        guards.check_can_change(case)
        before = queries.current_norm_reasons(case).filter(norm=norm, incident=incident).first()
        row = NormReason(
            case=case,
            incident=incident,
            norm=norm,
            value=value,
            given_by_id=acting_person(by),
            given_at=clock.now(),
            supersedes=before,
        )
        seal_into(row, reason=clean(reason))
        row.save(force_insert=True)
        note("norm.reasoned", case, by, reason=row.id, norm=norm, value=value, incident=_id(incident))
        return row


def _check_value(value: str) -> None:
    if value not in VALUES:
        raise BadInput(_("The answer must be yes, no or unknown."), "", _("Choose one of the three."))


def _id(row: Incident | None) -> UUID | None:
    return row.id if row else None
