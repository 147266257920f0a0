"""Pictures: orientation, times, positions, broken ones and bombs."""

import io
from datetime import UTC, datetime

import pytest
from PIL import Image, ImageChops, ImageStat
from PIL.PngImagePlugin import PngInfo

from tests.evidence.readers.sample_files import codes, read_file, sampled
from vaern.evidence.readers.shapes import Unreadable

REPORTED = {  # broken in some way: the codes of the warnings; whole
    "pillow/truncated_image.png": (["metadata_broken", "truncated"], False),
    "pillow/truncated_end_chunk.png": (["metadata_broken", "truncated"], False),
    "pillow/invalid-exif.jpg": (["metadata_broken"], True),
    "pillow/exif-dpi-zerodivision.jpg": (["metadata_broken"], True),
    "pillow/broken_exif_dpi.jpg": (["metadata_broken"], True),
    "pillow/hopper_bad_exif.jpg": (["metadata_broken"], True),
    "pillow/crash-1152ec2d1a1a71395b6f2ce6721c38924d025bf3.tif": (["broken"], False),
    "pillow/crash-d2c93af851d3ab9a19e34503626368b2ecde9c03.j2k": (["broken"], False),
    "pillow/oom-8ed3316a4109213ca96fb8a256a0bfefdece1461.icns": (["bomb"], False),
    "heif/heif_truncated/truncated.heic": (["animated", "truncated"], False),
}
REFUSED = [
    "pillow/broken.png",
    "pillow/zero_width.gif",
    "pillow/decompression_bomb.gif",
    "heif/heif_corrupted/corrupted.heic",
    "heif/heif_corrupted/corrupted.hif",
]


@pytest.fixture
def reading(tmp_path):
    def read(data, name="billede"):
        path = tmp_path / "fil"
        path.write_bytes(data)
        return read_file(path, tmp_path / "ud", name)

    return read


def outcome(path, folder):
    try:
        return read_file(path, folder).kind.partition(".")[0]
    except Unreadable as refused:
        return "refused" if refused.says.endswith(".") else refused.says


def copy(found, folder):
    (part,) = [part for part in found.parts if part.kind == "shown"]
    return Image.open(folder / part.file)


def png(**chunks):
    info, out = PngInfo(), io.BytesIO()
    for name, value in chunks.items():
        info.add_text(name.replace("_", " "), value)
    Image.new("RGB", (40, 60), "navy").save(out, "PNG", pnginfo=info)
    return out.getvalue()


def jpeg(exif, size=(30, 20)):
    out = io.BytesIO()
    Image.new("RGB", size, "navy").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.samples
@pytest.mark.parametrize("turn", range(2, 9))
def test_picture_is_turned_upright_and_the_copy_says_nothing(turn, tmp_path):
    found = read_file(sampled(f"image/pillow/hopper_orientation_{turn}.webp"), tmp_path / "ud")
    shown = copy(found, tmp_path / "ud").convert("RGB")
    upright = Image.open(sampled("image/pillow/hopper.jpg")).convert("RGB")
    difference = ImageStat.Stat(ImageChops.difference(shown, upright)).mean
    assert (shown.size, dict(shown.getexif()), max(difference) < 12) == ((128, 128), {}, True)
    assert dict(found.facts)["orientation"] == str(turn)


@pytest.mark.samples
@pytest.mark.parametrize("name", REPORTED)
def test_broken_picture_is_told_and_shown_as_far_as_it_goes(name, tmp_path):
    found = read_file(sampled(f"image/{name}"), tmp_path / "ud")
    assert (codes(found), found.whole) == REPORTED[name]


@pytest.mark.samples
@pytest.mark.parametrize("name", REFUSED)
def test_picture_that_cannot_be_opened_is_refused_with_a_reason(name, tmp_path):
    with pytest.raises(Unreadable, match="Originalen er gemt"):
        read_file(sampled(f"image/{name}"), tmp_path / "ud")


@pytest.mark.samples
def test_later_frames_are_never_decoded(tmp_path):
    found = read_file(sampled("image/pillow/decompression_bomb_extents.gif"), tmp_path / "ud")
    assert (codes(found), copy(found, tmp_path / "ud").size) == (["animated"], (100, 100))


@pytest.mark.samples
@pytest.mark.parametrize("folder", ["image/heif", "image/pillow", "adversarial/type-sniffing/images"])
def test_every_sample_is_read_or_refused(folder, tmp_path):
    for at, path in enumerate(sorted(sampled(folder).rglob("*.*"))):
        if path.is_file() and path.stat().st_size and path.suffix != ".txt":
            assert outcome(path, tmp_path / str(at)) in ("picture", "refused")


@pytest.mark.samples
@pytest.mark.row("G01")
def test_phone_picture_tells_where_when_and_with_what(tmp_path):
    found = read_file(sampled("image/heif/heif_other/empty_icc.heic"), tmp_path / "ud")
    facts = dict(found.facts)
    assert (facts["make"], facts["model"], facts["origin"]) == ("Apple", "iPhone XS", "photo")
    assert [(one.kind, one.value) for one in found.identifiers] == [("position", "46.754703,33.336106")]
    assert (found.times[0].what, found.times[0].zone_known) == ("taken", True)
    assert found.times[0].at == datetime(2021, 7, 6, 13, 8, 14, 164000, tzinfo=UTC)
    assert codes(found) == ["position", "animated"]
    assert dict(copy(found, tmp_path / "ud").getexif()) == {}


@pytest.mark.samples
def test_time_without_a_zone_is_read_as_danish_and_says_so(tmp_path):
    found = read_file(sampled("image/pillow/flower.webp"), tmp_path / "ud")
    assert (found.times[0].at, found.times[0].zone_known, found.times[0].words) == (
        datetime(2003, 12, 14, 11, 1, 44, tzinfo=UTC),
        False,
        "2003:12:14 12:01:44",
    )


def test_screenshot_is_told_from_a_photo_where_the_file_says_so(reading, tmp_path):
    exif = Image.Exif()
    exif[271], exif[272] = "Google", "Pixel 9"
    photo = dict(reading(jpeg(exif)).facts)["origin"]
    (tmp_path / "ud" / "part-00001").unlink()
    shot = dict(reading(png(Comment="Screenshot")).facts)["origin"]
    (tmp_path / "ud" / "part-00001").unlink()
    assert (photo, shot, dict(reading(png()).facts).get("origin")) == ("photo", "screenshot", None)


def test_text_in_a_png_is_read_and_left_out_of_the_copy(reading, tmp_path):
    found = reading(png(Comment="Hilsen K", Creation_Time="2026-03-02T21:14:00+01:00"))
    assert [text.text for text in found.texts] == ["Hilsen K"]
    assert found.times[0].at == datetime(2026, 3, 2, 20, 14, tzinfo=UTC)
    assert "Comment" not in copy(found, tmp_path / "ud").info


def test_what_lies_behind_a_png_is_told(reading):
    assert codes(reading(png() + b"PK\3\4 en skjult fil")) == ["trailing_data"]


def test_a_bomb_of_pixels_is_refused_before_it_is_decoded(reading):
    out = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, "PNG")
    with pytest.raises(Unreadable, match="fylder langt mere"):
        reading(out.getvalue())


def test_raw_file_of_a_camera_says_what_it_can(reading):
    exif = Image.Exif()
    exif[271], exif[272], exif[306] = "LEICA", "M10", "2026:03:02 21:14:00"
    found = reading(exif.tobytes()[6:] + bytes(400))
    assert (dict(found.facts)["model"], codes(found), found.whole) == ("M10", ["not_shown"], False)
    assert found.times[0].at == datetime(2026, 3, 2, 20, 14, tzinfo=UTC)


def test_a_large_picture_is_made_small(reading, tmp_path):
    out = io.BytesIO()
    Image.new("RGB", (5000, 3000), "navy").save(out, "JPEG")
    assert copy(reading(out.getvalue()), tmp_path / "ud").size == (2400, 1440)


def test_see_through_pictures_stay_so(reading, tmp_path):
    out = io.BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(out, "PNG")
    assert copy(reading(out.getvalue()), tmp_path / "ud").mode == "RGBA"


@pytest.mark.parametrize(
    ("gps", "told"),
    [
        ({1: "N", 2: (55.0, 40.0, 30.0), 3: "E", 4: (12.0, 34.0, 0.0)}, "55.675000,12.566667"),
        ({1: "S", 2: (55.0, 40.0, 30.0), 3: "W", 4: (12.0, 34.0, 0.0)}, "-55.675000,-12.566667"),
        ({1: "N", 2: (955.0, 40.0, 30.0), 3: "E", 4: (12.0, 34.0, 0.0)}, None),
    ],
)
def test_position_is_read_where_it_is_one(gps, told, reading):
    exif = Image.Exif()
    exif.get_ifd(0x8825).update(gps)
    assert [one.value for one in reading(jpeg(exif)).identifiers] == ([told] if told else [])


SVG = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" onload="alert(1)">
<title>Plakat</title><text>Pas på dig selv</text><script>alert(1)</script><a xlink:href="https://eksempel.dk/x"/></svg>"""


def test_svg_gives_words_only(reading):
    found = reading(SVG.encode())
    assert (found.title, found.texts[0].text, codes(found)) == ("Plakat", "Pas på dig selv", ["not_shown", "script"])
    assert [one.value for one in found.identifiers] == ["https://eksempel.dk/x"]
    assert found.parts == ()


def test_svg_that_unfolds_is_refused(reading):
    bomb = '<!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg">&b;</svg>'
    with pytest.raises(Unreadable, match="folde sig ud"):
        reading(b'<?xml version="1.0"?>' + bomb.encode(), "a.svg")


def test_broken_svg_is_told(reading):
    assert codes(reading(b"<svg xmlns='http://www.w3.org/2000/svg'><text>")) == ["not_shown", "broken"]


def with_times(**given):
    """A photo whose EXIF says these times (taken, created, modified, and taken_zone)."""
    exif = Image.Exif()
    inner = {"taken": 36867, "created": 36868, "taken_zone": 36881, "comment": 37510}
    exif.get_ifd(0x8769).update({inner[name]: value for name, value in given.items() if name in inner})
    if "modified" in given:
        exif[306] = given["modified"]
    return exif


def told(found):
    return [(one.what, one.at and one.at.isoformat(), one.zone_known) for one in found.times]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (  # the zone of the same clock time in another field
            {"taken": "2023:07:09 20:36:33", "taken_zone": "+08:00", "created": "2023:07:09 20:36:33"},
            [("taken", "2023-07-09T12:36:33+00:00", True), ("created", "2023-07-09T12:36:33+00:00", True)],
        ),
        (  # another clock time is another matter
            {"taken": "2023:07:09 20:36:33", "taken_zone": "+08:00", "created": "2023:07:09 20:36:40"},
            [("taken", "2023-07-09T12:36:33+00:00", True), ("created", "2023-07-09T18:36:40+00:00", False)],
        ),
        ({"taken": "2012:08:03 10:00:00+0900"}, [("taken", "2012-08-03T01:00:00+00:00", True)]),
        ({"taken": "2012:08:03 10:00:00Z"}, [("taken", "2012-08-03T10:00:00+00:00", True)]),
    ],
)
def test_zone_is_taken_from_where_the_picture_states_it(given, expected, reading):
    assert told(reading(jpeg(with_times(**given)))) == expected


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ('xmp:ModifyDate="2013-07-07T17:20:59-07:00"', [("modified", "2013-07-08T00:20:59+00:00", True)]),
        ('xmp:ModifyDate="2013-07-07T17:20:59"', [("modified", "2013-07-07T15:20:59+00:00", False)]),
        (
            'xmp:ModifyDate="2004-11-25T23:42:54+1:00"',
            [("modified", "2013-07-07T15:20:59+00:00", False), ("modified", "2004-11-25T22:42:54+00:00", True)],
        ),
    ],
)
def test_times_of_xmp_are_not_lost_behind_those_of_exif(stated, expected, reading):
    out = io.BytesIO()
    packet = f"<x:xmpmeta><rdf:Description {stated}/></x:xmpmeta>".encode()
    exif = with_times(modified="2013:07:07 17:20:59")
    Image.new("RGB", (30, 20), "navy").save(out, "JPEG", exif=exif, xmp=packet)
    assert told(reading(out.getvalue())) == expected


def test_zone_of_xmp_goes_to_every_field_with_that_clock_time(reading):
    out = io.BytesIO()
    packet = b'<x:xmpmeta><rdf:Description exif:DateTimeOriginal="2008-05-04T16:47:24+09:00"/></x:xmpmeta>'
    exif = with_times(taken="2008:05:04 16:47:24", created="2008:05:04 16:47:24", modified="2008:05:05 16:47:24")
    Image.new("RGB", (30, 20), "navy").save(out, "JPEG", exif=exif, xmp=packet)
    assert told(reading(out.getvalue())) == [
        ("taken", "2008-05-04T07:47:24+00:00", True),
        ("created", "2008-05-04T07:47:24+00:00", True),
        ("modified", "2008-05-05T14:47:24+00:00", False),
    ]


@pytest.mark.parametrize(
    ("comment", "expected"),
    [
        (b"ASCII\0\0\0JK\x03\x01\\N\x08\x01H\x0c\x01P\x7f\x01\x01", "ulæselig"),
        (b"ASCII\0\0\0Set fra vinduet", "Set fra vinduet"),
    ],
)
def test_comment_that_is_no_words_is_not_told_as_letters(comment, expected, reading):
    assert dict(reading(jpeg(with_times(comment=comment))).facts)["comment"] == expected


def test_clock_of_the_satellites_is_told_beside_the_cameras(reading):
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({7: (12.0, 36.0, 33.0), 29: "2023:07:09"})
    facts = dict(reading(jpeg(exif)).facts)
    assert (facts["position_time"], facts.get("position")) == ("2023-07-09T12:36:33+00:00", None)


def test_words_of_xmp_and_of_the_press_are_told(reading):
    packet = (
        "<x:xmpmeta><dc:description><rdf:Alt><rdf:li xml:lang='da'>Se her &amp; nu</rdf:li></rdf:Alt></dc:description>"
    )
    fields = ((120, "Billedet er fra Åen".encode()), (40, b"FBMD0100"))
    stated = b"".join(b"\x1c\2" + bytes([kind]) + len(said).to_bytes(2, "big") + said for kind, said in fields)
    block = b"Photoshop 3.0\0" + b"8BIM\4\4\0\0" + len(stated).to_bytes(4, "big") + stated + b"\0" * (len(stated) % 2)
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "navy").save(out, "JPEG", xmp=f"{packet}</x:xmpmeta>".encode())
    whole = out.getvalue()
    found = reading(whole[:2] + b"\xff\xed" + (len(block) + 2).to_bytes(2, "big") + block + whole[2:])
    facts = dict(found.facts)
    assert (facts["xmp_description"], facts["iptc_caption"]) == ("Se her & nu", "Billedet er fra Åen")
    assert facts["iptc_instructions"] == "FBMD0100"
