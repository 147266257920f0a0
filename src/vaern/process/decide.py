"""The decision about a police report: a jurist's answer, a proposal, another person's decision, each with the gate."""

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from uuid import UUID

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases.enums import CaseRole
from vaern.cases.guards import check_can_change
from vaern.cases.models import Case
from vaern.cases.queries import (
    current_answers,
    current_incidents,
    current_norm_reasons,
    current_participants,
    person_in_role,
)
from vaern.cases.writing import writing
from vaern.decisions import actions, guards
from vaern.decisions.enums import Moment, Outcome
from vaern.decisions.models import Approval, Consultation, Proposal, SetAside
from vaern.decisions.queries import cannot_decide, newest_proposal
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.letters.models import Letter
from vaern.people.notices import notify
from vaern.process import gates
from vaern.process.assess import person_of
from vaern.process.gates import GateView
from vaern.process.plan_start import recalculate
from vaern.process.situation import book
from vaern.rulebook.assess import about_the_sender
from vaern.rulebook.shapes import AtLeast, Expr, FactIs, NormIs, Not

GATE = "police_report"


def police_gate(case: Case, proposal: Proposal | None = None) -> GateView:
    """The gate before a police report as it stands now (for the newest proposal, where there is one)."""
    return gates.look_at(case, GATE, subject=proposal or newest_proposal(case))


def ask_jurist(case: Case, by: Actor, question: str) -> Consultation:
    """Ask the case's jurist (or all jurists of the case's line) in writing."""
    with writing(case):
        check_can_change(case)
        guards.check_may_ask_jurist(person_of(by), case)
        jurist = person_in_role(case, CaseRole.JURIST)
        row = actions.ask_jurist(case=case, by=by, question=question, jurist=jurist)
        if jurist is not None:
            notify(jurist, "jurist_asked", case.id, dedupe=str(row.id))
        return row


def give_legal_opinion(consultation: Consultation, by: Actor, answer: str, recommends: str = "") -> Consultation:
    """The jurist's written assessment."""
    case = consultation.case
    with writing(case):
        check_can_change(case)
        guards.check_may_give_opinion(person_of(by), case)
        row = actions.answer_consultation(consultation=consultation, by=by, answer=answer, recommends=recommends)
        recalculate(case, by, cause="jurist_answered")
        notify(consultation.asked_by, "jurist_answered", case.id, dedupe=str(row.id))
        return row


def propose_police_report(
    case: Case,
    by: Actor,
    *,
    consultation: Consultation,
    purposes: Sequence[str],
    items: Iterable[UUID] = (),
    reason: str,
    alternatives: str = "",
) -> Proposal:
    """Propose a report. The gate is kept as it stands, and those who may not decide are written down with it."""
    with writing(case):
        person = person_of(by)
        guards.check_may_propose(person, case)
        _check_purposes(purposes)
        row = actions.propose(
            case=case,
            by=by,
            consultation=consultation,
            purposes=purposes,
            items=items,
            reason=reason,
            alternatives=alternatives,
            basis_hash=basis_of(case),
        )
        _write_down_excluded(row)
        gates.keep(gates.look_at(case, GATE, subject=row), case, Moment.PROPOSAL, row)
        recalculate(case, by, cause="proposed")
        _tell_approvers(row)
        return row


def withdraw_proposal(proposal: Proposal, by: Actor) -> Proposal:
    """Take the proposal back, so that a new one can be made."""
    guards.check_may_propose(person_of(by), proposal.case)
    return actions.withdraw_proposal(proposal=proposal, by=by)


def set_condition_aside(
    case: Case, by: Actor, gate: str, condition: str, reason: str, subject: Proposal | Letter | None = None
) -> SetAside:
    """Set one condition of a gate aside, if content lets this person do it; a decision of its own, counted."""
    with writing(case):
        check_can_change(case)
        kind = gates.condition_of(gate, condition).set_aside
        guards.check_may_set_aside(person_of(by), case, kind)
        return actions.set_aside(case=case, by=by, gate=gate, condition=condition, reason=reason, subject=subject)


def decide_proposal(proposal: Proposal, by: Actor, outcome: str, reason: str) -> Approval:
    """Another person decides. To report, the gate must let it through now, and the basis must be the same."""
    case, chosen = proposal.case, guards.check_outcome(outcome)
    with writing(case):
        proposal.refresh_from_db()
        guards.check_can_decide(proposal)
        _write_down_excluded(proposal)
        person = person_of(by)
        guards.check_may_decide_proposal(person, proposal)
        view = gates.look_at(case, GATE, subject=proposal, decider=person)
        if chosen == Outcome.APPROVED:
            check_not_void(proposal)
            gates.check_is_open(view)
        row = actions.decide(proposal=proposal, by=by, outcome=chosen, reason=reason)
        gates.keep(view, case, Moment.APPROVAL, proposal)
        recalculate(case, by, cause="decided")
        notify(proposal.proposed_by, "decided", case.id, dedupe=str(row.proposal_id))
        return row


def is_void(proposal: Proposal) -> bool:
    """Whether the facts are no longer those that the proposal rests on."""
    return proposal.basis_hash != basis_of(proposal.case)


def check_not_void(proposal: Proposal) -> None:
    """NotNow when the facts have changed since the proposal."""
    if is_void(proposal):
        raise NotNow(
            _("The proposal no longer holds."),
            _("The facts that it rests on have changed since."),
            _("Make a new proposal from what is known now."),
        )


def check_approver_not_excluded(proposal: Proposal, approval: Approval) -> None:
    """NotAllowed when it has turned out that the one who approved may not have decided."""
    grounds = cannot_decide(proposal.case, proposal.proposed_by, proposal.proposed_at, approval.decided_at)
    if approval.decided_by in {person for person, _ground in grounds}:
        raise NotAllowed(
            _("The approval does not count."),
            _("The one who approved is excluded from the decision."),
            _("Make a new proposal and let another person decide."),
        )


def basis_of(case: Case) -> str:
    """A digest of what a proposal rests on: the answers that law and gate use, judgements, incidents, complaints."""
    used = facts_used()
    basis = {
        "answers": sorted(
            [row.fact, str(row.incident_id or ""), row.value] for row in current_answers(case) if row.fact in used
        ),
        "norms": sorted([row.norm, str(row.incident_id or ""), row.value] for row in current_norm_reasons(case)),
        "incidents": sorted(str(row.id) for row in current_incidents(case)),
        "complaints": sorted([str(row.id), str(row.settled_on or "")] for row in case.complaints.all()),
        "parties": sorted(str(row.id) for row in case.parties.all()),
    }
    return sha256(json.dumps(basis, sort_keys=True).encode()).hexdigest()


def facts_used() -> frozenset[str]:
    """The facts that a provision or the gate asks about; a change in others leaves a proposal standing."""
    texts = [text for key in about_the_sender(book()) for text in book().provisions[key]]
    exprs: list[Expr | None] = [text.requires for text in texts]
    for condition in book().gates[GATE][-1].conditions:
        exprs += [condition.requires, condition.not_relevant_when]
    counter = {fact for text in texts for fact in (*text.speaks_against, *text.decides_against)}
    return frozenset(fact for expr in exprs for fact in _facts_in(expr)) | counter


def _facts_in(expr: Expr | None) -> Iterator[str]:
    match expr:
        case FactIs(id=fact):
            yield fact
        case NormIs(indicated=indicated, against=against):
            yield from _facts_in(indicated)
            yield from _facts_in(against)
        case Not(part=part):
            yield from _facts_in(part)
        case AtLeast(parts=parts):
            for one in parts:
                yield from _facts_in(one)
        case _:
            return


def _check_purposes(purposes: Sequence[str]) -> None:
    known = {str(one["code"]) for one in book().texts["purposes"]["purposes"]}
    if not set(purposes) <= known:
        raise BadInput(_("There is no such purpose."), "", _("Choose among those that are shown."))


def _write_down_excluded(proposal: Proposal) -> None:
    grounds = cannot_decide(proposal.case, proposal.proposed_by, proposal.proposed_at, clock.now())
    actions.write_down_excluded(proposal=proposal, grounds=grounds)


def _tell_approvers(proposal: Proposal) -> None:
    excluded = set(proposal.excluded.values_list("person_id", flat=True))
    for row in current_participants(proposal.case).filter(role=CaseRole.APPROVER):
        if row.person_id not in excluded:
            notify(row.person, "proposal_waits", proposal.case_id, dedupe=str(proposal.id))
