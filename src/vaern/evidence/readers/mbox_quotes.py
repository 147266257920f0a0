"""A mailbox marks lines of a mail that begin as its own separators do: "From" becomes ">From", ">From" ">>From"."""

import re

QUOTED = re.compile(rb"^>(?=>*From )", re.MULTILINE)


def stand_in(raw: bytes) -> bool:
    """Whether any line may be marked so. A sender may also have written it himself: only a checksum can tell."""
    return QUOTED.search(raw) is not None


def taken_out(raw: bytes) -> bytes:
    """Each such line with one mark less, as it was before it came into the mailbox."""
    return QUOTED.sub(b"", raw)
