"""Writes of a decision. Reached through `process` alone, which evaluates the gate first."""

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases.models import Case, Party
from vaern.cases.text import clean
from vaern.cases.writing import acting_person, note, writing
from vaern.decisions import guards
from vaern.decisions.enums import CannotDecide, DecisionKind, Moment, Outcome
from vaern.decisions.models import Approval, Consultation, ExcludedPerson, GateCheck, Proposal, SetAside
from vaern.errors import BadInput
from vaern.people.models import Person
from vaern.vault.text import seal_into


def ask_jurist(*, case: Case, by: Actor, question: str, jurist: Person | None = None) -> Consultation:
    """Ask a jurist in writing; which one may be left to those who have the duty."""
    with writing(case):
        row = Consultation(case=case, asked_by_id=acting_person(by), asked_at=clock.now(), jurist=jurist)
        seal_into(row, question=needed(question), answer="")
        row.save(force_insert=True)
        note("jurist.asked", case, by, consultation=row.id)
        return row


def answer_consultation(*, consultation: Consultation, by: Actor, answer: str, recommends: str = "") -> Consultation:
    """The jurist answers in writing, once."""
    with writing(consultation.case):
        consultation.refresh_from_db(fields=["answered_at"])
        guards.check_can_answer(consultation)
        consultation.jurist_id = acting_person(by)
        consultation.answered_at, consultation.recommends = clock.now(), recommends
        seal_into(consultation, answer=needed(answer))
        consultation.save()
        note("jurist.answered", consultation.case, by, consultation=consultation.id, recommends=recommends)
        return consultation


def propose(  # noqa: PLR0913 - each is a field of the proposal
    *,
    case: Case,
    by: Actor,
    consultation: Consultation,
    purposes: Sequence[str],
    items: Iterable[UUID],
    reason: str,
    alternatives: str,
    basis: Mapping[str, str],
    sender: Party | None = None,
) -> Proposal:
    """Propose a report to the police, with its purposes, evidence, reason and what else was considered.

    `basis` holds a digest of each part of what it rests on; the log gets one of them all.
    """
    with writing(case):
        guards.check_can_propose(case, consultation)
        row = Proposal(
            case=case,
            kind=DecisionKind.POLICE_REPORT,
            proposed_by_id=acting_person(by),
            role=by.role,
            proposed_at=clock.now(),
            consultation=consultation,
            purposes=list(purposes),
            items=[str(item) for item in items],
            sender=sender,
            basis=dict(basis),
        )
        seal_into(row, reason=clean(reason), alternatives=clean(alternatives))
        row.save(force_insert=True)
        note("decision.proposed", case, by, proposal=row.id, purposes=row.purposes, basis=_hash_of(basis))
        return row


def write_down_excluded(*, proposal: Proposal, grounds: Iterable[tuple[Person, CannotDecide]]) -> None:
    """Keep who may not decide beside the proposal, so that the database itself can refuse. Nobody is taken off."""
    for person, ground in grounds:
        ExcludedPerson.objects.get_or_create(
            proposal=proposal, person=person, ground=ground, defaults={"since": clock.now()}
        )


def withdraw_proposal(*, proposal: Proposal, by: Actor) -> Proposal:
    """The proposal is taken back before it is decided."""
    with writing(proposal.case):
        proposal.refresh_from_db(fields=["withdrawn_at"])
        guards.check_can_decide(proposal)
        proposal.withdrawn_at = clock.now()
        proposal.save(update_fields=["withdrawn_at"])
        note("decision.withdrawn", proposal.case, by, proposal=proposal.id)
        return proposal


def set_aside(
    *,
    case: Case,
    by: Actor,
    gate: str,
    condition: str,
    state: str,
    rests_on: str,
    reason: str,
    subject: Any = None,
) -> SetAside:
    """Set a condition aside with a written reason, for one proposal or letter (the subject) or for the case.

    `state` and `rests_on` say how the condition stood: it is set aside as that, and not as what it may become.
    """
    with writing(case):
        row = SetAside(
            case=case,
            proposal=subject if isinstance(subject, Proposal) else None,
            subject_id=subject.pk if subject is not None else None,
            gate=gate,
            condition=condition,
            state=state,
            rests_on=rests_on,
            by_id=acting_person(by),
            role=by.role,
            at=clock.now(),
        )
        seal_into(row, reason=needed(reason))
        row.save(force_insert=True)
        note("condition.set_aside", case, by, gate=gate, condition=condition, reason=row.id)
        return row


def decide(*, proposal: Proposal, by: Actor, outcome: Outcome, reason: str, basis: Mapping[str, str]) -> Approval:
    """Another person decides on the proposal. The database refuses anyone who is written down as excluded."""
    with writing(proposal.case):
        guards.check_can_decide(proposal)
        row = Approval(
            proposal=proposal,
            decided_by_id=acting_person(by),
            role=by.role,
            outcome=outcome,
            decided_at=clock.now(),
            basis=dict(basis),
        )
        seal_into(row, reason=needed(reason))
        row.save(force_insert=True)
        note("decision.made", proposal.case, by, proposal=proposal.id, outcome=outcome.value)
        return row


def keep_gate_check(
    *,
    case: Case,
    gate: str,
    moment: Moment,
    states: Mapping[str, str],
    open_to_act: bool,
    receipt: str,
    proposal: Proposal | None = None,
) -> GateCheck:
    """The whole gate as it stood at this moment; part of the act's own transaction and told by its event."""
    return GateCheck.objects.create(
        case=case,
        proposal=proposal,
        gate=gate,
        moment=moment,
        at=clock.now(),
        states=dict(states),
        open_to_act=open_to_act,
        receipt=receipt,
    )


def _hash_of(basis: Mapping[str, str]) -> str:
    return sha256(json.dumps(dict(basis), sort_keys=True).encode()).hexdigest()


def needed(text: str) -> str:
    """The words without what is no text; BadInput when nothing is left."""
    words = clean(text)
    if not words:
        raise BadInput(
            _("Something must be written here."),
            _("Others must be able to follow what was decided, and why."),
            _("Write it in your own words."),
        )
    return words
