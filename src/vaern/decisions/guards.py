"""Who may propose, set aside and decide, and when. Exclusion beats role; persons are compared, not accounts."""

from django.utils.translation import gettext as _

from vaern.cases import guards as cases
from vaern.cases.enums import CaseRole
from vaern.cases.models import Case
from vaern.cases.queries import roles_in
from vaern.decisions.enums import Outcome
from vaern.decisions.models import Approval, Consultation, Proposal
from vaern.errors import BadInput, NotAllowed, NotNow
from vaern.people.models import Person

PROPOSERS = frozenset({CaseRole.CASE_OWNER, CaseRole.LEADER, CaseRole.JURIST})
HANDLERS = PROPOSERS | {CaseRole.APPROVER}
NEVER, WITH_REASON, LEGAL_ONLY = "never", "with_reason", "legal_only"


def check_may_propose(person: Person, case: Case) -> None:
    """A leader or a jurist who is not a part of the case proposes."""
    _check_role(person, case, PROPOSERS, _("A leader or a jurist in the case proposes."))
    cases.check_may_decide(person, case)


def check_may_ask_jurist(person: Person, case: Case) -> None:
    """Whoever handles the case may ask a jurist."""
    _check_role(person, case, HANDLERS, _("Those who handle the case ask the jurist."))


def check_may_give_opinion(person: Person, case: Case) -> None:
    """Only a jurist in the case who is not a part of it gives the written assessment."""
    _check_role(person, case, frozenset({CaseRole.JURIST}), _("Only a jurist in the case gives it."))
    cases.check_may_decide(person, case)


def check_may_set_aside(person: Person, case: Case, kind: str) -> None:
    """Content says of each condition whether it may be set aside: never, with a reason, or by a jurist alone."""
    if kind == NEVER:
        raise NotAllowed(
            _("This condition cannot be set aside."),
            _("It protects the people in the case."),
            _("Do what the condition asks for."),
        )
    allowed = frozenset({CaseRole.JURIST}) if kind == LEGAL_ONLY else HANDLERS
    _check_role(person, case, allowed, _("Only a jurist may set this condition aside."))
    cases.check_may_decide(person, case)


def check_may_decide_proposal(person: Person, proposal: Proposal) -> None:
    """Another person with the power to decide, who is not written down as excluded from this proposal."""
    _check_role(person, proposal.case, frozenset({CaseRole.APPROVER}), _("An approver in the case decides."))
    if proposal.excluded.filter(person=person).exists():
        raise NotAllowed(
            _("You cannot decide on this proposal."),
            _("You proposed it, are a part of the case, or stand in for somebody who is."),
            _("Another person with the power to decide must do it."),
        )


def check_can_propose(case: Case, consultation: Consultation) -> None:
    """The case is open, a jurist has answered in writing, and no other proposal waits."""
    cases.check_can_change(case)
    if consultation.case_id != case.id or consultation.answered_at is None:
        raise NotNow(
            _("The proposal must wait for the jurist."),
            _("A jurist is always asked, in doubtful and in plain cases."),
            _("Ask the jurist, or wait for the written answer."),
        )
    if case.proposals.filter(withdrawn_at=None, approval=None).exists():
        raise NotNow(
            _("There is already a proposal."),
            _("One proposal is decided at a time."),
            _("Withdraw it first, or wait for the decision."),
        )


def check_can_answer(consultation: Consultation) -> None:
    """A consultation is answered once."""
    if consultation.answered_at is not None:
        raise NotNow(_("The jurist has already answered."), "", _("Ask again if something is new."))


def check_can_decide(proposal: Proposal) -> None:
    """The proposal is neither withdrawn nor decided."""
    cases.check_can_change(proposal.case)
    if proposal.withdrawn_at is not None:
        raise NotNow(_("The proposal has been withdrawn."), "", _("A new one can be made."))
    if Approval.objects.filter(proposal=proposal).exists():
        raise NotNow(_("The proposal has already been decided."), "", _("A new one can be made."))


def check_outcome(outcome: str) -> Outcome:
    """The decision is one of those the approver can take."""
    if outcome not in Outcome.values:
        raise BadInput(_("There is no such decision."), "", _("Choose one of the three."))
    return Outcome(outcome)


def _check_role(person: Person, case: Case, allowed: frozenset[CaseRole], why: str) -> None:
    if not roles_in(person, case) & allowed:
        raise NotAllowed(_("You cannot do this in this case."), why, _("Ask one of them."))
