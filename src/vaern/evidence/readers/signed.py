"""What S/MIME packs a mail in, saved by itself (.p7m, .p7s): read through where it is only signed."""

from vaern.evidence.readers import charset, smime, sniff
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source, Unreadable

MOST = 64 << 20
ENVELOPED = bytes.fromhex("06092a864886f70d010703")
ENCRYPTED = (
    "Filen er en krypteret meddelelse (S/MIME) og kan ikke læses her. Den er ikke tom: den skal åbnes hos modtageren "
    "med dennes nøgle, og det, der da vises, gemmes som et nyt bevis."
)
ALONE = (
    "Filen er en elektronisk underskrift uden det, der er skrevet under på. Læg mailen, som den hører til, op i stedet."
)


def read(source: Source, out: Out) -> Reading:
    """What was signed, as a part and as words; that it is encrypted, or a signature alone, is said."""
    g = Gather(source, out, "data.signature")
    if source.path.stat().st_size > MOST:
        raise Unreadable(f"Filen fylder mere end {MOST >> 20} MB og læses ikke her. Originalen er gemt uændret.")
    data = source.path.read_bytes()
    if ENVELOPED in data[:64]:
        g.kind = "data.encrypted"
        g.broken("encrypted", ENCRYPTED)
        return g.reading()
    opened = smime.open_signed(data)
    if opened is None or not opened[0]:
        g.broken("signature_alone", ALONE)
        return g.reading()
    _tell(g, *opened)
    return g.reading()


def _tell(g: Gather, content: bytes, answer: str) -> None:
    media_type = sniff.from_head(content[: sniff.HEAD])
    part = g.keep_or_say(content, kind="signed", name="underskrevet indhold", media_type=media_type)
    smime.tell(g, "smime", answer, part)
    g.text(charset.words(content) or "", "body", part)
