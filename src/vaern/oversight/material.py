"""What the account is written from: rows of the case, gathered once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from vaern import clock
from vaern.cases.enums import CaseRole
from vaern.cases.models import Case, Complaint, Incident
from vaern.cases.queries import current, current_incidents
from vaern.decisions.enums import Moment
from vaern.decisions.models import Approval, Consultation, GateCheck, Proposal, SetAside
from vaern.decisions.queries import set_asides
from vaern.evidence.models import Item
from vaern.evidence.queries import items_of
from vaern.letters.models import Letter
from vaern.measures.models import PoliceContact, PoliceReport
from vaern.measures.queries import police_report_of
from vaern.people.enums import OrgRole
from vaern.people.queries import roles_on
from vaern.plans.models import Plan, Task
from vaern.rulebook.dated import latest
from vaern.rulebook.load import load
from vaern.rulebook.shapes import Gate
from vaern.vault.text import read

GATE, WARNED_FIRST = "police_report", "warned_first"
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

# What the case owner was in the organisation on the day it began; the first that fits.
OWNERS = {
    OrgRole.LEADER: "en anden leder",
    OrgRole.DIRECTOR: "en direktør",
    OrgRole.DEPUTY: "lederens stedfortræder",
    OrgRole.AMR: "en arbejdsmiljørepræsentant",
    OrgRole.SAFETY_TEAM: "en fra arbejdsmiljøteamet",
    OrgRole.JURIST: "en jurist",
    OrgRole.HR: "en fra HR",
}
NEAREST, OTHER_OWNER, NO_OWNER = "nærmeste leder", "en medarbejder uden lederrolle", "ikke udpeget"


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
    set_asides: Mapping[str, SetAside]
    complaint: Complaint | None
    report: PoliceReport | None
    contact: PoliceContact | None
    letters: list[Letter]
    items: list[Item]
    incidents: list[Incident]

    @property
    def days_from_complaint(self) -> int | None:
        """Calendar days from the complaint to the report; none where one of them is missing or it came afterwards."""
        if self.complaint is None or self.report is None:
            return None
        days = (clock.local(self.report.reported_at).date() - self.complaint.made_on).days
        return days if days >= 0 else None

    @property
    def roles(self) -> tuple[tuple[str, int], ...]:
        """How many persons took part, by role."""
        pairs = set(self.case.participations.values_list("role", "person_id"))
        return tuple(sorted((ROLES[role], n) for role, n in Counter(role for role, _person in pairs).items()))

    @property
    def gate_text(self) -> Gate:
        """The gate as it was in force when it was last asked; today's, where it never was."""
        day = clock.local(self.check.at).date() if self.check else clock.today()
        return latest(load().gates[GATE], day)

    @property
    def conditions(self) -> tuple[tuple[str, str, str], ...]:
        """Each condition of the gate as it stood last, with the reason where it was set aside."""
        if self.check is None:
            return ()
        reasons = {condition: read(row, "reason") for condition, row in self.set_asides.items()}
        titles = {one.id: one.title for one in self.gate_text.conditions}
        return tuple(
            (titles.get(key, key), STATES[state], reasons.get(key, "") if state == "set_aside" else "")
            for key, state in self.check.states.items()
        )


def gather(case: Case) -> Material:
    """Everything at once, so that the answers agree with each other."""
    report = police_report_of(case)
    proposal = report.proposal if report else case.proposals.order_by("-proposed_at").first()
    return Material(
        case=case,
        plan=Plan.objects.filter(case=case).first(),
        tasks=list(case.tasks.filter(plan__isnull=False)),
        proposal=proposal,
        approval=Approval.objects.filter(proposal=proposal).first() if proposal else None,
        consultation=case.consultations.filter(answered_at__isnull=False).order_by("answered_at").first(),
        check=_newest_check(proposal) if proposal else None,
        set_asides=reasons_for(proposal, report) if proposal else {},
        complaint=case.complaints.order_by("made_on").first(),
        report=report,
        contact=case.police_contacts.order_by("contacted_at").first(),
        letters=list(case.letters.filter(sent_at__isnull=False).order_by("sent_at")),
        items=list(items_of(case)),
        incidents=list(current_incidents(case)),
    )


def owner_says(case: Case) -> str:
    """What the case owner was in the organisation on the day that person took the case."""
    owned = case.participations.filter(current(), role=CaseRole.CASE_OWNER).order_by("-since").first()
    if owned is None:
        return NO_OWNER
    held = set(roles_on(clock.local(owned.since).date()).filter(person=owned.person).values_list("role", "unit_id"))
    if (OrgRole.LEADER.value, case.unit_id) in held:
        return NEAREST
    roles = {role for role, _unit in held}
    return next((says for role, says in OWNERS.items() if role.value in roles), OTHER_OWNER)


def reasons_for(proposal: Proposal, report: PoliceReport | None) -> Mapping[str, SetAside]:
    """What was set aside for a proposal or before it was made; where it was reported, as it stood at that moment."""
    return set_asides(proposal.case, GATE, proposal.pk, until=report.reported_at if report else None)


def _newest_check(proposal: Proposal) -> GateCheck | None:
    """How the gate stood last; at one and the same moment proposal, approval and act follow in that order."""
    order = list(Moment)
    return max(proposal.gate_checks.all(), key=lambda row: (row.at, order.index(Moment(row.moment))), default=None)
