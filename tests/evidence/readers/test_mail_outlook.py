"""Outlook's mails, mailboxes and Rich Text: those that others made, with what is expected of each, and broken ones."""

import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.evidence.readers.mail_made import TOP, plain
from tests.evidence.readers.sample_files import SAMPLES, codes, read_file, sampled
from vaern.evidence.readers import rtf_words
from vaern.evidence.readers.msg_props import ROOT, Props, tree
from vaern.evidence.readers.shapes import Reading, Unreadable

CPYTHON = sorted((SAMPLES / "email/cpython").glob("msg_*.txt"))


def outlook(name: str, folder: Path) -> Reading:
    return read_file(sampled(f"email/msg/{name}.msg"), folder / "out")


# Name → subject, sender, number of attachments, warnings beyond the one that every .msg has.
EXPECTED = {
    "HTML mail with replyto and attachment and embedded image": ("hey", "lollypop", 3, {"answers_elsewhere"}),
    "OutlookMessage with X500 dual address": ("TestSigned2", "Sven Sielenkemper", 3, {"smime_matches"}),
    "S_MIME test message signed _ encrypted": (
        "S/MIME test message signed & encrypted",
        "Benny Bottema",
        1,
        {"encrypted"},
    ),
    "Test at sign in personal From header": (
        "Test at sign in personal 3",
        "bogus@acme.com",
        0,
        {"name_shows_other_address"},
    ),
    "chinese message garbled": ("测试邮件", "Wang, Zhuo D.", 1, set()),
    "chinese message": ("", "", 0, {"draft"}),
    "forward with attachments and embedded images": (
        "FW: Delivery delayed:RE: Bosco Fraud Cases [ 2 of 8]",
        "",
        4,
        {"draft", "recipients_hidden"},
    ),
    "issue-16-rtf-sample-email-with-attachment": ("RtfSampleEmailWithAttachment", "Wilson, Chris", 1, set()),
    "issue-87-client-submit-time-corrected": ("test", "Reitinger Helmut", 2, set()),
    "nested simple mail": ("outlookmsg2html Testmail", "REISINGER Emanuel", 1, set()),
    "simple email with TO and CC_multiple": ("Test E-Mail", "elias.laugher@gmail.com", 0, {"bcc_shown"}),
    "simple reply with CC": ("Re: Sent by CV Contact Form", "Benny Bottema", 0, set()),
    "test subject duplicated recipients": (
        "test subject duplicated recipients",
        "anastasiadis_stavros@hotmail.gr",
        0,
        set(),
    ),
    "tst_unicode": ("Testcase", "m.kalejs@outlook.com", 0, {"draft"}),
}


@pytest.mark.samples
@pytest.mark.parametrize("name", EXPECTED)
def test_outlook_mail_is_read_as_expected(name: str, tmp_path: Path) -> None:
    reading = outlook(name, tmp_path)
    subject, sender, attachments, warned = EXPECTED[name]
    assert (reading.kind, reading.title, reading.whole) == ("mail.msg", subject, True)
    assert reading.messages[0].sender.partition(" <")[0] == sender
    assert len(reading.messages[0].attachments) == attachments
    assert set(codes(reading)) == warned | {"dkim_not_in_msg"}
    assert reading.messages[0].text or name.startswith("S_MIME")


@pytest.mark.samples
def test_time_of_sending_is_kept_in_utc(tmp_path: Path) -> None:
    reading = outlook("issue-87-client-submit-time-corrected", tmp_path)
    sent = next(time for time in reading.times if time.what == "sent")
    assert sent.at is not None
    assert sent.at.replace(microsecond=0) == datetime(2024, 6, 4, 13, 31, 19, tzinfo=UTC)
    assert sent.zone_known


@pytest.mark.samples
def test_recipients_keep_their_roles(tmp_path: Path) -> None:
    reading = outlook("simple email with TO and CC_multiple", tmp_path)
    roles = {role: [one.value for one in reading.identifiers if one.role == role] for role in ("to", "cc", "bcc")}
    assert {role: len(found) for role, found in roles.items()} == {"to": 2, "cc": 2, "bcc": 2}


@pytest.mark.samples
def test_mail_inside_an_outlook_mail_is_read(tmp_path: Path) -> None:
    reading = outlook("nested simple mail", tmp_path)
    assert (reading.parts[0].id, reading.parts[0].kind) == ("1", "message")
    assert [text.part for text in reading.texts] == ["1", ""]


@pytest.mark.samples
@pytest.mark.parametrize("name", ["tst_unicode", "chinese message", "issue-16-rtf-sample-email-with-attachment"])
def test_rich_text_says_what_the_plain_text_says(name: str) -> None:
    root, lost = tree(str(sampled(f"email/msg/{name}.msg")))
    props = Props(root, ROOT)
    told = rtf_words.words(rtf_words.unpacked(props.binary(0x1009) or b""))
    plain_words = {word for word in props.text(0x1000).split() if "://" not in word}
    assert lost == 0
    assert plain_words <= set(told.split())


def test_rich_text_that_is_none_is_refused() -> None:
    for broken in (b"", b"x" * 20, b"\x10\0\0\0\xff\xff\xff\xffLZFu" + bytes(8)):
        with pytest.raises(ValueError, match="Rich Text"):
            rtf_words.unpacked(broken)


def test_rich_text_stored_bare_and_its_letters() -> None:
    body = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\uc1 R\'f8d gr\u248?d\par"
    body += rb"{\*\skjult x}med \{fl\'f8de\}\line slut}"
    stored = (len(body) + 12).to_bytes(4, "little") + len(body).to_bytes(4, "little") + b"MELA" + bytes(4) + body
    assert rtf_words.words(rtf_words.unpacked(stored)) == "Rød grød\nmed {fløde}\nslut"


@pytest.mark.samples
@pytest.mark.parametrize("cut", [600, 5000, 20_000])
def test_outlook_mail_cut_off_is_told_apart_or_refused(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "cut.msg"
    path.write_bytes(sampled("email/msg/nested simple mail.msg").read_bytes()[:cut])
    from vaern.evidence.readers import msg
    from vaern.evidence.readers.out import Out
    from vaern.evidence.readers.shapes import Source

    refused, whole = "", True
    try:
        whole = msg.read(Source(path, "cut.msg"), Out(tmp_path)).whole
    except Unreadable as told:
        refused = told.says
    assert (not whole) or "Outlook" in refused


@pytest.mark.samples
@pytest.mark.parametrize("path", CPYTHON, ids=lambda path: path.stem)
def test_every_mail_of_the_librarys_own_tests_is_read(path: Path, tmp_path: Path) -> None:
    reading = read_file(path, tmp_path / "out")
    if path.stem == "msg_19":  # has no headers at all
        assert reading.kind.partition(".")[0] != "mail"
        return
    if path.stem in ("msg_25", "msg_43"):  # they begin with a mailbox's separator
        assert (reading.kind, len(reading.messages)) == ("mail.mbox", 1)
        return
    assert reading.kind == "mail.eml"
    assert (bool(reading.messages[0].text) or bool(reading.parts)) == (path.stem not in NOTHING_INSIDE)


NOTHING_INSIDE = {"msg_18", "msg_24", "msg_08", "msg_09", "msg_12", "msg_12a"}


def test_mailbox_gives_each_mail(tmp_path: Path) -> None:
    path = tmp_path / "Indbakke.mbox"
    one = plain(b"en\r\n\r\nFrom os alle").replace(b"\r\n", b"\n")
    two = TOP.replace(b"\r\n", b"\n").replace(b"Hej", b"To") + b"\nto\n"
    path.write_bytes(
        b"From anna@example.org Tue Jun  4 15:31:19 2024\n" + one + b"\nFrom x Wed Jun  5 10:00:00 2024\n" + two
    )
    reading = read_file(path, tmp_path / "out")
    assert (reading.kind, reading.title) == ("mail.mbox", "Postkasse med 2 mails")
    assert [(m.number, m.text, m.attachments) for m in reading.messages] == [
        (1, "en\n\nFrom os alle", ("1",)),
        (2, "to", ("2",)),
    ]
    assert (tmp_path / "out" / reading.parts[0].file).read_bytes() == one
    assert zlib.crc32((tmp_path / "out" / reading.parts[1].file).read_bytes()) == zlib.crc32(two)


def test_mailbox_takes_its_own_marks_out_of_the_words(tmp_path: Path) -> None:
    path = tmp_path / "Indbakke.mbox"
    one = plain(b"en\r\n\r\n>From os alle\r\n>>From ham\r\n> Fra").replace(b"\r\n", b"\n")
    path.write_bytes(b"From anna@example.org Tue Jun  4 15:31:19 2024\n" + one)
    reading = read_file(path, tmp_path / "out")
    assert reading.messages[0].text == "en\n\nFrom os alle\n>From ham\n> Fra"
    assert "from_unquoted" in codes(reading)
    assert (tmp_path / "out" / reading.parts[0].file).read_bytes() == one


def test_mailbox_with_a_broken_mail_reads_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    sep = b"From a@example.org Tue Jun  4 15:31:19 2024\n"
    path.write_bytes(
        sep + plain(b"en").replace(b"\r\n", b"\n") + b"\n" + sep + b"intet hoved her\n\n" + sep + plain(b"tre")
    )
    reading = read_file(path, tmp_path / "out")
    assert [message.kind for message in reading.messages] == ["message", "missing", "message"]
    assert ("mail_unreadable" in codes(reading), reading.whole) == (True, False)


def test_mailbox_that_takes_too_long_is_read_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vaern.evidence.readers.mbox.MOST_MAILS", 2)
    path = tmp_path / "a.mbox"
    path.write_bytes((b"From a@example.org Tue Jun  4 15:31:19 2024\n" + plain(b"en") + b"\n") * 5)
    reading = read_file(path, tmp_path / "out")
    assert (len(reading.messages), "too_many_mails" in codes(reading), reading.whole) == (2, True, False)


SEP = b"From anna@example.org Tue Jun  4 15:31:19 2024\n"


def test_single_mail_behind_a_separator_line_is_the_mail_that_its_name_says(tmp_path: Path) -> None:
    path = tmp_path / "brev.eml"
    path.write_bytes(SEP + plain(b"en").replace(b"\r\n", b"\n"))
    reading = read_file(path, tmp_path / "out")
    assert (reading.kind, reading.title, "dkim_absent" in codes(reading)) == ("mail.eml", "Hej", True)
    path.write_bytes(SEP + plain(b"en") + b"\n" + SEP + plain(b"to"))
    assert read_file(path, tmp_path / "out").title == "Postkasse med 2 mails"


def test_words_that_look_like_a_separator_do_not_cut_the_mail(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    path.write_bytes(SEP + plain(b"en\r\n\r\nFrom March to May 2024 he wrote\r\ndaily") + b"\n" + SEP + plain(b"to"))
    reading = read_file(path, tmp_path / "out")
    assert [message.text.splitlines()[0] for message in reading.messages] == ["en", "to"]


def test_mailbox_with_letters_as_they_are_is_still_a_mailbox(tmp_path: Path) -> None:
    path = tmp_path / "Post"
    path.write_bytes(
        b"\xef\xbb\xbf" + SEP + plain("привет".encode("koi8-r") * 300) + b"\n" + b"From -\n" + plain(b"to")
    )
    reading = read_file(path, tmp_path / "out")
    assert (reading.kind, len(reading.messages)) == ("mail.mbox", 2)


def test_rich_text_has_the_letters_of_its_fonts_its_heads_and_its_comments() -> None:
    fonts = rb"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset238 Arial CE;}{\f2\fcharset128 Gothic;}}"
    text = rb"{\header Kommunen\par}\f0 R\'f8d {\f1 \'c8l\'e1nek} \f2\'96\plain  \'e5{\*\annotation Nej}\par"
    lists = rb"{\list{\listlevel{\leveltext\'02\'00.}}}"
    assert rtf_words.words(rb"{\rtf1\ansi\ansicpg1252" + fonts + lists + text + b"}") == (
        "Kommunen\nRød Článek – å\nNej"
    )
