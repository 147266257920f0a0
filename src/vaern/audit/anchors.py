"""Anchors: every hour one root over all chain heads, chained to the root before, time-stamped where that is configured.

What is older than the newest anchor cannot be rewritten without every later anchor showing it. What is newer rests
on the database alone, and `verify` says how much that is.
"""

import hashlib
from dataclasses import dataclass
from uuid import UUID

from cryptography.x509 import Certificate
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from vaern import clock
from vaern.audit import chains, merkle
from vaern.audit.encoding import GENESIS, netstrings
from vaern.audit.enums import Stream
from vaern.audit.models import Anchor, AnchorLeaf, AnchorToken, ChainHead
from vaern.audit.moments import to_microseconds
from vaern.errors import NotNow
from vaern.timestamps import as_pem, chain_of, client

ANCHORS = "anchors"


@dataclass(frozen=True, slots=True)
class Proof:
    """Shows to a stranger that a stream's head is part of an anchor: leaf, way up, and what the root is made of."""

    stream: str
    stream_id: str
    sequence: int
    hash: str
    path: tuple[merkle.Step, ...]
    made_at: int
    leaves: int
    previous_root: str
    root: str


def make_anchor() -> Anchor:
    """Anchor every chain head as it stands now. NotNow when another anchor is made at the same moment."""
    made_at, last = to_microseconds(clock.now()), Anchor.objects.order_by("-id").first()
    leaves = leaves_at(last)
    moved = _moved(leaves)
    tree = tree_of([*leaves.values(), *moved])
    previous = last.root if last else GENESIS
    anchor = Anchor(made_at=made_at, leaves=len(tree), tree=tree.root, previous_root=previous)
    anchor.root = hashlib.sha256(statement(anchor)).hexdigest()
    with transaction.atomic():
        _check_still_newest(last)
        anchor.save(force_insert=True)
        for leaf in moved:
            leaf.anchor = anchor
        AnchorLeaf.objects.bulk_create(moved, batch_size=500)
    return anchor


def statement(anchor: Anchor) -> bytes:
    """What an anchor says; `root` is its SHA-256, and the time-stamp is taken over it."""
    return netstrings("anchor/1", anchor.made_at, anchor.leaves, anchor.tree, anchor.previous_root)


def stamp_newest() -> AnchorToken | None:
    """Have the newest anchor time-stamped, once; it covers all before it. None where no authority is configured.

    `timestamps.Unavailable` when the authority does not answer: the job that calls this tries again.
    """
    anchor = Anchor.objects.filter(tokens=None).order_by("-id").first()
    newest = Anchor.objects.aggregate(newest=Max("id"))["newest"]
    if not settings.TIMESTAMP_URL or anchor is None or anchor.id != newest:
        return None
    roots, urls = timestamp_roots(), client.addresses(settings.TIMESTAMP_URL)
    token = client.stamp_first(statement(anchor), urls=urls, roots=roots)
    chain, at = as_pem(chain_of(token.der, roots)), to_microseconds(token.at)
    return AnchorToken.objects.create(anchor=anchor, token=token.der, chain=chain, stamped_at=at)


def timestamp_roots() -> list[Certificate]:
    """The root certificates that a time-stamp must lead to."""
    return client.roots_in(settings.TIMESTAMP_ROOTS_FILE)


def inclusion_proof(stream: Stream, stream_id: UUID | str, anchor: Anchor | None = None) -> Proof:
    """The proof for a stream in an anchor, else in the newest. NotNow when no anchor has the stream yet."""
    chosen = anchor or Anchor.objects.order_by("-id").first()
    leaves = leaves_at(chosen)
    mine = leaves.get((Stream(stream).value, str(stream_id)))
    if mine is None or chosen is None:
        raise NotNow(
            _("No anchor has this yet."),
            _("Anchors are made every hour."),
            _("Try again in an hour, or run: vaern audit anchor"),
        )
    return Proof(
        stream=mine.stream,
        stream_id=mine.stream_id,
        sequence=mine.sequence,
        hash=mine.hash,
        path=tree_of(list(leaves.values())).path(mine.position),
        made_at=chosen.made_at,
        leaves=chosen.leaves,
        previous_root=chosen.previous_root,
        root=chosen.root,
    )


def proof_holds(proof: Proof) -> bool:
    """Whether leaf, path and statement lead to the root that the proof names."""
    start = merkle.leaf(proof.stream, proof.stream_id, proof.sequence, proof.hash)
    tree = merkle.root_from(start, proof.path)
    anchor = Anchor(made_at=proof.made_at, leaves=proof.leaves, tree=tree, previous_root=proof.previous_root)
    return hashlib.sha256(statement(anchor)).hexdigest() == proof.root


def leaves_at(anchor: Anchor | None) -> dict[tuple[str, str], AnchorLeaf]:
    """Each stream's newest leaf as of an anchor; none before the first."""
    if anchor is None:
        return {}
    earlier = AnchorLeaf.objects.filter(anchor_id__lte=anchor.id)
    newest = earlier.values("position").annotate(newest=Max("id")).values("newest")
    return {(leaf.stream, leaf.stream_id): leaf for leaf in AnchorLeaf.objects.filter(id__in=newest)}


def tree_of(leaves: list[AnchorLeaf]) -> merkle.Tree:
    """The tree in which a later leaf stands in for an earlier one of the same position."""
    tree = merkle.Tree()
    tree.put({leaf.position: leaf_digest(leaf) for leaf in leaves})
    return tree


def leaf_digest(leaf: AnchorLeaf) -> bytes:
    """The leaf as the tree takes it."""
    return merkle.leaf(leaf.stream, leaf.stream_id, leaf.sequence, leaf.hash)


def _moved(leaves: dict[tuple[str, str], AnchorLeaf]) -> list[AnchorLeaf]:
    """A leaf for each head that is ahead of its own newest leaf; a new stream takes the next free position."""
    moved, free = [], len(leaves)
    for head in ChainHead.objects.filter(sequence__gt=0).order_by("id").iterator():
        known = leaves.get((head.stream, head.stream_id))
        if known is None or head.sequence > known.sequence:
            position = known.position if known else free
            free += known is None
            moved.append(
                AnchorLeaf(
                    position=position,
                    stream=head.stream,
                    stream_id=head.stream_id,
                    sequence=head.sequence,
                    hash=head.hash,
                )
            )
    return moved


def _check_still_newest(last: Anchor | None) -> None:
    chains.lock(Stream.SYSTEM, ANCHORS)
    if Anchor.objects.aggregate(newest=Max("id"))["newest"] != (last.id if last else None):
        raise NotNow(_("Another anchor was made at the same moment."), todo=_("Nothing is lost: the next one follows."))
