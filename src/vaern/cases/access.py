"""Which areas of a case each case role opens. Exclusion beats role."""

from vaern.cases.enums import Area, CaseRole
from vaern.people.enums import OrgRole

# Who may use emergency access: those who lead or advise, since somebody must act when the case owner cannot.
EMERGENCY_ROLES = (OrgRole.LEADER, OrgRole.DEPUTY, OrgRole.DIRECTOR, OrgRole.JURIST, OrgRole.SAFETY_TEAM)
# Which roles at the workplace each role in a case asks for. A case is owned by those to whom a report can come.
LEADS = frozenset({OrgRole.LEADER, OrgRole.DEPUTY, OrgRole.DIRECTOR, OrgRole.SAFETY_TEAM})
ASKS_FOR: dict[CaseRole, frozenset[OrgRole]] = {
    CaseRole.CASE_OWNER: LEADS,
    CaseRole.LEADER: LEADS,
    CaseRole.JURIST: frozenset({OrgRole.JURIST}),
    CaseRole.HR: frozenset({OrgRole.HR}),
    CaseRole.AMR: frozenset({OrgRole.AMR}),
    CaseRole.TR: frozenset({OrgRole.TR}),
    CaseRole.APPROVER: frozenset({OrgRole.LEADER, OrgRole.DIRECTOR}),
}

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
