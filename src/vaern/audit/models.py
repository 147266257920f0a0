"""Events in streams, each stream a hash chain, and the anchors over all of them.

Rows hold ids and codes, never personal text and never foreign keys: an event must outlive what it tells of.
The database itself refuses UPDATE and DELETE on everything here except `ChainHead`.
"""

from typing import ClassVar

from django.db import models

from vaern.audit.encoding import GENESIS
from vaern.audit.enums import Stream


class Event(models.Model):
    """One thing that happened, as it was recorded. Times are microseconds since 1970 in UTC."""

    id = models.BigAutoField(primary_key=True)
    stream = models.CharField(max_length=8, choices=Stream.choices)
    stream_id = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField()
    name = models.CharField(max_length=64)
    actor_id = models.CharField(max_length=36, blank=True)
    role = models.CharField(max_length=32)
    happened_at = models.BigIntegerField()
    known_at = models.BigIntegerField()
    recorded_at = models.BigIntegerField()
    data = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream", "stream_id", "sequence"], name="event_once_in_stream"),
        ]
        indexes: ClassVar = [models.Index(fields=["actor_id", "recorded_at"], name="event_by_actor")]


class ChainHead(models.Model):
    """The newest link of a stream. Every writer to a stream locks this row first."""

    id = models.BigAutoField(primary_key=True)
    stream = models.CharField(max_length=8, choices=Stream.choices)
    stream_id = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField(default=0)
    hash = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["stream", "stream_id"], name="one_head_per_stream"),
        ]


class Anchor(models.Model):
    """All chain heads at a moment: `tree` is their Merkle root, `root` binds it to the moment and the anchor before.

    Time-stamped over `root` where an authority is configured.
    """

    id = models.BigAutoField(primary_key=True)
    made_at = models.BigIntegerField()
    leaves = models.PositiveIntegerField()
    tree = models.CharField(max_length=64)
    previous_root = models.CharField(max_length=64)
    root = models.CharField(max_length=64)


class AnchorLeaf(models.Model):
    """A chain head that had moved since the anchor before; a stream's newest leaf is its state at an anchor.

    `position` is the stream's place in the tree: it never changes, so that a new stream moves no other.
    """

    id = models.BigAutoField(primary_key=True)
    anchor = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="moved")
    position = models.PositiveIntegerField()
    stream = models.CharField(max_length=8)
    stream_id = models.CharField(max_length=64)
    sequence = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["position", "anchor"], name="leaf_once_in_anchor"),
        ]
        indexes: ClassVar = [models.Index(fields=["stream", "stream_id", "anchor"], name="leaf_by_stream")]


class AnchorToken(models.Model):
    """A time-stamp authority's token over an anchor's root; arrives later than the anchor, or never."""

    id = models.BigAutoField(primary_key=True)
    anchor = models.ForeignKey(Anchor, on_delete=models.PROTECT, related_name="tokens")
    token = models.BinaryField()
    chain = models.BinaryField(default=b"")
    stamped_at = models.BigIntegerField()
