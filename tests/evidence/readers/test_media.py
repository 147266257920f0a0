"""Sound and film: the samples of others, films made here by ffmpeg, and what is said without it."""

import base64
import shutil
import struct
import subprocess
from datetime import UTC, datetime

import pytest

from tests.evidence.readers.sample_files import codes, read_file, sampled
from vaern.evidence.readers import media_ffmpeg, media_mp4, media_playback
from vaern.evidence.readers.shapes import Unreadable

TAGS = "audio-video/tinytag/tinytag/tests/samples"
LENGTHS = {  # seconds, as the makers of the samples and ffprobe agree within a frame
    "8bit_pcm_lavf.wav": 0.128,
    "16bit_pcm_to_als.mp4": 0.1,
    "mp4_extended_size.m4a": 2.36,
    "mpeg4_xa9des.m4a": 727.1,
    "multiple_values_images.flac": 0.1,
    "riff_extra_zero.wav": 0.116,
    "silence.opus": 0.1,
    "test.ogg": 1.0,
    "variable-block.flac": 261.68,
    "vbr48stereo.mp3": 9.072,
    "vbri.mp3": 222.2,
    "xmp_data.aiff": 0.3,
}
TITLES = {
    "grouping.mp3": "some title",
    "id3v1_does_not_overwrite_id3v2.mp3": "Time What Is Time",
    "id3v24_genre_null_byte.mp3": "星のない世界",
    "test.ogg": "the boss",
    "title_after_image.mp3": "title after image",
    "variable-block.flac": "DIVE FOR YOU",
    "vbri.mp3": "I Can Walk On Water I Can Fly",
    "riff_extra_zero.wav": "Mission Bass",
}
needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


@pytest.fixture
def without_ffmpeg(monkeypatch):
    monkeypatch.setattr(media_ffmpeg.shutil, "which", lambda _name: None)


@pytest.fixture
def film(tmp_path):
    """A second of film with sound, a place and a time."""
    path = tmp_path / "film.mov"
    command = [
        "ffmpeg",
        "-hide_banner",
        "-loglevel",
        "error",
        "-f",
        "lavfi",
        "-i",
        "testsrc=duration=1:size=160x120:rate=5",
    ]
    command += ["-f", "lavfi", "-i", "sine=duration=1", "-metadata", "creation_time=2026-03-02T20:14:00Z", "-shortest"]
    command += [
        "-metadata",
        "location=+55.6761+012.5683/",
        "-movflags",
        "use_metadata_tags",
        "-c:v",
        "mpeg4",
        str(path),
    ]
    subprocess.run(command, check=True)
    return path


@pytest.mark.samples
@pytest.mark.parametrize("name", LENGTHS)
def test_length_is_read_from_the_head_alone(name, tmp_path, without_ffmpeg):
    found = read_file(sampled(f"{TAGS}/{name}"), tmp_path / "ud")
    assert abs(float(dict(found.facts)["duration"]) - LENGTHS[name]) < 0.06


@pytest.mark.samples
@pytest.mark.parametrize("name", TITLES)
def test_title_is_read_from_every_kind_of_tag(name, tmp_path, without_ffmpeg):
    assert read_file(sampled(f"{TAGS}/{name}"), tmp_path / "ud").title == TITLES[name]


@pytest.mark.samples
@pytest.mark.parametrize("folder", [TAGS, "adversarial/type-sniffing/audio", "email/cpython"])
def test_every_sample_of_sound_is_read_or_refused(folder, tmp_path, without_ffmpeg):
    for at, path in enumerate(sorted(sampled(folder).iterdir())):
        if path.suffix not in (".txt", ".gif", ".jpg", ".png", ".pbm", ".xbm"):
            assert outcome(path, tmp_path / str(at)) in ("audio", "video", "unknown", "refused")


def outcome(path, folder):
    try:
        return read_file(path, folder).kind.partition(".")[0]
    except Unreadable as refused:
        return "refused" if refused.says.endswith(".") else refused.says


@pytest.mark.samples
def test_pictures_in_tags_are_parts(tmp_path, without_ffmpeg):
    found = read_file(sampled(f"{TAGS}/multiple_values_images.flac"), tmp_path / "ud")
    assert [part.media_type for part in found.parts] == ["image/jpeg", "image/jpeg", "image/png", "image/gif"]


@pytest.mark.samples
def test_time_in_a_voice_memo_is_read(tmp_path, without_ffmpeg):
    found = read_file(sampled(f"{TAGS}/mpeg4_xa9des.m4a"), tmp_path / "ud")
    assert (found.times[0].what, found.times[0].at) == ("created", datetime(2019, 6, 5, 9, 39, 55, tzinfo=UTC))


@pytest.mark.samples
@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("no_audio.ogg", "no_sound"),
        ("title_after_image.mp3", "no_sound"),
        ("invalid_sample_rate.aiff", "truncated"),
    ],
)
def test_sound_that_is_not_there_is_told(name, code, tmp_path, without_ffmpeg):
    found = read_file(sampled(f"{TAGS}/{name}"), tmp_path / "ud")
    assert (codes(found), found.whole) == ([code, "no_ffmpeg"], False)


@pytest.mark.samples
@pytest.mark.parametrize(("share", "told"), [(0.5, "truncated"), (0.02, "no_head")])
def test_recording_cut_off_is_told(share, told, tmp_path, without_ffmpeg):
    whole = sampled(f"{TAGS}/mp4_extended_size.m4a").read_bytes()
    (tmp_path / "a").write_bytes(whole[: int(len(whole) * share)])
    found = read_file(tmp_path / "a", tmp_path / "ud")
    assert (told in codes(found), found.whole) == (True, False)


@needs_ffmpeg
@pytest.mark.row("G01")
def test_film_gives_a_still_and_a_copy_to_be_played(film, tmp_path):
    found = read_file(film, tmp_path / "ud")
    facts = dict(found.facts)
    assert (found.kind, facts["width"], facts["height"], codes(found)) == ("video.mov", "160", "120", ["position"])
    assert [(one.kind, one.value) for one in found.identifiers] == [("position", "55.676100,12.568300")]
    assert found.times[0].at == datetime(2026, 3, 2, 20, 14, tzinfo=UTC)
    still, copy = found.parts
    assert (still.kind, copy.kind, copy.media_type) == ("thumbnail", "playback", "video/mp4")
    assert (tmp_path / "ud" / still.file).read_bytes()[:3] == b"\xff\xd8\xff"
    told = read_file(tmp_path / "ud" / copy.file, tmp_path / "igen")
    assert (dict(told.facts)["video_codec"], dict(told.facts)["audio_codec"]) == ("h264", "aac")
    assert (told.identifiers, told.times) == ((), ())


CODECS = {  # as it was recorded, and as it is played
    "a.wav": ("-c:a pcm_s16le", "audio/wav", "pcm_s16le"),
    "a.mp3": ("-c:a libmp3lame", "audio/mpeg", "mp3"),
    "a.m4a": ("-c:a aac", "audio/mp4", "aac"),
    "a.ogg": ("-c:a libopus", "audio/webm", "opus"),
    "a.flac": ("-c:a flac", "audio/flac", "flac"),
    "a.wma": ("-c:a wmav2", "audio/webm", "opus"),
    "a.aiff": ("-c:a pcm_s16be", "audio/webm", "opus"),
}


@needs_ffmpeg
@pytest.mark.parametrize("name", CODECS)
def test_sound_gives_a_copy_that_a_browser_plays(name, tmp_path):
    codec, media_type, played = CODECS[name]
    made = tmp_path / name
    tags = ["-metadata", "title=Hemmelig", "-metadata", "artist=Nogen"]
    sound = ["-f", "lavfi", "-i", "sine=duration=1:sample_rate=48000"]
    command = ["ffmpeg", "-hide_banner", "-loglevel", "error", *sound, *tags, *codec.split(), str(made)]
    subprocess.run(command, check=True)
    [copy] = [part for part in read_file(made, tmp_path / "ud").parts if part.kind == "playback"]
    told = read_file(tmp_path / "ud" / copy.file, tmp_path / "igen")
    assert (copy.media_type, dict(told.facts)["audio_codec"]) == (media_type, played)
    assert b"Hemmelig" in made.read_bytes() or name == "a.wma"  # there in UTF-16
    assert b"Hemmelig" not in (tmp_path / "ud" / copy.file).read_bytes()


@needs_ffmpeg
def test_recording_too_large_to_copy_is_said(film, tmp_path, monkeypatch):
    monkeypatch.setattr(media_playback, "MOST_BYTES", 10)
    found = read_file(film, tmp_path / "ud")
    assert ([part.kind for part in found.parts], "no_playback" in codes(found)) == (["thumbnail"], True)


def test_film_without_ffmpeg_says_so(tmp_path, without_ffmpeg):
    (tmp_path / "a").write_bytes(b"\0\0\0\x10ftypisom\0\0\0\0" + box(b"moov", box(b"mvhd", bytes(100))))
    assert codes(read_file(tmp_path / "a", tmp_path / "ud")) == ["no_ffmpeg"]


@needs_ffmpeg
def test_film_that_is_noise_is_told(tmp_path):
    (tmp_path / "a").write_bytes(b"\x1aE\xdf\xa3" + bytes(range(256)) * 20)
    assert codes(read_file(tmp_path / "a", tmp_path / "ud")) == ["not_playable"]


def box(kind, content):
    return struct.pack(">I4s", len(content) + 8, kind) + content


def test_boxes_within_boxes_without_end_stop(tmp_path, without_ffmpeg):
    nested = box(b"mvhd", bytes(100))
    for _ in range(200):
        nested = box(b"udta", nested)
    (tmp_path / "a").write_bytes(b"\0\0\0\x10ftypisom\0\0\0\0" + box(b"moov", nested))
    assert read_file(tmp_path / "a", tmp_path / "ud").kind == "video.mp4"


def test_apple_names_its_facts_by_number(tmp_path, without_ffmpeg):
    def key(words):
        return struct.pack(">I4s", len(words) + 8, b"mdta") + words.encode()

    def item(number, words):
        return box(number.to_bytes(4, "big"), box(b"data", struct.pack(">II", 1, 0) + words.encode()))

    keys = box(
        b"keys", struct.pack(">II", 0, 2) + key("com.apple.quicktime.make") + key("com.apple.quicktime.creationdate")
    )
    meta = box(
        b"meta", box(b"hdlr", bytes(24)) + keys + box(b"ilst", item(1, "Apple") + item(2, "2026-03-02T21:14:00+01:00"))
    )
    (tmp_path / "a").write_bytes(b"\0\0\0\x10ftypqt  \0\0\0\0" + box(b"moov", box(b"mvhd", bytes(100)) + meta))
    found = read_file(tmp_path / "a", tmp_path / "ud")
    assert (dict(found.facts)["make"], found.times[0].what) == ("Apple", "taken")
    assert found.times[0].at == datetime(2026, 3, 2, 20, 14, tzinfo=UTC)


def mp4(tmp_path, *boxes):
    (tmp_path / "a").write_bytes(
        b"\0\0\0\x10ftypM4A \0\0\0\0" + box(b"moov", box(b"mvhd", bytes(100)) + b"".join(boxes))
    )
    return read_file(tmp_path / "a", tmp_path / "ud")


def data(content, kind=1):
    return box(b"data", struct.pack(">II", kind, 0) + content)


def test_covers_in_sound_of_itunes_are_parts(tmp_path, without_ffmpeg):
    png, jpeg = b"\x89PNG\r\n\x1a\n" + bytes(40), b"\xff\xd8\xff\xe0" + bytes(40)
    listed = box(b"ilst", box(b"covr", data(png, 14) + data(jpeg, 13)) + box(b"\xa9nam", data("Blå".encode())))
    found = mp4(tmp_path, box(b"udta", box(b"meta", bytes(4) + box(b"hdlr", bytes(24)) + listed)))
    assert found.title == "Blå"
    assert [(part.kind, part.media_type, part.size) for part in found.parts] == [
        ("picture", "image/png", len(png)),
        ("picture", "image/jpeg", len(jpeg)),
    ]


def test_words_and_place_of_older_telephones_are_told(tmp_path, without_ffmpeg):
    def words(kind, said):
        return box(kind, struct.pack(">IH", 0, 0x15C7) + said)

    place = words(b"loci", "Åen\0".encode() + b"\0" + struct.pack(">iii", 824443, 3646628, 0) + b"earth\0\0")
    bare = box(b"\xa9cmt", struct.pack(">HH", 3, 0) + b"Hej")
    title = words(b"titl", "Stemme".encode("utf-16"))
    found = mp4(tmp_path, box(b"udta", place + bare + title))
    assert (found.title, dict(found.facts)["comment"]) == ("Stemme", "Hej")
    assert [one.value for one in found.identifiers] == ["55.643100,12.580000"]


def test_film_held_upright_says_how_it_is_turned(tmp_path, without_ffmpeg):
    matrix = struct.pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, 0, 0, 1 << 30)
    head = box(b"tkhd", bytes(40) + matrix + struct.pack(">II", 1920 << 16, 1080 << 16))
    assert ("rotation", "90") in mp4(tmp_path, box(b"trak", head)).facts


@needs_ffmpeg
def test_sound_with_chapters_is_no_film(tmp_path):
    chapters = tmp_path / "kapitler.txt"
    chapters.write_text(";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=Et\n")
    made = ["-f", "lavfi", "-i", "sine=duration=1", "-i", str(chapters), "-map_metadata", "1", "-c:a", "aac"]
    subprocess.run(["ffmpeg", "-loglevel", "error", *made, "-f", "mp4", str(tmp_path / "lyd")], check=True)
    assert read_file(tmp_path / "lyd", tmp_path / "ud").kind == "audio.mp4"


def test_place_is_only_told_when_it_is_one():
    assert media_mp4.PLACE.match("ved åen") is None


def test_second_text_of_a_comment_may_turn_its_bytes(tmp_path, without_ffmpeg):
    said = b"\x01dan" + "\ufeffkort\0".encode("utf-16-le") + "\ufeffKære Åse".encode("utf-16-be")
    frame = b"COMM" + struct.pack(">IH", len(said), 0) + said
    (tmp_path / "a.mp3").write_bytes(b"ID3\x03\0\0\0\0" + bytes([len(frame) >> 7, len(frame) & 127]) + frame)
    assert [text.text for text in read_file(tmp_path / "a.mp3", tmp_path / "ud").texts] == ["Kære Åse"]


@pytest.mark.parametrize("mark", [b"Speex   1.2", b"\x7fFLAC\x01", b"\x80theora"])
def test_stream_of_another_kind_is_not_said_to_be_silent(mark, tmp_path, without_ffmpeg):
    page = b"OggS\0\2" + bytes(20) + b"\x01\x40" + mark.ljust(64, b"\0")
    (tmp_path / "a").write_bytes(page + b"OggS\0\4" + struct.pack("<Q", 16000) + bytes(12) + b"\0")
    assert "no_sound" not in codes(read_file(tmp_path / "a", tmp_path / "ud"))


def opus(comments: bytes) -> bytes:
    """A voice message whose comments go over as many pages as they need."""

    def page(body, serial=b"abcd"):
        parts = [255] * (len(body) // 255) + [len(body) % 255]
        return b"OggS\0\0" + bytes(8) + serial + bytes(8) + bytes([len(parts), *parts]) + body

    head = page(b"OpusHead\x01\x01" + bytes(9)) + page(b"noget andet", b"wxyz")
    told = b"OpusTags" + comments
    pages = b"".join(page(told[at : at + 4000]) for at in range(0, len(told), 4000))
    return head + pages + b"OggS\0\4" + struct.pack("<Q", 48000) + b"abcd" + bytes(8) + b"\0"


def vorbis(*said: bytes) -> bytes:
    return struct.pack("<II", 0, len(said)) + b"".join(struct.pack("<I", len(one)) + one for one in said)


def test_long_comments_and_covers_of_a_voice_message_are_whole(tmp_path, without_ffmpeg):
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40
    block = struct.pack(">II", 3, 9) + b"image/png" + struct.pack(">I", 0) + bytes(16)
    block += struct.pack(">I", len(picture)) + picture
    words = "Åh nej. " * 900
    said = [b"METADATA_BLOCK_PICTURE=" + base64.b64encode(block), f"comment={words}".encode(), "title=Blå".encode()]
    (tmp_path / "a.opus").write_bytes(opus(vorbis(*said)))
    found = read_file(tmp_path / "a.opus", tmp_path / "ud")
    assert (found.title, found.texts[0].text) == ("Blå", words.strip())
    assert [(part.kind, part.media_type, part.size) for part in found.parts] == [("picture", "image/png", len(picture))]


def test_cover_that_is_none_is_passed_over(tmp_path, without_ffmpeg):
    (tmp_path / "a.opus").write_bytes(opus(vorbis(b"METADATA_BLOCK_PICTURE=AAAA", b"title=Hej")))
    found = read_file(tmp_path / "a.opus", tmp_path / "ud")
    assert (found.title, found.parts) == ("Hej", ())
