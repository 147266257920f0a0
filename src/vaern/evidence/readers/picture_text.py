"""What pictures carry in words beside EXIF: PNG's text, XMP, comments. And whether it is a photo or a screenshot."""

import html
import re
import warnings
from dataclasses import replace
from datetime import UTC, datetime

from PIL import Image, ImageFile, IptcImagePlugin

from vaern.evidence.readers import charset
from vaern.evidence.readers.exif import SCREENS
from vaern.evidence.readers.gather import Gather, danish

PROPERTY = re.compile(r"(?:^|[\s<])(?:[\w-]+:)?({})\s*(?:=\s*[\"']([^\"']*)[\"']|>([^<]*)<)")
EXIF_DAY = re.compile(r"^(\d{4}):(\d\d):(\d\d)(?=[ T])")  # some write the day as EXIF does
SHORT_ZONE = re.compile(r"([+-])(\d:\d\d)$")  # "+1:00"
XMP_TIMES = (
    ("DateTimeOriginal", "taken"),
    ("DateCreated", "taken"),
    ("CreateDate", "created"),
    ("ModifyDate", "modified"),
)
XMP_FACTS = (
    ("CreatorTool", "creator_tool"),
    ("UserComment", "xmp_comment"),
    ("Make", "xmp_make"),
    ("Model", "xmp_model"),
)
LISTED = r"<dc:{}\b[^>]{{0,200}}>.{{0,400}}?<rdf:li\b[^>]{{0,200}}>([^<]*)<"
LISTED_FACTS = (("title", "xmp_title"), ("description", "xmp_description"), ("creator", "xmp_creator"))
PRESS = {  # what picture agencies, and Facebook, write (IPTC)
    (2, 5): "iptc_title",
    (2, 40): "iptc_instructions",
    (2, 80): "iptc_creator",
    (2, 103): "iptc_reference",
    (2, 105): "iptc_headline",
    (2, 120): "iptc_caption",
}
PASSED_OVER = ("exif", "icc_profile", "xmp", "XML:com.adobe.xmp", "photoshop", "dpi", "transparency", "compression")
MOST = 20_000


def tell(gather: Gather, picture: Image.Image) -> None:
    """Text chunks and comments as texts and facts, XMP's times, and where the picture came from if it says so."""
    for name, value in list(picture.info.items()):
        _chunk(gather, str(name), value)
    _xmp(gather, _packet(picture))
    _press(gather, picture)
    _origin(gather, picture)


def _chunk(gather: Gather, name: str, value: object) -> None:
    if isinstance(value, bytes) and name == "comment":
        value = value.decode("utf-8", "replace")
    if (
        name in PASSED_OVER
        or name.startswith(("icc", "Raw profile"))
        or not isinstance(value, str)
        or not value.strip()
    ):
        return
    if name.lower() in ("creation time", "date:create", "create-date"):
        _time(gather, "created", value)
    gather.fact(name, value[:MOST])
    if name.lower() in ("comment", "description", "title"):
        gather.text(value[:MOST], "caption")


def _packet(picture: Image.Image) -> str:
    for name in ("xmp", "XML:com.adobe.xmp"):
        value = picture.info.get(name)
        if isinstance(value, bytes):
            return value[: 10 * MOST].decode("utf-8", "replace")
        if isinstance(value, str):
            return value[: 10 * MOST]
    tag = picture.getexif().get(700)
    return tag[: 10 * MOST].decode("utf-8", "replace") if isinstance(tag, bytes) else ""


def _xmp(gather: Gather, packet: str) -> None:
    """Found by their names, not by parsing: XMP is often broken, and nothing in it is to be trusted."""
    for name, what in XMP_TIMES:
        _time(gather, what, stated(packet, name))
    for name, called in XMP_FACTS:
        gather.fact(called, stated(packet, name))
    for name, called in LISTED_FACTS:
        words = listed(packet, name)
        if all(words != value for _, value in gather.facts):
            gather.fact(called, words)
    if "GPSLatitude" in packet and all(name != "position" for name, _ in gather.facts):
        gather.fact("position", f"{stated(packet, 'GPSLatitude')} {stated(packet, 'GPSLongitude')}")
        gather.warn(
            "position",
            "Billedet fortæller, hvor det er taget. Originalen har stedet med sig, også når den gives videre.",
        )


def _press(gather: Gather, picture: Image.Image) -> None:
    if not isinstance(picture, ImageFile.ImageFile):
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = IptcImagePlugin.getiptcinfo(picture) or {}
    for place, called in PRESS.items():
        value = found.get(place)
        for one in value if isinstance(value, list) else [value]:
            words = (charset.words(one) or one.decode("latin-1")).strip() if isinstance(one, bytes) else ""
            if all(words != known for _, known in gather.facts):
                gather.fact(called, words[:MOST])


def listed(packet: str, name: str) -> str:
    """The first that stands in one of XMP's lists of words; "" where there is none."""
    found = re.search(LISTED.format(name), packet, re.DOTALL)
    return html.unescape(found[1]).strip() if found else ""


def stated(packet: str, name: str) -> str:
    """What XMP says under this name, as an attribute or an element; "" where it does not."""
    found = re.search(PROPERTY.pattern.format(name), packet)
    return (found[2] or found[3] or "").strip() if found else ""


def _time(gather: Gather, what: str, words: str) -> None:
    """A time of XMP's or PNG's, unless EXIF said the same; a zone is added to EXIF's where it said the clock alone."""
    if not words:
        return
    at = moment(words)
    if at is not None and at.tzinfo:
        _add_zone(gather, at, words)
    said = [one for one in gather.times if one.what == what]
    placed = None if at is None else at.astimezone(UTC) if at.tzinfo else danish(at)
    if placed is None or all(one.at is None or _second(one.at) != _second(placed) for one in said):
        gather.time(what, at, words)


def _add_zone(gather: Gather, at: datetime, words: str) -> None:
    """Where the very same clock time stands without a zone, it is this moment."""
    clock, placed = _second(danish(at.replace(tzinfo=None))), at.astimezone(UTC)
    for place, one in enumerate(gather.times):
        if one.at and not one.zone_known and _second(one.at) == clock:
            exactly = placed.replace(microsecond=one.at.microsecond)
            gather.times[place] = replace(one, at=exactly, words=words, zone_known=True)


def moment(words: str) -> datetime | None:
    """A time as XMP and cameras write it."""
    try:
        return datetime.fromisoformat(SHORT_ZONE.sub(r"\g<1>0\2", EXIF_DAY.sub(r"\1-\2-\3", words)))
    except ValueError:
        return None


def _second(at: datetime) -> datetime:
    return at.replace(microsecond=0)


def _origin(gather: Gather, picture: Image.Image) -> None:
    """Only what the file itself says: a camera makes photos, and phones write "Screenshot" in what they make."""
    facts = dict(gather.facts)
    if "origin" in facts:
        return
    said = " ".join(value for name, value in gather.facts if name not in ("width", "height")).lower()
    if any(word in said for word in SCREENS):
        gather.fact("origin", "screenshot")
    elif "make" in facts and ("model" in facts or any(one.what == "taken" for one in gather.times)):
        gather.fact("origin", "photo")
    elif picture.format == "PNG" and any(word in gather.source.name.lower() for word in SCREENS):
        gather.fact("origin", "screenshot_by_name")
