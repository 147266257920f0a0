"""Makes a picture safe to show: decoded within limits, and drawn anew, so that nothing of the file itself is sent."""

import io
import warnings
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from vaern.errors import BadInput

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
MOST_BYTES = 40 * 1024 * 1024
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 2400


@dataclass(frozen=True, slots=True)
class Picture:
    """Bytes that a page may show, and their kind."""

    data: bytes
    media_type: str


def redraw(original: bytes) -> Picture:
    """The picture as a fresh JPEG, or PNG where it has transparency. BadInput when it cannot be shown safely."""
    picture = upright(original)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return _drawn(picture)


def without_position(original: bytes) -> Picture:
    """The picture in its full size, upright and drawn anew: where and with what it was taken does not go along."""
    return _drawn(upright(original))


def upright(original: bytes) -> Image.Image:
    """The picture as it was meant to be seen, in memory. BadInput when it cannot be opened safely."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(original), formats=FORMATS) as opened:
                if opened.width * opened.height > MOST_PIXELS:
                    raise not_shown()
                return ImageOps.exif_transpose(opened)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise not_shown() from error
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError) as error:  # what decoders raise on broken files
        raise not_shown() from error


def not_shown() -> BadInput:
    """Why a file is offered as a download only."""
    return BadInput(
        _("The file cannot be shown here."),
        _("It is not a picture that we can open safely. The original is kept, byte for byte."),
        _("Download it, and open it on a computer that may open unknown files."),
    )


def seen(picture: Image.Image) -> Image.Image:
    """The picture on white paper. What is transparent has colours too, which nobody sees: they do not go along."""
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    whole = picture.convert("RGBA")
    paper = Image.new("RGB", picture.size, "#ffffff")
    paper.paste(whole, mask=whole.getchannel("A"))
    return paper


def _drawn(picture: Image.Image) -> Picture:
    """Fresh bytes: no text, profile or position of the file goes along."""
    out = io.BytesIO()
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        whole = Image.new("RGBA", picture.size)  # clear: the colours of what nobody sees do not go along
        own = picture.convert("RGBA")
        whole.paste(own, mask=own.getchannel("A").point(_any))
        whole.save(out, "PNG")
        return Picture(out.getvalue(), "image/png")
    fresh = Image.new("RGB", picture.size)
    fresh.paste(picture.convert("RGB"))
    fresh.save(out, "JPEG", quality=92)
    return Picture(out.getvalue(), "image/jpeg")


def _any(part: int) -> int:
    """Whole wherever anything can be seen."""
    return 255 if part else 0
