"""The bundle's contents as data, in the shape of `content/schema/bundle.json`."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

import vaern
from vaern import clock
from vaern.cases.models import Incident
from vaern.evidence.bundle.bag import FORMAT
from vaern.evidence.bundle.calls import about_call, call_line
from vaern.evidence.bundle.choice import Choice
from vaern.evidence.bundle.names import file_name
from vaern.evidence.bundle.proofs import AnchorProof
from vaern.evidence.models import Item
from vaern.evidence.provenance import ASKED, newest_of, said_in
from vaern.evidence.queries import custody_of
from vaern.vault.text import read


def metadata(choice: Choice, proof: AnchorProof, fingerprint: str) -> dict[str, Any]:
    """What the index shows and the verifier compares with the files."""
    return {
        "format": FORMAT,
        "software": f"Værn {getattr(vaern, '__version__', '')}".strip(),
        "made_at": clock.now().isoformat(),
        "organisation": settings.ORGANISATION,
        "case": choice.case.number,
        "for_whom": choice.for_whom,
        "items": [_about(choice, item, annex) for annex, item in enumerate(_ordered(choice), start=1)],
        "left_out": [f"B{item.number}" for item in choice.left_out],
        "calls": [about_call(row, told=tells_incidents(choice.for_whom)) for row in choice.calls],
        "calls_left_out": [f"O{row.number}" for row in choice.calls_left_out],
        "timeline": _timeline(choice),
        "audit": {"proof": "audit/proof.json", "anchor": "audit/anchor.data", "stamped": proof.token is not None},
        "signing": {
            "certificate": "signing/signer.pem",
            "sha256": fingerprint,
            "stamp_asked": bool(settings.TIMESTAMP_URL),
        },
    }


def _ordered(choice: Choice) -> list[Item]:
    """The typical examples first, then the rest, each by number: the order of the annexes."""
    return sorted(choice.items, key=lambda item: (item.number not in choice.examples, item.number))


def _about(choice: Choice, item: Item, annex: int) -> dict[str, Any]:
    copy = choice.copies.get(item.number)
    return {
        "annex": annex,
        "number": f"B{item.number}",
        "file": file_name(choice, item),
        "example": item.number in choice.examples,
        "inside": f"B{item.parent.number}" if item.parent else None,
        "name_as_received": read(item, "name"),
        "source": read(item, "source"),
        "media_type": copy.media_type if copy else item.media_type,
        "bytes": copy.size if copy else item.size,
        "sha256": copy.sha256 if copy else read(item, "sha256"),
        # The salt of an original that is held back stays sealed: nobody shall find out what is hidden in the copy.
        "salt": None if copy else read(item, "salt"),
        "salted_digest": item.salted_digest,
        "redacted": {"reason": copy.reason, "made_at": copy.row.made_at.isoformat()} if copy else None,
        "provenance": provenance_of(item),
        "checked_in_browser": item.checked_in_browser,
        "received_at": item.received_at.isoformat(),
        "received_from": item.received_from.name if item.received_from else "Værn",
        "incident": item.incident.number if item.incident else None,
        "custody_entries": custody_of(item).count(),
        "time_stamps": _stamps(item),
    }


def provenance_of(item: Item) -> dict[str, Any] | None:
    """Where it was seen, when, by whom and with what, as somebody said it; None where nobody has."""
    row = newest_of(item)
    if row is None:
        return None
    said = said_in(row)
    confirmed = [{"kind": one["kind"], "value": one["value"]} for one in said.get("confirmed", ())]
    return {"strength": row.strength, **{name: said.get(name, "") for name in ASKED}, "confirmed": confirmed}


def _stamps(item: Item) -> list[dict[str, str]]:
    place = f"timestamps/B{item.number}"
    return [
        {
            "token": f"{place}-{number}.tsr",
            "chain": f"{place}-{number}.chain.pem",
            "data": f"{place}.data",
            "at": token.stamped_at.isoformat(),
            "authority": token.authority,
        }
        for number, token in enumerate(item.tokens.order_by("stamped_at"), start=1)
    ]


def _timeline(choice: Choice) -> list[dict[str, Any]]:
    """One line in time: incidents that an item belongs to, calls, when each item came. Unknown times stand first."""
    lines = [_happened(choice, incident) for incident in incidents_of(choice.items)]
    lines += [
        {
            "at": item.received_at.isoformat(),
            "until": None,
            "precision": "exact",
            "kind": "received",
            "says": "",
            "items": [f"B{item.number}"],
        }
        for item in choice.items
    ]
    lines += [call_line(choice, row, told=tells_incidents(choice.for_whom)) for row in choice.calls]
    return sorted(lines, key=lambda line: (line["at"] is not None, _moment(line["at"])))


def incidents_of(items: Iterable[Item]) -> list[Incident]:
    """The incidents that these items belong to, each once."""
    found = {item.incident.id: item.incident for item in items if item.incident}
    return list(found.values())


def tells_incidents(for_whom: str) -> bool:
    """What the case says of an incident goes along, but not to the person it is about: it is the workplace's own.

    What was noted of a call is the workplace's own in the same way.
    """
    return for_whom != "sender"


def _happened(choice: Choice, incident: Incident) -> dict[str, Any]:
    return {
        "at": incident.happened_from.isoformat() if incident.happened_from else None,
        "until": incident.happened_until.isoformat() if incident.happened_until else None,
        "precision": incident.precision,
        "kind": "happened",
        "says": read(incident, "summary") if tells_incidents(choice.for_whom) else "",
        "items": [f"B{item.number}" for item in choice.items if item.incident_id == incident.id],
    }


def _moment(at: str | None) -> datetime:
    return datetime.fromisoformat(at) if at else clock.now()
