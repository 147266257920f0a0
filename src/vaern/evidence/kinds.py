"""What a file is, by its first bytes: a name can say anything. What lies inside is found by the readers."""

from vaern.evidence.readers.sniff import from_head

SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


def media_type(head: bytes) -> str:
    """The kind of file; `application/octet-stream` where the first bytes do not tell."""
    return from_head(head)
