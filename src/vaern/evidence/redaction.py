"""Redaction is a layer: areas of a picture or words of a text are hidden in a copy; the original and its proof remain.

The copy has a digest of its own and says what it is: of which item it is a copy, and that something is hidden.
"""

import hashlib
import io
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont

from vaern import clock, typeset
from vaern.audit.actors import Actor
from vaern.cases.guards import check_can_change
from vaern.cases.text import clean
from vaern.cases.writing import acting_person, note, writing
from vaern.errors import BadInput
from vaern.evidence import custody, hidden_words
from vaern.evidence.actions import drawn_from
from vaern.evidence.hidden_words import Longer
from vaern.evidence.locking import check_may_open, check_not_locked
from vaern.evidence.marks import area_selector
from vaern.evidence.models import Item, Redaction
from vaern.evidence.pictures import Picture, seen, upright
from vaern.evidence.readable import readable
from vaern.vault import blobs
from vaern.vault.blobs import Sealer
from vaern.vault.text import read, seal_into

REDACTED, LONGER_WORDS = "redacted", "longer_words"
FONT = Path(typeset.__file__).parent / "fonts" / "IBMPlexSans-Regular.ttf"
MOST_AREAS, MOST_WORDS, MOST_LONGER = 60, 200, 40
INK, PAPER, BLACK = "#1a1a1a", "#ffffff", "#000000"


@dataclass(frozen=True)
class RedactedCopy:
    """A copy that may leave in place of the original: its row, name, kind, size, digest, and why it hides something.

    `left` is how many times its hidden words were left standing inside longer words.
    """

    row: Redaction
    name: str
    media_type: str
    size: int
    sha256: str
    reason: str
    left: int

    def read(self) -> Iterator[bytes]:
        """The bytes, a chunk at a time."""
        return blobs.read(self.row.blob)


def redacted_copies(item: Item) -> list[RedactedCopy]:
    """The copies that count now, oldest first. None of what is locked."""
    if item.locked_at is not None:
        return []
    rows = item.redactions.filter(withdrawn_at=None).select_related("blob").order_by("made_at")
    return [_copy(item, row, number) for number, row in enumerate(rows, start=1)]


def redact_picture(
    *, item: Item, by: Actor, areas: Sequence[tuple[float, float, float, float]], reason: str
) -> Redaction:
    """Hide areas (x, y, width, height in percent) of a picture. BadInput for what is no picture, or lies outside it."""
    check_may_open(item)
    source = drawn_from(item)
    if not 0 < len(areas) <= MOST_AREAS:
        raise BadInput(_("Say which area is to be hidden."))
    layer = [area_selector(*area) for area in areas]
    picture = upright(blobs.read_whole(source))
    made = _covered(picture, areas, _label(item))
    return _keep(item, by, made, layer={"areas": layer}, reason=reason)


def redact_text(*, item: Item, by: Actor, words: Sequence[str], reason: str, longer: Collection[str] = ()) -> Redaction:
    """Hide words where they stand by themselves in what the item says; inside a longer word only in those of `longer`.

    BadInput for words that do not stand in it, or only inside longer words that are not chosen.
    """
    check_not_locked(item)
    wanted, whole = _wanted(words), readable(item)
    absent = hidden_words.missing(whole, wanted, longer)
    if absent:
        raise BadInput(
            _("These words do not stand in it: %(words)s") % {"words": ", ".join(absent)},
            _("What stands inside a longer word is hidden only where the longer word is chosen."),
        )
    hidden = hidden_words.hide(whole, wanted, longer)
    left = sum(one.times for one in hidden_words.longer_words(whole, wanted) if one.word not in longer)
    made = Picture(f"{_label(item)}\n\n{hidden}\n".encode(), "text/plain")
    return _keep(item, by, made, layer={"words": wanted, "longer": sorted(longer), "left": left}, reason=reason)


def longer_words_in(item: Item, words: Sequence[str]) -> list[Longer]:
    """The longer words of the item that hold one of these, for somebody to choose from.

    BadInput where there are too many to look through.
    """
    check_can_change(item.case)
    check_not_locked(item)
    found = hidden_words.longer_words(readable(item), _wanted(words))
    if len(found) > MOST_LONGER:
        raise BadInput(
            _("They stand inside %(count)s different longer words.") % {"count": len(found)},
            _("That is too many to look through."),
            _("Write the words whole, as they stand in the item."),
        )
    return found


def note_longer_seen(item: Item, by: Actor) -> None:
    """Custody says who was shown the longer words: they are words of the item."""
    with writing(item.case):
        check_not_locked(item)
        custody.add(item, "viewed", by, LONGER_WORDS)


def withdraw(*, row: Redaction, by: Actor) -> None:
    """The copy is not used any more; that it was made stays in custody. NotNow in a case that is not open."""
    with writing(row.item.case):
        check_can_change(row.item.case)
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])
        note("evidence.unredacted", row.item.case, by, item=row.item_id, redaction=row.id)


def layer_of(row: Redaction) -> dict[str, Any]:
    """What is hidden: `areas` as selectors, or `words` and the longer words that hold them.

    `left` counts where the words were left standing inside longer words; a copy without it was made when words were
    hidden inside longer words too.
    """
    layer: dict[str, Any] = json.loads(read(row, "layer"))
    return layer


def still_says(copy: RedactedCopy, texts: Iterable[str]) -> bool:
    """Whether words that are hidden in the copy stand in one of these texts."""
    layer = layer_of(copy.row)
    words = [*layer.get("words", ()), *layer.get("longer", ())]
    return any(hidden_words.stands_in(text, words, anywhere="left" not in layer) for text in texts)


def _copy(item: Item, row: Redaction, number: int) -> RedactedCopy:
    ending = {"image/png": "png", "image/jpeg": "jpg"}.get(row.media_type, "txt")
    return RedactedCopy(
        row=row,
        name=f"B{item.number}-sloeret-{number}.{ending}",
        media_type=row.media_type,
        size=row.blob.size,
        sha256=read(row, "sha256"),
        reason=read(row, "reason"),
        left=layer_of(row).get("left", 0),
    )


def _label(item: Item) -> str:
    """What the copy is, without the item's number (it may be moved) and without the original's own digest.

    Whoever has a digest can try out what is hidden until it fits; the salted one cannot be tried without the salt. It
    stands in groups of four, so that no run of digits in it is taken for a civil registration number.
    """
    groups = " ".join(item.salted_digest[at : at + 4] for at in range(0, 24, 4))
    return f"Kopi med sløring. Originalen er uændret. Saltet fingeraftryk: {groups}"


def _wanted(words: Iterable[str]) -> list[str]:
    wanted = sorted({" ".join(clean(one).split()) for one in words} - {""}, key=len, reverse=True)
    if not 0 < len(wanted) <= MOST_WORDS:
        raise BadInput(_("Say which words are to be hidden."))
    return wanted


def _covered(picture: Image.Image, areas: Sequence[tuple[float, float, float, float]], label: str) -> Picture:
    """The areas painted over, so that nothing lies under them, and a line below that says what this is."""
    width, height = picture.size
    size = max(11, min(28, width // 50))
    strip = size * 2
    out = Image.new("RGB", (width, height + strip), PAPER)
    out.paste(seen(picture), (0, 0))
    draw = ImageDraw.Draw(out)
    for x, y, wide, high in areas:
        corner = (x * width / 100, y * height / 100, (x + wide) * width / 100, (y + high) * height / 100)
        draw.rectangle(corner, fill=BLACK)
    draw.rectangle((0, height, width, height + strip), fill=PAPER)
    draw.text((size // 2, height + size // 2), label, fill=INK, font=ImageFont.truetype(FONT, size))
    data = io.BytesIO()
    out.save(data, "PNG")
    return Picture(data.getvalue(), "image/png")


def _keep(item: Item, by: Actor, made: Picture, *, layer: Mapping[str, Any], reason: str) -> Redaction:
    words = clean(reason)
    if not words:
        raise BadInput(_("Write why it is hidden."), _("Who reads the copy must be able to see why."))
    sealer = Sealer(item.vault_scope)
    sealer.write(made.data)
    with writing(item.case):
        check_can_change(item.case)
        row = Redaction(item=item, made_by_id=acting_person(by), made_at=clock.now(), media_type=made.media_type)
        row.blob = sealer.finish()
        digest = hashlib.sha256(made.data).hexdigest()
        seal_into(row, layer=json.dumps(layer, ensure_ascii=False), reason=words, sha256=digest)
        row.save(force_insert=True)
        custody.add(item, "transformed", by, REDACTED, event="redacted", redaction=row.id)
        return row
