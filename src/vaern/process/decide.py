"""The decision about a police report: a jurist's answer, a proposal, another person's decision, each with the gate."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases import actions as cases
from vaern.cases.enums import CaseRole
from vaern.cases.guards import check_can_change
from vaern.cases.models import Case, Party
from vaern.cases.queries import affected_employees, current_participants, grounds_against_deciding, known_senders
from vaern.cases.writing import writing
from vaern.decisions import actions, guards
from vaern.decisions.enums import Moment, Outcome
from vaern.decisions.models import Approval, Consultation, Proposal, SetAside
from vaern.decisions.queries import cannot_decide, newest_proposal, open_proposal
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.evidence.locking import check_not_locked
from vaern.evidence.queries import items_of
from vaern.letters.models import Letter
from vaern.people.enums import OrgRole
from vaern.people.models import Person
from vaern.people.notices import notify
from vaern.people.queries import everyone_with, holder_of
from vaern.process import basis, gates
from vaern.process.assess import person_of
from vaern.process.gates import GateView
from vaern.process.plan_start import recalculate
from vaern.process.situation import book

GATE = "police_report"


def police_gate(case: Case, proposal: Proposal | None = None) -> GateView:
    """The gate before a police report as it stands now (for the newest proposal, where there is one)."""
    return gates.look_at(case, GATE, subject=proposal or newest_proposal(case))


def ask_jurist(case: Case, by: Actor, question: str) -> Consultation:
    """Ask the case's jurist in writing; where there is none, the jurist of the case's line is let in to answer.

    NotNow when no jurist at all may answer: a question that reaches nobody is not asked.
    """
    with writing(case):
        check_can_change(case)
        asker = person_of(by)
        guards.check_may_ask_jurist(asker, case)
        jurist = _jurist_in(case) or _let_in_jurist(case, by, asker)
        row = actions.ask_jurist(case=case, by=by, question=question, jurist=jurist)
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
    sender: Party | None = None,
) -> Proposal:
    """Propose a report. The gate is kept as it stands, and those who may not decide are written down with it.

    It is about one sender, who is chosen where the case knows of several. It takes the place of a proposal that waits
    and no longer holds, which is withdrawn with it; one that holds is decided, or withdrawn, first.
    """
    with writing(case):
        person = person_of(by)
        guards.check_may_propose(person, case)
        _make_room(case, by)
        _check_purposes(purposes)
        chosen = _items_here(case, items)
        rests_on = basis.basis_for(case, person, consultation, chosen)
        row = actions.propose(
            case=case,
            by=by,
            consultation=consultation,
            purposes=purposes,
            items=chosen,
            reason=reason,
            alternatives=alternatives,
            basis=rests_on,
            sender=_sender(case, sender),
        )
        _write_down_excluded(row)
        gates.keep(gates.look_at(case, GATE, subject=row), case, Moment.PROPOSAL, row)
        recalculate(case, by, cause="proposed")
        _tell_approvers(row)
        return row


def _make_room(case: Case, by: Actor) -> None:
    overtaken = open_proposal(case)
    if overtaken is not None and basis.is_void(overtaken):
        actions.withdraw_proposal(proposal=overtaken, by=by)


def _sender(case: Case, chosen: Party | None) -> Party | None:
    known = list(known_senders(case))
    found = chosen or (known[0] if len(known) == 1 else None)
    if (known or chosen) and found not in known:
        raise BadInput(
            _("Which sender is it about?"),
            _("The case has several senders, and a report is about one of them."),
            _("Choose the sender."),
        )
    return found


def withdraw_proposal(proposal: Proposal, by: Actor) -> Proposal:
    """Take the proposal back, so that a new one can be made."""
    with writing(proposal.case):
        guards.check_may_propose(person_of(by), proposal.case)
        row = actions.withdraw_proposal(proposal=proposal, by=by)
        recalculate(proposal.case, by, cause="proposal_withdrawn")
        return row


def set_condition_aside(
    case: Case, by: Actor, gate: str, condition: str, reason: str, subject: Proposal | Letter | None = None
) -> SetAside:
    """Set one condition of a gate aside, if content lets this person do it; a decision of its own, counted."""
    with writing(case):
        check_can_change(case)
        kind = gates.condition_of(gate, condition).set_aside
        guards.check_may_set_aside(person_of(by), case, kind)
        view = gates.look_at(case, gate, subject=subject)
        state, rests_on = gates.as_it_stands(view, case, condition)
        return actions.set_aside(
            case=case, by=by, gate=gate, condition=condition, state=state, rests_on=rests_on, reason=reason,
            subject=subject,
        )  # fmt: skip


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
            basis.check_not_void(proposal)
            gates.check_is_open(view)
        rests_on = basis.basis_of_approval(proposal, person)
        row = actions.decide(proposal=proposal, by=by, outcome=chosen, reason=reason, basis=rests_on)
        gates.keep(view, case, Moment.APPROVAL, proposal)
        recalculate(case, by, cause="decided")
        notify(proposal.proposed_by, "decided", case.id, dedupe=str(row.proposal_id))
        return row


def check_approver_not_excluded(proposal: Proposal, approval: Approval) -> None:
    """NotAllowed when it has turned out that the one who approved may not have decided."""
    grounds = cannot_decide(proposal.case, proposal.proposed_by, proposal.proposed_at, approval.decided_at)
    if approval.decided_by in {person for person, _ground in grounds}:
        raise NotAllowed(
            _("The approval does not count."),
            _("The one who approved is excluded from the decision."),
            _("Make a new proposal and let another person decide."),
        )


def _check_purposes(purposes: Sequence[str]) -> None:
    known = {str(one["code"]) for one in book().texts["purposes"]["purposes"]}
    if not set(purposes) <= known:
        raise BadInput(_("There is no such purpose."), "", _("Choose among those that are shown."))


def _items_here(case: Case, items: Iterable[UUID]) -> list[UUID]:
    """The evidence that goes with the report must lie in the case, and may not be locked."""
    wanted = [UUID(str(item)) for item in items]
    found = {item.pk: item for item in items_of(case)}
    if not set(wanted) <= set(found):
        raise BadInput(
            _("Some of the evidence is not in this case any more."), "", _("Choose again among what is shown.")
        )
    for key in wanted:
        check_not_locked(found[key])
    return wanted


def _jurist_in(case: Case) -> Person | None:
    """A jurist of the case who may give the assessment, and still works here."""
    kept_out, gone = _kept_out(case), Q(person__left_on__lte=clock.today())
    rows = current_participants(case).filter(role=CaseRole.JURIST).exclude(gone)
    return next((row.person for row in rows if row.person not in kept_out), None)


def _let_in_jurist(case: Case, by: Actor, asker: Person) -> Person:
    """The nearest jurist up the line, who takes part from now; never the one who asks."""
    jurist = _jurist_of_line(case, {asker, *_kept_out(case)})
    cases.add_participant(
        case=case, by=by, person=jurist, role=CaseRole.JURIST, reason_code="jurist_asked",
        reason=_("Was asked for a written assessment, and no jurist was in the case."),
    )  # fmt: skip
    return jurist


def _jurist_of_line(case: Case, kept_out: set[Person]) -> Person:
    """Somebody who is a jurist: a substitute of another kind, or the work-environment team, cannot give the answer."""
    jurists, without = set(everyone_with(OrgRole.JURIST)), {person.pk for person in kept_out}
    while jurists:
        try:
            found = holder_of(OrgRole.JURIST, case.unit, without=without).person
        except NotNow:
            break
        if found in jurists:
            return found
        without.add(found.pk)
    raise NotNow(
        _("There is no jurist to ask."),
        _("No jurist is in the case, and none for this workplace is at work and free to answer."),
        _("Add a jurist to the case under People, or ask the system owner to appoint one. Then ask again."),
    )


def _kept_out(case: Case) -> set[Person]:
    """Who is a part of the case or excluded, and so neither sees the question nor answers it."""
    return {*grounds_against_deciding(case), *affected_employees(case)}


def _write_down_excluded(proposal: Proposal) -> None:
    grounds = cannot_decide(proposal.case, proposal.proposed_by, proposal.proposed_at, clock.now())
    actions.write_down_excluded(proposal=proposal, grounds=grounds)


def _tell_approvers(proposal: Proposal) -> None:
    excluded = set(proposal.excluded.values_list("person_id", flat=True))
    for row in current_participants(proposal.case).filter(role=CaseRole.APPROVER):
        if row.person_id not in excluded:
            notify(row.person, "proposal_waits", proposal.case_id, dedupe=str(proposal.id))
