"""What of a recording may be played: always a copy, made by the reader or taken out of what it lay in."""

from django.utils.translation import gettext as _

from vaern.errors import BadInput, NotNow
from vaern.evidence.locking import check_may_open
from vaern.evidence.models import DerivedFile, Item
from vaern.evidence.readers.media_playback import KIND
from vaern.evidence.reading import said_of

FAMILIES = ("audio/", "video/")


def plays(item: Item, part: str = "") -> bool:
    """Whether the item, or a part in it, is sound or film."""
    if not part:
        return item.media_type.startswith(FAMILIES)
    return any(row.media_type.startswith(FAMILIES) for row in item.derivedfiles.filter(part=part))


def copy_of(item: Item, part: str = "") -> DerivedFile:
    """The copy to be played. NotNow before the machine has read the item; BadInput where there is no copy, with why."""
    check_may_open(item)
    row, said = said_of(item)
    wanted = part or next((one["id"] for one in said.get("parts", ()) if one["kind"] == KIND), "")
    copy = item.derivedfiles.filter(part=wanted).select_related("blob").first()
    if copy is not None:
        return copy
    if row is None:
        raise NotNow(
            _("The file has not been read by the machine yet. It is in the queue."), "", _("Try again in a moment.")
        )
    raise BadInput(
        _("The recording cannot be played here."),
        " ".join(one["says"] for one in said.get("warnings", ()) if one["code"] in ("no_ffmpeg", "no_playback")),
        _("Download the original, and play it on a computer."),
    )
