"""Calls in the bundle: what somebody noted of a telephone call or a voice message, as words and not as a file."""

from typing import Any

from vaern.evidence.bundle.choice import Choice
from vaern.evidence.models import CallEntry
from vaern.evidence.provenance import call_digest, call_said, call_salt


def about_call(row: CallEntry, *, told: bool) -> dict[str, Any]:
    """One call as data. Where it is not told, its time alone, as with an incident; its salt then stays sealed too."""
    said = call_said(row) if told else {}
    return {
        "number": f"O{row.number}",
        "called_at": row.called_at.isoformat(),
        "from": said.get("number", ""),
        "said": said.get("said", ""),
        "heard_by": said.get("heard_by", ""),
        "noted_at": row.made_at.isoformat(),
        "noted_by": row.made_by.name if told else "",
        "item": f"B{row.item.number}" if row.item else None,
        "salt": call_salt(row) if told else None,
        "salted_digest": call_digest(row),
    }


def call_line(choice: Choice, row: CallEntry, *, told: bool) -> dict[str, Any]:
    """The call in the one line in time."""
    given = [item.number for item in choice.items if row.item_id == item.id]
    return {
        "at": row.called_at.isoformat(),
        "until": None,
        "precision": "exact",
        "kind": "called",
        "says": call_said(row).get("said", "") if told else "",
        "items": [f"B{number}" for number in given],
        "calls": [f"O{row.number}"],
    }
