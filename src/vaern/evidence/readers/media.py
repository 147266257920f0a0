"""Sound and film: how long, when, where and with what; with ffmpeg a still and a copy to be played."""

from struct import error as StructError  # noqa: N812 - a class

from vaern.evidence.readers import (
    media_audio,
    media_ebml,
    media_ffmpeg,
    media_length,
    media_mp4,
    media_ogg,
    media_playback,
)
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source

KINDS = {
    "audio/mpeg": "audio.mp3",
    "audio/mp4": "audio.m4a",
    "audio/aac": "audio.aac",
    "audio/wav": "audio.wav",
    "audio/aiff": "audio.aiff",
    "audio/ogg": "audio.ogg",
    "audio/flac": "audio.flac",
    "audio/amr": "audio.amr",
    "audio/basic": "audio.au",
    "audio/x-caf": "audio.caf",
    "audio/midi": "audio.midi",
    "video/mp4": "video.mp4",
    "video/quicktime": "video.mov",
    "video/3gpp": "video.3gp",
    "video/webm": "video.webm",
    "video/x-matroska": "video.mkv",
    "video/mp2t": "video.ts",
    "video/x-msvideo": "video.avi",
    "video/x-ms-asf": "video.asf",
    "video/x-flv": "video.flv",
    "video/mpeg": "video.mpeg",
}
HEADS = {
    "audio/mpeg": media_audio.tell_mp3,
    "audio/wav": media_audio.tell_wav,
    "audio/aiff": media_audio.tell_aiff,
    "audio/basic": media_audio.tell_au,
    "audio/flac": media_ogg.tell_flac,
    "audio/ogg": media_ogg.tell_ogg,
    "audio/mp4": media_mp4.tell,
    "video/webm": media_ebml.tell,
    "video/x-matroska": media_ebml.tell,
    "audio/aac": media_length.tell_aac,
    "audio/amr": media_length.tell_amr,
    "audio/x-caf": media_length.tell_caf,
    "video/x-msvideo": media_length.tell_avi,
    "video/x-ms-asf": media_length.tell_asf,
    "video/mp4": media_mp4.tell,
    "video/quicktime": media_mp4.tell,
    "video/3gpp": media_mp4.tell,
}
FAULTS = (OSError, ValueError, IndexError, KeyError, OverflowError, EOFError, ArithmeticError, StructError)


def read(source: Source, out: Out) -> Reading:
    """What the head of the file says, and what ffmpeg makes of it where there is one."""
    gather = Gather(source, out, KINDS.get(source.media_type, source.media_type.partition("/")[0] + ".other"))
    tell = HEADS.get(source.media_type)
    if tell is not None:
        try:
            tell(gather)
        except FAULTS:
            gather.broken_once("head_broken", "Filens egne oplysninger er beskadiget og kunne ikke læses helt.")
    codecs = media_ffmpeg.tell(gather)
    _by_its_streams(gather, frozenset(codecs))
    media_playback.keep(gather, codecs)
    return gather.reading()


def _by_its_streams(gather: Gather, found: frozenset[str]) -> None:
    """The same box can hold sound alone, or film: what ffprobe found in it decides."""
    family, _, box = gather.kind.partition(".")
    if family == "video" and "audio" in found and "video" not in found:  # chapters and subtitles are no film
        gather.kind = f"audio.{box}"
    elif family == "audio" and "video" in found:
        gather.kind = f"video.{box}"
