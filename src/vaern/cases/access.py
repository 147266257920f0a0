"""Which areas of a case each case role opens. Exclusion beats role."""

from vaern.cases.enums import Area, CaseRole
from vaern.people.enums import OrgRole

# Who may use emergency access: those who lead or advise, since somebody must act when the case owner cannot.
EMERGENCY_ROLES = (OrgRole.LEADER, OrgRole.DEPUTY, OrgRole.DIRECTOR, OrgRole.JURIST, OrgRole.SAFETY_TEAM)

A = Area
AREAS: dict[CaseRole, frozenset[Area]] = {
    CaseRole.AFFECTED_EMPLOYEE: frozenset({A.STATUS, A.REPORT, A.CARE}),
    CaseRole.REPORTER: frozenset({A.REPORT}),
    CaseRole.CASE_OWNER: frozenset(
        {A.STATUS, A.REPORT, A.CARE, A.EVIDENCE, A.FACTS, A.LAW, A.INJURY, A.DECISION, A.LETTERS, A.LOG}
    ),
    CaseRole.LEADER: frozenset(
        {A.STATUS, A.REPORT, A.CARE, A.EVIDENCE, A.FACTS, A.LAW, A.INJURY, A.DECISION, A.LETTERS}
    ),
    CaseRole.AMR: frozenset({A.STATUS, A.CARE}),
    CaseRole.TR: frozenset({A.STATUS, A.CARE}),
    CaseRole.JURIST: frozenset({A.STATUS, A.REPORT, A.EVIDENCE, A.FACTS, A.LAW, A.DECISION, A.LETTERS}),
    CaseRole.HR: frozenset({A.INJURY}),
    CaseRole.APPROVER: frozenset({A.STATUS, A.EVIDENCE, A.FACTS, A.LAW, A.DECISION, A.LETTERS}),
    CaseRole.BREAK_GLASS: frozenset({A.STATUS, A.REPORT, A.CARE, A.EVIDENCE, A.FACTS}),
}
