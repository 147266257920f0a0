"""Corners of mail: Outlook's objects made by hand, nested mails in odd packings, invitations without sense."""

import base64
import struct
from datetime import UTC, datetime
from pathlib import Path

import pytest
from oxmsg.storage import Storage, Stream

from tests.evidence.readers.mail_made import TOP, Mail, attachment, mail, mixed, part, plain
from tests.evidence.readers.sample_files import codes
from vaern.evidence.readers import danish, mail_headers, msg, msg_props, smime, times
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.msg_props import CHILD, EMBEDDED, ROOT, Props
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Reading, Source

__all__ = ["mail"]
SENT = datetime(2024, 6, 4, 13, 31, 19, tzinfo=UTC)


def stored(
    texts: dict[int, str | bytes],
    numbers: dict[int, int] | None = None,
    *inside: Storage,
    offset: int = ROOT,
    name: str = "",
) -> Storage:
    """One of Outlook's objects: words and bytes as streams, numbers (and one time) as fixed properties."""
    fixed = bytes(offset)
    for number, value in (numbers or {}).items():
        kind = 0x0040 if value > 1 << 32 else 0x0003
        fixed += struct.pack("<HHIQ", kind, number, 6, value)
    streams = [Stream("__properties_version1.0", fixed)]
    for number, value in texts.items():
        kind = "0102" if isinstance(value, bytes) else "001F"
        data = value if isinstance(value, bytes) else value.encode("utf-16-le")
        streams.append(Stream(f"__substg1.0_{number:04X}{kind}", data))
    return Storage(path=name, streams=tuple(streams), storages=inside)


def attached(texts: dict[int, str | bytes], numbers: dict[int, int] | None = None, *inside: Storage) -> Storage:
    return stored(texts, numbers, *inside, offset=CHILD, name="__attach_version1.0_#00000000")


def read(root: Storage, folder: Path) -> tuple[Reading, str]:
    g = Gather(Source(folder / "x", "x"), Out(folder), "mail.msg")
    letter = msg._message(g, root, ROOT, part="", depth=0)
    return g.reading(), letter.body


def ticks(moment: datetime) -> int:
    return int((moment - times.WINDOWS_EPOCH).total_seconds()) * 10_000_000


@pytest.mark.parametrize(("date", "differs"), [("15:31:50 +0200", False), ("18:31:19 +0200", True)])
def test_outlook_and_the_mails_own_line_may_disagree(date: str, differs: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a table
    header = f"From: a@example.org\r\nTo: b@example.net\r\nDate: Tue, 4 Jun 2024 {date}\r\n"
    reading, _ = read(stored({0x007D: header, 0x1000: "Hej"}, {0x0039: ticks(SENT)}), tmp_path)
    assert ("times_differ" in codes(reading)) == differs
    assert reading.times[0].at == SENT


def test_time_of_sending_is_taken_from_the_line_where_outlook_has_none(tmp_path: Path) -> None:
    header = "From: a@example.org\r\nTo: b@example.net\r\nDate: Tue, 4 Jun 2024 15:31:19 +0200\r\n"
    g = Gather(Source(tmp_path / "x", "x"), Out(tmp_path), "mail.msg")
    letter = msg._message(g, stored({0x007D: header}, {0x0E07: 8}), ROOT, part="", depth=0)
    assert letter.sent is not None
    assert (letter.sent.at, "draft" in codes(g.reading())) == (SENT, False)


def test_attachment_that_is_only_named_is_missing(tmp_path: Path) -> None:
    reading, _ = read(stored({}, {}, attached({0x3707: "C:\\a\\plan.docx", 0x370D: "\\\\server\\plan.docx"})), tmp_path)
    assert (reading.parts[0].name, reading.parts[0].kind, reading.whole) == ("plan.docx", "external", False)
    assert "server" in next(one.says for one in reading.warnings if one.code == "attachment_missing")


def test_object_of_another_program_is_told(tmp_path: Path) -> None:
    inside = Storage(path="x/__substg1.0_3701000D", streams=(Stream("CONTENTS", b"x"),), storages=())
    reading, _ = read(stored({}, {}, attached({0x3001: "Regneark"}, {0x3705: 6}, inside)), tmp_path)
    assert (reading.parts[0].kind, "object_inside" in codes(reading)) == ("object", True)


def test_mails_in_mails_in_outlook_end(tmp_path: Path) -> None:
    inner = stored({0x1000: "inderst"}, offset=EMBEDDED, name="__substg1.0_3701000D")
    for depth in range(14):
        inner = stored(
            {0x0037: f"nr {depth}"}, {}, attached({}, {0x3705: 5}, inner), offset=EMBEDDED, name="__substg1.0_3701000D"
        )
    reading, _ = read(stored({}, {}, attached({}, {0x3705: 5}, inner)), tmp_path)
    assert ("nested_too_deep" in codes(reading), reading.whole) == (True, False)


def test_bodies_of_outlook_in_each_form(tmp_path: Path) -> None:
    page = b"<p>Hej <img src='https://a.example/p.gif'>p\xe5</p>"
    reading, body = read(stored({0x1013: page}, {0x3FDE: 28591}), tmp_path)
    assert (body, reading.parts[0].kind, "remote_content" in codes(reading)) == ("Hej på", "html", True)
    (tmp_path / "2").mkdir()
    broken, body = read(stored({0x1009: b"x" * 40}), tmp_path / "2")
    assert (body, "body_unreadable" in codes(broken)) == ("", True)


def test_signed_mail_of_outlook_that_is_no_signature_is_shown(tmp_path: Path) -> None:
    inner = b"Content-Type: text/plain\r\n\r\nHej\r\n"
    _, body = read(stored({}, {}, attached({0x3701: inner, 0x3707: "smime.p7m"})), tmp_path)
    assert body == "Hej"


@pytest.mark.parametrize("encoding", [b"base64", b"quoted-printable"])
def test_nested_mail_that_was_packed_is_unpacked(mail: Mail, encoding: bytes) -> None:
    inner = plain(b"inderst")
    packed = base64.encodebytes(inner) if encoding == b"base64" else inner.replace(b"=", b"=3D")
    reading = mail(
        mixed(
            part(b"ydre"),
            b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: " + encoding + b"\r\n\r\n" + packed,
        )
    )
    assert [text.text for text in reading.texts] == ["ydre", "inderst"]


def test_nested_mail_that_cannot_be_cut_out_is_rebuilt_and_said(mail: Mail) -> None:
    raw = mixed(part(b"ydre"), b"Content-Type: message/rfc822\r\n\r\n" + plain(b"inderst"))
    doubled = raw.replace(b"--graense\r\nContent-Type: text", b"--graense\r\n--graense\r\nContent-Type: text")
    reading = mail(doubled)
    assert "nested_rebuilt" in codes(reading)
    assert "inderst" in [text.text for text in reading.texts]


def test_nested_mail_that_is_none_is_said(mail: Mail) -> None:
    reading = mail(mixed(b"Content-Type: message/rfc822\r\n\r\nintet hoved\r\n"))
    assert ("nested_unreadable" in codes(reading), reading.whole) == (True, False)


def test_invitation_without_sense_is_told_as_it_stands(mail: Mail) -> None:
    event = "BEGIN:VEVENT\r\nukendt linje\r\nDTSTART:i morgen\r\nDTEND:20249999T000000\r\nEND:VEVENT\r\n"
    late = "BEGIN:VEVENT\r\nDTSTART;TZID=Nowhere/Land:20240604T153000\r\nDTEND;VALUE=DATE:20240605\r\nEND:VEVENT\r\n"
    reading = mail(mixed(part(event.encode(), b"text/calendar"), part(late.encode(), b"text/calendar")))
    found = [(time.what, time.at, time.zone_known) for time in reading.times[1:]]
    assert found[:2] == [("begins", None, False), ("ends", None, False)]
    assert found[2] == ("begins", datetime(2024, 6, 4, 13, 30, tzinfo=UTC), False)
    assert found[3][0] == "ends"


def test_signature_without_bytes_cannot_be_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert smime.check_detached(b"") == "cannot_be_checked"
    assert smime.open_signed(b"0\x80" + smime.SIGNED_DATA + b"rubbish") is None
    monkeypatch.setattr(smime, "SECONDS", 0.0)
    assert smime.check_detached(TOP) == "cannot_be_checked"


def test_moments_out_of_range_are_none() -> None:
    assert times.from_epoch("x") is None
    assert times.from_epoch(10**30) is None
    assert (times.from_epoch(0), times.from_filetime(0), times.from_filetime(1 << 62)) == (None, None, None)
    assert times.from_mail("Tue, 99 Jun 2024 15:31:19 +0200", "sent").at is None


def test_reading_is_told_in_danish(mail: Mail) -> None:
    reading = mail(mixed(part(b"Hej Bo"), attachment(b"x" * 900, b"a.bin"))[:-700])
    told = danish.told(reading, "mail.eml", "ab" * 32)
    for line in (
        "mail.eml: mail (mail.eml)",
        "SHA-256: " + "ab" * 32,
        "Titel: Hej",
        "Filen er ikke hel: se herunder, hvad der mangler.",
        "- dkim: kan ikke kontrolleres",
        "- sendt: 4. juni 2024 kl. 15.31 dansk tid, 2024-06-04 13:31:19 UTC",
        "- anna@example.org (email, from, Anna)",
        "Hej Bo",
        "- Subject: Hej",
    ):
        assert line in told.split("\n")
    unknown = danish.told(Reading("strange", times=(times.from_mail("i går", "sent"),)), "x")
    assert unknown == "x: fil (strange)\n\nTider\n- sendt: ukendt (der står »i går«)"


def test_mail_that_carries_a_file_as_it_is_is_still_a_mail(mail: Mail) -> None:
    data = bytes(range(128, 256)) * 40
    assert mail(plain(data, b"Content-Type: text/plain; charset=koi8-r\r\n"), "a").kind == "mail.eml"


def test_mail_within_a_mail_may_begin_with_a_separator_line(mail: Mail) -> None:
    inner = b">From - Fri Dec 13 15:01:21 1996\r\n" + plain(b"Indeni")
    reading = mail(mixed(part(inner, b"message/rfc822")))
    assert ([text.text for text in reading.texts], reading.whole) == (["Indeni"], True)


def test_encoding_is_read_as_programs_mean_it(mail: Mail) -> None:
    raw = plain("鎔鎔".encode("gb18030"), b"Content-Type: text/plain; charset=gb2312\r\n")
    reading = mail(raw)
    assert (reading.texts[0].text, "bad_charset" in codes(reading)) == ("鎔鎔", False)


@pytest.mark.parametrize(
    ("words", "at", "known"),
    [
        ("Fri, 5 Jul 2024 10:00:00 +01:00", "2024-07-05 09:00", True),
        ("Fri, 5 Jul 2024 10:00:00 GMT+1", "2024-07-05 09:00", True),
        ("Fri, 5 Jul 2024 10:00:00 GMT-0500 (EST)", "2024-07-05 15:00", True),
        ("Tue, 5 Mar 2024 08:00:00 PM +0100", "2024-03-05 19:00", True),
        ("Tue, 5 Mar 2024 12:10 AM -0500 (EST)", "2024-03-05 05:10", True),
        ("2024-07-05T10:00:00+01:00", "2024-07-05 09:00", True),
        ("2024-07-05 10:00:00", "2024-07-05 08:00", False),
        ("lø, 5. okt. 2024 10:00:00 +0200", "2024-10-05 08:00", True),
        ("5. maj 2024 10:00", "2024-05-05 08:00", False),
        ("Tue, 5 Mar 2024 10:00:00 +0100 (Rom, normaltid)", "2024-03-05 09:00", True),
    ],
)
def test_date_of_a_mail_is_read_as_programs_write_it(words: str, at: str, known: bool) -> None:  # noqa: FBT001 - one of a row's answers
    time = times.from_mail(words, "sent")
    assert (f"{time.at:%Y-%m-%d %H:%M}", time.zone_known, time.words) == (at, known, words)


def test_first_piece_of_a_mail_gives_its_words(mail: Mail) -> None:
    inner = b"Subject: Foto\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nSe billedet\r\n--x\r\n"
    piece = b"Content-Type: message/partial; id=a; number=%d; total=2\r\n\r\n"
    first = mail(TOP + piece % 1 + inner + b"Content-Type: image/jpeg\r\n\r\n/9j/\r\n")
    assert ([text.text for text in first.texts], "partial_message" in codes(first)) == (["Se billedet"], True)
    assert mail(TOP + piece % 2 + b"4AAQSkZJRg==\r\n").texts == ()


@pytest.mark.parametrize(
    ("kind", "body", "said"),
    [
        (b"text/enriched", b"<bold>Pas</bold> <color><param>red</param>nu</color> a << b", "Pas nu a < b"),
        (b"text/markdown", b"# Pas *nu*", "# Pas *nu*"),
    ],
)
def test_words_in_other_forms_of_text_are_read(mail: Mail, kind: bytes, body: bytes, said: str) -> None:
    reading = mail(plain(body, b"Content-Type: " + kind + b"\r\n"))
    assert [text.text for text in reading.texts] == [said]


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        ("bo@x.dk eva@x.dk", ["bo@x.dk", "eva@x.dk"]),
        ("bo@x.dk eva@x.dk, ib@x.dk", ["bo@x.dk", "eva@x.dk", "ib@x.dk"]),
        ("Bo Ib bo@x.dk; Eva <eva@x.dk>", ["Bo Ib <bo@x.dk>", "Eva <eva@x.dk>"]),
        ("chef@x.dk <ond@y.dk>", ["chef@x.dk <ond@y.dk>"]),
        ("Bo <bo@x.dk>, chef@x.dk <ond@y.dk>", ["Bo <bo@x.dk>", "chef@x.dk <ond@y.dk>"]),
        ("'bo@x.dk'", ["bo@x.dk"]),
        ('"Bo, Ib" <bo@x.dk>, eva@x.dk (Eva)', ["Bo, Ib <bo@x.dk>", "Eva <eva@x.dk>"]),
        ("=?utf-8?q?Bo=0A_?= <bo@x.dk>", ["Bo <bo@x.dk>"]),
        ("bo@x.dk <" + "a" * 20_000 + ">", ["bo@x.dk", "a" * 20_000]),
    ],
)
def test_addresses_are_told_apart_however_they_are_written(raw: str, told: list[str]) -> None:
    assert [str(person) for person in mail_headers.people(raw)] == told


def test_who_hides_behind_another_address_is_the_sender(mail: Mail) -> None:
    reading = mail(b"From: chef@kommune.example <ond@y.example>\r\nTo: bo@x.dk\r\nSubject: S\r\n\r\nHej\r\n")
    assert reading.messages[0].sender == "chef@kommune.example <ond@y.example>"
    assert [one.value for one in reading.identifiers if one.role == "from"] == ["ond@y.example"]
    assert "name_shows_other_address" in codes(reading)


@pytest.mark.parametrize(
    ("codepage", "narrow", "html"),
    [(50220, "cp932", "iso2022_jp"), (20866, "cp1251", "koi8_r"), (28592, "cp1250", "iso8859_2")],
)
def test_outlooks_own_words_and_its_page_have_each_their_letters(codepage: int, narrow: str, html: str) -> None:
    words = {"cp932": "こんにちは", "cp1251": "Привет", "cp1250": "Łukasz"}[narrow]
    made = stored({0x1013: f"<p>{words}</p>".encode(html)}, {0x3FDE: codepage})
    subject = Stream("__substg1.0_0037001E", words.encode(narrow))
    props = Props(Storage(path="", streams=(*made.streams, subject), storages=()), ROOT)
    assert (props.text(0x37), props.html()) == (words, f"<p>{words}</p>")


def test_rich_text_without_words_is_no_words(tmp_path: Path) -> None:
    rtf = b"{\\rtf1\\ansi \\par }\x00"
    packed = struct.pack("<IIII", len(rtf) + 12, len(rtf), 0x414C454D, 0) + rtf  # not packed, as its mark says
    _, body = read(stored({0x37: "Møde", 0x1009: packed}), tmp_path)
    assert body == ""


def test_appointment_of_outlook_has_its_times_and_place(tmp_path: Path) -> None:
    other, own = bytes(16), msg_props.APPOINTMENT
    named = [
        (0x820D, 3 << 1, 0),
        (0x820D, 4 << 1, 1),
        (0x820E, 4 << 1, 2),
        (0x8208, 4 << 1, 3),
        (0x8208, 4 << 1 | 1, 4),
    ]
    names = Storage(
        path="__nameid_version1.0",
        streams=(
            Stream("__substg1.0_00020102", other + own),
            Stream("__substg1.0_00030102", b"".join(struct.pack("<IHH", *one) for one in named)),
        ),
        storages=(),
    )
    made = stored(
        {0x8003: "Stuen", 0x37: "Samtale"}, {0x8000: ticks(SENT) + 9, 0x8001: ticks(SENT), 0x8002: ticks(SENT)}, names
    )
    reading, _ = read(made, tmp_path)
    assert [(one.what, one.at) for one in reading.times] == [("starts", SENT), ("ends", SENT)]
    assert dict(reading.facts)["Location"] == "Stuen"


def test_wide_letters_in_a_narrow_place_are_read() -> None:
    made = stored({}, {0x3FDE: 65001})
    body = Stream("__substg1.0_1000001E", "Hej du".encode("utf-16-le"))
    assert Props(Storage(path="", streams=(*made.streams, body), storages=()), ROOT).text(0x1000) == "Hej du"
