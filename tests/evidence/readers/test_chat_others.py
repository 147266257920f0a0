"""Messenger, Facebook, Instagram, Telegram and Signal as their exports write them."""
# ruff: noqa: E501 - the exports have long lines of their own

import json
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

from tests.evidence.readers.chat_made import Chat, chat, clock, rows
from tests.evidence.readers.sample_files import codes, read_file, sampled
from vaern.evidence.readers import mojibake
from vaern.evidence.readers.shapes import Unreadable
from vaern.evidence.readers.times import COPENHAGEN

__all__ = ["chat"]


def escaped(value: Any) -> str:
    """JSON as Facebook and Instagram write it: every byte of UTF-8 as a letter of its own."""
    return json.dumps(value, ensure_ascii=False).encode().decode("latin-1").encode("ascii", "backslashreplace").decode().replace("\\x", "\\u00")  # fmt: skip


THREAD = {
    "participants": [{"name": "Søren Ås"}, {"name": "Eva"}],
    "title": "Søren Ås",
    "thread_path": "inbox/soerenaas_1",
    "messages": [
        {"sender_name": "Søren Ås", "timestamp_ms": 1700000004000, "is_unsent": True},
        {"sender_name": "Eva", "timestamp_ms": 1700000003000, "call_duration": 61, "content": "Eva ringede"},
        {
            "sender_name": "Søren Ås",
            "timestamp_ms": 1700000002000,
            "photos": [{"uri": "your_activity/messages/inbox/soerenaas_1/photos/1.jpg"}],
            "reactions": [{"reaction": "😡", "actor": "Eva"}],
        },
        {"sender_name": "Søren Ås", "timestamp_ms": 1700000001000, "content": "Jeg så dig på vejen 😀"},
        {
            "sender_name": "Eva",
            "timestamp_ms": 1700000000000,
            "content": "Hej",
            "share": {"link": "https://a.example/"},
        },
    ],
}


@pytest.mark.row("G01")
def test_messenger_is_repaired_in_a_copy_and_that_is_said(chat: Chat) -> None:
    raw = escaped(THREAD)
    assert "S\\u00c3\\u00b8ren" in raw
    reading = chat(raw, "message_1.json")
    assert (reading.kind, reading.title) == ("chat.meta", "Søren Ås")
    assert rows(reading) == [
        ("message", "Eva", "Hej\nhttps://a.example/"),
        ("message", "Søren Ås", "Jeg så dig på vejen 😀"),
        ("message", "Søren Ås", "[Eva: 😡]"),
        ("call", "Eva", "Eva ringede (61 sek.)"),
        ("deleted", "Søren Ås", "[beskeden er trukket tilbage]"),
    ]
    assert (clock(reading)[0], reading.messages[0].to) == ("2023-11-14 22:13:20", ("Søren Ås",))
    assert codes(reading) == ["attachment_missing", "text_repaired", "deleted_messages"]


def test_words_about_a_call_are_no_call(chat: Chat) -> None:
    said = "Jeg har ubesvaret opkald fra dig, svar eller jeg kommer"
    message = {"sender_name": "Eva", "timestamp_ms": 1700000003000, "content": said}
    for more, kind in (
        ({}, "message"),
        ({"type": "Generic"}, "message"),
        ({"type": "Call"}, "call"),
        ({"call_duration": 0}, "call"),
    ):
        thread = {"participants": [], "title": "Eva", "thread_path": "x", "messages": [{**message, **more}]}
        assert rows(chat(escaped(thread), "message_1.json")) == [(kind, "Eva", said)]


def test_right_text_is_not_repaired(chat: Chat) -> None:
    reading = chat(json.dumps(THREAD, ensure_ascii=False), "message_1.json")
    assert reading.messages[1].text == "Jeg så dig på vejen 😀"
    assert "text_repaired" not in codes(reading)
    new = {
        "participants": ["Eva", "NESTLÉ®"],
        "threadName": "NESTLÉ®_1",
        "messages": [
            {
                "senderName": "NESTLÉ®",
                "text": "så",
                "timestamp": 1700000000000,
                "isUnsent": False,
                "media": [],
                "type": "text",
            },
            {"senderName": "Eva", "text": "”ja”", "timestamp": 1700000001000, "media": [{"uri": "./media/a.jpg"}]},
        ],
    }
    told = chat(json.dumps(new, ensure_ascii=False), "Eva_1.json")
    assert rows(told) == [("message", "NESTLÉ®", "så"), ("message", "Eva", "”ja”")]
    assert codes(told) == ["attachment_missing"]


def test_zip_of_the_download_gives_threads_and_files(chat: Chat) -> None:
    other = {
        "participants": [{"name": "Bo"}],
        "title": "Bo",
        "messages": [{"sender_name": "Bo", "timestamp_ms": 1, "content": "x"}],
    }
    inside = "your_activity/messages/inbox/"
    reading = chat(
        {
            inside + "soerenaas_1/message_1.json": escaped(THREAD),
            inside + "soerenaas_1/photos/1.jpg": b"\xff\xd8\xff" + bytes(20),
            inside + "bo_2/message_1.json": escaped(other),
            **{f"preferences/other_{number}.json": "{}" for number in range(60)},
        },
        "facebook-eva.zip",
    )
    assert (reading.title, len(reading.messages)) == ("2 tråde", 6)
    assert [(one.name, one.media_type) for one in reading.parts] == [("1.jpg", "image/jpeg")]
    assert "attachment_missing" not in codes(reading)


def test_posts_and_comments_are_read(chat: Chat) -> None:
    comments = {
        "comments_v2": [
            {
                "timestamp": 1700000000,
                "title": "Søren kommenterede",
                "data": [{"comment": {"comment": "Føj", "author": "Søren"}}],
            }
        ]
    }
    reading = chat(escaped(comments), "comments.json")
    assert rows(reading) == [("message", "Søren", "Søren kommenterede\nFøj")]
    assert reading.messages[0].at is not None
    assert reading.messages[0].at.what == "posted"


def test_page_of_the_download_is_read(chat: Chat) -> None:
    block = '<div class="pam _3-95 _2ph- _a6-g uiBoxWhite noborder"><div class="_2ph_ _a6-h">{}</div><div class="_2ph_ _a6-p"><div><div>{}</div></div></div><div class="_3-94 _a6-o">{}</div></div>'
    page = (
        "<html><head><title>Søren</title></head><body>"
        + block.format("Søren", "Nummer to", "12 mar 2021 14.06.01")
        + block.format("Eva", "Først<br/>her", "mar 12, 2021 2:05:00 PM")
        + "</body></html>"
    )
    reading = chat(page, "message_1.html")
    assert rows(reading) == [("message", "Eva", "Først\nher"), ("message", "Søren", "Nummer to")]
    assert clock(reading) == ["2021-03-12 13:05:00", "2021-03-12 13:06:01"]
    assert (reading.kind, codes(reading)) == ("chat.meta", ["zone_unknown"])


def test_broken_download_is_refused(chat: Chat) -> None:
    with pytest.raises(Unreadable, match="Meta"):
        chat('{"messages": [], "thread_path": "x"}', "message_1.json")


@pytest.mark.samples
def test_every_right_text_survives_being_written_as_bytes() -> None:
    cases = json.loads(sampled("danish-text/mojibake/test_cases.json").read_bytes())
    texts = [case["fixed"] for case in cases]
    assert len(texts) > 100
    for text in texts:
        assert mojibake.from_bytes(text.encode().decode("latin-1")) == text


TELEGRAM = {
    "name": "Vagtholdet",
    "type": "private_group",
    "id": 42,
    "messages": [
        {"id": 1, "type": "service", "date": "2023-11-14T23:13:20", "actor": "Bo", "actor_id": "user7", "action": "create_group", "title": "Vagtholdet"},
        {"id": 2, "type": "message", "date": "2023-11-14T23:13:21", "date_unixtime": "1700000001", "from": "Bo", "from_id": "user7", "text": ["Se ", {"type": "text_link", "text": "her", "href": "https://a.example/"}, "!"]},
        {"id": 3, "type": "message", "date_unixtime": "1700000002", "from": "Bo", "from_id": "user7", "photo": "photos/1.jpg", "text": "", "edited_unixtime": "1700000009"},
        {"id": 4, "type": "message", "date_unixtime": "1700000003", "from": None, "from_id": "user9", "file": "(File not included. Change data exporting settings to download.)", "media_type": "video_file", "text": "", "forwarded_from": "Kanalen"},
        {"id": 5, "type": "service", "date_unixtime": "1700000004", "actor": "Bo", "actor_id": "user7", "action": "phone_call", "duration_seconds": 5, "text": ""},
        {"id": 6, "type": "message", "date_unixtime": "1700000005", "from": "Bo", "from_id": "user7", "text": "", "poll": {"question": "Hvem?"}},
    ],
}  # fmt: skip


def test_telegram_is_read(chat: Chat) -> None:
    reading = chat(json.dumps(TELEGRAM, ensure_ascii=False), "result.json")
    assert (reading.kind, reading.title) == ("chat.telegram", "Vagtholdet")
    assert rows(reading) == [
        ("system", "Bo", "oprettede gruppen Vagtholdet"),
        ("message", "Bo", "Se her <https://a.example/>!"),
        ("message", "Bo", ""),
        ("message", "user9", "[videresendt fra Kanalen]"),
        ("call", "Bo", "Opkald (5 sek.)"),
        ("message", "Bo", "[afstemning: Hvem?]"),
    ]
    assert clock(reading)[:2] == ["2023-11-14 22:13:20", "2023-11-14 22:13:21"]
    assert [time.zone_known for time in (m.at for m in reading.messages) if time] == [
        False,
        True,
        True,
        True,
        True,
        True,
    ]
    assert ("user_id", "user7", "Bo") in [(one.kind, one.value, one.name) for one in reading.identifiers]
    assert codes(reading) == ["attachment_missing", "attachment_missing", "edited_messages", "zone_unknown"]


def test_telegram_zip_gives_its_files(chat: Chat) -> None:
    reading = chat(
        {"ChatExport/result.json": json.dumps(TELEGRAM), "ChatExport/photos/1.jpg": b"\xff\xd8\xff" + bytes(9)}, "x.zip"
    )
    assert reading.messages[2].attachments == ("1",)
    assert reading.parts[0].media_type == "image/jpeg"


def test_telegram_pages_are_read(chat: Chat) -> None:
    page = (
        '<html><head><title>Exported Data</title></head><body><div class="page_wrap"><div class="page_header"><div class="text bold">Bo</div></div>'
        '<div class="history"><div class="message service" id="message-1"><div class="body details">14 November 2023</div></div>'
        '<div class="message default clearfix" id="message1"><div class="body"><div class="pull_right date details" title="14.11.2023 23:13:20 UTC+01:00">23:13</div>'
        '<div class="from_name">Bo</div><div class="text">Hej<br>du</div></div></div>'
        '<div class="message default clearfix joined" id="message2"><div class="body"><div class="pull_right date details" title="14.11.2023 23:13:30 UTC+01:00">23:13</div>'
        '<div class="media_wrap clearfix"><a class="photo_wrap" href="photos/1.jpg"><img src="photos/1_thumb.jpg"></a></div></div></div></div></div></body></html>'
    )
    reading = chat(page, "messages.html")
    assert rows(reading) == [("system", "", "14 November 2023"), ("message", "Bo", "Hej\ndu"), ("message", "Bo", "")]
    assert clock(reading) == ["", "2023-11-14 22:13:20", "2023-11-14 22:13:30"]
    assert (reading.kind, codes(reading)) == ("chat.telegram", ["attachment_missing"])


def test_telegram_cut_off_gives_what_stands_before_the_cut(tmp_path: Path) -> None:
    from vaern.evidence.readers import telegram
    from vaern.evidence.readers.out import Out
    from vaern.evidence.readers.shapes import Source

    whole = json.dumps(TELEGRAM)
    (tmp_path / "x").write_text(whole[:-30])
    reading = telegram.read(Source(tmp_path / "x", "x"), Out(tmp_path))
    assert (len(reading.messages) > 1, reading.whole, "cut_off" in codes(reading)) == (True, False, True)
    (tmp_path / "x").write_text(whole[:20])
    with pytest.raises(Unreadable, match="Telegram"):
        telegram.read(Source(tmp_path / "x", "x"), Out(tmp_path))


def test_signal_as_text_is_read(chat: Chat) -> None:
    reading = chat(
        "[2023-11-14, 23:13] Bo: Hej\nandet\n[2023-11-14 23:14:05] Me: ![a](media/a.jpg)  \n[2023-11-14, 23:15] Bo: This message was deleted.\n"
    )
    assert rows(reading) == [
        ("message", "Bo", "Hej\nandet"),
        ("message", "Me", "![a](media/a.jpg)"),
        ("deleted", "Bo", "This message was deleted."),
    ]
    assert clock(reading) == ["2023-11-14 22:13:00", "2023-11-14 22:14:05", "2023-11-14 22:15:00"]
    assert codes(reading) == ["attachment_missing", "deleted_messages", "zone_unknown"]


def test_signals_plain_export_is_read(chat: Chat) -> None:
    frames = [
        {"version": "1", "backupTimeMs": "1700000000000"},
        {"recipient": {"id": "1", "self": {}}},
        {
            "recipient": {
                "id": "2",
                "contact": {"e164": "4520304050", "profileGivenName": "Bo", "profileFamilyName": "By"},
            }
        },
        {
            "chatItem": {
                "authorId": "2",
                "dateSent": "1700000000000",
                "standardMessage": {"text": {"body": "Hej æ"}},
                "incoming": {},
            }
        },
        {
            "chatItem": {
                "authorId": "1",
                "dateSent": "1700000001000",
                "standardMessage": {"attachments": [{"pointer": {"fileName": "a.jpg"}}]},
            }
        },
        {"chatItem": {"authorId": "2", "dateSent": "1700000002000", "remoteDeletedMessage": {}}},
        {"chatItem": {"authorId": "2", "dateSent": "1700000003000", "updateMessage": {"simpleUpdate": {}}}},
    ]
    reading = chat("\n".join(json.dumps(frame) for frame in frames) + '\n{"chatItem": {', "main.jsonl")
    assert rows(reading) == [
        ("message", "Bo By", "Hej æ"),
        ("message", "", ""),
        ("deleted", "Bo By", "[beskeden er slettet for alle]"),
        ("system", "Bo By", "[simpleUpdate]"),
    ]
    assert ("phone", "+4520304050") in [(one.kind, one.value) for one in reading.identifiers]
    assert (codes(reading), reading.whole) == (["attachment_missing", "cut_off", "deleted_messages"], False)


def test_signals_backup_is_said_to_be_encrypted(chat: Chat) -> None:
    backup = (
        bytes([0, 0, 0, 0x36, 0x0A, 0x34, 0x0A, 0x10]) + bytes(16) + bytes([0x12, 0x20]) + bytes(32) + b"\x99" * 900
    )
    reading = chat(backup, "signal-2023-11-14.backup")
    assert (reading.kind, reading.messages, codes(reading)) == ("chat.signal", (), ["encrypted"])


EXPORTS = {
    "instagram/test_export.json": "chat.meta",
    "telegram/test_single_export.json": "chat.telegram",
    "telegram/test_batch_export.json": "chat.telegram",
    "signal/test_export.txt": "chat.signal",
}


@pytest.mark.samples
@pytest.mark.parametrize("name", EXPORTS)
def test_samples_are_read_as_expected(name: str, tmp_path: Path) -> None:
    path = sampled(f"chat-export/chat-miner/{name}")
    reading = read_file(path, tmp_path / "out")
    zone = COPENHAGEN if reading.kind == "chat.signal" else UTC
    said = {
        (f"{m.at.at.astimezone(zone):%Y-%m-%dT%H:%M:%S}", m.sender, " ".join(m.text.split()))
        for m in reading.messages
        if m.at and m.at.at
    }
    target = json.loads((path.parent / "target.json").read_bytes())
    assert reading.kind == EXPORTS[name]
    assert said == {(one["timestamp"], one["author"], one["message"]) for one in target}
