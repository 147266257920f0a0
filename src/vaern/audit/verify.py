"""Checks the whole log: every link of every chain, every head, every anchor and time-stamp.

One fast pass reads the events in order and only finds which streams are broken; `diagnosis` then says what is wrong.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import connection

from vaern.audit import merkle
from vaern.audit.anchors import leaf_digest, statement, timestamp_roots
from vaern.audit.diagnosis import Chain, diagnose
from vaern.audit.encoding import GENESIS, VERSION, netstrings
from vaern.audit.findings import Finding, VerifyReport, What
from vaern.audit.models import Anchor, AnchorLeaf, AnchorToken, ChainHead, Event
from vaern.errors import VaernError
from vaern.timestamps import client

Key = tuple[str, str]
AT_ONCE = 2000
EVENTS = """
    SELECT stream, stream_id, sequence, name, actor_id, role, happened_at, known_at, recorded_at, data,
    previous_hash, hash
    FROM audit_event ORDER BY stream, stream_id, sequence
"""
LEAVES_THAT_DIFFER = """
    SELECT DISTINCT l.stream, l.stream_id FROM audit_anchorleaf l LEFT JOIN audit_event e
    ON e.stream = l.stream AND e.stream_id = l.stream_id AND e.sequence = l.sequence
    WHERE e.hash IS NULL OR e.hash <> l.hash
"""


def verify_all(known_root: str = "") -> VerifyReport:
    """Check everything, as it stood when the check began; writers are not held up.

    `known_root` is a root that was noted outside the system: an anchor must still have it.
    """
    began = time.perf_counter()
    with _as_of_now():
        heads = {
            (s, i): (n, h) for s, i, n, h in ChainHead.objects.values_list("stream", "stream_id", "sequence", "hash")
        }
        events, broken = _pass_over_events(heads)
        broken.update(_rows(LEAVES_THAT_DIFFER))
        findings = [finding for key in sorted(broken) for finding in diagnose(_chain(key))]
        anchored, faults = _pass_over_anchors(known_root)
        checked, unchecked, forged = _check_tokens()
        newest = Anchor.objects.order_by("-id").first()
        return VerifyReport(
            events=events,
            streams=sum(1 for sequence, _hash in heads.values() if sequence),
            anchors=Anchor.objects.count(),
            tokens=checked,
            tokens_unchecked=unchecked,
            since_anchor=max(0, events - anchored),
            anchored_at=newest.made_at if newest else None,
            newest_root=newest.root if newest else "",
            seconds=time.perf_counter() - began,
            findings=(*findings, *faults, *forged),
        )


def _pass_over_events(heads: dict[Key, tuple[int, str]]) -> tuple[int, set[Key]]:
    """Count the events, and find the streams whose links or head do not fit. Written for speed, hence flat."""
    waiting, broken, count = dict(heads), set[Key](), 0
    stream = stream_id = prefix = previous = ""
    expected = 1
    for rows in _in_parts(EVENTS):
        count += len(rows)
        for s, i, n, name, actor, role, happened, known, recorded, data, before, stored in rows:
            if i != stream_id or s != stream:
                if waiting.pop((stream, stream_id), (0, GENESIS)) != (expected - 1, previous or GENESIS):
                    broken.add((stream, stream_id))
                stream, stream_id, expected, previous = s, i, 1, GENESIS
                prefix = netstrings(VERSION, s, i).decode()
            number, at = str(n), str(recorded)
            happened_at = at if happened == recorded else str(happened)
            known_at = at if known == recorded else str(known)
            text = (
                f"{previous}{prefix}{len(number)}:{number},{len(name)}:{name},{len(actor)}:{actor},{len(role)}:{role},"
                f"{len(happened_at)}:{happened_at},{len(known_at)}:{known_at},{len(at)}:{at},{len(data)}:{data},"
            )
            # Lengths in characters are right for what `record` writes, which is ASCII; anything else is foreign.
            if n != expected or before != previous or sha256(text.encode()).hexdigest() != stored:
                broken.add((s, i))
            expected, previous = n + 1, stored
    if waiting.pop((stream, stream_id), (0, GENESIS)) != (expected - 1, previous or GENESIS):
        broken.add((stream, stream_id))
    broken.update(key for key, (sequence, _hash) in waiting.items() if sequence)
    return count, broken


def _chain(key: Key) -> Chain:
    stream, stream_id = key
    mine = {"stream": stream, "stream_id": stream_id}
    leaves = AnchorLeaf.objects.filter(**mine).order_by("id").values_list("sequence", "hash")
    events = list(Event.objects.filter(**mine).order_by("sequence", "id"))
    return Chain(stream, stream_id, events, ChainHead.objects.filter(**mine).first(), dict(leaves))


def _pass_over_anchors(known_root: str) -> tuple[int, list[Finding]]:
    """Build each anchor's tree from the one before; how many events the newest covers, and which anchors are false."""
    tree, covered, findings, previous = merkle.Tree(), dict[int, int](), list[Finding](), GENESIS
    roots = set()
    leaves = AnchorLeaf.objects.order_by("anchor_id", "position").iterator()
    leaf = next(leaves, None)
    for anchor in Anchor.objects.order_by("id").iterator():
        moved = dict[int, bytes]()
        while leaf is not None and leaf.anchor_id == anchor.id:
            moved[leaf.position] = leaf_digest(leaf)
            covered[leaf.position] = leaf.sequence
            leaf = next(leaves, None)
        if not _fits(anchor, tree, moved, previous):
            findings.append(Finding("anchor", str(anchor.id), anchor.id, What.ANCHOR))
        previous = anchor.root
        roots.add(anchor.root)
    if known_root and known_root not in roots:
        findings.append(Finding("anchor", known_root, 0, What.ANCHOR))
    return sum(covered.values()), findings


def _fits(anchor: Anchor, tree: merkle.Tree, moved: dict[int, bytes], previous: str) -> bool:
    try:
        tree.put(moved)
    except IndexError:
        return False
    made = (tree.root, len(tree), previous, sha256(statement(anchor)).hexdigest())
    return made == (anchor.tree, anchor.leaves, anchor.previous_root, anchor.root)


def _check_tokens() -> tuple[int, int, list[Finding]]:
    """How many time-stamps were checked and how many could not be, and those that are false."""
    tokens = AnchorToken.objects.select_related("anchor").order_by("id")
    if not settings.TIMESTAMP_ROOTS_FILE:
        return 0, tokens.count(), []
    forged = [
        Finding("anchor", str(token.anchor_id), token.anchor_id, What.TOKEN)
        for token in tokens.iterator()
        if not _token_holds(token)
    ]
    return tokens.count(), 0, forged


def _token_holds(token: AnchorToken) -> bool:
    try:
        client.check(bytes(token.token), statement(token.anchor), timestamp_roots())
    except VaernError:
        return False
    return True


@contextmanager
def _as_of_now() -> Iterator[None]:
    """See the database as it stands now, without holding up those who write (`atomic` would, on SQLite)."""
    if connection.in_atomic_block:
        yield
        return
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else "BEGIN DEFERRED"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _in_parts(statement_: str) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a query, some thousands at a time, without holding them all."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement_)
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows


def _rows(statement_: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement_)
        return list(cursor.fetchall())
