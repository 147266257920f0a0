"""The one table of access: every URL name, and who may open it. A name without a row fails a test.

Two axes: *which case* (participation, asked by `cases.queries`) and *which area* of it (the case role, by
`cases.access.AREAS`). Rows that are not about a case say instead who may open them.
"""

from dataclasses import dataclass

from vaern.cases.access import EMERGENCY_ROLES
from vaern.cases.enums import Area
from vaern.people.enums import OrgRole


@dataclass(frozen=True)
class Row:
    """Who may open a URL: anyone, anyone signed in, holders of a role, or participants with an area of the case."""

    public: bool = False
    roles: frozenset[OrgRole] = frozenset()
    area: Area | None = None
    own_draft: bool = False
    own_case: bool = False
    demo_only: bool = False


PUBLIC = Row(public=True)
SIGNED_IN = Row()
DEMO = Row(public=True, demo_only=True)
OWN_DRAFT = Row(own_draft=True)
# The pages of a case for the one it happened to, or who told of it: looking there is not somebody reading the case.
OWN_CASE = Row(area=Area.REPORT, own_case=True)


def holders(*roles: OrgRole) -> Row:
    """Those who hold one of these roles in the organisation today."""
    return Row(roles=frozenset(roles))


def case(area: Area) -> Row:
    """Those who take part in the case (URL argument `number`) in a role that has the area. Each look is an event."""
    return Row(area=area)


TABLE: dict[str, Row] = {
    "catalogue": DEMO,
    # reporting -----------------------------------------------------------------
    "report_start": SIGNED_IN,
    "report_draft": OWN_DRAFT,
    "report_autosave": OWN_DRAFT,
    "report_upload_begin": OWN_DRAFT,
    "report_upload_go_on": OWN_DRAFT,
    "report_remove_file": OWN_DRAFT,
    "receipt": OWN_CASE,
    "my_cases": SIGNED_IN,
    "my_case": OWN_CASE,
    "my_case_log": OWN_CASE,
    "my_accept": OWN_CASE,
    # casework ------------------------------------------------------------------
    "overview": SIGNED_IN,
    "notices_read": SIGNED_IN,
    "case_list": SIGNED_IN,
    "break_glass": holders(*EMERGENCY_ROLES),
    "case": case(Area.STATUS),
    "case_log": case(Area.LOG),
    "case_plan": case(Area.STATUS),
    "task_done": case(Area.STATUS),
    "task_handed_over": case(Area.STATUS),
    "case_talks": case(Area.CARE),
    "talk_held": case(Area.CARE),
    "talk_agreed": case(Area.CARE),
    "case_incident": case(Area.FACTS),
    "evidence_list": case(Area.EVIDENCE),
    "evidence_add": case(Area.EVIDENCE),
    "evidence_upload_begin": case(Area.EVIDENCE),
    "evidence_upload_go_on": case(Area.EVIDENCE),
    "evidence_call": case(Area.EVIDENCE),
    "evidence_thread": case(Area.EVIDENCE),
    "evidence_thread_view": case(Area.EVIDENCE),
    "evidence_capture": case(Area.EVIDENCE),
    "evidence_capture_confirm": case(Area.EVIDENCE),
    "evidence_item": case(Area.EVIDENCE),
    "evidence_open": case(Area.EVIDENCE),
    "evidence_view": case(Area.EVIDENCE),
    "evidence_media": case(Area.EVIDENCE),
    "evidence_custody": case(Area.EVIDENCE),
    "evidence_provenance": case(Area.EVIDENCE),
    "evidence_confirm": case(Area.EVIDENCE),
    "evidence_incident": case(Area.EVIDENCE),
    "evidence_first_ask": case(Area.EVIDENCE),
    "evidence_first_answer": case(Area.EVIDENCE),
    "evidence_mark": case(Area.EVIDENCE),
    "evidence_unmark": case(Area.EVIDENCE),
    "evidence_redact": case(Area.EVIDENCE),
    "evidence_unredact": case(Area.EVIDENCE),
    "evidence_redacted": case(Area.EVIDENCE),
    "evidence_move": case(Area.EVIDENCE),
    "evidence_lock": case(Area.EVIDENCE),
    "evidence_lift_ask": case(Area.EVIDENCE),
    "evidence_lift_decide": case(Area.EVIDENCE),
    "evidence_copy": case(Area.EVIDENCE),
    "evidence_reveal": case(Area.EVIDENCE),
    "evidence_picture": case(Area.EVIDENCE),
    "evidence_original": case(Area.EVIDENCE),
    "evidence_bundle": case(Area.EVIDENCE),
    "participants": case(Area.DECISION),
    "case_add_participant": case(Area.DECISION),
    "case_end_participation": case(Area.DECISION),
    "case_end_emergency": case(Area.STATUS),
    "case_lift_exclusion": case(Area.DECISION),
    "case_hand_over": case(Area.DECISION),
    "case_conflict": case(Area.DECISION),
    "case_affected": case(Area.DECISION),
    "case_disclosed": case(Area.DECISION),
    "case_sender": case(Area.DECISION),
    "case_sender_name": case(Area.DECISION),
    "case_sender_correct": case(Area.DECISION),
    "case_complaint": case(Area.DECISION),
    "case_complaint_settled": case(Area.DECISION),
    # casework: answers, law, decision, letters, closing
    "case_facts": case(Area.FACTS),
    "case_answer": case(Area.FACTS),
    "case_answers": case(Area.FACTS),
    "case_assessments": case(Area.FACTS),
    "case_lock_environment": case(Area.FACTS),
    "case_lock_law": case(Area.LAW),
    "case_lock_injury": case(Area.INJURY),
    "case_law": case(Area.LAW),
    "case_norm": case(Area.LAW),
    "case_law_compare": case(Area.LAW),
    "case_law_pdf": case(Area.LAW),
    "case_injury": case(Area.INJURY),
    "case_injury_answer": case(Area.INJURY),
    "case_injury_notice": case(Area.INJURY),
    "case_injury_absence": case(Area.INJURY),
    "decision": case(Area.DECISION),
    "before_acting": case(Area.DECISION),
    "decision_ask_jurist": case(Area.DECISION),
    "decision_opinion": case(Area.DECISION),
    "decision_police_contact": case(Area.DECISION),
    "decision_set_aside": case(Area.DECISION),
    "decision_propose": case(Area.DECISION),
    "decision_withdraw": case(Area.DECISION),
    "decision_decide": case(Area.DECISION),
    "decision_report": case(Area.DECISION),
    "decision_police_status": case(Area.DECISION),
    "police_report_pdf": case(Area.DECISION),
    "letters": case(Area.LETTERS),
    "letter": case(Area.LETTERS),
    "letter_save": case(Area.LETTERS),
    "letter_discard": case(Area.LETTERS),
    "letter_set_aside": case(Area.LETTERS),
    "letter_approve": case(Area.LETTERS),
    "letter_send": case(Area.LETTERS),
    "letter_pdf": case(Area.LETTERS),
    "telling_postpone": case(Area.LETTERS),
    "case_close": case(Area.DECISION),
    "case_close_set_aside": case(Area.DECISION),
    "case_told_outcome": case(Area.CARE),
    "case_reopen": case(Area.DECISION),
    "case_account": case(Area.DECISION),
    "case_account_pdf": case(Area.DECISION),
    # oversight -----------------------------------------------------------------
    "emergencies": holders(OrgRole.DPO),
    "accounts": holders(OrgRole.OVERSIGHT),
    "oversight_account": holders(OrgRole.OVERSIGHT),
    "oversight_account_pdf": holders(OrgRole.OVERSIGHT),
    "start": PUBLIC,
    "demo_sign_in": DEMO,
    "sign_in": PUBLIC,
    "second_factor": PUBLIC,
    "second_factor_picture": PUBLIC,
    "sign_out": PUBLIC,
    "invitation": PUBLIC,
    "help": PUBLIC,
    "privacy": PUBLIC,
    "accessibility": PUBLIC,
    "language": PUBLIC,
    "guidance": SIGNED_IN,
    "my_absence": SIGNED_IN,
    "people": holders(OrgRole.SYSTEM_OWNER),
    "unit": holders(OrgRole.SYSTEM_OWNER),
    "unit_close": holders(OrgRole.SYSTEM_OWNER),
    "person": holders(OrgRole.SYSTEM_OWNER),
    "person_correct": holders(OrgRole.SYSTEM_OWNER),
    "person_left": holders(OrgRole.SYSTEM_OWNER),
    "person_add": holders(OrgRole.SYSTEM_OWNER),
    "role_end": holders(OrgRole.SYSTEM_OWNER),
    "absence_end": SIGNED_IN,
    "import_people": holders(OrgRole.SYSTEM_OWNER),
    "invite": holders(OrgRole.SYSTEM_OWNER),
    "second_factor_reset": holders(OrgRole.SYSTEM_OWNER),
    "jobs": holders(OrgRole.SYSTEM_OWNER),
    "job_retry": holders(OrgRole.SYSTEM_OWNER),
}
