"""What mail hosts write: the address they saw, and reports in the form of a message; and a mail with nothing in it."""

import pytest

from tests.evidence.readers.mail_made import TOP, Mail, mail, mixed, plain
from tests.evidence.readers.sample_files import codes

__all__ = ["mail"]


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        ("from [192.168.1.5] (unknown [203.0.113.9])", "203.0.113.9"),  # Postfix: the sender's own word first
        ("from pc (dsl.example.org [IPv6:2001:db8::5])", "2001:db8::5"),
        ("from A.prod.example (2001:db8:800::20)", "2001:db8:800::20"),  # Exchange
        ("from unknown (HELO 10.0.0.1) (203.0.113.9)", "203.0.113.9"),  # qmail
        ("from [203.0.113.9] (helo=10.0.0.1)", "203.0.113.9"),  # Exim
        ("from host ([203.0.113.9] helo=[10.0.0.1])", "203.0.113.9"),
        ("from localhost (unknown)", ""),
        ("from 10.0.0.1 (dyn.example.org)", ""),
    ],
)
def test_address_is_the_one_the_host_saw_and_not_the_one_the_sender_said(mail: Mail, told: str, seen: str) -> None:
    line = f"Received: {told} by mx.example.net with ESMTP; Tue, 4 Jun 2024 15:31:21 +0200\r\n".encode()
    found = mail(plain(more=line))
    assert [one.value for one in found.identifiers if one.kind == "ip"] == ([seen] if seen else [])


def test_complaint_tells_what_it_says_and_is_not_called_empty(mail: Mail) -> None:
    report = b"Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nSource-IP: 198.51.100.9\r\n"
    found = mail(mixed(b"Content-Type: text/plain\r\n\r\nHej", report, kind=b"report"))
    assert (found.whole, found.parts) == (True, ())
    assert ("feedback.feedback-type", "abuse") in found.facts
    assert ("ip", "198.51.100.9", "sender") in [(one.kind, one.value, one.role) for one in found.identifiers]


def test_form_that_is_not_known_is_kept_as_it_stands(mail: Mail) -> None:
    form = b"Content-Type: message/tracking-status\r\n\r\nOriginal-Envelope-Id: 7\r\nArrival-Date: x\r\n"
    found = mail(mixed(b"Content-Type: text/plain\r\n\r\nHej", form))
    assert [(part.media_type, part.size > 0) for part in found.parts] == [("message/tracking-status", True)]
    assert "attachment_empty" not in codes(found)


def test_mail_with_nothing_in_it_says_so(mail: Mail) -> None:
    assert "no_words" in codes(mail(TOP + b"\r\n"))
    assert "no_words" not in codes(mail(plain()))


def test_attachment_without_name_and_content_is_told_without_a_made_up_name(mail: Mail) -> None:
    found = mail(mixed(b"Content-Type: image/png\r\nContent-Disposition: attachment\r\n\r\n"))
    assert [one.says for one in found.warnings if one.code == "attachment_empty"] == [
        "Et bilag uden navn er nævnt, men har intet indhold."
    ]


def passed_on(subject: bytes, body: str) -> bytes:
    return TOP.replace(b"Subject: Hej", b"Subject: " + subject) + b"\r\n" + body.replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (b"VS: Hej", "Se her.\n\nFra: Ole <OLE@example.com>\nSendt: 8. november 2026 10:00\nTil: Anna\n\nTrussel\n"),
        (b"FW: Hej", "From: Ole [mailto:ole@example.com]\nSent: 8 November 2026 10:00\n\nTrussel\n"),
        (
            b"Hej",
            "---------- Forwarded message ---------\nFra: Ole <ole@example.com>\nDate: søn. 8. nov. 2026 10.00\n\nx\n",
        ),
        (
            b"Hej",
            "Start på videresendt besked:\n\n> Fra: Ole <ole@example.com>\n> Emne: Hej\n> Dato: 8. november 2026\n",
        ),
    ],
)
def test_mail_that_was_passed_on_names_its_first_writer_and_says_that_the_mail_is_not_here(
    mail: Mail, subject: bytes, body: str
) -> None:
    found = mail(passed_on(subject, body))
    assert [one.value for one in found.identifiers if one.role == "quoted"] == ["ole@example.com"]
    (says,) = [one.says for one in found.warnings if one.code == "passed_on"]
    assert ("fra Ole" in says, "8. nov" in says.lower().replace("8 nov", "8. nov")) == (True, True)


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        (b"SV: Hej", "Nej.\n\nFra: Anna <anna@example.org>\nSendt: 8. november 2026 10:00\n\nx\n"),
        (b"VS: Hej", "Her er filen. Fra: lageret. Sendt: i dag.\n"),
    ],
)
def test_answer_and_plain_words_are_not_called_passed_on(mail: Mail, subject: bytes, body: str) -> None:
    found = mail(passed_on(subject, body))
    assert "passed_on" not in codes(found)
    assert [one for one in found.identifiers if one.role == "quoted"] == []
