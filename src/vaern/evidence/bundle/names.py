"""Names of files that every system can unpack, with their Danish letters."""

import unicodedata

from vaern.evidence.bundle.choice import Choice
from vaern.evidence.models import Item
from vaern.vault.text import read

MOST_BYTES = 150


def file_name(choice: Choice, item: Item) -> str:
    """Where in the bundle an item lies: the original, or the redacted copy that is given in its place."""
    copy = choice.copies.get(item.number)
    if copy is not None:
        return f"redacted/{safe(copy.name)}"
    return f"originals/B{item.number}-{safe(read(item, 'name'))}"


def safe(name: str) -> str:
    """Letters (composed), digits and a few signs; the end is kept, since it tells the kind of file."""
    composed = unicodedata.normalize("NFC", name)
    kept = "".join(char if char.isalnum() or char in " ._-()" else "_" for char in composed).strip(" .")
    while len(kept.encode()) > MOST_BYTES:
        kept = kept[1:]
    return kept.strip(" .") or "fil"
