"""ffprobe and ffmpeg, where the machine has them: the streams, and a still of a film. Hard limits on both."""

import json
import shutil
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.media_mp4 import say_place

SECONDS = 3.0
LONGEST_SIDE = 960
QUIET = ["-hide_banner", "-nostdin", "-loglevel", "error", "-protocol_whitelist", "file,pipe"]
MISSING = "Optagelsen kan ikke vises eller afspilles her, fordi programmet ffmpeg ikke er installeret. Den kan hentes."
STOPPED = "Der kunne ikke laves et stillbillede af optagelsen. Den kan stadig hentes."


def tell(gather: Gather) -> dict[str, str]:
    """What ffprobe says beyond the head, and for film a still as a part. Gives the codec of each kind of stream."""
    probe, convert = shutil.which("ffprobe"), shutil.which("ffmpeg")
    if probe is None or convert is None:
        gather.warn("no_ffmpeg", MISSING)
        return {}
    found = _probed(probe, gather.source.path)
    if found is None:
        gather.broken_once("not_playable", "Optagelsen er beskadiget og kan nok ikke afspilles. Originalen er gemt.")
        return {}
    codecs = _streams(gather, found)
    if "video" in codecs:
        _still(gather, convert)
    return codecs


def _probed(probe: str, path: Path) -> dict[str, Any] | None:
    command = [probe, "-hide_banner", "-loglevel", "error", "-protocol_whitelist", "file,pipe"]
    done = run([*command, "-print_format", "json", "-show_format", "-show_streams", f"file:{path}"])
    if done is None:
        return None
    try:
        found = json.loads(done)
    except ValueError:
        return None
    return found if isinstance(found, dict) and found.get("streams") else None


def run(command: list[str]) -> bytes | None:
    """Its answer; None when it fails or takes too long. Nothing is asked of a network or another file."""
    try:
        done = subprocess.run(  # noqa: S603 - our own words and a path of our own making
            command, stdin=subprocess.PIPE, capture_output=True, timeout=SECONDS, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _streams(gather: Gather, found: dict[str, Any]) -> dict[str, str]:
    """Facts that the head did not give. Gives the kinds there are with their codecs; a cover's picture is no film."""
    known = {name for name, _ in gather.facts}
    layout = found.get("format", {})
    if "duration" not in known:
        gather.fact("duration", layout.get("duration", ""))
    codecs: dict[str, str] = {}
    for stream in found["streams"][:20]:
        kind, codec = stream.get("codec_type", ""), stream.get("codec_name", "")
        gather.fact(f"{kind}_codec", codec)
        attached = stream.get("disposition", {}).get("attached_pic")
        if not attached:
            codecs.setdefault(kind, codec)
        if kind == "video" and "width" not in known and not attached:
            gather.fact("width", stream.get("width", ""))
            gather.fact("height", stream.get("height", ""))
    _tags(gather, layout.get("tags", {}), known)
    return codecs


def _tags(gather: Gather, tags: dict[str, Any], known: set[str]) -> None:
    for name, value in list(tags.items())[:50]:
        low = name.lower()
        if low == "creation_time" and not any(one.what == "created" for one in gather.times):
            gather.time("created", _moment(str(value)), str(value))
        elif low == "location" or low.endswith("iso6709"):
            say_place(gather, str(value))
        elif low in ("title", "artist", "comment", "encoder", "make", "model") and low not in known:
            gather.fact(low, value)


def _still(gather: Gather, convert: str) -> None:
    scale = f"scale='min({LONGEST_SIDE},iw)':-2"
    base = [convert, *QUIET, "-threads", "1", "-i", f"file:{gather.source.path}", "-an", "-map_metadata", "-1"]
    for which in (["-vf", f"thumbnail=20,{scale}"], ["-vf", scale]):
        data = run([*base, *which, "-frames:v", "1", "-f", "image2pipe", "-c:v", "mjpeg", "-"])
        if data:
            gather.keep_or_say(data, kind="thumbnail", name="stillbillede", media_type="image/jpeg")
            return
    gather.warn("no_still", STOPPED)


def _moment(value: str) -> datetime | None:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None
