"""EXIF: when, where and with what a picture was taken, as the camera wrote it."""
# ruff: noqa: PLR2004 - the numbers are the format's own

import re
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from struct import error as StructError  # noqa: N812 - a class
from typing import Any

from PIL import Image
from PIL.ExifTags import IFD, Base

from vaern.evidence.readers.gather import Gather

TIMES = (
    (Base.DateTimeOriginal, Base.OffsetTimeOriginal, Base.SubsecTimeOriginal, "taken"),
    (Base.DateTimeDigitized, Base.OffsetTimeDigitized, Base.SubsecTimeDigitized, "created"),
    (Base.DateTime, Base.OffsetTime, Base.SubsecTime, "modified"),
)
SHOWN = (
    (Base.Make, "make"),
    (Base.Model, "model"),
    (Base.LensModel, "lens"),
    (Base.Software, "software"),
    (Base.HostComputer, "device"),
    (Base.Artist, "artist"),
    (Base.Copyright, "copyright"),
    (Base.ImageDescription, "description"),
    (Base.BodySerialNumber, "serial_number"),
    (Base.CameraOwnerName, "owner"),
    (Base.UserComment, "comment"),
)
STAMP = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.\d+)?\s*(Z\b|[+-]\d\d:?\d\d)?")
OFFSET = re.compile(r"(Z|[+-]\d\d:?\d\d)")
NO_WORDS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\ufffd]")
SCREENS = ("screenshot", "skærmbillede", "skaermbillede", "screen shot", "skjermbilde")


def tell(gather: Gather, picture: Image.Image) -> None:
    """Facts, times and the position that the picture's EXIF states."""
    found = picture.getexif()
    if not found:
        return
    inner = _inner(found, IFD.Exif)
    every = {**dict(found), **inner}
    for tag, name in SHOWN:
        gather.fact(name, _readable(_words(every.get(tag))))
    orientation = every.get(Base.Orientation)
    if isinstance(orientation, int) and orientation != 1:
        gather.fact("orientation", orientation)
    zones = _zones(every)
    for tag, _, subsecond, what in TIMES:
        _time(gather, every, zones, tag, subsecond, what)
    gps = _inner(found, IFD.GPSInfo)
    _position(gather, gps)
    gather.fact("position_time", _satellites(gps))
    _screenshot(gather, _words(every.get(Base.UserComment)) + " " + _words(every.get(Base.ImageDescription)))


class Bare:
    """EXIF without a picture, as a raw file has it: only what `tell` asks of a picture."""

    def __init__(self, found: Image.Exif) -> None:
        self._found = found
        self.info: dict[str, Any] = {}

    def getexif(self) -> Image.Exif:
        """The tags that were read."""
        return self._found


def bare(path: Path) -> Bare | None:
    """The tags of a file built as TIFF, None where there are none."""
    found = Image.Exif()
    try:
        with path.open("rb") as file:
            found.load_from_fp(file)
            return Bare(found) if len(found) else None
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, IndexError, StructError):
        return None


def is_whole(picture: Image.Image) -> bool:
    """Whether the EXIF that is there can be read at all, and its measures are numbers."""
    raw = picture.info.get("exif")
    if isinstance(raw, bytes) and raw.removeprefix(b"Exif\0\0")[:4] not in (b"II*\0", b"MM\0*", b""):
        return False
    measures = (dict(picture.getexif()).get(tag) for tag in (Base.XResolution, Base.YResolution))
    return all(one is None or getattr(one, "denominator", 0) != 0 for one in measures)


def _inner(found: Image.Exif, which: IFD) -> Mapping[int, Any]:
    try:
        return found.get_ifd(which) or {}
    except (OSError, SyntaxError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _words(value: Any) -> str:
    if isinstance(value, bytes):
        for mark, encoding in ((b"ASCII\0\0\0", "ascii"), (b"UNICODE\0", "utf-16"), (b"\0" * 8, "latin-1")):
            if value.startswith(mark):
                return value[8:].decode(encoding, "replace").replace("\0", "").strip()
        value = value.decode("utf-8", "replace")
    return str(value).replace("\0", "").strip() if isinstance(value, str) else ""


def _readable(words: str) -> str:
    """Some cameras keep their own bytes where a comment should stand: those are no words, and are said to be none."""
    strange = len(NO_WORDS.findall(words))
    return "ulæselig" if strange > 2 and strange * 10 > len(words) else NO_WORDS.sub("", words)


def _zones(every: Mapping[int, Any]) -> dict[str, str]:
    """The zone of each clock time: its own, or that of another field with the very same clock time."""
    zones: dict[str, str] = {}
    for tag, offset, _, _ in TIMES:
        stamp = STAMP.match(_words(every.get(tag)))
        zone = OFFSET.match(_words(every.get(offset)))
        if stamp and (stamp[7] or zone):
            zones.setdefault(_clock(stamp), stamp[7] or (zone[0] if zone else ""))
    return zones


def _clock(stamp: re.Match[str]) -> str:
    return "{}-{}-{}T{}:{}:{}".format(*stamp.groups()[:6])


def _time(
    gather: Gather, every: Mapping[int, Any], zones: Mapping[str, str], tag: int, subsecond: int, what: str
) -> None:
    words = _words(every.get(tag))
    stamp = STAMP.match(words)
    if not stamp:
        if words.strip(" :0"):
            gather.time(what, None, words)
        return
    said = _clock(stamp)
    zone = zones.get(said, "")
    fraction = _words(every.get(subsecond))[:6]
    exactly = said + (f".{fraction.ljust(6, '0')}" if fraction.isdigit() else "")
    try:
        gather.time(what, datetime.fromisoformat(exactly + zone), words + ("" if stamp[7] else zone))
    except (ValueError, OverflowError):
        if words.strip(" :0"):
            gather.time(what, None, words)


def _position(gather: Gather, gps: Mapping[int, Any]) -> None:
    try:
        latitude = _degrees(gps[2]) * (-1 if str(gps.get(1, "N")).upper().startswith("S") else 1)
        longitude = _degrees(gps[4]) * (-1 if str(gps.get(3, "E")).upper().startswith("W") else 1)
    except (KeyError, TypeError, ValueError, IndexError, ZeroDivisionError):
        if 2 in gps or 4 in gps:
            gather.fact("position", "ulæselig")
        return
    if abs(latitude) <= 90 and abs(longitude) <= 180 and latitude == latitude and longitude == longitude:  # noqa: PLR0124 - not a number
        gather.fact("position", f"{latitude:.6f}, {longitude:.6f}")
        gather.identify("position", f"{latitude:.6f},{longitude:.6f}", role="taken")
        gather.warn(
            "position",
            "Billedet fortæller, hvor det er taget. Originalen har stedet med sig, også når den gives videre.",
        )


def _satellites(gps: Mapping[int, Any]) -> str:
    """The satellites' own clock when the place was last found: always UTC, and at times older than the picture."""
    try:
        day = "-".join(_words(gps[29]).replace("-", ":").split(":")[:3])
        hour, minute, second = (int(float(one)) for one in gps[7])
        return datetime.fromisoformat(f"{day}T{hour:02}:{minute:02}:{second:02}+00:00").isoformat()
    except (KeyError, TypeError, ValueError, ZeroDivisionError, OverflowError):
        return ""


def _degrees(value: Any) -> float:
    degrees, minutes, seconds = (float(one) for one in value)
    return degrees + minutes / 60 + seconds / 3600


def _screenshot(gather: Gather, words: str) -> None:
    if any(word in words.lower() for word in SCREENS):
        gather.fact("origin", "screenshot")
