"""What the account is written from: rows of the case, gathered once."""

from collections import Counter
from dataclasses import dataclass

from vaern import clock
from vaern.cases.models import Case, Complaint, Incident
from vaern.cases.queries import current_incidents
from vaern.decisions.enums import Moment
from vaern.decisions.models import Approval, Consultation, GateCheck, Proposal, SetAside
from vaern.evidence.models import Item
from vaern.evidence.queries import items_of
from vaern.letters.models import Letter
from vaern.measures.models import PoliceContact, PoliceReport
from vaern.measures.queries import police_report_of
from vaern.plans.models import Plan, Task
from vaern.rulebook.load import load
from vaern.vault.text import read

STATES = {
    "met": "opfyldt",
    "unmet": "ikke opfyldt",
    "unknown": "ikke afklaret",
    "not_relevant": "ikke relevant",
    "set_aside": "fraveget",
}
ROLES = {
    "affected_employee": "den ramte medarbejder",
    "reporter": "en kollega, der fortalte det",
    "case_owner": "sagsansvarlig",
    "leader": "leder",
    "amr": "arbejdsmiljørepræsentant",
    "tr": "tillidsrepræsentant",
    "jurist": "jurist",
    "hr": "HR",
    "approver": "godkender",
    "break_glass": "nødadgang",
}

# The same where the role is the one who acts.
BY_ROLE = {
    "case_owner": "den sagsansvarlige",
    "leader": "lederen",
    "jurist": "juristen",
    "approver": "en godkender",
}


@dataclass(frozen=True)
class Material:
    """The rows that the six answers rest on."""

    case: Case
    plan: Plan | None
    tasks: list[Task]
    proposal: Proposal | None
    approval: Approval | None
    consultation: Consultation | None
    check: GateCheck | None
    set_asides: list[SetAside]
    complaint: Complaint | None
    report: PoliceReport | None
    contact: PoliceContact | None
    letters: list[Letter]
    items: list[Item]
    incidents: list[Incident]

    @property
    def days_from_complaint(self) -> int | None:
        """Calendar days from the complaint to the report; none where one of them is missing."""
        if self.complaint is None or self.report is None:
            return None
        return (clock.local(self.report.reported_at).date() - self.complaint.made_on).days

    @property
    def roles(self) -> tuple[tuple[str, int], ...]:
        """How many persons took part, by role."""
        pairs = set(self.case.participations.values_list("role", "person_id"))
        return tuple(sorted((ROLES[role], n) for role, n in Counter(role for role, _person in pairs).items()))

    @property
    def conditions(self) -> tuple[tuple[str, str, str], ...]:
        """Each condition of the gate as it stood last, with the reason where it was set aside."""
        if self.check is None:
            return ()
        reasons = {row.condition: read(row, "reason") for row in self.set_asides}
        titles = {one.id: one.title for one in load().gates[self.check.gate][-1].conditions}
        return tuple(
            (titles.get(key, key), STATES[state], reasons.get(key, "") if state == "set_aside" else "")
            for key, state in self.check.states.items()
        )


def gather(case: Case) -> Material:
    """Everything at once, so that the answers agree with each other."""
    report = police_report_of(case)
    proposal = report.proposal if report else case.proposals.order_by("-proposed_at").first()
    kept = list(case.set_asides.filter(proposal=proposal).order_by("at")) if proposal else []
    return Material(
        case=case,
        plan=Plan.objects.filter(case=case).first(),
        tasks=list(case.tasks.filter(plan__isnull=False)),
        proposal=proposal,
        approval=Approval.objects.filter(proposal=proposal).first() if proposal else None,
        consultation=case.consultations.filter(answered_at__isnull=False).order_by("answered_at").first(),
        check=_newest_check(proposal) if proposal else None,
        set_asides=kept,
        complaint=case.complaints.order_by("made_on").first(),
        report=report,
        contact=case.police_contacts.order_by("contacted_at").first(),
        letters=list(case.letters.filter(sent_at__isnull=False).order_by("sent_at")),
        items=list(items_of(case)),
        incidents=list(current_incidents(case)),
    )


def _newest_check(proposal: Proposal) -> GateCheck | None:
    """How the gate stood last; at one and the same moment proposal, approval and act follow in that order."""
    order = list(Moment)
    return max(proposal.gate_checks.all(), key=lambda row: (row.at, order.index(Moment(row.moment))), default=None)
