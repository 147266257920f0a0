"""Saved pages: the words, who and what they point to, when, and a copy that can be shown without reaching out."""

from vaern.evidence.readers import page
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source, Unreadable

MOST = 24 << 20


def read(source: Source, out: Out) -> Reading:
    """A page saved as HTML."""
    gather = Gather(source, out, "web.html")
    if source.path.stat().st_size > MOST:
        raise Unreadable(f"Siden fylder mere end {MOST >> 20} MB og læses ikke her. Originalen er gemt uændret.")
    page.tell(gather, page.decoded(source.path.read_bytes()), {})
    if not gather.texts:
        gather.warn(
            "empty", "Siden har ingen tekst, der kan læses. Den kan være hentet uden det, som scripts sætter ind."
        )
    return gather.reading()
