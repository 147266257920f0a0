"""What shows that the log of the case is old: its last event in the tree over all cases, and that tree's stamp."""

from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import QuerySet

from vaern import timestamps
from vaern.audit import merkle
from vaern.audit.anchors import Proof, inclusion_proof, make_anchor, stamp_newest, statement
from vaern.audit.enums import Stream
from vaern.audit.models import Anchor, AnchorLeaf, AnchorToken, ChainHead
from vaern.audit.moments import from_microseconds
from vaern.cases.models import Case
from vaern.errors import NotNow
from vaern.evidence.stamping import trusted

MANY_CHAINS = 50_000


@dataclass(frozen=True)
class AnchorProof:
    """The way from the case's chain to the root of an anchor, and what the anchor says."""

    proof: Proof
    statement: bytes
    token: AnchorToken | None

    def chain(self) -> bytes:
        """The certificates of the anchor's stamp, as openssl reads them."""
        if self.token is None:
            return b""
        if self.token.chain:
            return bytes(self.token.chain)
        return timestamps.as_pem(timestamps.chain_of(bytes(self.token.token), trusted()))

    def as_json(self) -> dict[str, Any]:
        """The proof as the verifier reads it."""
        token = self.token
        return asdict(self.proof) | {
            "tree": merkle.root_from(self.leaf(), self.proof.path),
            "stamped_at": from_microseconds(token.stamped_at).isoformat() if token else None,
        }

    def leaf(self) -> bytes:
        """The digest that the way begins with."""
        proof = self.proof
        return merkle.leaf(proof.stream, proof.stream_id, proof.sequence, proof.hash)


def prove(case: Case) -> AnchorProof:
    """Anchor the case's chain as it stands now, and prove that it is part of the anchor.

    In a very large installation the worker's anchor of the last hour is taken instead: making one takes long there.
    While no authority stamps the new anchor, the newest stamped one that holds the case is taken instead: it says
    less about the last hour, and more to a stranger.
    """
    if not (_leaves_of(case).exists() and ChainHead.objects.count() > MANY_CHAINS):
        _anchor_now()
    newest = Anchor.objects.order_by("-id").first()
    chosen = _stamped(case) or newest
    proof = inclusion_proof(Stream.CASE, case.id, chosen)
    anchor = Anchor.objects.get(root=proof.root)
    return AnchorProof(proof, statement(anchor), anchor.tokens.order_by("id").first())


def _anchor_now() -> None:
    try:
        make_anchor()
        stamp_newest()
    except (NotNow, timestamps.Unavailable):
        return  # another made one at this moment, or no authority answers: there is an anchor all the same


def _leaves_of(case: Case) -> QuerySet[AnchorLeaf]:
    return AnchorLeaf.objects.filter(stream=Stream.CASE, stream_id=str(case.id)).order_by("id")


def _stamped(case: Case) -> Anchor | None:
    """The newest anchor that has a stamp and comes after the case's first."""
    first = _leaves_of(case).first()
    if first is None:
        return None
    return Anchor.objects.filter(id__gte=first.anchor_id, tokens__isnull=False).order_by("-id").first()
