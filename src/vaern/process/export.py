"""The case as data, by a published schema. Who the sender is stays sealed unless the viewer may read it."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

import jsonschema
from django.db.models import Q

from vaern.cases.enums import Area
from vaern.cases.models import Case
from vaern.cases.queries import areas_of, current_answers, current_incidents, current_norm_reasons, senders
from vaern.decisions.models import Approval
from vaern.evidence import marks
from vaern.evidence.queries import items_of
from vaern.injury.queries import current_notice
from vaern.people.models import Person
from vaern.plans.queries import current_deadlines, tasks_of
from vaern.rulebook.load import content_root
from vaern.vault.text import read

SCHEMA = "case-export.json"
VERSION = 1


def case_export(case: Case, viewer: Person | None = None) -> dict[str, Any]:
    """The whole case as plain JSON values. Without a viewer, or one without the letters area, no sender is named."""
    names_sender = viewer is not None and Area.LETTERS in areas_of(viewer, case)
    data = {
        "version": VERSION,
        "number": case.number,
        "state": case.state,
        "unit": case.unit.name,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "senders": [_sender(row, named=names_sender) for row in senders(case)],
        "incidents": [
            {
                "id": row.id,
                "number": row.number,
                "happened_from": row.happened_from,
                "happened_until": row.happened_until,
                "precision": row.precision,
                "known_at": row.known_at,
                "recorded_at": row.recorded_at,
                "media": row.media,
                "types": row.types,
                "summary": read(row, "summary"),
            }
            for row in current_incidents(case)
        ],
        "answers": [
            {"fact": row.fact, "value": row.value, "incident": row.incident_id, "role": row.role, "at": row.answered_at}
            for row in current_answers(case)
        ],
        "norms": [
            {"norm": row.norm, "value": row.value, "incident": row.incident_id, "reason": read(row, "reason")}
            for row in current_norm_reasons(case)
        ],
        "complaints": [{"made_on": row.made_on, "settled_on": row.settled_on} for row in case.complaints.all()],
        "items": [
            {
                "id": row.id,
                "number": row.number,
                "media_type": row.media_type,
                "size": row.size,
                "sha256": read(row, "sha256"),
            }
            for row in items_of(case)
        ],
        "annotations": [
            marks.annotation(one) for row in items_of(case) if row.locked_at is None for one in marks.marks_of(row)
        ],
        **_casework(case),
    }
    plain: dict[str, Any] = json.loads(json.dumps(data, default=_plain))
    return plain


def check_export(data: Mapping[str, Any]) -> None:
    """Raise when the export is not what the published schema says."""
    schema = json.loads((content_root() / "schema" / SCHEMA).read_text())
    jsonschema.validate(data, schema, cls=jsonschema.Draft202012Validator)


def _casework(case: Case) -> dict[str, Any]:
    notice = current_notice(case)
    return {
        "assessments": [
            {
                "kind": row.kind,
                "edition": row.edition,
                "outcome": row.outcome,
                "made_at": row.made_at,
                "receipt_hash": row.receipt_hash,
                "findings": [
                    {"provision": one.provision, "result": one.result, "provisional": one.provisional}
                    for one in row.findings.all()
                ],
            }
            for row in case.assessments.order_by("made_at")
        ],
        "tasks": [
            {
                "step": row.step,
                "role": row.role,
                "due_at": row.due_at,
                "done_at": row.done_at,
                "left_out": row.not_relevant,
            }
            for row in tasks_of(case)
        ],
        "deadlines": [
            {"rule": row.rule, "started_at": row.started_at, "due_at": row.due_at, "met_at": row.met_at}
            for row in current_deadlines(case)
        ],
        "proposals": [_proposal(row) for row in case.proposals.order_by("proposed_at")],
        "letters": [
            {"kind": row.kind, "approved_at": row.approved_at, "sent_at": row.sent_at, "content_hash": row.content_hash}
            for row in case.letters.order_by("drafted_at")
        ],
        "police_reports": [
            {"reported_at": row.reported_at, "journal_number": row.journal_number} for row in case.police_reports.all()
        ],
        "injury_notice": {"notified": notice.notified, "notified_on": notice.notified_on} if notice else None,
    }


def _proposal(row: Any) -> dict[str, Any]:
    approval = Approval.objects.filter(proposal=row).first()
    return {
        "kind": row.kind,
        "role": row.role,
        "proposed_at": row.proposed_at,
        "purposes": row.purposes,
        "outcome": approval.outcome if approval else None,
        "decided_at": approval.decided_at if approval else None,
        "gate_checks": [
            {"moment": check.moment, "at": check.at, "states": check.states} for check in row.gate_checks.order_by("at")
        ],
        "set_aside": [
            {"condition": one.condition, "reason": read(one, "reason")}
            for one in row.case.set_asides.filter(
                Q(subject_id=row.pk) | Q(subject_id=None), gate="police_report"
            ).order_by("at")
        ],
    }


def _sender(row: Any, *, named: bool) -> dict[str, Any]:
    shown = {"kind": row.sender_kind, "name": read(row, "identity") if named else None}
    return {**shown, "how_known": read(row, "how_known") if named else None}


def _plain(value: Any) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no place in an export")
