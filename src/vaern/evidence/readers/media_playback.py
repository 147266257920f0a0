"""A copy that a browser can play, so that nobody plays the original: the same sound and pictures in a clean box.

What a browser knows is copied as it is; other sound is recoded. What the file says of itself (place, device, names,
and the remarks between the pictures) does not come along.
"""

import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.media_ffmpeg import QUIET, run
from vaern.evidence.readers.out import TooMuch

KIND = "playback"
MOST_BYTES = 256 << 20
NOT_MADE = "Der kunne ikke laves en kopi til afspilning. Optagelsen kan hentes og afspilles på en computer."


@dataclass(frozen=True)
class Box:
    """A kind of file, the codecs that go into it as they are, and what other sound becomes."""

    name: str
    ending: str
    holds: frozenset[str]
    sound: str


WEBM = Box("webm", "webm", frozenset({"vp8", "vp9", "av1", "opus", "vorbis"}), "libopus")
MP4 = Box("mp4", "mp4", frozenset({"h264", "hevc", "av1", "aac", "mp3"}), "aac")
SOUND = (
    Box("mp3", "mpeg", frozenset({"mp3"}), "libmp3lame"),
    Box("ipod", "mp4", frozenset({"aac"}), "aac"),
    Box("flac", "flac", frozenset({"flac"}), "flac"),
    Box("wav", "wav", frozenset({"pcm_s16le", "pcm_s24le", "pcm_u8", "pcm_f32le"}), "pcm_s16le"),
    WEBM,
)
PICTURES = "libx264"
REMARKS = {"h264": "filter_units=remove_types=6", "hevc": "filter_units=remove_types=39|40"}
# A copy that reaches the limit is cut off, and so is none.
CLEAN = ["-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact", "-fs", str(MOST_BYTES + (1 << 20))]


def keep(gather: Gather, codecs: Mapping[str, str]) -> None:
    """Keep the copy as a part; a warning where it could not be made. Nothing where there is nothing to play."""
    convert = shutil.which("ffmpeg")
    if convert is None or not {"audio", "video"} & set(codecs):
        return
    if not _kept(gather, convert, codecs):
        gather.warn("no_playback", NOT_MADE)


def _kept(gather: Gather, convert: str, codecs: Mapping[str, str]) -> bool:
    if gather.source.path.stat().st_size > MOST_BYTES:
        return False
    box, target = _box(codecs), gather.out.folder / "playback.tmp"
    command = [convert, *QUIET, "-i", f"file:{gather.source.path}", *_streams(codecs, box), *CLEAN]
    try:
        if run([*command, "-f", box.name, str(target)]) is None or not 0 < target.stat().st_size < MOST_BYTES:
            return False
        family = "video" if "video" in codecs else "audio"
        with target.open("rb") as file, suppress(TooMuch):
            gather.keep(file, kind=KIND, name="kopi til afspilning", media_type=f"{family}/{box.ending}")
            return True
        return False
    finally:
        target.unlink(missing_ok=True)


def _box(codecs: Mapping[str, str]) -> Box:
    """The box that holds the pictures as they are; for sound alone the one that holds the sound."""
    if "video" in codecs:
        return WEBM if codecs["video"] in WEBM.holds - MP4.holds else MP4
    return next((box for box in SOUND if codecs["audio"] in box.holds), WEBM)


def _streams(codecs: Mapping[str, str], box: Box) -> list[str]:
    """Which streams come along, and how. The first of each kind; text, data and attached pictures stay behind."""
    chosen: list[str] = []
    if "video" in codecs:
        chosen += ["-map", "0:V:0", *_pictures(codecs["video"], box)]
    if "audio" in codecs:
        chosen += ["-map", "0:a:0", "-c:a", "copy" if codecs["audio"] in box.holds else box.sound]
    return chosen


def _pictures(codec: str, box: Box) -> list[str]:
    if codec not in box.holds:
        return ["-c:v", PICTURES, "-preset", "ultrafast", "-pix_fmt", "yuv420p"]
    remarks = ["-bsf:v", REMARKS[codec]] if codec in REMARKS else []
    return ["-c:v", "copy", *remarks, *(["-tag:v", "hvc1"] if codec == "hevc" else [])]
