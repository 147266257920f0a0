"""What foreign programs write and break: found in files that others made, and made here as small as can be."""

import io
import logging
import struct
import time
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from tests.evidence.readers.mail_made import TOP, Mail, attachment, mail, mixed, plain, tnef_attribute, winmail
from tests.evidence.readers.ole_made import compound, record
from tests.evidence.readers.sample_files import codes, read_file
from vaern.evidence.readers import alarm, calendar_zones, run, sniff, tnef
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source, Unreadable

__all__ = ["mail"]
AUCKLAND = (
    "BEGIN:VTIMEZONE\r\nTZID:New Zealand Standard Time\r\n"
    "BEGIN:STANDARD\r\nDTSTART:16010101T030000\r\nTZOFFSETFROM:+1300\r\nTZOFFSETTO:+1200\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=4\r\nEND:STANDARD\r\n"
    "BEGIN:DAYLIGHT\r\nDTSTART:16010101T020000\r\nTZOFFSETFROM:+1200\r\nTZOFFSETTO:+1300\r\n"
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=9\r\nEND:DAYLIGHT\r\nEND:VTIMEZONE\r\n"
)
PAGE = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def event(zone: str, clock: str = "20251008T090000") -> str:
    return f"BEGIN:VEVENT\r\nSUMMARY:Vi ses\r\nDTSTART;TZID={zone}:{clock}\r\nEND:VEVENT\r\n"


def calendar(*lines: str) -> bytes:
    return ("BEGIN:VCALENDAR\r\n" + "".join(lines) + "END:VCALENDAR\r\n").encode()


def read(tmp_path: Path, data: bytes, name: str) -> Reading:
    """By the table, with what the reader's process adds."""
    (tmp_path / name).write_bytes(data)
    (tmp_path / "out").mkdir(exist_ok=True)
    return run.by_table(Source(tmp_path / name, name), Out(tmp_path / "out"))


@pytest.mark.parametrize("zone", ["New Zealand Standard Time", '"New Zealand Standard Time"'])
def test_zone_that_the_calendar_brings_is_used(tmp_path: Path, zone: str) -> None:
    found = read(tmp_path, calendar(AUCKLAND, event(zone)), "a.ics")
    assert [(f"{one.at:%d %H:%M}", one.zone_known) for one in found.times] == [("07 20:00", True)]
    assert codes(found) == []


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("/freeassociation.sourceforge.net/Europe/London", "08:00"),
        ("/freeassociation.sourceforge.net/Tzfile/America/Argentina/Buenos_Aires", "12:00"),
    ],
)
def test_zone_with_a_programs_name_in_front_is_known(tmp_path: Path, zone: str, hour: str) -> None:
    found = read(tmp_path, calendar(event(zone)), "a.ics")
    assert [(f"{one.at:%H:%M}", one.zone_known) for one in found.times] == [(hour, True)]


def test_invitation_in_a_mail_uses_the_zone_it_brings(mail: Mail) -> None:
    invitation = calendar(AUCKLAND, event("New Zealand Standard Time"))
    found = mail(mixed(attachment(invitation, b"a.ics", b"text/calendar")))
    begins = next(one for one in found.times if one.what == "begins")
    assert (f"{begins.at:%d %H:%M}", begins.zone_known) == ("07 20:00", True)


@pytest.mark.parametrize(
    "block",
    [
        AUCKLAND.replace("FREQ=YEARLY", "FREQ=SECONDLY"),
        AUCKLAND.replace("+1300", "sent"),
        AUCKLAND.replace("BEGIN:STANDARD", "BEGIN:LUNCH"),
    ],
)
def test_zone_that_makes_no_sense_is_left_out(block: str) -> None:
    assert calendar_zones.brought(block.replace("\r\n", "\n")) == {}


def test_whole_day_needs_no_zone(tmp_path: Path) -> None:
    found = read(
        tmp_path, calendar("BEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20251008\r\nSUMMARY:Fri\r\nEND:VEVENT\r\n"), "a.ics"
    )
    assert codes(found) == []


def test_calendar_keeps_its_backslashes_and_its_own_numbers_are_no_address(tmp_path: Path) -> None:
    lines = "BEGIN:VEVENT\r\nUID:19970610T172345Z-AF23B2@example.com\r\nSUMMARY:C:\\\\noter\\; ja\r\nEND:VEVENT\r\n"
    found = read(tmp_path, calendar(lines), "a.ics")
    assert (found.title, found.identifiers) == ("C:\\noter; ja", ())


def test_card_gives_an_address_as_it_was_meant(tmp_path: Path) -> None:
    card = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Bo\r\nEMAIL:intet\r\nURL:http\\://example.org/a\r\nEND:VCARD\r\n"
    found = read(tmp_path, card, "bo.vcf")
    kinds = ("url", "email")
    assert {(one.kind, one.value) for one in found.identifiers if one.kind in kinds} == {
        ("url", "http://example.org/a")
    }


@pytest.mark.parametrize(
    ("data", "name"),
    [(calendar(), "a.ics"), (b"{\\rtf1\\ansi }", "a.rtf"), (b"<a><b/></a>", "a.xml"), (b",,\n,,\n", "a.csv")],
)
def test_that_nothing_can_be_shown_is_said(tmp_path: Path, data: bytes, name: str) -> None:
    assert codes(read(tmp_path, data, name)) == ["nothing_shown"]


def test_addresses_in_text_end_where_they_end(tmp_path: Path) -> None:
    said = b'{"a": "se https://example.org/side\\nog mere", "x": "http://schemas.microsoft.com/office/2004/12/omml"}'
    found = read(tmp_path, said + b" \n", "a.json")
    assert [one.value for one in found.identifiers] == ["https://example.org/side"]


def test_names_of_files_in_a_mail_are_no_addresses(tmp_path: Path) -> None:
    found = read(tmp_path, b"Skriv til bo@example.net eller filelist.xml@01D86481.CFD15170\n", "a.txt")
    assert [one.value for one in found.identifiers] == ["bo@example.net"]


def test_a_limit_is_told_once_whatever_lies_beyond_it(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    g = Gather(Source(tmp_path / "a", "a"), Out(tmp_path / "out", most_parts=1), "mail.eml")
    for number in range(3):
        g.keep_or_say(b"x", kind="attachment", name=str(number))
    assert ([one.code for one in g.warnings], len(g.parts), g.whole) == (["limit_reached"], 3, False)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tnef, "SECONDS", 0.2)


ENDLESS = winmail(("a.txt", b"abc")) + tnef_attribute(1, 0x00069003, struct.pack("<I", 0xFFFFFFFF))


@pytest.mark.usefixtures("impatient")
def test_winmail_that_counts_for_ever_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="beskadiget"):
        read(tmp_path, ENDLESS, "winmail.dat")


@pytest.mark.usefixtures("impatient")
def test_winmail_that_counts_for_ever_does_not_take_the_mail_with_it(mail: Mail) -> None:
    found = mail(mixed(attachment(ENDLESS, b"winmail.dat", b"application/ms-tnef")))
    assert ("tnef_unreadable" in codes(found), found.title) == (True, "Hej")


def test_nothing_is_logged_while_the_clock_may_ring(caplog: pytest.LogCaptureFixture) -> None:
    """A library that is broken off while it logs would keep the log's lock, and another thread waits for it."""
    with alarm.at_most(5):
        logging.getLogger("tnefparse").error("en linje")
    assert caplog.records == []
    logging.getLogger("tnefparse").error("en linje")
    assert len(caplog.records) == 1


def test_clock_leaves_nothing_behind() -> None:
    with alarm.at_most(5) as clock:
        pass
    assert not clock.rang
    with pytest.raises(TimeoutError), alarm.at_most(0.05):
        time.sleep(5)


def test_encrypted_outlook_mail_is_not_called_empty(tmp_path: Path) -> None:
    headers = "From: a@example.org\r\nTo: b@example.org\r\nContent-Type: multipart/encrypted; boundary=x\r\n"
    streams = {"__properties_version1.0": bytes(32), "__substg1.0_007D001F": headers.encode("utf-16-le")}
    assert "encrypted" in codes(read(tmp_path, compound(streams), "a.msg"))


def test_place_in_a_directory_is_no_address_although_it_has_one_in_it(tmp_path: Path) -> None:
    place = "/O=HOSTED/OU=FIRST/CN=RECIPIENTS/CN=bo@example.net"
    streams = {
        "__properties_version1.0": bytes(32),
        "__substg1.0_0042001F": "Bo".encode("utf-16-le"),
        "__substg1.0_0065001F": place.encode("utf-16-le"),
    }
    found = read(tmp_path, compound(streams), "a.msg")
    assert [(one.kind, one.role) for one in found.identifiers] == [("x500", "from")]


@pytest.mark.parametrize("first", [b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_page_with_something_in_front_is_a_page(tmp_path: Path, first: bytes) -> None:
    assert read(tmp_path, first + PAGE, "a.pdf").kind == "document.pdf"


def test_words_about_a_page_are_words(tmp_path: Path) -> None:
    assert read(tmp_path, b"En fil begynder med\n%PDF-1.4\nog saa videre\n", "a.txt").kind == "text.plain"


@pytest.mark.parametrize("length", [b"\x30\x20", b"\x30\x81\x90", b"\x30\x82\x21\x98", b"\x30\x80"])
def test_key_is_told_from_what_is_signed(tmp_path: Path, length: bytes) -> None:
    packed = bytes.fromhex("06092a864886f70d0107")
    key = length + b"\x02\x01\x03" + b"\x30\x0b" + packed + b"\x01" + bytes(200)
    assert sniff.from_head(length + packed + b"\x02") == "application/pkcs7-mime"
    found = read(tmp_path, key, "a.pfx")
    assert (found.kind, "certifikat" in found.warnings[0].says) == ("data.key", True)


def test_settings_that_begin_like_a_chat_are_shown_as_they_are(tmp_path: Path) -> None:
    found = read(tmp_path, b'{"version": 1, "formatters": {"simple": {}}}\n', "logging.json")
    assert (found.kind, codes(found)) == ("text.json", ["not_as_it_seemed"])


def test_workbook_with_a_name_that_cannot_be_worked_out_is_told_and_not_a_fault(tmp_path: Path) -> None:
    name = struct.pack("<HBBHHHBBBB", 0, 0, 1, 9, 0, 0, 0, 0, 0, 0) + b"\0A" + b"\x2d" + bytes(8)
    globals_ = record(0x809, b"\0\6\5\0" + bytes(12)) + record(0x18, name) + record(0x0A)
    found = read(tmp_path, compound({"Workbook": globals_}), "a.xls")
    assert (found.kind, found.whole) == ("document.xls", False)


def test_mailing_list_in_delivered_to_is_no_part_of_the_address(mail: Mail) -> None:
    found = mail(
        plain(
            top=TOP.replace(b"bo@example.net", b"dev@example.net"),
            more=b"Delivered-To: mailing list dev@example.net\r\n",
        )
    )
    assert {one.value for one in found.identifiers if one.role == "delivered_to"} == {"dev@example.net"}
    assert "delivered_to_unlisted" not in codes(found)


def test_where_windows_clock_begins_is_no_time(tmp_path: Path) -> None:
    core = (
        '<cp:coreProperties xmlns:cp="x" xmlns:dcterms="y"><cp:lastPrinted>1601-01-01T00:00:00Z</cp:lastPrinted>'
        "<dcterms:created>2024-01-02T03:04:05Z</dcterms:created></cp:coreProperties>"
    )
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as pack:
        pack.writestr("[Content_Types].xml", "<Types/>")
        pack.writestr("word/document.xml", "<document/>")
        pack.writestr("docProps/core.xml", core)
    found = read_file(tmp_path / "a.docx", tmp_path / "out")
    assert [one.what for one in found.times] == ["created"]


def test_day_in_xmp_may_be_written_as_exif_writes_it(tmp_path: Path) -> None:
    packet = b'<x:xmpmeta><rdf:Description xmp:CreateDate="2011:10:17 18:19:51+02:00"/></x:xmpmeta>'
    made = io.BytesIO()
    Image.new("RGB", (2, 2)).save(made, "JPEG", xmp=packet)
    found = read(tmp_path, made.getvalue(), "a.jpg")
    assert [(one.what, f"{one.at:%Y-%m-%d %H:%M}") for one in found.times] == [("created", "2011-10-17 16:19")]


@pytest.mark.parametrize(
    "data",
    ["Blåbærgrød på bålet: ".encode() + "færøsk".encode("cp1252"), "Hun så på søen ".encode() + b"\xff\xe6 og gik"],
)
def test_one_wrong_letter_does_not_spoil_the_others(tmp_path: Path, data: bytes) -> None:
    found = read(tmp_path, data, "a.txt")
    assert (found.texts[0].text.startswith(("Blåbærgrød på bålet", "Hun så på søen")), codes(found)) == (
        True,
        ["encoding_guessed"],
    )
    assert "mixed" in dict(found.facts)["encoding"]


def test_western_text_with_quotation_marks_stays_western(tmp_path: Path) -> None:
    found = read(tmp_path, "Der stod »PÅ« på døren, og vi så på.".encode("cp1252"), "a.txt")
    assert found.texts[0].text == "Der stod »PÅ« på døren, og vi så på."


def test_mail_with_a_wrong_letter_keeps_the_others(mail: Mail) -> None:
    body = "Du får at se på søndag ".encode() + b"\xff"
    found = mail(plain(body, b"MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"))
    assert found.texts[0].text.startswith("Du får at se på søndag")
