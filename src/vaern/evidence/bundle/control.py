"""KONTROL: the commands that check the bundle with nothing but `sha256sum` and `openssl`.

A test takes each command from the page and runs it.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.template.loader import render_to_string

from vaern.audit import encoding, merkle
from vaern.audit.encoding import netstrings
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.audit.models import Event
from vaern.audit.moments import from_microseconds
from vaern.evidence.bundle.choice import Choice
from vaern.evidence.bundle.index import as_html
from vaern.evidence.bundle.metadata import tells_incidents
from vaern.evidence.bundle.proofs import AnchorProof
from vaern.evidence.custody import entry_bytes
from vaern.evidence.models import CallEntry, Item
from vaern.evidence.provenance import call_bytes, call_digest, call_salt
from vaern.evidence.queries import custody_of
from vaern.evidence.stamping import stamped_data
from vaern.vault.text import read

BINARY = "openssl dgst -sha256 -binary"


def control_text(choice: Choice, names: Mapping[int, str], proof: AnchorProof, fingerprint: str) -> str:
    """The page as text; commands stand alone on lines that begin with four spaces."""
    page = {
        "case": choice.case.number,
        "fingerprint": fingerprint,
        "items": [_item(choice, item, names[item.number]) for item in choice.items],
        "calls": [_call(row) for row in choice.calls] if tells_incidents(choice.for_whom) else [],
        "proof": _proof(choice, proof),
    }
    return render_to_string("evidence/bundle/kontrol.md", page)


def control_page(text: str) -> bytes:
    """The same as a web page."""
    return as_html(text, "Kontrol af pakken")


def _item(choice: Choice, item: Item, name: str) -> dict[str, Any]:
    given_whole = item.number not in choice.copies
    return {
        "number": f"B{item.number}",
        "file": name,
        "salt": _octal(bytes.fromhex(read(item, "salt"))) if given_whole else "",
        "salted_digest": item.salted_digest,
        "data_digest": hashlib.sha256(stamped_data(item)).hexdigest(),
        "stamps": [
            {"place": place, "at": epoch(token.stamped_at)}
            for place, token in enumerate(item.tokens.order_by("stamped_at"), start=1)
        ],
        "custody": [{"text": entry_bytes(entry).decode(), "hash": entry.hash} for entry in custody_of(item)],
    }


def _call(row: CallEntry) -> dict[str, Any]:
    """The words byte by byte, so that no sign in them means anything to a shell."""
    salt = bytes.fromhex(call_salt(row))
    return {
        "number": f"O{row.number}",
        "digest": call_digest(row),
        "salt": _octal(salt),
        "said": _octal(call_bytes(row)),
    }


def _proof(choice: Choice, found: AnchorProof) -> dict[str, Any]:
    proof = found.proof
    event = events_of(Stream.CASE, choice.case.id).get(sequence=proof.sequence)
    return {
        "sequence": proof.sequence,
        "event": _event(event),
        "hash": proof.hash,
        "tree_command": _tree_command(found),
        "tree": merkle.root_from(found.leaf(), proof.path),
        "anchor": found.statement.decode(),
        "root": proof.root,
        "stamped": epoch(from_microseconds(found.token.stamped_at)) if found.token else 0,
    }


def _event(event: Event) -> str:
    return event.previous_hash + encoding.event_bytes(event).decode()


def _tree_command(found: AnchorProof) -> str:
    """One line that goes from the leaf to the root of the tree."""
    proof = found.proof
    leaf = netstrings("leaf/1", proof.stream, proof.stream_id, proof.sequence, proof.hash).decode()
    line = f"printf '\\000%s' '{leaf}'"
    for step in proof.path:
        other = f"printf '{_octal(bytes.fromhex(step.digest))}'"
        mine = f"{line} | {BINARY}"
        both = f"{other}; {mine}" if step.side == "left" else f"{mine}; {other}"
        line = f"{{ printf '\\001'; {both}; }}"
    return f"{line} | openssl dgst -sha256 -r"


def _octal(data: bytes) -> str:
    return "".join(f"\\{byte:03o}" for byte in data)


def epoch(at: datetime) -> int:
    """Seconds since 1970: openssl looks at certificates as they were at that time."""
    return int(at.timestamp())
