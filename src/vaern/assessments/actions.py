"""Locks an assessment, with the receipt that lets it be made again."""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from vaern import clock
from vaern.assessments.models import Assessment, Finding
from vaern.audit.actors import Actor
from vaern.cases.models import Case
from vaern.cases.writing import acting_person, note, writing
from vaern.rulebook.assess import Finding as Found
from vaern.vault.text import seal_into


def canonical(receipt: Mapping[str, Any]) -> str:
    """The receipt as JSON, always written in the same way."""
    return json.dumps(receipt, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def lock_assessment(
    *, case: Case, by: Actor, kind: str, outcome: str, receipt: Mapping[str, Any], findings: Iterable[Found] = ()
) -> Assessment:
    """Keep what was found and from what, as a new edition. Earlier editions stay."""
    text = canonical(receipt)
    with writing(case):
        row = Assessment(
            case=case,
            kind=kind,
            edition=case.assessments.filter(kind=kind).count() + 1,
            made_by_id=acting_person(by),
            role=by.role,
            made_at=clock.now(),
            outcome=outcome,
            receipt_hash=sha256(text.encode()).hexdigest(),
        )
        seal_into(row, receipt=text)
        row.save(force_insert=True)
        Finding.objects.bulk_create([_row(row, found) for found in findings])
        note("assessment.locked", case, by, assessment=row.id, kind=kind, outcome=outcome, receipt=row.receipt_hash)
        return row


def _row(assessment: Assessment, found: Found) -> Finding:
    return Finding(
        assessment=assessment,
        incident_id=found.incident_id,
        provision=found.provision_id,
        file_id=found.file_id,
        result=found.result.value,
        provisional=found.provisional,
        capped=bool(found.caps),
        deciding=list(found.deciding),
    )
