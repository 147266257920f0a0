"""SMS, MMS and calls from SMS Backup & Restore."""

import base64

import pytest

from tests.evidence.readers.chat_made import Chat, chat, clock, rows
from tests.evidence.readers.sample_files import codes, read_file, sampled
from vaern.evidence.readers.shapes import Unreadable

__all__ = ["chat"]
HEAD = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>\n"


def backup(*elements: str, count: int | None = None) -> str:
    return f'{HEAD}<smses count="{len(elements) if count is None else count}">{"".join(elements)}</smses>'


def sms(body: str, *, kind: int = 1, at: int = 1_700_000_000_000, number: str = "+4520304050", name: str = "Bo") -> str:
    return f'<sms address="{number}" date="{at}" type="{kind}" subject="null" body="{body}" contact_name="{name}" />'


@pytest.mark.row("G01")
def test_messages_come_in_order_of_time_with_who_and_when(chat: Chat) -> None:
    reading = chat(backup(sms("svar", kind=2, at=1_700_000_060_000), sms("Hej æøå")), "sms-20231114.xml")
    assert (reading.kind, reading.title) == ("sms.backup", "SMS med Bo")
    assert rows(reading) == [("message", "Bo (+4520304050)", "Hej æøå"), ("message", "", "svar")]
    assert clock(reading) == ["2023-11-14 22:13:20", "2023-11-14 22:14:20"]
    assert (reading.messages[0].at and reading.messages[0].at.what, reading.messages[1].to) == (
        "received",
        ("Bo (+4520304050)",),
    )
    assert [(one.kind, one.value, one.name) for one in reading.identifiers] == [("phone", "+4520304050", "Bo")]
    assert codes(reading) == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("&#55357;&#56832;", "😀"),
        ("&#xD83D;&#xDE00;", "😀"),
        ("&#55357;&#56832;&#55357;&#56833;", "😀😁"),
        ("a&#55357;b", "a\ufffdb"),
        ("a&#0;b&#10;c", "a\ufffdb\nc"),
        ("&amp;&lt;&#128512;", "&<😀"),
    ],
)
def test_emoji_in_halves_are_joined(chat: Chat, written: str, read: str) -> None:
    assert chat(backup(sms(written))).messages[0].text == read


def test_emoji_in_halves_are_joined_across_blocks(chat: Chat) -> None:
    for place in range(262_144 - 120, 262_144 - 60, 3):
        text = backup(sms("x" * place + "&#55357;&#56832;"))
        assert chat(text).messages[0].text == "x" * place + "😀"


def test_wrong_count_is_said_and_not_trusted(chat: Chat) -> None:
    reading = chat(backup(sms("a"), sms("b"), count=2444))
    assert (len(reading.messages), codes(reading), reading.whole) == (2, ["count_wrong"], True)


def test_group_message_keeps_all_recipients_and_its_files(chat: Chat) -> None:
    picture = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(40)).decode()
    reading = chat(
        backup(
            '<mms date="1700000000000" msg_box="1" address="+4520304050~+4560708090" contact_name="Bo, Eva" sub="Emne">'
            '<parts><part seq="-1" ct="application/smil" text="x"/><part seq="0" ct="text/plain" text="Hej alle"/>'
            f'<part seq="0" ct="image/jpeg" cl="a.jpg" data="{picture}"/><part seq="0" ct="video/3gpp" cl="b.3gp"/>'
            "</parts>"
            '<addrs><addr address="60708090" type="137"/><addr address="+4520304050" type="151"/>'
            '<addr address="insert-address-token" type="151"/><addr address="+4511223344" type="130"/></addrs></mms>'
        )
    )
    message = reading.messages[0]
    assert (message.sender, message.text) == ("60708090", "Emne\nHej alle")
    assert message.to == ("Bo (+4520304050)", "+4511223344")
    assert [(one.name, one.media_type, bool(one.file)) for one in reading.parts] == [
        ("a.jpg", "image/png", True),
        ("b.3gp", "video/3gpp", False),
    ]
    assert (message.attachments, codes(reading), reading.whole) == (("1", "2"), ["attachment_missing"], False)


def test_drafts_and_failed_messages_are_said(chat: Chat) -> None:
    reading = chat(backup(sms("kladde", kind=3), sms("fejl", kind=5, at=1_700_000_000_001)))
    assert codes(reading) == ["not_sent"]
    assert reading.warnings[0].says.endswith(
        "kladde 14. november 2023 kl. 23.13; ikke sendt 14. november 2023 kl. 23.13."
    )
    assert [message.sender for message in reading.messages] == ["", ""]


def test_same_message_twice_stands_once(chat: Chat) -> None:
    reading = chat(backup(sms("a"), sms("a"), sms("a", at=1_700_000_000_001)))
    assert (len(reading.messages), codes(reading)) == (2, ["duplicates"])


def test_calls_are_read(chat: Chat) -> None:
    call = '<call number="{}" duration="{}" date="170000000000{}" type="{}" contact_name="(Unknown)" />'
    reading = chat(
        HEAD + '<calls count="3">' + call.format("20304050", 75, 0, 1) + call.format("20304050", 0, 1, 3)
        + call.format("", 5, 2, 2) + "</calls>"
    )  # fmt: skip
    assert rows(reading) == [
        ("call", "20304050", "Indgående opkald, 1 min. 15 sek."),
        ("call", "20304050", "Ubesvaret opkald"),
        ("call", "", "Udgående opkald, 0 min. 5 sek."),
    ]
    assert reading.messages[0].at is not None
    assert (reading.messages[0].at.what, reading.messages[2].to) == ("called", ("skjult nummer",))


def test_backup_cut_off_gives_what_is_there(chat: Chat) -> None:
    reading = chat(backup(sms("a"), sms("b"))[:-40])
    assert (rows(reading), reading.whole) == ([("message", "Bo (+4520304050)", "a")], False)
    assert "cut_off" in codes(reading)


@pytest.mark.parametrize(
    "hostile",
    [
        '<!DOCTYPE smses [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><smses count="1"><sms body="&b;"/></smses>',
        '<!DOCTYPE smses [<!ENTITY x SYSTEM "file:///etc/passwd">]><smses count="1"><sms body="&x;"/></smses>',
        "<smses count='1'><sms",
        "<smses count='0'></smses>",
    ],
)
def test_hostile_and_empty_backups_are_refused(chat: Chat, hostile: str) -> None:
    with pytest.raises(Unreadable, match="SMS"):
        chat("<?xml version='1.0'?>" + hostile)


# File → messages, kinds, whole, warnings.
EXPECTED = {
    "invalidSms.xml": (2, False, {"count_wrong", "messages_empty", "missing_messages"}),
    "sms-and-mms.xml": (3, False, {"count_wrong", "attachment_missing", "recipients_differ"}),
    "sms-non-dupes.xml": (2, True, set()),
}


@pytest.mark.samples
@pytest.mark.parametrize("name", EXPECTED)
def test_samples_are_read_as_expected(name: str, tmp_path) -> None:
    reading = read_file(sampled(f"chat-export/sms/{name}"), tmp_path / "out")
    count, whole, warned = EXPECTED[name]
    assert (len(reading.messages), reading.whole, set(codes(reading))) == (count, whole, warned)


@pytest.mark.samples
def test_sample_group_message_keeps_every_number(tmp_path) -> None:
    reading = read_file(sampled("chat-export/sms/sms-and-mms.xml"), tmp_path / "out")
    sent = next(message for message in reading.messages if message.text == "Where is Santa Clause?")
    assert sent.to[:2] == ("+12127654321", "+492151111111")
    assert len(sent.to) == 4


def test_words_of_a_part_without_bytes_are_read(chat: Chat) -> None:
    part = '<part seq="0" ct="text/plain" chset="106" text="Æbler" data="null" />'
    reading = chat(backup(f'<mms date="1700000000000" msg_box="1" address="+4520304050"><parts>{part}</parts></mms>'))
    assert (reading.messages[0].text, codes(reading)) == ("Æbler", [])


def test_backup_without_end_is_read_as_far_as_can_be_shown(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vaern.evidence.readers.threads.MOST_MESSAGES", 2)
    reading = chat(backup(*(sms(str(number), at=1_700_000_000_000 + number) for number in range(6)), count=6))
    assert ([one.text for one in reading.messages], codes(reading)) == (["0", "1"], ["too_many_messages"])
