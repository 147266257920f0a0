"""Further kinds that people send in: cards, calendars, links, frames, signatures, what is locked or empty."""

import plistlib
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.evidence.readers.sample_files import codes, read_file
from vaern.evidence.readers import media, media_ebml, media_length, sniff
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source, Unreadable

Read = Callable[..., Reading]
needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not here")
OUTLOOK = """BEGIN:VCALENDAR
BEGIN:VTIMEZONE
TZID:Romance Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
END:STANDARD
END:VTIMEZONE
BEGIN:VEVENT
SUMMARY:Vi ses
DTSTART;TZID=Romance Standard Time:20240305T100000
DTEND;TZID=Hjemmelavet:20240305T110000
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
def reading(tmp_path: Path) -> Read:
    """Read these bytes under this name."""

    def read(data: bytes | str, name: str) -> Reading:
        path = tmp_path / "fil"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return read_file(path, tmp_path / "ud", name)

    return read


def test_outlooks_zone_is_known_and_its_rules_are_no_event(reading: Read) -> None:
    found = reading(OUTLOOK, "invite.ics")
    assert [(one.what, f"{one.at:%Y-%m-%d %H:%M}", one.zone_known) for one in found.times] == [
        ("starts", "2024-03-05 09:00", True),
        ("ends", "2024-03-05 10:00", False),
    ]
    assert codes(found) == ["zone_unknown"]


def test_card_from_an_older_phone_keeps_the_whole_name_and_not_the_picture(reading: Read) -> None:
    card = (
        "BEGIN:VCARD\r\nVERSION:2.1\r\nFN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:S=C3=B8ren =\r\n=C3=85gaard\r\n"
        "TEL;CELL:+4520123456\r\nPHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ\r\n AAA=\r\n\r\nEND:VCARD\r\n"
    )
    found = reading(card, "kontakt.vcf")
    assert (found.title, found.texts[0].text) == ("Søren Ågaard", "FN: Søren Ågaard\nTEL: +4520123456")
    assert (codes(found), [(part.kind, part.name, part.media_type) for part in found.parts]) == (
        ["picture"],
        [("picture", "Søren Ågaard", "image/jpeg")],
    )
    far = reading("BEGIN:VCARD\r\nFN:Bo\r\nPHOTO;VALUE=uri:https://example.dk/a.jpg\r\nEND:VCARD\r\n", "k.vcf")
    assert (codes(far), far.parts) == (["picture"], ())


def test_link_of_a_mac_points_to_its_page(reading: Read) -> None:
    found = reading(plistlib.dumps({"URL": "https://example.dk/x"}, fmt=plistlib.FMT_BINARY), "x.webloc")
    assert (found.kind, [(one.kind, one.value) for one in found.identifiers]) == (
        "web.link",
        [("url", "https://example.dk/x")],
    )


@pytest.mark.parametrize("form", [plistlib.FMT_BINARY, plistlib.FMT_XML])
def test_settings_of_an_apple_are_lines(reading: Read, form: plistlib.PlistFormat) -> None:
    found = reading(plistlib.dumps({"a": ["hej", {"b": b"12"}]}, fmt=form), "x.plist")
    assert (found.kind, found.texts[0].text) == ("data.plist", "a.1: hej\na.2.b: [2 bytes]")


def test_broken_settings_are_refused_with_words(reading: Read) -> None:
    with pytest.raises(Unreadable, match="Apple-enhed"):
        reading(b"bplist00" + b"\xff" * 60, "x.plist")


def test_frames_of_a_saved_page_are_read(reading: Read) -> None:
    def resource(html: str, address: str) -> dict[str, object]:
        return {"WebResourceData": html.encode(), "WebResourceURL": address, "WebResourceMIMEType": "text/html"}

    page = {
        "WebMainResource": resource("<p>Siden</p>", "https://example.dk/"),
        "WebSubframeArchives": [{"WebMainResource": resource("<p>Rammen</p>", "https://example.dk/ramme")}, "?"],
    }
    found = reading(plistlib.dumps(page, fmt=plistlib.FMT_BINARY), "side.webarchive")
    assert [text.text for text in found.texts] == ["Siden", "Rammen"]
    assert [(one.value, one.role) for one in found.identifiers] == [
        ("https://example.dk/", "source"),
        ("https://example.dk/ramme", "frame"),
    ]


def test_xml_that_says_all_in_its_marks_is_read(reading: Read) -> None:
    found = reading('<log><event at="2024-03-05" who="Ond"/><event at="2024-03-06">Hej</event>.</log>', "log.xml")
    assert found.texts[0].text == "at=2024-03-05 who=Ond\nat=2024-03-06\nHej\n."


@pytest.mark.parametrize("data", [b" \r\n\t\n", b"\xef\xbb\xbf", "\ufeff \n".encode("utf-16")])
def test_text_without_words_is_refused_as_empty(reading: Read, data: bytes) -> None:
    with pytest.raises(Unreadable, match="tom"):
        reading(data, "note.txt")


def test_file_of_zeros_is_refused_as_cut_off(reading: Read) -> None:
    with pytest.raises(Unreadable, match="kun nuller"):
        reading(bytes(3_000_000), "IMG_1.jpg")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"Salted__" + bytes(range(200)), "x"),
        (bytes(range(1, 256)) * 4, "msgstore.db.crypt15"),
        (bytes(range(1, 256)) * 4, "brev.docx.gpg"),
        (b"-----BEGIN PGP MESSAGE-----\n\nabc\n-----END PGP MESSAGE-----\n", "brev.asc"),
    ],
)
def test_what_is_locked_is_said_to_be_locked(reading: Read, data: bytes, name: str) -> None:
    found = reading(data, name)
    assert (found.kind, found.whole, "Den er ikke tom" in found.warnings[0].says) == ("data.encrypted", False, True)


def test_web_archive_of_noise_and_empty_winmail_are_refused(reading: Read) -> None:
    with pytest.raises(Unreadable, match="Webarkivet er beskadiget"):
        reading(b"WARC/1.0\r\n" + bytes(range(256)) * 9, "x.warc")
    with pytest.raises(Unreadable, match="winmail"):
        reading(b"\x78\x9f\x3e\x22" + bytes(range(256)) * 9, "winmail.dat")


def test_mail_with_an_old_macs_line_ends_is_a_mail(reading: Read) -> None:
    found = reading("From: a@example.dk\rTo: b@example.dk\rSubject: Hej\r\rDu der\rigen", "x.eml")
    assert (found.kind, found.title, found.messages[0].text) == ("mail.eml", "Hej", "Du der\nigen")


def openssl(folder: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)


def test_signed_and_encrypted_wrappings_are_told_apart(tmp_path: Path, reading: Read) -> None:
    (tmp_path / "b.txt").write_bytes(b"Content-Type: text/plain\r\n\r\nUnderskrevet trussel")
    made = "req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -subj /CN=Ond -days 2"
    openssl(tmp_path, *made.split())
    sign = "smime -sign -in b.txt -signer c.pem -inkey k.pem -outform DER -out"
    openssl(tmp_path, *sign.split(), "whole.p7m", "-nodetach")
    openssl(tmp_path, *sign.split(), "alone.p7s")
    lock = "smime -encrypt -aes256 -in b.txt -outform DER -out"
    openssl(tmp_path, *lock.split(), "locked.p7m", "c.pem")
    whole = reading((tmp_path / "whole.p7m").read_bytes(), "smime.p7m")
    assert (whole.kind, whole.checks, "Underskrevet trussel" in whole.texts[0].text) == (
        "data.signature",
        {"smime": "matches"},
        True,
    )
    alone = reading((tmp_path / "alone.p7s").read_bytes(), "smime.p7s")
    locked = reading((tmp_path / "locked.p7m").read_bytes(), "smime.p7m")
    assert (alone.kind, codes(alone)) == ("data.signature", ["signature_alone"])
    assert (locked.kind, codes(locked)) == ("data.encrypted", ["encrypted"])


@pytest.mark.parametrize(
    ("name", "inside", "kind"),
    [
        ("brev.pages", "Index/Document.iwa", "document.pages"),
        ("ark", "Index/Tables/DataList.iwa", "document.numbers"),
        ("vis", "Index/Slide.iwa", "document.keynote"),
    ],
)
def test_apples_document_shows_its_picture_and_says_the_rest(
    tmp_path: Path, reading: Read, name: str, inside: str, kind: str
) -> None:
    with zipfile.ZipFile(tmp_path / "a", "w") as pack:
        pack.writestr("Index/Document.iwa", b"\x00")
        pack.writestr("preview.jpg", b"\xff\xd8\xff\xe0")
        if inside != "Index/Document.iwa":
            pack.writestr(inside, b"\x00")
    found = reading((tmp_path / "a").read_bytes(), name)
    assert (found.kind, codes(found), [(part.name, part.media_type) for part in found.parts]) == (
        kind,
        ["words_closed"],
        [("preview.jpg", "image/jpeg")],
    )


SOUND = ["-f", "lavfi", "-i", "sine=duration=1"]
FILM = ["-f", "lavfi", "-i", "testsrc=duration=1:size=64x64:rate=5"]


@needs_ffmpeg
@pytest.mark.parametrize(
    ("name", "made", "kind"),
    [
        ("a.mka", [*SOUND, "-c:a", "libopus"], "audio.mkv"),
        ("a.webm", [*SOUND, "-c:a", "libopus"], "audio.webm"),
        ("v.mkv", [*FILM, "-c:v", "mpeg4"], "video.mkv"),
        ("v.ts", [*FILM, "-c:v", "mpeg2video"], "video.ts"),
        ("v.m2ts", [*FILM, "-c:v", "mpeg2video", "-f", "mpegts", "-mpegts_m2ts_mode", "1"], "video.ts"),
    ],
)
def test_box_is_named_by_what_is_in_it(tmp_path: Path, name: str, made: list[str], kind: str) -> None:
    command = ["ffmpeg", "-loglevel", "error", *made, str(tmp_path / name)]
    subprocess.run(command, check=True)
    found = read_file(tmp_path / name, tmp_path / "ud")
    assert (found.kind, found.whole) == (kind, True)


def test_matroska_shorter_than_it_says_is_told(tmp_path: Path) -> None:
    def whole(stated: bytes) -> bool:
        path = tmp_path / "v.mkv"
        path.write_bytes(b"\x1aE\xdf\xa3\x80" + media_ebml.SEGMENT + stated + bytes(100))
        gather = Gather(Source(path, "v.mkv"), Out(tmp_path), "video.mkv")
        media_ebml.tell(gather)
        return gather.whole

    assert [whole(b"\xe4"), whole(b"\xe5"), whole(b"\x01" + b"\xff" * 7)] == [True, False, True]


def test_boxes_of_matroska_are_told_apart() -> None:
    head = b"\x1aE\xdf\xa3\x90\x42\x82\x88"
    assert sniff.from_head(head + b"matroska") == "video/x-matroska"
    assert sniff.from_head(head + b"webm") == "video/webm"


ASF = media_length.ASF_PROPERTIES + bytes(24)


@pytest.mark.parametrize(
    ("name", "whole", "cut"),
    [
        ("a.amr", b"#!AMR\n" + (b"\x3c" + bytes(31)) * 3, 10),
        ("a.amr", b"#!AMR-WB\n" + (b"\x04" + bytes(17)) * 3, 10),
        ("a.aac", b"\xff\xf1\x50\x80\x02\x1f\xfc" + bytes(9) + b"\xff\xf1\x50\x80\x02\x1f\xfc" + bytes(9), 4),
        ("a.caf", b"caff\x00\x01\x00\x00data" + (30).to_bytes(8, "big") + bytes(30), 5),
        ("a.avi", b"RIFF" + (40).to_bytes(4, "little") + b"AVI " + bytes(36), 6),
        ("a.wma", b"0&\xb2u\x8ef\xcf\x11\xa6\xd9\x00\xaa\x00b\xcel" + ASF + (64).to_bytes(8, "little"), 0),
        ("a.wma", b"0&\xb2u\x8ef\xcf\x11\xa6\xd9\x00\xaa\x00b\xcel" + ASF + (65).to_bytes(8, "little"), 0),
    ],
)
def test_sound_and_film_shorter_than_they_say_are_told(tmp_path: Path, name: str, whole: bytes, cut: int) -> None:
    def told(data: bytes) -> bool:
        path = tmp_path / name
        path.write_bytes(data)
        source = Source(path, name, sniff.media_type(path, name))
        gather = Gather(source, Out(tmp_path), "audio")
        media.HEADS[source.media_type](gather)
        return gather.whole

    short = whole.endswith((65).to_bytes(8, "little"))
    assert (told(whole), told(whole[: len(whole) - cut])) == (not short, not (short or cut))


def test_moving_picture_without_its_end_is_told(tmp_path: Path) -> None:
    from PIL import Image

    frames = [Image.new("P", (30, 30), number) for number in range(3)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:])
    data = (tmp_path / "a.gif").read_bytes()
    (tmp_path / "b.gif").write_bytes(data[:-3])
    (tmp_path / "c.gif").write_bytes(data + bytes(9))
    assert [read_file(tmp_path / f"{name}.gif", tmp_path / f"ud{name}").whole for name in "abc"] == [True, False, True]


@pytest.mark.parametrize("name", ["invite.ics", "kontakt.vcf"])
def test_card_or_calendar_without_its_end_is_told(reading: Read, name: str) -> None:
    text = OUTLOOK if name == "invite.ics" else "BEGIN:VCARD\nFN:Bo\nEND:VCARD\n"
    assert [reading(text, name).whole, reading(text[:-16], name).whole] == [True, False]


@pytest.mark.parametrize("begins", ["BEGIN:vCard", "begin:vcard"])
def test_card_is_known_however_its_name_is_written(begins: str, reading: Read) -> None:
    found = reading(f"{begins}\nFN:Bo\nTEL:+4520123456\nEND:vCard\n", "uden-navn")
    assert (found.kind, found.title, found.whole) == ("contact.vcf", "Bo", True)
    assert not reading(f"{begins}\nFN:Bo\n", "kontakt").whole


@pytest.mark.parametrize(
    ("card", "size", "said"),
    [
        (
            "BEGIN:VCARD\nPHOTO;BASE64:\n  /9j/4AAQ\n  AAA=\nitem5.X-ABRELATEDNAMES;type=pref:Eva\nEND:VCARD\n",
            8,
            "X-ABRELATEDNAMES: Eva",
        ),
        (
            "BEGIN:VCARD\r\r\nFN:Bo\r\r\nPHOTO;ENCODING=b:/9j/4AAQ\r\r\n AAAA\r\r\nEND:VCARD\r\r\n",
            9,
            "FN: Bo",
        ),
    ],
)
def test_picture_in_a_card_is_whole_and_swallows_nothing(card: str, size: int, said: str, reading: Read) -> None:
    found = reading(card, "k.vcf")
    assert ([part.size for part in found.parts], found.texts[0].text) == ([size], said)


MEETING = (
    "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nSUMMARY:Samtale\r\n"
    "ATTENDEE;CN=Bo;PARTSTAT=DECLINED:mailto:bo@x.dk\r\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:eva@x.dk\r\n"
    "ATTACH;FMTTYPE=text/plain;X-FILENAME=trussel.txt;ENCODING=BASE64;VALUE=BINARY:RHUg\r\n ZHI=\r\n"
    "ATTACH:https://x.dk/fil.pdf\r\nCONFERENCE;VALUE=URI:https://teams.x.dk/1\r\nDUE:20240305T100000Z\r\n"
    "IMAGE;ENCODING=BASE64;VALUE=BINARY:%%\r\nBEGIN:VALARM\r\nATTACH;VALUE=URI:Basso\r\nEND:VALARM\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n"
)
MEETING_SAID = (
    "Bo siger nej",
    "Bilag: https://x.dk/fil.pdf",
    "Mødeadresse: https://teams.x.dk/1",
    "Frist: 5. marts 2024 kl. 10.00 (UTC)",
)


def test_calendar_tells_answers_and_gives_its_files(reading: Read) -> None:
    found = reading(MEETING, "svar.ics")
    lines = found.texts[0].text.splitlines()
    assert [one for one in ("Kalender: svar på indkaldelse", *MEETING_SAID) if one not in lines] == []
    assert [(part.kind, part.name, part.media_type, part.size) for part in found.parts] == [
        ("attachment", "trussel.txt", "text/plain", 5)
    ]
    assert (codes(found), found.whole, "Basso" in found.texts[0].text) == (["attachment_broken"], False, False)
    assert ("url", "https://x.dk/fil.pdf", "mentioned") in {
        (one.kind, one.value, one.role) for one in found.identifiers
    }


def test_calendar_in_a_mail_tells_answers_and_gives_its_files(tmp_path: Path) -> None:
    top = "From: bo@x.dk\r\nTo: eva@x.dk\r\nSubject: Svar\r\nMIME-Version: 1.0\r\n"
    (tmp_path / "a.eml").write_bytes(f"{top}Content-Type: text/calendar; charset=utf-8\r\n\r\n{MEETING}".encode())
    found = read_file(tmp_path / "a.eml", tmp_path / "ud")
    said = "\n".join(text.text for text in found.texts)
    assert [one for one in MEETING_SAID if one not in said] == []
    assert [part.name for part in found.parts if part.kind == "attachment"] == ["trussel.txt"]
