"""Mails as they are received: nothing of them is lost, and what is odd is said."""

import io
import struct
import time
import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import pytest

from tests.evidence.readers.mail_made import (
    TOP,
    Mail,
    attachment,
    kept,
    mail,
    mixed,
    part,
    plain,
    tnef_attribute,
    winmail,
)
from tests.evidence.readers.sample_files import codes, read_file
from vaern.evidence.readers.shapes import Reading, Unreadable

__all__ = ["mail"]


def found(reading: Reading, kind: str, role: str = "") -> list[str]:
    return [one.value for one in reading.identifiers if one.kind == kind and (not role or one.role == role)]


@pytest.mark.row("B05")
def test_mail_has_its_headers_people_times_and_words(mail: Mail) -> None:
    reading = mail(
        plain("Hvor er du? æøå".encode(), b"Message-ID: <1@example.org>\r\nContent-Type: text/plain; charset=utf-8\r\n")
    )
    assert (reading.kind, reading.title, reading.whole) == ("mail.eml", "Hej", True)
    assert reading.texts[0].text == "Hvor er du? æøå"
    assert reading.facts[:4] == (
        ("From", "Anna <anna@example.org>"),
        ("To", "bo@example.net"),
        ("Subject", "Hej"),
        ("Date", "Tue, 4 Jun 2024 15:31:19 +0200"),
    )
    assert reading.times[0].at == datetime(2024, 6, 4, 13, 31, 19, tzinfo=UTC)
    assert (found(reading, "email", "from"), found(reading, "email", "to")) == (
        ["anna@example.org"],
        ["bo@example.net"],
    )
    assert found(reading, "message_id") == ["1@example.org"]
    message = reading.messages[0]
    assert (message.sender, message.to, message.text) == (
        "Anna <anna@example.org>",
        ("bo@example.net",),
        "Hvor er du? æøå",
    )


def test_route_is_told_from_sender_to_receiver(mail: Mail) -> None:
    route = (
        b"Received: from out.example.org (out.example.org [192.0.2.7]) by in.example.net with ESMTPS id 2\r\n"
        b" for <bo@example.net>; Tue, 4 Jun 2024 13:31:25 +0000\r\n"
        b"Received: from [198.51.100.4] by out.example.org with SMTP id 1; Tue, 4 Jun 2024 15:31:20 +0200 (CEST)\r\n"
    )
    reading = mail(plain(top=route + TOP))
    facts = dict(reading.facts)
    assert (facts["route.1.by"], facts["route.1.ip"], facts["route.1.at"]) == (
        "out.example.org",
        "198.51.100.4",
        "2024-06-04T13:31:20+00:00",
    )
    assert (facts["route.2.from"], facts["route.2.by"], facts["route.2.for"]) == (
        "out.example.org",
        "in.example.net",
        "<bo@example.net>",
    )
    assert [(time.what, time.at) for time in reading.times][1] == (
        "received",
        datetime(2024, 6, 4, 13, 31, 25, tzinfo=UTC),
    )
    assert found(reading, "ip") == ["198.51.100.4", "192.0.2.7"]


def test_senders_clock_far_from_the_receivers_is_said(mail: Mail) -> None:
    late = b"Received: from a by b; Tue, 11 Jun 2024 15:31:20 +0200\r\n"
    assert "times_apart" in codes(mail(plain(top=late + TOP)))
    soon = b"Received: from a by b; Tue, 4 Jun 2024 15:31:20 +0200\r\n"
    assert "times_apart" not in codes(mail(plain(top=soon + TOP)))


@pytest.mark.parametrize(
    ("date", "at", "zone_known"),
    [
        ("Tue, 4 Jun 2024 15:31:19 +0200", "2024-06-04T13:31:19+00:00", True),
        ("Tue, 4 Jun 2024 15:31:19 CEST", "2024-06-04T13:31:19+00:00", True),
        ("4 Jun 2024 13:31 GMT", "2024-06-04T13:31:00+00:00", True),
        ("Tue, 4 Jun 2024 15:31:19", "2024-06-04T13:31:19+00:00", False),
        ("Tue, 4 Jan 2024 15:31:19 XYZ", "2024-01-04T14:31:19+00:00", False),
    ],
)
def test_date_is_placed_as_far_as_its_words_allow(mail: Mail, date: str, at: str, zone_known: bool) -> None:  # noqa: FBT001 - a table
    reading = mail(plain(top=TOP.replace(b"Tue, 4 Jun 2024 15:31:19 +0200", date.encode())))
    time = reading.times[0]
    assert (time.at and time.at.isoformat(), time.words, time.zone_known) == (at, date, zone_known)


def test_date_without_sense_is_said(mail: Mail) -> None:
    reading = mail(plain(top=TOP.replace(b"Tue, 4 Jun 2024 15:31:19 +0200", b"i gaar")))
    assert (reading.times[0].at, reading.times[0].words) == (None, "i gaar")
    assert "date_unreadable" in codes(reading)


def test_encoded_and_bare_letters_in_headers_are_words(mail: Mail) -> None:
    reading = mail(
        plain(
            top="From: Bøje Ærø <b@example.org>\r\n".encode()
            + b"To: =?iso-8859-1?Q?S=F8ren=2C_?= =?utf-8?B?w6Vs?= <s@example.net>\r\n"
            + b"Subject: =?x-unknown?Q?Hej_=E6?= =?utf-8?B?!!!?=\r\n"
        )
    )
    assert reading.messages[0].sender == "Bøje Ærø <b@example.org>"
    assert reading.messages[0].to == ("Søren, ål <s@example.net>",)
    assert reading.title.startswith("Hej æ")


@pytest.mark.parametrize("to", [b"undisclosed-recipients:;", b"Undisclosed recipients: ;", b""])
def test_hidden_recipients_are_said(mail: Mail, to: bytes) -> None:
    assert "recipients_hidden" in codes(mail(plain(top=TOP.replace(b"bo@example.net", to))))


def test_group_address_gives_its_members(mail: Mail) -> None:
    reading = mail(
        plain(
            top=TOP.replace(b"bo@example.net", b'Ledelsen: Bo <bo@example.net>, "C, D" <c@example.net>;, e@example.net')
        )
    )
    assert reading.messages[0].to == ("Bo <bo@example.net>", "C, D <c@example.net>", "e@example.net")
    assert "recipients_hidden" not in codes(reading)


def test_blind_copy_and_unlisted_receiver_are_said(mail: Mail) -> None:
    assert "bcc_shown" in codes(mail(plain(more=b"Bcc: x@example.net\r\n")))
    assert "delivered_to_unlisted" in codes(mail(plain(more=b"Delivered-To: y@example.net\r\n")))
    assert "delivered_to_unlisted" not in codes(mail(plain(more=b"Delivered-To: bo@example.net\r\n")))


def test_name_that_shows_another_address_is_said(mail: Mail) -> None:
    false = TOP.replace(b"Anna <anna@example.org>", b'"chef@kommune.example" <x@example.com>')
    assert "name_shows_other_address" in codes(mail(plain(top=false)))
    assert "answers_elsewhere" in codes(mail(plain(more=b"Reply-To: z@example.com\r\n")))
    assert codes(mail(plain())) == ["dkim_absent"]


def test_attachments_are_parts_byte_for_byte(mail: Mail, tmp_path: Path) -> None:
    data = bytes(range(256)) * 9
    reading = mail(
        mixed(part(b"Se her"), attachment(data, b"=?utf-8?Q?b=C3=B8f.bin?="), attachment(b"x", b"..\\..\\a/b.txt"))
    )
    assert [(one.id, one.name, one.size, one.sha256) for one in reading.parts] == [
        ("1", "bøf.bin", len(data), sha256(data).hexdigest()),
        ("2", "b.txt", 1, sha256(b"x").hexdigest()),
    ]
    assert kept(tmp_path, reading) == data
    assert (reading.messages[0].attachments, reading.messages[0].text) == (("1", "2"), "Se her")


def test_attachment_is_what_it_is_and_not_what_it_says(mail: Mail) -> None:
    reading = mail(mixed(part(b"x"), attachment(b"MZ" + bytes(200), b"faktura.pdf", b"application/pdf")))
    assert reading.parts[0].media_type == "application/vnd.microsoft.portable-executable"
    assert "attachment_can_run" in codes(reading)


def test_document_in_a_mail_is_known_by_what_lies_in_it(mail: Mail) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as pack:
        pack.writestr("[Content_Types].xml", "<x/>")
        pack.writestr("word/document.xml", "<x/>")
    reading = mail(mixed(attachment(held.getvalue(), b"a.docx"), attachment(b"Hej med dig\n", b"b")))
    assert [one.media_type for one in reading.parts] == [
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "text/plain",
    ]


def test_name_written_backwards_and_empty_file_are_said(mail: Mail) -> None:
    reading = mail(mixed(attachment(b"x", "a\u202etxt.exe".encode()), attachment(b"", b"tom.doc")))
    assert {"name_misleads", "attachment_can_run", "attachment_empty"} <= set(codes(reading))
    assert not reading.whole


def test_html_alone_gives_its_words_and_stays_as_a_part(mail: Mail) -> None:
    page = b"<p>Hej <b>Bo</b><script>x()</script></p><img src='https://spor.example/p.gif'><a href='https://a.example/'>her</a>"
    reading = mail(plain(page, b"Content-Type: text/html\r\n"))
    assert reading.texts[0].text == "Hej Bo\n\nher <https://a.example/>"
    assert reading.parts[0].kind == "html"
    assert "remote_content" in codes(reading)


def test_two_forms_of_the_same_words_are_shown_once(mail: Mail) -> None:
    reading = mail(mixed(part(b"Hej Bo"), part(b"<b>Hej</b> Bo", b"text/html"), kind=b"alternative"))
    assert reading.texts[0].text == "Hej Bo"
    assert "bodies_differ" not in codes(reading)


def test_two_forms_that_say_different_things_are_both_shown(mail: Mail) -> None:
    other = b"<p>Jeg ved hvor du bor og hvornaar dine boern henter aviser ved skolen hver eneste morgen</p>"
    reading = mail(mixed(part(b"Kaere Bo, tak for sidst"), part(other, b"text/html"), kind=b"alternative"))
    assert "bodies_differ" in codes(reading)
    assert "hvor du bor" in reading.texts[0].text


def test_wrong_encoding_is_guessed_and_said(mail: Mail) -> None:
    reading = mail(plain("blåbær".encode("latin-1"), b"Content-Type: text/plain; charset=utf-8\r\n"))
    assert reading.texts[0].text == "blåbær"
    assert "bad_charset" in codes(reading)
    assert mail(plain("blåbær".encode(), b"Content-Type: text/plain; charset=no-such\r\n")).texts[0].text == "blåbær"


def test_mail_in_a_mail_is_cut_out_byte_for_byte_and_read(mail: Mail, tmp_path: Path) -> None:
    inner = (
        mixed(part(b"inderst"), attachment(b"fil", b"a.bin"))
        .replace(b"graense", b"indre")
        .replace(b"Hej", b"Indre  emne ")
    )
    reading = mail(mixed(part(b"ydre"), b"Content-Type: message/rfc822\r\n\r\n" + inner))
    assert [(one.id, one.kind, one.name) for one in reading.parts] == [
        ("1", "message", "Indre emne"),
        ("1.1", "attachment", "a.bin"),
    ]
    assert kept(tmp_path, reading).rstrip() == inner.rstrip()
    assert [(text.text, text.part) for text in reading.texts] == [("ydre", ""), ("inderst", "1")]
    assert "nested_rebuilt" not in codes(reading)


def test_mail_wrapped_many_times_ends(mail: Mail) -> None:
    raw = plain(b"inderst")
    for _ in range(30):
        raw = TOP + b"Content-Type: message/rfc822\r\n\r\n" + raw
    reading = mail(raw)
    assert "nested_too_deep" in codes(reading)
    assert not reading.whole


def test_winmail_gives_its_files(mail: Mail) -> None:
    data = winmail(("aftale.txt", b"indhold"), body="Kaere Bo")
    reading = mail(mixed(part(b"Se vedlagt"), attachment(data, b"winmail.dat", b"application/ms-tnef")))
    assert [(one.kind, one.name, one.size) for one in reading.parts][1] == ("attachment", "aftale.txt", 7)
    assert "Kaere Bo" in reading.texts[0].text
    assert "tnef" in codes(reading)


@pytest.mark.parametrize(
    ("data", "code"), [(b"\x78\x9f\x3e\x22" + b"\x01", "tnef_unreadable"), (winmail()[:30], "tnef_empty")]
)
def test_broken_winmail_is_said(mail: Mail, data: bytes, code: str) -> None:
    reading = mail(mixed(attachment(data, b"winmail.dat", b"application/ms-tnef")))
    assert code in codes(reading)
    assert not reading.whole


def test_winmail_alone_is_read(tmp_path: Path) -> None:
    path = tmp_path / "winmail.dat"
    path.write_bytes(winmail(("a.txt", b"abc"), body="Hej"))
    reading = read_file(path, tmp_path / "out")
    assert (reading.kind, reading.texts[0].text, reading.parts[0].name) == ("mail.tnef", "Hej", "a.txt")


def test_winmail_with_a_time_beyond_all_times_is_read(tmp_path: Path) -> None:
    sent = struct.pack("<IHHQ", 1, 0x0040, 0x0039, (1 << 64) - 1)
    path = tmp_path / "winmail.dat"
    path.write_bytes(winmail(("a.txt", b"abc")) + tnef_attribute(1, 0x00069003, sent))
    reading = read_file(path, tmp_path / "out")
    assert (reading.times, reading.parts[0].name) == ((), "a.txt")


def test_bounce_names_who_did_not_get_it_and_why(mail: Mail) -> None:
    report = (
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n"
        b"Final-Recipient: rfc822; Bo@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        b"Diagnostic-Code: smtp; 550 no such user\r\n"
    )
    returned = b"Content-Type: text/rfc822-headers\r\n\r\nSubject: tabt\r\n"
    reading = mail(mixed(part(b"Kunne ikke leveres"), report, returned, kind=b"report; report-type=delivery-status"))
    assert found(reading, "email", "undelivered") == ["bo@example.net"]
    warned = next(one for one in reading.warnings if one.code == "delivery_failed")
    assert "550 no such user" in warned.says
    assert dict(reading.facts)["delivery.1.status"] == "5.1.1"
    assert reading.texts[-1].kind == "returned_headers"


def test_invitation_gives_time_and_people(mail: Mail) -> None:
    event = (
        "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\n"
        "DTSTART:19700101T000000\r\nEND:STANDARD\r\n"
        "END:VTIMEZONE\r\nBEGIN:VEVENT\r\nSUMMARY:Samtale\\, kort\r\n"
        "DTSTART;TZID=Romance Standard Time:20240604T153000\r\n"
        "DTEND:20240604T140000Z\r\nORGANIZER;CN=Anna:mailto:Anna@example.org\r\nLOCATION:Stue\r\n  n 2\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    reading = mail(mixed(part(b"Se"), part(event.encode(), b"text/calendar; charset=utf-8")))
    assert [(time.what, time.at) for time in reading.times[1:]] == [
        ("begins", datetime(2024, 6, 4, 13, 30, tzinfo=UTC)),
        ("ends", datetime(2024, 6, 4, 14, 0, tzinfo=UTC)),
    ]
    assert found(reading, "email", "organizer") == ["anna@example.org"]
    words = next(text.text for text in reading.texts if text.kind == "calendar")
    assert ("Emne: Samtale, kort" in words, "Sted: Stue n 2" in words, "indkaldelse" in words) == (True, True, True)


def test_encrypted_mail_is_said_not_shown_as_empty(mail: Mail) -> None:
    pgp = mixed(
        part(b"Version: 1", b"application/pgp-encrypted"),
        attachment(b"-----BEGIN PGP MESSAGE-----", b"encrypted.asc"),
        kind=b"encrypted",
    )
    assert "encrypted" in codes(mail(pgp))
    assert "encrypted" in codes(mail(plain(b"-----BEGIN PGP MESSAGE-----\r\nabc\r\n-----END PGP MESSAGE-----")))
    assert "pgp_cannot_be_checked" in codes(mail(plain(b"-----BEGIN PGP SIGNED MESSAGE-----\r\nHej")))


def test_file_written_into_the_text_is_taken_out(mail: Mail) -> None:
    reading = mail(plain(b"Se her\r\nbegin 644 a.txt\r\n#86)C\r\n`\r\nend\r\nslut"))
    assert [(one.name, one.size) for one in reading.parts] == [("a.txt", 3)]
    assert "86)C" not in reading.texts[0].text


def test_text_made_to_be_slow_is_read_fast(mail: Mail) -> None:
    started = time.monotonic()
    for slow in (b"begin 644 a\r\n" * 60_000, b"begin 644 a\r\nMMMM\r\n" * 40_000 + b"\r\nend"):
        assert mail(plain(slow)).whole
    mail(plain(more=b"X-Slow: " + b"=?a?q?" * 20_000 + b"\r\nTo: " + b"a:" * 9_000 + b"\r\n"))
    nested = mail(plain(top=TOP.replace(b"bo@example.net", b"(" * 30_000)))
    assert nested.texts[0].text == "Hej"
    assert time.monotonic() - started < 20


def test_part_of_a_mail_and_part_elsewhere_are_said(mail: Mail) -> None:
    assert "partial_message" in codes(mail(plain(more=b"Content-Type: message/partial; number=2; total=5\r\n")))
    elsewhere = (
        b"Content-Type: message/external-body; access-type=anon-ftp; name=a.txt\r\n\r\nContent-Type: text/plain\r\n\r\n"
    )
    assert "part_elsewhere" in codes(mail(mixed(part(b"x"), elsewhere)))


def test_mail_cut_off_in_the_middle_is_told_apart(mail: Mail) -> None:
    reading = mail(mixed(part(b"Hej"), attachment(b"x" * 900, b"a.bin"))[:-400])
    assert not reading.whole
    assert "cut_off" in codes(reading)
    assert reading.texts[0].text == "Hej"


def test_mail_whose_parts_cannot_be_found_shows_all_as_text(mail: Mail) -> None:
    reading = mail(TOP + b"Content-Type: multipart/mixed\r\n\r\nHej alligevel\r\n")
    assert (reading.texts[0].text, reading.whole) == ("Hej alligevel", False)
    assert "broken_mime" in codes(reading)


@pytest.mark.parametrize(
    "front",
    [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b"   \r\n ", b"From anna@example.org Tue Jun  4 15:31:19 2024\n", b">From x\n"],
)
def test_what_programs_put_in_front_does_no_harm(mail: Mail, front: bytes) -> None:
    reading = mail(front + plain(b"Hej"), "brev.eml")
    assert reading.messages[0].text == "Hej"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_mail_saved_in_wide_letters_is_a_mail(mail: Mail, encoding: str) -> None:
    reading = mail(plain("blåbær".encode()).decode().encode(encoding), "brev.eml")
    assert (reading.kind, reading.texts[0].text) == ("mail.eml", "blåbær")


def test_apples_own_form_is_a_mail(mail: Mail) -> None:
    raw = plain(b"Hej")
    reading = mail(str(len(raw)).encode() + b"\n" + raw + b"<?xml version='1.0'?><plist/>", "1.emlx")
    assert (reading.kind, reading.messages[0].text) == ("mail.eml", "Hej")


def test_draft_is_said(mail: Mail) -> None:
    assert "draft" in codes(mail(plain(more=b"X-Unsent: 1\r\n")))


def test_what_is_no_mail_is_refused(tmp_path: Path) -> None:
    from vaern.evidence.readers import mail as reader
    from vaern.evidence.readers.out import Out
    from vaern.evidence.readers.shapes import Source

    path = tmp_path / "x"
    path.write_bytes(b"Hej\n\nblot en tekst")
    with pytest.raises(Unreadable, match="ikke en mail"):
        reader.read(Source(path, "x"), Out(tmp_path))


def test_forged_mail_with_thousands_of_parts_ends(mail: Mail) -> None:
    reading = mail(mixed(*[b"Content-Type: text/plain\r\n\r\nx"] * 6000))
    assert "too_many_parts" in codes(reading)
    assert not reading.whole


def test_message_of_the_standard_library_is_read_back(mail: Mail) -> None:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "å <a@example.org>", "b@example.net", "Emne med æ, ø og å " * 8
    made.set_content("Brødtekst")
    made.add_alternative("<p>Brødtekst</p>", subtype="html")
    made.add_attachment(b"%PDF-1.4 x", maintype="application", subtype="pdf", filename="årsrapport.pdf")
    reading = mail(made)
    assert reading.title == ("Emne med æ, ø og å " * 8).strip()
    assert [(one.kind, one.name, one.media_type) for one in reading.parts] == [
        ("html", "", "text/html"),
        ("attachment", "årsrapport.pdf", "application/pdf"),
    ]
    assert reading.texts[0].text == "Brødtekst"


def test_large_attachments_come_out_whole_at_every_depth(mail: Mail, tmp_path: Path) -> None:
    large = bytes(range(251)) * 400
    inner = mixed(part(b"inderst"), attachment(large, b"indre.bin")).replace(b"graense", b"indre")
    reading = mail(
        mixed(part(b"ydre"), attachment(large[::-1], b"ydre.bin"), b"Content-Type: message/rfc822\r\n\r\n" + inner)
    )
    assert [(one.id, one.name, one.size) for one in reading.parts] == [
        ("1", "ydre.bin", len(large)),
        ("2", "Hej", len(inner)),
        ("2.1", "indre.bin", len(large)),
    ]
    assert (kept(tmp_path, reading), kept(tmp_path, reading, 2)) == (large[::-1], large)
    assert kept(tmp_path, reading, 1) == inner


def test_large_mail_without_parts_is_whole_too(mail: Mail, tmp_path: Path) -> None:
    runs = b"\r\n".join([b"A" * 72] * 900)
    assert mail(plain(runs)).texts[0].text.split() == runs.decode().split()
    broken = mixed(attachment(bytes(90_000), b"a.bin").replace(b"AAAA\n", b"AA*A\n", 5))
    reading = mail(broken)
    assert "broken_base64" in codes(reading)
