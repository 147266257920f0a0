"""Fills the bundle: originals or redacted copies, proofs, the index, the page of commands, and the metadata."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from vaern.audit.actors import Actor
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.audit.models import Event
from vaern.audit.moments import from_microseconds
from vaern.cases.models import Case
from vaern.cases.writing import note, writing
from vaern.errors import IntegrityBroken
from vaern.evidence import actions, custody, signing
from vaern.evidence.bundle.bag import FORMAT, Bag
from vaern.evidence.bundle.choice import Choice, choose, given_in
from vaern.evidence.bundle.control import control_page, control_text
from vaern.evidence.bundle.index import index_pages
from vaern.evidence.bundle.metadata import metadata
from vaern.evidence.bundle.names import file_name
from vaern.evidence.bundle.proofs import AnchorProof, prove
from vaern.evidence.models import CustodyEntry, Item, ItemToken
from vaern.evidence.queries import custody_of
from vaern.evidence.stamping import stamped_data, trusted
from vaern.timestamps import as_pem, chain_of
from vaern.vault import blobs
from vaern.vault.text import read


def write_bundle(case: Case, *, by: Actor, to: Path, choice: Choice | None = None) -> Path:
    """Write the bundle to a file. As `prepare_bundle`; where it cannot be made or written, no file is left."""
    bag = prepare_bundle(case, by=by, choice=choice)
    try:
        with to.open("wb") as out:
            for piece in bag.stream():
                out.write(piece)
    except BaseException:
        to.unlink(missing_ok=True)
        raise
    return to


def prepare_bundle(case: Case, *, by: Actor, choice: Choice | None = None) -> Bag:
    """The bundle, ready to be sent: each item's custody log says so first, and the case's log says what was given.

    All that may be copied is given where nothing is chosen. IntegrityBroken when an original is not what was received;
    nothing is then given.
    """
    chosen = choice or choose(case)
    bag = Bag(case.number, signing.signer())
    for item in chosen.items:
        custody.check(item)
        actions.note_export(item, by=by, reason_code=given_in(chosen.for_whom, hidden=item.number in chosen.copies))
    digest = _fill(bag, chosen, prove(case))
    with writing(case):
        given = {"items": len(chosen.items), "calls": [row.number for row in chosen.calls]}
        note("bundle.exported", case, by, **given, digest=digest, recipient=chosen.for_whom)
    return bag


def _fill(bag: Bag, choice: Choice, proof: AnchorProof) -> str:
    """Everything in its order; the SHA-256 of the manifest."""
    for item in choice.items:
        _add_item(bag, choice, item)
        _add_tokens(bag, item)
    with writing(choice.case):  # nobody acts between what an item's log says and what the case's says
        said, log = metadata(choice, proof, bag.signer.fingerprint), _custody(choice)
        bag.add_bytes("data/signing/signer.pem", bag.signer.pem)
        _add_audit(bag, choice.case, proof)
    bag.add_json("data/custody.json", log)
    bag.add_json("data/metadata.json", said)
    for name, page in index_pages(said, log).items():
        bag.add_bytes(f"data/{name}", page)
    names = {item.number: file_name(choice, item) for item in choice.items}
    text = control_text(choice, names, proof, bag.signer.fingerprint)
    bag.add_bytes("data/KONTROL.txt", text.encode())
    bag.add_bytes("data/KONTROL.html", control_page(text))
    return bag.close()


def _add_item(bag: Bag, choice: Choice, item: Item) -> None:
    copy, path = choice.copies.get(item.number), f"data/{file_name(choice, item)}"
    if copy is not None:
        found, expected = bag.add(path, copy.read), copy.sha256
    else:
        found, expected = bag.add(path, partial(blobs.read, item.blob)), read(item, "sha256")
    if found != expected:
        raise IntegrityBroken(_("An original is not what was received."), f"B{item.number}")


def _add_tokens(bag: Bag, item: Item) -> None:
    """What was stamped, and each stamp with its certificates."""
    place = f"data/timestamps/B{item.number}"
    bag.add_bytes(f"{place}.data", stamped_data(item))
    for number, token in enumerate(_tokens(item), start=1):
        bag.add_bytes(f"{place}-{number}.tsr", bytes(token.token))
        bag.add_bytes(f"{place}-{number}.chain.pem", _chain(token))


def _tokens(item: Item) -> Iterable[ItemToken]:
    tokens: Iterable[ItemToken] = item.tokens.order_by("stamped_at")
    return tokens


def _chain(token: ItemToken) -> bytes:
    return bytes(token.chain) or as_pem(chain_of(bytes(token.token), trusted()))


def _add_audit(bag: Bag, case: Case, proof: AnchorProof) -> None:
    events = [_event(event) for event in events_of(Stream.CASE, case.id)]
    bag.add_json("data/events.json", {"case": case.number, "stream_id": str(case.id), "events": events})
    bag.add_json("data/audit/proof.json", proof.as_json())
    bag.add_bytes("data/audit/anchor.data", proof.statement)
    if proof.token is not None:
        bag.add_bytes("data/audit/anchor.tsr", bytes(proof.token.token))
        bag.add_bytes("data/audit/anchor.chain.pem", proof.chain())


def _custody(choice: Choice) -> dict[str, Any]:
    rows = [
        {
            "number": f"B{item.number}",
            "item_id": str(item.id),
            "salted_digest": item.salted_digest,
            "custody": list(_entries(custody_of(item))),
        }
        for item in choice.items
    ]
    return {"format": FORMAT, "case": choice.case.number, "items": rows}


def _entries(entries: Iterable[CustodyEntry]) -> Iterator[dict[str, Any]]:
    names = ("sequence", "act", "person_id", "role", "place", "at", "reason_code", "previous_hash", "hash")
    for entry in entries:
        yield {name: getattr(entry, name) for name in names} | {"at_utc": from_microseconds(entry.at).isoformat()}


def _event(event: Event) -> dict[str, Any]:
    names = ("sequence", "name", "actor_id", "role", "happened_at", "known_at", "recorded_at", "data")
    return {name: getattr(event, name) for name in (*names, "previous_hash", "hash")}
