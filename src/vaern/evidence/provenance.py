"""Where an item comes from, as somebody said it, and what a person has confirmed of what a machine proposed."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit.actors import Actor
from vaern.audit.encoding import netstrings
from vaern.audit.moments import to_microseconds
from vaern.cases.guards import check_can_change
from vaern.cases.models import Case
from vaern.cases.text import clean
from vaern.cases.writing import acting_person, note, writing
from vaern.errors import BadInput
from vaern.evidence import traces
from vaern.evidence.enums import Strength
from vaern.evidence.locking import check_not_locked
from vaern.evidence.models import CallEntry, Item, Provenance
from vaern.evidence.queries import calls_of
from vaern.evidence.readers import ocr_finds
from vaern.evidence.reading import said_of
from vaern.vault.text import read, seal_into

# What is said of an item, each in a person's own words; all of it sealed.
ASKED = ("url", "profile", "user_id", "group", "members", "happened", "captured", "captured_by", "software")
CALL_ASKED = ("number", "said", "heard_by")
SALT = "salt"
PROPOSED = "proposed"
HAPPENED = frozenset({"posted", "sent", "called"})


@dataclass(frozen=True)
class Proposal:
    """Something that a machine read in an item, which a person must confirm: `id` names it in the reading."""

    id: str
    kind: str
    value: str


def say(*, item: Item, by: Actor, strength: str, **said: str) -> Provenance:
    """Write down where the item comes from; what was said before stays, and the newest counts."""
    unknown = set(said) - set(ASKED)
    if unknown or strength not in Strength.values:
        raise BadInput(_("Choose one of the answers that are offered."))
    if strength == Strength.SERVER_CAPTURE and not is_captured(item):
        raise BadInput(
            _("This was not captured by Værn."),
            _("Only what Værn itself has captured counts as that."),
            _("Choose how the picture or file was made."),
        )
    return _add(item, by, strength, {**_before(item), **{name: clean(words) for name, words in said.items()}})


def confirm(*, item: Item, by: Actor, confirmed: Sequence[tuple[str, str]]) -> Provenance:
    """A person has compared what a machine read with the picture: (id of the proposal, the right value) for each."""
    known = {proposal.id: proposal for proposal in proposals(item)}
    if not confirmed or any(key not in known or not clean(value) for key, value in confirmed):
        raise BadInput(_("Choose what you have compared with the picture, and correct it where it is wrong."))
    rows = [{"id": key, "kind": known[key].kind, "value": clean(value)} for key, value in confirmed]
    before = _before(item)
    kept = [row for row in before.get("confirmed", ()) if row["id"] not in {key for key, _value in confirmed}]
    newest = newest_of(item)
    return _add(item, by, newest.strength if newest else Strength.UNKNOWN, {**before, "confirmed": [*kept, *rows]})


def proposals(item: Item) -> list[Proposal]:
    """What a machine read and nobody has confirmed yet: times, accounts, addresses."""
    said = said_of(item)[1]
    confirmed = {row["id"] for row in _before(item).get("confirmed", ())}
    found = [
        Proposal(f"time-{at}", one["what"], one.get("words") or one.get("at") or "")
        for at, one in enumerate(said.get("times", ()))
        if one.get("sure") == PROPOSED
    ] + [
        Proposal(f"identifier-{at}", one["kind"], one["value"])
        for at, one in enumerate(said.get("identifiers", ()))
        if one.get("sure") == PROPOSED
    ]
    return [proposal for proposal in found if proposal.id not in confirmed and proposal.value]


def confirmed_moment(item: Item) -> tuple[str, datetime | None] | None:
    """When it happened by the words that a person confirmed, and the moment where they give one; None without any."""
    words = [one["value"] for one in _before(item).get("confirmed", ()) if one["kind"] in HAPPENED]
    return (words[0], ocr_finds.moment_in(words[0])) if words else None


def newest_of(item: Item) -> Provenance | None:
    """What is held to be so now."""
    return item.provenances.order_by("-made_at").select_related("made_by").first()


def said_in(row: Provenance | None) -> dict[str, Any]:
    """The sealed answers of one row."""
    return json.loads(read(row, "said")) if row else {}


def is_captured(item: Item) -> bool:
    """Whether Værn's own worker made it."""
    root = item.parent or item
    return hasattr(root, "capture")


def note_call(*, case: Case, by: Actor, called_at: datetime, item: Item | None = None, **said: str) -> CallEntry:
    """A telephone call or a voice message, as the one who heard it tells. BadInput when its time has not come yet.

    Its event holds a salted digest of the words, so that they can be shown later to be those that were noted then.
    """
    if called_at > clock.now():
        raise BadInput(_("The time has not come yet."), "", _("Look at the day and the time again."))
    with writing(case):
        check_can_change(case)
        row = CallEntry(case=case, item=item, called_at=called_at, made_by_id=acting_person(by), made_at=clock.now())
        row.number = calls_of(case).count() + 1
        words = {name: clean(value) for name, value in said.items()} | {SALT: os.urandom(32).hex()}
        seal_into(row, said=json.dumps(words, ensure_ascii=False))
        row.save(force_insert=True)
        traces.of_call(case, words)
        note("evidence.call_noted", case, by, call=row.id, digest=call_digest(row))
        return row


def call_said(row: CallEntry) -> dict[str, str]:
    """Number, what was said, who heard it."""
    return {name: words for name, words in _sealed_of(row).items() if name != SALT}


def call_salt(row: CallEntry) -> str:
    """What was mixed into the digest of its words, in hex."""
    return _sealed_of(row).get(SALT, "")


def call_digest(row: CallEntry) -> str:
    """SHA-256 of the salt and the SHA-256 of what was noted."""
    return hashlib.sha256(bytes.fromhex(call_salt(row)) + hashlib.sha256(call_bytes(row)).digest()).hexdigest()


def call_bytes(row: CallEntry) -> bytes:
    """What was noted, as netstrings: `call/1`, number, times, words."""
    said = _sealed_of(row)
    times = (to_microseconds(row.called_at), to_microseconds(row.made_at))
    return netstrings("call/1", f"O{row.number}", *times, *(said.get(name, "") for name in CALL_ASKED))


def _sealed_of(row: CallEntry) -> dict[str, str]:
    said: dict[str, str] = json.loads(read(row, "said"))
    return said


def _before(item: Item) -> dict[str, Any]:
    return said_in(newest_of(item))


def _add(item: Item, by: Actor, strength: str, said: Mapping[str, Any]) -> Provenance:
    with writing(item.case):
        check_can_change(item.case)
        check_not_locked(item)
        row = Provenance(item=item, made_by_id=acting_person(by), made_at=clock.now(), strength=strength)
        seal_into(row, said=json.dumps(said, ensure_ascii=False))
        row.save(force_insert=True)
        traces.of_provenance(item, said)
        note("evidence.provenance_said", item.case, by, item=item.id, strength=strength)
        return row
