from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audit.histories import CASE, OTHER, write
from vaern.audit import merkle
from vaern.audit.anchors import inclusion_proof, make_anchor, proof_holds, stamp_newest
from vaern.audit.encoding import GENESIS
from vaern.audit.enums import Stream
from vaern.audit.models import Anchor, AnchorLeaf
from vaern.errors import NotNow


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 6962 as the RFC writes it."""
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return merkle.node(plain_root(leaves[:split]), plain_root(leaves[split:]))


@given(st.integers(1, 40), st.integers(1, 40), st.data())
def test_tree_grown_in_two_steps_is_the_tree_of_the_rfc(first: int, more: int, data: st.DataObject) -> None:
    leaves = [bytes([number]) * 32 for number in range(first + more)]
    tree = merkle.Tree()
    tree.put(dict(enumerate(leaves[:first])))
    changed = data.draw(st.integers(0, first - 1))
    leaves[changed] = b"\xff" * 32
    tree.put({changed: leaves[changed], **{first + n: leaf for n, leaf in enumerate(leaves[first:])}})
    assert tree.root == plain_root(leaves).hex()
    position = data.draw(st.integers(0, first + more - 1))
    assert merkle.root_from(leaves[position], tree.path(position)) == tree.root


def test_empty_tree_has_the_digest_of_nothing() -> None:
    assert merkle.Tree().root == merkle.EMPTY


@pytest.mark.django_db
def test_anchor_keeps_only_heads_that_moved() -> None:
    write(1)
    write(2, OTHER)
    first = make_anchor()
    write(3, OTHER)
    second = make_anchor()
    moved = AnchorLeaf.objects.order_by("id").values_list("anchor_id", "position", "stream_id", "sequence")
    assert list(moved) == [
        (first.id, 0, str(CASE), 1),
        (first.id, 1, str(OTHER), 2),
        (second.id, 1, str(OTHER), 5),
    ]
    assert (first.previous_root, second.previous_root, second.leaves) == (GENESIS, first.root, 2)


@pytest.mark.django_db
def test_anchor_is_made_also_when_nothing_moved() -> None:
    write(1)
    first, second = make_anchor(), make_anchor()
    assert (second.tree, AnchorLeaf.objects.count()) == (first.tree, 1)


@pytest.mark.django_db
def test_two_anchors_at_the_same_moment_do_not_both_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    from vaern.audit import anchors

    moved = anchors._moved

    def meanwhile(leaves):
        monkeypatch.setattr(anchors, "_moved", moved)
        make_anchor()
        return moved(leaves)

    monkeypatch.setattr(anchors, "_moved", meanwhile)
    with pytest.raises(NotNow):
        make_anchor()
    assert Anchor.objects.count() == 1


@pytest.mark.django_db
def test_inclusion_is_proved_in_the_newest_and_in_an_older_anchor() -> None:
    write(1)
    write(1, OTHER)
    first = make_anchor()
    write(1)
    make_anchor()
    newest, older = inclusion_proof(Stream.CASE, CASE), inclusion_proof(Stream.CASE, CASE, first)
    assert [proof_holds(newest), newest.sequence, proof_holds(older), older.sequence] == [True, 2, True, 1]
    assert older.root == first.root


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"sequence": 9}, {"hash": "f" * 64}, {"path": ()}, {"made_at": 1}, {"previous_root": "f" * 64}]
)
def test_false_proof_does_not_hold(change: dict) -> None:
    write(1)
    write(1, OTHER)
    make_anchor()
    assert not proof_holds(replace(inclusion_proof(Stream.CASE, CASE), **change))


@pytest.mark.django_db
def test_no_proof_before_the_first_anchor() -> None:
    write(1)
    with pytest.raises(NotNow):
        inclusion_proof(Stream.CASE, CASE)


@pytest.mark.django_db
def test_nothing_is_stamped_where_no_authority_is_configured() -> None:
    make_anchor()
    assert stamp_newest() is None
