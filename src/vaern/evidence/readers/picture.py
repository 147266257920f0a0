"""Pictures: what they say of themselves, and an upright copy without any of it. None is decoded past its limit."""

import contextlib
import io
import struct
import time
import warnings
from collections.abc import Callable
from typing import cast

from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from vaern.evidence.readers import exif, picture_ends, picture_text
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source, Unreadable

KINDS = {
    "image/jpeg": "picture.jpeg",
    "image/png": "picture.png",
    "image/gif": "picture.gif",
    "image/webp": "picture.webp",
    "image/heic": "picture.heic",
    "image/avif": "picture.avif",
    "image/bmp": "picture.bmp",
    "image/tiff": "picture.tiff",
    "image/jp2": "picture.jpeg2000",
    "image/x-icon": "picture.ico",
    "image/icns": "picture.icns",
    "image/vnd.adobe.photoshop": "picture.psd",
    "image/x-tga": "picture.tga",
    "image/x-portable-anymap": "picture.netpbm",
    "image/x-xbitmap": "picture.xbm",
}
NAMED = {"image/jxl": "billeder af slagsen JPEG XL"}
FORMATS = (
    "JPEG",
    "PNG",
    "GIF",
    "WEBP",
    "AVIF",
    "BMP",
    "TIFF",
    "JPEG2000",
    "ICO",
    "ICNS",
    "PSD",
    "TGA",
    "PPM",
    "XBM",
    "HEIF",
)
PAGED, MOST_PAGES, SECONDS_FOR_PAGES = "image/tiff", 30, 4.0
SHOWN_BY_HALF = ("image/jpeg", "image/png", "image/gif", "image/bmp")
MOST_BYTES = 100 << 20
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 2400
FAULTS = (OSError, SyntaxError, ValueError, EOFError, TypeError, KeyError, IndexError, struct.error, RuntimeError)
TOO_LARGE = (
    "Billedet er lavet sådan, at det fylder langt mere, når det vises, end en computer kan holde til. Det er ikke "
    "åbnet. Originalen er gemt uændret."
)


def read(source: Source, out: Out) -> Reading:
    """What the picture says, and a copy to show: upright, without metadata, as JPEG or PNG."""
    gather = Gather(source, out, KINDS.get(source.media_type, "picture.other"))
    if source.path.stat().st_size > MOST_BYTES:
        raise Unreadable(
            f"Billedet fylder mere end {MOST_BYTES >> 20} MB og åbnes ikke her. Originalen er gemt uændret."
        )
    _heif_known()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the decoders' own words; the limits below are ours
        if source.media_type == "image/tiff" and _is_raw(gather):
            return gather.reading()
        with _opened(source, gather) as picture:
            _tell(gather, picture)
        picture_ends.tell(gather)
        _shown(gather)
    return gather.reading()


def _heif_known() -> None:
    from pi_heif import register_heif_opener

    register_heif_opener(thumbnails=False)


def _opened(source: Source, gather: Gather) -> Image.Image:
    try:
        picture = Image.open(source.path, formats=FORMATS)
    except Image.DecompressionBombError as error:
        raise Unreadable(TOO_LARGE) from error
    except (UnidentifiedImageError, MemoryError, *FAULTS) as error:
        raise Unreadable(_why_not(source)) from error
    if picture.width * picture.height > MOST_PIXELS:
        picture.close()
        raise Unreadable(TOO_LARGE)
    gather.fact("width", picture.width)
    gather.fact("height", picture.height)
    return picture


def _is_raw(gather: Gather) -> bool:
    """A camera's raw file looks like TIFF and cannot be shown here; what it says of itself can be read all the same."""
    try:
        with Image.open(gather.source.path, formats=("TIFF",)):
            return False
    except (Image.DecompressionBombError, MemoryError):
        return False
    except FAULTS:
        found = exif.bare(gather.source.path)
    if found is None:
        return False
    _told(exif.tell, gather, cast("Image.Image", found))
    gather.broken("not_shown", "Værn kan ikke vise denne slags billede, men kun det, det siger om sig selv.")
    return bool(gather.facts or gather.times)


def _why_not(source: Source) -> str:
    if source.media_type in KINDS:
        return (
            "Billedet kan ikke åbnes: det er beskadiget, eller det er lavet på en måde, som Værn ikke kan vise. "
            "Originalen er gemt uændret."
        )
    what = NAMED.get(source.media_type, "denne slags billede")
    return f"Værn kan ikke vise {what}. Originalen er gemt uændret. Tag et skærmbillede af billedet, og læg det ved."


def _tell(gather: Gather, picture: Image.Image) -> None:
    """Everything the file says in words: EXIF, XMP, text chunks, comments."""
    with warnings.catch_warnings(record=True) as complaints:
        warnings.simplefilter("always")
        whole = [_told(tell, gather, picture) for tell in (exif.tell, picture_text.tell)]
    if not all(whole) or any("EXIF" in str(one.message) or "Truncated" in str(one.message) for one in complaints):
        gather.warn("metadata_broken", "Billedets egne oplysninger er beskadiget og kunne ikke læses helt.")
    _say_frames(gather, picture)


def _told(tell: Callable[[Gather, Image.Image], None], gather: Gather, picture: Image.Image) -> bool:
    try:
        tell(gather, picture)
    except (*FAULTS, MemoryError, RecursionError, ZeroDivisionError, OverflowError):
        return False
    return exif.is_whole(picture)


def _say_frames(gather: Gather, picture: Image.Image) -> None:
    try:
        frames = getattr(picture, "n_frames", 1)
    except (Image.DecompressionBombError, MemoryError, *FAULTS):
        says = "Filen indeholder flere billeder, og et af de senere kan ikke åbnes. Kun det første er vist."
        gather.broken("later_frame", says)
        return
    if frames > 1:
        gather.fact("frames", frames)
    if frames > 1 and gather.source.media_type != PAGED:
        gather.warn("animated", "Billedet består af flere billeder. Kopien viser kun det første.")


def _shown(gather: Gather) -> None:
    """The copy that people see."""
    try:
        copy = _decoded(gather)
    except (Image.DecompressionBombError, MemoryError):
        gather.broken("bomb", TOO_LARGE)
    except FAULTS:
        gather.broken("broken", "Billedet er beskadiget og kan ikke vises. Originalen er gemt uændret.")
    else:
        data, media_type = _drawn(copy)
        gather.keep_or_say(data, kind="shown", name="vist kopi", media_type=media_type)
        _later_pages(gather)


def _later_pages(gather: Gather) -> None:
    """What a scanner or a fax laid behind the first page, each as a part of its own."""
    count, shown = int(dict(gather.facts).get("frames", "1")), 1
    if gather.source.media_type != PAGED or count == 1:
        return
    until = time.monotonic() + SECONDS_FOR_PAGES
    with contextlib.suppress(Image.DecompressionBombError, MemoryError, *FAULTS):
        while shown < min(count, MOST_PAGES) and time.monotonic() < until:
            data, media_type = _drawn(_page(gather.source, shown))
            shown += 1
            gather.keep_or_say(data, kind="page", name=f"side {shown}", media_type=media_type)
    rest = "Alle er vist." if shown == count else f"De første {shown} er vist; resten står i originalen."
    gather.warn("pages", f"Billedet har {count} sider. {rest}")


def _page(source: Source, number: int) -> Image.Image:
    """One page by itself. Raises ValueError when it is too large to be opened."""
    with Image.open(source.path, formats=FORMATS) as picture:
        picture.seek(number)
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError(number)
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return ImageOps.exif_transpose(picture)


def _decoded(gather: Gather) -> Image.Image:
    try:
        return _small_and_upright(gather.source)
    except FAULTS:
        if gather.source.media_type not in SHOWN_BY_HALF:
            raise
    before, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, True
    try:
        copy = _small_and_upright(gather.source)
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before
    gather.broken_once("truncated", "Billedet er ikke helt: noget af det mangler. Kopien viser det, der er.")
    return copy


def _small_and_upright(source: Source) -> Image.Image:
    """Made small before it is turned, so that a large picture is never in memory twice."""
    with Image.open(source.path, formats=FORMATS) as picture:
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        try:
            return ImageOps.exif_transpose(picture)
        except (ZeroDivisionError, *FAULTS):
            return picture.copy()


def _drawn(picture: Image.Image) -> tuple[bytes, str]:
    """Only the pixels go on: a new picture is made, so that nothing of the file's own words follows."""
    out = io.BytesIO()
    if picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or (picture.mode == "P" and "transparency" in picture.info):
        _bare(picture.convert("RGBA")).save(out, "PNG")
        return out.getvalue(), "image/png"
    _bare(picture.convert("RGB")).save(out, "JPEG", quality=88)
    return out.getvalue(), "image/jpeg"


def _bare(picture: Image.Image) -> Image.Image:
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare
