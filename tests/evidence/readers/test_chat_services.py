"""Conversations from services other than those of Meta, Telegram, Signal and WhatsApp: JSON, pages, lines and tables."""
# ruff: noqa: E501 - the services write long lines

import base64
import json
from pathlib import Path

import pytest

from tests.evidence.readers.chat_made import Chat, chat, clock, rows
from tests.evidence.readers.sample_files import codes
from vaern.evidence.readers import chat_moments, json_cut, threads
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.isolated import read_isolated
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Mistaken, Source, Unreadable
from vaern.evidence.readers.threads import Line

__all__ = ["chat"]

SNAPCHAT = {
    "ond": [
        {
            "From": "ond",
            "Media Type": "TEXT",
            "Created": "2024-03-05 21:15:22 UTC",
            "Content": "Hej",
            "IsSender": False,
        },
        {"From": "anna", "Media Type": "MEDIA", "Created": "2024-03-05 21:16:22 UTC", "Content": "", "IsSender": True},
    ]
}
DISCORD = {
    "guild": {"id": "1"},
    "channel": {"id": "2"},
    "dateRange": {},
    "messages": [
        {
            "type": "Default",
            "timestamp": "2024-03-05T21:15:22+00:00",
            "content": "Hej",
            "author": {"name": "ond", "nickname": "Ond"},
            "attachments": [],
        },
        {"type": "Call", "timestamp": "2024-03-05T21:16:22+00:00", "content": "Ringede", "author": {"name": "ond"}},
    ],
}
SKYPE = {
    "userId": "8:bo",
    "conversations": [
        {
            "MessageList": [
                {
                    "displayName": "Ond",
                    "originalarrivaltime": "2024-03-05T21:15:22Z",
                    "messagetype": "RichText",
                    "content": "Hej &lt;du&gt;",
                },
                {
                    "from": "8:bo",
                    "originalarrivaltime": "2024-03-05T21:16:22Z",
                    "messagetype": "Event/Call",
                    "content": "<x/>",
                },
            ]
        }
    ],
}
GOOGLE = {
    "messages": [
        {
            "creator": {"name": "Ond"},
            "created_date": "Tuesday, March 5, 2024 at 9:15:22\u202fPM UTC",
            "text": "Hej",
        },
        {
            "creator": {"name": "Bo"},
            "created_date": "tirsdag den 5. marts 2024 kl. 21.16.22 UTC",
            "message_state": "DELETED",
        },
    ]
}
TIKTOK = {
    "Direct Messages": {"Chat History with ond:": [{"Date": "2024-03-05 21:15:22", "From": "ond", "Content": "Hej"}]},
    "Comment": {"Comments": {"CommentsList": [{"date": "2024-03-05 21:16:22", "comment": "Fy"}]}},
}
SIGTOP = [
    {"conversationId": "c", "type": "incoming", "body": "Hej", "sent_at": 1709673322000, "source": "+4520123456"},
    {"conversationId": "c", "type": "outgoing", "body": "Nej", "sent_at": 1709673382000},
]
AT = ["2024-03-05 21:15:22", "2024-03-05 21:16:22"]


@pytest.mark.parametrize(
    ("given", "kind", "said"),
    [
        (SNAPCHAT, "chat.snapchat", [("message", "ond", "Hej"), ("missing", "anna", "[media, indholdet er ikke med]")]),
        (DISCORD, "chat.discord", [("message", "Ond", "Hej"), ("call", "ond", "Ringede")]),
        (SKYPE, "chat.skype", [("message", "Ond", "Hej <du>"), ("call", "bo", "Opkald")]),
        (GOOGLE, "chat.google", [("message", "Ond", "Hej"), ("deleted", "Bo", "")]),
        (TIKTOK, "chat.tiktok", [("message", "ond", "Hej"), ("message", "", "Fy")]),
        (SIGTOP, "chat.signal", [("message", "+4520123456", "Hej"), ("message", "Mig", "Nej")]),
    ],
)
def test_service_json_is_a_thread(chat: Chat, given: object, kind: str, said: list[tuple[str, str, str]]) -> None:
    reading = chat(json.dumps(given), "data.json")
    assert (reading.kind, rows(reading), clock(reading)) == (kind, said, AT)


def test_x_wraps_its_json_in_a_script(chat: Chat) -> None:
    message = {
        "messageCreate": {"senderId": "2", "recipientId": "1", "text": "Hej", "createdAt": "2024-03-05T21:15:22Z"}
    }
    given = json.dumps([{"dmConversation": {"messages": [message]}}])
    reading = chat(f"window.YTD.direct_messages.part0 = {given}", "direct-messages.js")
    assert (reading.kind, rows(reading), reading.messages[0].to) == ("chat.x", [("message", "2", "Hej")], ("1",))


def test_slack_export_names_its_people_and_what_is_left(chat: Chat) -> None:
    files = {
        "users.json": json.dumps([{"id": "U1", "name": "ond", "real_name": "Ond Mand"}]),
        "general/2024-03-05.json": json.dumps(
            [{"user": "U1", "type": "message", "ts": "1709673322.0001", "text": "Hej"}]
        ),
        "general/billede.png": b"x",
    }
    reading = chat(files, "slack.zip")
    assert (reading.kind, rows(reading), codes(reading)) == (
        "chat.slack",
        [("message", "Ond Mand", "Hej")],
        ["other_files"],
    )


def test_cut_off_service_json_gives_what_stands_before_the_cut(chat: Chat) -> None:
    reading = chat({"json/chat_history.json": json.dumps(SNAPCHAT)[:-20]}, "mydata.zip")
    assert (rows(reading), reading.whole, codes(reading)) == ([("message", "ond", "Hej")], False, ["cut_off"])


def test_service_json_cut_off_in_its_first_message_is_refused_with_words(chat: Chat) -> None:
    with pytest.raises(Unreadable, match="udtræk fra Snapchat"):
        chat({"json/chat_history.json": json.dumps(SNAPCHAT)[:90]}, "mydata.zip")


@pytest.mark.parametrize(
    ("text", "value", "whole"),
    [
        ('{"a": [1, 2]}', {"a": [1, 2]}, True),
        ('{"a": [{"b": "}]"}, {"b": "x', {"a": [{"b": "}]"}]}, False),
        ('[{"a": "\\""}, {"b"', [{"a": '"'}], False),
        ("[[1], [2}", [[1]], False),
    ],
)
def test_json_is_read_up_to_its_cut(text: str, value: object, whole: bool) -> None:  # noqa: FBT001 - one of a row's answers
    assert json_cut.loads(text) == (value, whole)


@pytest.mark.parametrize("text", ['{"a": "x', "", "[" * 100_000 + "]" * 100_000])
def test_json_without_anything_before_its_cut_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        json_cut.loads(text)


def test_what_only_looks_like_a_conversation_is_read_plainly(tmp_path: Path) -> None:
    (tmp_path / "side.html").write_text('<p class="message_part">Hej</p>', encoding="utf-8")
    (tmp_path / "ud").mkdir()
    reading = read_isolated(tmp_path / "side.html", "side.html", tmp_path / "ud")
    assert (reading.kind, reading.texts[0].text, codes(reading)) == ("web.html", "Hej", ["not_as_it_seemed"])


@pytest.mark.parametrize(
    ("page", "kind", "sender", "at"),
    [
        (
            '<div class="chatlog__message-container"><span class="chatlog__author">Ond</span><span class="chatlog__timestamp" title="x">05-03-2024 22.15</span><div class="chatlog__content">Hej</div></div>',
            *("chat.discord", "Ond", "2024-03-05 21:15:00"),
        ),
        (
            '<div class="message"><div class="sent"><p><span class="timestamp"><a>Mar 05, 2024 10:15:22 PM</a> (Read)</span><span class="sender">Me</span></p><div class="message_part">Hej</div></div></div>',
            *("chat.imessage", "Me", "2024-03-05 21:15:22"),
        ),
        (
            "<h1>Chat History with ond</h1><div><h4>ond</h4><h6>TEXT</h6><p>Hej</p><h6>2024-03-05 21:15:22 UTC</h6></div>",
            *("chat.snapchat", "ond", "2024-03-05 21:15:22"),
        ),
        (
            '<div class="message"><div class="message_header"><span class="user">Bo</span><span class="meta">5. marts 2014 kl. 22:15 UTC+01</span></div></div><p>Hej</p>',
            *("chat.meta", "Bo", "2014-03-05 21:15:00"),
        ),
    ],
)
def test_page_of_a_conversation_is_a_thread(chat: Chat, page: str, kind: str, sender: str, at: str) -> None:
    reading = chat(f"<html><body>{page}</body></html>", "side.html")
    assert (reading.kind, rows(reading), clock(reading)) == (kind, [("message", sender, "Hej")], [at])


@pytest.mark.parametrize(
    ("text", "kind", "said"),
    [
        (
            "[22.15, 5.3.2024] Mette: Hej\ndu\n[10.16 PM, 5.3.24] +45 20 12 34 56: Nej",
            *("chat.copied", [("message", "Mette", "Hej\ndu"), ("message", "+45 20 12 34 56", "Nej")]),
        ),
        (
            "[10:15 PM, 3/5/2024] Mette: Hej\n[10:16 PM, 3/5/2024] Bo: This message was deleted",
            *("chat.copied", [("message", "Mette", "Hej"), ("deleted", "Bo", "This message was deleted")]),
        ),
        (
            "[LINE] Chat history with Mette\nSaved on: 2024/03/06 10:00\n\n2024/03/05(Tue)\n22:15\tMette\tHej\n22:16\tBo\tNej",
            *("chat.line", [("message", "Mette", "Hej"), ("message", "Bo", "Nej")]),
        ),
        (
            "Mar 05, 2024 10:15:00 PM (Read by you)\n+4520123456\nHej\n\nMar 05, 2024 10:16:00 PM\nMe\nNej\n",
            *("chat.imessage", [("message", "+4520123456", "Hej"), ("message", "Me", "Nej")]),
        ),
        (
            "Conversation: Mette\n\nFrom: Mette\nType: incoming\nSent: Tue, 5 Mar 2024 22:15:00 +0100\n\nHej\n\nFrom: You\nSent: Tue, 5 Mar 2024 22:16:00 +0100\n\nNej\n",
            *("chat.signal", [("message", "Mette", "Hej"), ("message", "You", "Nej")]),
        ),
    ],
)
def test_lines_of_a_conversation_are_a_thread(
    chat: Chat, text: str, kind: str, said: list[tuple[str, str, str]]
) -> None:
    reading = chat(text, "samtale.txt")
    assert (reading.kind, rows(reading)) == (kind, said)
    assert clock(reading) == ["2024-03-05 21:15:00", "2024-03-05 21:16:00"]


def test_today_is_no_date_until_a_person_confirms_it(chat: Chat) -> None:
    reading = chat("[i dag 22.15] Mette: Hej\n[i går kl. 22.15] Bo: Nej", "samtale.txt")
    assert (rows(reading), clock(reading)) == ([("message", "Mette", "Hej"), ("message", "Bo", "Nej")], ["", ""])
    assert codes(reading) == ["copied", "time_unplaced"]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("FROM,TO,DATE,SUBJECT,CONTENT\nOnd,Anna,2024-03-05 21:15:22 UTC,,Hej\n", ("message", "Ond", "Hej")),
        ("Dato;Afsender;Besked\n05-03-2024 22.15.22;Ond;Hej\n", ("message", "Ond", "Hej")),
        ("ID,Timestamp,Contents,Attachments\n1,2024-03-05 21:15:22+00:00,Hej,\n", ("message", "", "Hej")),
        ("05/03/2024,22:15:22,Ond,+4520123456,Hej\n", ("message", "Ond (+4520123456)", "Hej")),
    ],
)
def test_table_of_a_conversation_is_a_thread(chat: Chat, table: str, said: tuple[str, str, str]) -> None:
    reading = chat(table, "messages.csv")
    assert (reading.kind, rows(reading), clock(reading)) == ("chat.table", [said], AT[:1])


def test_table_of_other_things_stays_a_table(chat: Chat) -> None:
    assert chat("Dato;Beløb;Tekst\n05-03-2024;100;Kaffe\n", "konto.csv").kind == "text.csv"


@pytest.mark.parametrize(
    ("words", "at", "zone_known"),
    [
        ("5. marts 2024 kl. 22.15", "2024-03-05 21:15", False),
        ("March 5, 2024 at 10:15pm UTC+01", "2024-03-05 21:15", True),
        ("12:15 AM", "", False),
        ("Mar 5, 2024 12:15 AM", "2024-03-04 23:15", False),
        ("31.02.2024 10.00", "", False),
        ("Tue Mar 05 21:15:22 +0000 2024", "2024-03-05 21:15", True),
        ("2024-03-05 21:15 GMT-0130", "2024-03-05 22:45", True),
    ],
)
def test_times_in_words_are_placed(words: str, at: str, zone_known: bool) -> None:  # noqa: FBT001 - one of a row's answers
    told = chat_moments.told(words)
    assert told is not None
    assert (f"{told.at:%Y-%m-%d %H:%M}" if told.at else "", told.zone_known) == (at, zone_known)


def test_meta_download_takes_threads_comments_and_posts_and_says_what_is_left(chat: Chat) -> None:
    thread = {
        "participants": ["Ærø"],
        "threadName": "Ærø",
        "messages": [{"senderName": "Ærø", "text": "Hej", "timestamp": 3}],
    }
    files = {
        "Gruppe uden tal.json": json.dumps(thread),
        "a/comments/post_comments_1.json": json.dumps(
            [{"string_map_data": {"Comment": {"value": "Fy"}, "Time": {"timestamp": 1}}}]
        ),
        "a/posts/your_posts_1.json": json.dumps([{"timestamp": 2, "data": [{"post": "Se"}], "title": "Bo"}]),
        "a/media/posts_1.json": json.dumps([{"media": [{"uri": "m/1.jpg", "creation_timestamp": 4, "title": "Her"}]}]),
        "m/1.jpg": b"\xff\xd8\xff\xe0",
        "a/profile/profile.json": "{}",
    }
    reading = chat(files, "meta.zip")
    assert sorted(rows(reading)) == [
        ("message", "", "Bo\nSe"),
        ("message", "", "Comment: Fy"),
        ("message", "", "Her"),
        ("message", "Ærø", "Hej"),
    ]
    assert (codes(reading), [part.name for part in reading.parts]) == (["other_files"], ["1.jpg"])


def test_meta_pages_with_a_long_style_are_known_in_a_zip(chat: Chat) -> None:
    block = '<div class="_a6-g"><div class="_a6-h">Bo kommenterede et opslag.</div><div class="_a6-p">Fy</div><div class="_a6-o">Jan 03, 2024 8:00:01 am</div></div>'
    page = f"<html><head><style>{'x' * 30000}</style></head><body>{block}</body></html>"
    reading = chat({"your_activity/comments/comments_1.html": page}, "meta.zip")
    assert (reading.kind, rows(reading)) == ("chat.meta", [("message", "", "Bo kommenterede et opslag.\nFy")])


def test_page_that_is_not_closed_was_cut_off(chat: Chat) -> None:
    block = '<div class="_a6-g"><div class="_a6-h">Bo</div><div class="_a6-p">Hej</div><div class="_a6-o">Jan 03, 2024 8:00:01 am</div></div>'
    reading = chat(f"<html><body>{block}<div", "message_1.html")
    assert (rows(reading), reading.whole, codes(reading)) == (
        [("message", "Bo", "Hej")],
        False,
        ["cut_off", "zone_unknown"],
    )


@pytest.mark.parametrize(("most", "seconds", "shown"), [(1, 60.0, 1), (50_000, -1.0, 64)])
def test_conversation_without_end_is_cut_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, seconds: float, shown: int
) -> None:
    monkeypatch.setattr(threads, "MOST_AT_ONCE", most)
    monkeypatch.setattr(threads, "SECONDS", seconds)
    g = Gather(Source(tmp_path / "x", "x"), Out(tmp_path), "chat.test")
    found = list(threads.within(g, (Line("A", str(number), None) for number in range(200)), threads.deadline()))
    assert (len(found), g.whole, [one.code for one in g.warnings]) == (shown, False, ["too_many_messages"])


def test_seconds_in_an_old_download_are_not_thousandths(chat: Chat) -> None:
    said = [{"sender_name": "Bo", "timestamp": 1345519043, "content": "Hej", "type": "Generic"}]
    reading = chat(json.dumps({"messages": said, "participants": ["Bo"], "thread_path": "inbox/bo"}), "message.json")
    assert clock(reading) == ["2012-08-21 03:17:23"]


TEXTS = [
    {"_id": "1", "thread_id": "1", "address": "+4520304050", "date": "1690000000000", "type": "1", "body": "Hej æøå"},
    {"_id": "2", "thread_id": "1", "address": "+4520304050", "date": "1690000100000", "type": "2", "body": "Stop"},
    {
        "_id": "3", "thread_id": "1", "date": "1690000200", "msg_box": "1", "__sender_address": {"address": "+4520304050"},
        "__parts": [{"ct": "application/smil", "text": "<smil/>"}, {"text": "Se her"}, {"_data": "/data/PART_1"}],
    },
]  # fmt: skip


def test_phones_own_tables_line_by_line_are_a_thread(chat: Chat) -> None:
    lines = "\n".join(json.dumps(one) for one in TEXTS)
    for reading in (chat(json.dumps(TEXTS), "a.json"), chat({"messages.ndjson": lines, "data/PART_1": "y"}, "a.zip")):
        assert reading.kind == "sms.android"
        assert [(one.sender, one.text, one.to) for one in reading.messages] == [
            ("+4520304050", "Hej æøå", ()),
            ("", "Stop", ("+4520304050",)),
            ("+4520304050", "Se her", ()),
        ]
        assert (clock(reading)[2], [one.name for one in reading.parts]) == ("2023-07-22 04:30:00", ["PART_1"])
        assert [(one.kind, one.value) for one in reading.identifiers] == [("phone", "+4520304050")]


def test_lines_of_json_cut_off_in_the_last_are_told() -> None:
    assert json_cut.loads('{"a": 1}\n{"a": 2}\n{"a": ') == ([{"a": 1}, {"a": 2}], False)


def test_newest_page_of_facebook_is_a_thread_and_its_lists_are_not(chat: Chat) -> None:
    said = (
        '<section class="_3-95 _a6-g"><h2 class="_a6-h">{}</h2><div class="_a6-p"><div>{}</div></div>'
        '<footer class="_a6-o"><div class="_a72d">{}</div></footer></section>'
    )
    page = said.format("Åse", "Jeg ved hvor du bor", "19. okt. 2025 13.47.55") + said.format(
        "Bo", "Stop", "Oct 19, 2025 1:45:10 pm"
    )
    reading = chat(f"<html><body><main class='_a706'>{page}</main></body></html>", "message_1.html")
    assert rows(reading) == [("message", "Bo", "Stop"), ("message", "Åse", "Jeg ved hvor du bor")]
    assert clock(reading) == ["2025-10-19 11:45:10", "2025-10-19 11:47:55"]
    friend = (
        '<section class="_a6-g"><h2 class="_a6-h">Åse</h2><footer class="_a6-o">19. okt. 2025 13.47</footer></section>'
    )
    with pytest.raises(Mistaken):
        chat(f"<html><body>{friend}</body></html>", "your_friends.html")


def test_phones_list_of_calls_is_a_thread_of_calls(chat: Chat) -> None:
    one = {"_id": "1", "number": "+4520304050", "date": "1690000000000", "duration": "63", "type": "1"}
    given = [one, {**one, "type": "2", "duration": "0"}, {**one, "number": "", "type": "3", "duration": "0"}]
    assert rows(chat(json.dumps(given), "calls-2023-07-22.json")) == [
        ("call", "+4520304050", "Indgående opkald, 1 min. 3 sek."),
        ("call", "", "Udgående opkald"),
        ("call", "skjult nummer", "Ubesvaret opkald"),
    ]


def test_chat_of_a_meeting_is_a_thread(chat: Chat) -> None:
    reading = chat(
        "10:00:05 From Åse Møller to Everyone:\n\tHej alle\n\tto linjer\n10:01:05 From Bo to Åse Møller(Direct Message):\n\tStop\n"
    )
    assert [(one.sender, one.text, one.to) for one in reading.messages] == [
        ("Åse Møller", "Hej alle\nto linjer", ()),
        ("Bo", "Stop", ("Åse Møller",)),
    ]
    assert (reading.kind, "time_unplaced" in codes(reading)) == ("chat.zoom", True)
    dated = chat("2024-03-05 10:00:05 Fra Åse til Alle : Hej\n2024-03-05 10:01:00 Fra Bo til Alle : Nej\n")
    assert (rows(dated)[1], clock(dated)[0]) == (("message", "Bo", "Nej"), "2024-03-05 09:00:05")


def test_lines_copied_from_teams_are_a_thread_and_a_log_is_not(chat: Chat) -> None:
    reading = chat("[05-03-2024 10:00] Åse Møller\nHej\n\n[10:01] Bo\nStop\n")
    assert rows(reading) == [("message", "Åse Møller", "Hej"), ("message", "Bo", "Stop")]
    assert (reading.kind, "copied" in codes(reading)) == ("chat.copied", True)
    assert chat("[10:01] startet\n[10:02] slut\n").kind == "text.plain"


@pytest.mark.parametrize(
    ("day", "row", "at"),
    [
        ("Fri, 9/25/2026", "21:03\tMette\tHej", "2026-09-25 19:03:00"),
        ("Tue, 06/01/2026", "01:15PM\tMette\tHej", "2026-01-06 12:15:00"),
        ("fre., 25/9/2026", "21.03\tMette\tHej", "2026-09-25 19:03:00"),
        ("2021/05/02（日）", "下午03:07\tMette\tHej", "2021-05-02 13:07:00"),
        ("2026.01.16 Friday", "12:05 AM\tMette\tHej", "2026-01-15 23:05:00"),
    ],
)
def test_lines_days_and_clocks_are_read_as_phones_write_them(day: str, row: str, at: str, chat: Chat) -> None:
    reading = chat(f"[LINE] Chat history with Mette\nSaved on: 9/26/2026, 11:00\n\n{day}\n{row}\n")
    assert (rows(reading), clock(reading)) == ([("message", "Mette", "Hej")], [at])
    assert "date_order_guessed" not in codes(reading)


def test_lines_own_words_are_nobodys(chat: Chat) -> None:
    text = "[LINE] A\n2021/05/02(Sun)\n10:05\t\tMette unsent a message\n10:06\tMette joined\n\nuden dag\n"
    assert rows(chat(text)) == [
        ("system", "", "Mette unsent a message"),
        ("system", "", "Mette joined\n\nuden dag"),
    ]
    bare = chat("[LINE] A\n10:05\tMette\tHej\n")
    assert (clock(bare), codes(bare)) == ([""], ["time_unplaced"])
    wrong = chat("[LINE] A\nTue, 9/25/2026\n10:05\tMette\tHej\n")  # a Friday
    assert clock(wrong) == ["2026-09-25 08:05:00"]


PICTURE = b"\x89PNG\r\n\x1a\nbillede"


def android_mms(mark: str, *, packed: bool) -> dict[str, object]:
    """A picture message as "SMS Import / Export" writes it: `mark` stands before what the app adds since version 2."""
    part = {"ct": "image/png", "_data": "/data/parts/PART_1_a.png"}
    return {
        "_id": "2",
        "thread_id": "3",
        "date": "1726518280",
        "msg_box": "1",
        "read": "1",
        "sub": "Emne",
        f"{mark}sender_address": {"address": "+4520000002", "type": "137", f"{mark}display_name": "Bo"},
        f"{mark}recipient_addresses": [{"address": "+4520000009"}, {"address": "insert-address-token"}],
        f"{mark}parts": [
            {"ct": "application/smil", "cl": "smil.xml"},
            part | ({"binary_data": base64.b64encode(PICTURE).decode()} if packed else {}),
            {"ct": "text/plain", "text": "Se her"},
        ],
    }


@pytest.mark.parametrize("packed", [True, False])
def test_picture_message_of_an_android_has_sender_recipients_and_picture(packed: bool, chat: Chat) -> None:  # noqa: FBT001 - a table
    if packed:
        reading = chat(json.dumps([android_mms("", packed=True)]), "messages.json")
    else:
        lines = json.dumps(android_mms("__", packed=False)) + "\n"
        reading = chat({"messages.ndjson": lines, "data/PART_1_a.png": PICTURE}, "messages.zip")
    assert rows(reading) == [("message", "Bo", "Emne\nSe her")]
    assert reading.messages[0].to == ("+4520000009",)
    assert [(part.name, part.size, part.media_type) for part in reading.parts] == [
        ("PART_1_a.png", len(PICTURE), "image/png")
    ]
    assert ("phone", "+4520000002", "Bo") in {(one.kind, one.value, one.name) for one in reading.identifiers}
    assert codes(reading) == []


def test_broken_picture_in_a_list_of_messages_is_missing(chat: Chat) -> None:
    row = android_mms("", packed=False)
    row["parts"] = [{"ct": "image/png", "cl": "a.png", "binary_data": "x"}]
    assert codes(chat(json.dumps([row]), "messages.json")) == ["attachment_missing"]


def test_list_of_calls_has_names_and_says_called(chat: Chat) -> None:
    known = {"_id": "1", "number": "+4520000001", "date": "1726518279000", "duration": "63", "type": "1", "name": "Mor"}
    hidden = known | {"number": "-2", "type": "3", "duration": "0"}
    reading = chat(json.dumps([known, hidden, known | {"type": "2"}]), "calls.json")
    assert rows(reading) == [
        ("call", "Mor", "Indgående opkald, 1 min. 3 sek."),
        ("call", "skjult nummer", "Ubesvaret opkald"),
        ("call", "", "Udgående opkald, 1 min. 3 sek."),
    ]
    assert {message.at.what for message in reading.messages if message.at} == {"called"}
    assert [(one.kind, one.value) for one in reading.identifiers] == [("phone", "+4520000001"), ("name", "Mor")]


def test_tiktoks_download_as_text_is_a_thread(chat: Chat) -> None:
    reading = chat(
        ">>> Chat History with ond::\n\n2024-03-05 21:15:22 UTC ond: Hej\nto linjer\n2024-03-05 21:16:22 UTC mig: Stop: nu\n\n"
        ">>> Chat History with eva::\n\n2024-03-06 10:00:00 UTC eva: \n",
        "Direct Messages.txt",
    )
    assert (reading.kind, clock(reading)) == (
        "chat.tiktok",
        ["2024-03-05 21:15:22", "2024-03-05 21:16:22", "2024-03-06 10:00:00"],
    )
    assert rows(reading) == [
        ("message", "ond", "Hej\nto linjer"),
        ("message", "mig", "Stop: nu"),
        ("missing", "eva", ""),
    ]
    assert [message.to for message in reading.messages] == [(), ("ond",), ()]
    assert ("user_id", "ond") in {(one.kind, one.value) for one in reading.identifiers}


def matrix_event(kind: str, content: dict[str, object], **more: object) -> dict[str, object]:
    return {"type": kind, "sender": "@ond:x.dk", "origin_server_ts": 1709669722000, "content": content, **more}


def test_room_of_matrix_is_a_thread(chat: Chat) -> None:
    events = [
        matrix_event("m.room.member", {"membership": "leave"}),
        matrix_event("m.room.message", {"msgtype": "m.text", "body": "Jeg ved hvor du bor"}),
        matrix_event("m.room.message", {"msgtype": "m.image", "body": "a.jpg", "url": "mxc://x/y"}),
        matrix_event("m.room.message", {"body": "Se dig", "filename": "b.jpg", "url": "mxc://x/z"}),
        matrix_event("m.room.message", {}, unsigned={"redacted_because": {}}),
        matrix_event("m.room.encrypted", {"ciphertext": "x"}),
        matrix_event("m.reaction", {"m.relates_to": {"key": "😡"}}),
        matrix_event("im.vector.modular.widgets", {}),
    ]
    reading = chat(json.dumps({"room_name": "R", "exported_by": "@bo:x.dk", "messages": events}), "export.json")
    assert (reading.kind, [part.name for part in reading.parts]) == ("chat.matrix", ["a.jpg", "b.jpg"])
    assert rows(reading) == [
        ("system", "@ond:x.dk", "member leave"),
        ("message", "@ond:x.dk", "Jeg ved hvor du bor"),
        ("message", "@ond:x.dk", ""),
        ("message", "@ond:x.dk", "Se dig"),
        ("deleted", "@ond:x.dk", ""),
        ("missing", "@ond:x.dk", ""),
        ("message", "@ond:x.dk", "[😡]"),
    ]
    assert set(clock(reading)) == {"2024-03-05 20:15:22"}
    assert [(one.kind, one.value) for one in reading.identifiers] == [("user_id", "@ond:x.dk")]


def test_letters_that_services_write_as_marks_are_letters(chat: Chat) -> None:
    one = {"type": "message", "ts": "1709669722.0001", "user": "U1", "text": "Jeg &lt;3 dig &amp; <@U2>"}
    robot = one | {"subtype": "bot_message", "text": "", "attachments": [{"title": "Titel", "text": "Ord"}]}
    gone = one | {"subtype": "tombstone", "text": "This message was deleted."}
    people = [{"id": "U1", "name": "ond"}, {"id": "U2", "name": "eva", "profile": {"real_name": "Eva Ål"}}]
    slack = chat({"users.json": json.dumps(people), "c/d.json": json.dumps([one, robot, gone])}, "slack.zip")
    assert rows(slack) == [
        ("message", "ond", "Jeg <3 dig & @Eva Ål"),
        ("message", "ond", "Titel\nOrd"),
        ("deleted", "ond", "This message was deleted."),
    ]
    sent = {"messageCreate": {"text": "Du &amp; jeg", "senderId": "1", "createdAt": "2024-03-05T21:15:22.000Z"}}
    x = chat(f"window.YTD.direct_messages.part0 = {json.dumps([{'dmConversation': {'messages': [sent]}}])}", "dm.js")
    assert rows(x) == [("message", "1", "Du & jeg")]


def test_discords_plain_text_is_a_thread(chat: Chat) -> None:
    rule = "=" * 62
    reading = chat(
        f"{rule}\nGuild: Skolen\nChannel: Tekst / snak\n{rule}\n\n[13/03/2024 21:15] ond#1234\nHej\n\n"
        f"[14-Mar-24 09:16 PM] eva (pinned)\nStop\n\n{rule}\nExported 2 message(s)\n{rule}\n"
    )
    assert (reading.kind, clock(reading)) == ("chat.discord", ["2024-03-13 20:15:00", "2024-03-14 20:16:00"])
    assert rows(reading) == [("message", "ond#1234", "Hej"), ("message", "eva", "Stop")]


def test_answer_under_a_message_of_an_iphone_has_its_own_sender(chat: Chat) -> None:
    head = "Jul 17, 2022  5:0{}:04 PM"
    reading = chat(
        f"{head.format(4)}\nBo\nHej\n\n    {head.format(5)}\n    Ond\n    Svar\n\n{head.format(6)}\nBo\nNej\n"
    )
    assert rows(reading) == [("message", "Bo", "Hej"), ("message", "Ond", "Svar"), ("message", "Bo", "Nej")]
    assert clock(reading)[1] == "2022-07-17 15:05:04"


def test_tables_give_numbers_reactions_and_names_of_files_with_spaces(chat: Chat) -> None:
    top = "Chat Session,Message Date,Service,Type,Sender ID,Sender Name,Text,Reactions,Attachment\n"
    said = (
        "Ond,2024-03-05 21:15:22,SMS,Incoming,+4520000001,Ond Mand,Hej,Loved by Bo,\n"
        "Ond,2024-03-05 21:16:22,SMS,Outgoing,,,,,Mit billede 1.jpg\n"
        "Ond,2024-03-05 21:17:22,SMS,Incoming,a@x.dk,,Nej,,https://x.dk/a.png https://x.dk/b.png\n"
    )
    reading = chat(top + said, "chat.csv")
    assert rows(reading) == [
        ("message", "Ond Mand", "Hej\n[Loved by Bo]"),
        ("message", "", ""),
        ("message", "a@x.dk", "Nej"),
    ]
    assert [part.name for part in reading.parts] == ["Mit billede 1.jpg", "a.png", "b.png"]
    assert {(one.kind, one.value, one.name) for one in reading.identifiers} == {
        ("phone", "+4520000001", "Ond Mand"),
        ("name", "Ond Mand", ""),
        ("email", "a@x.dk", ""),
    }
    viber = chat("05/03/2024,21:15:22,Ond,+4520000001,Hej\n13/03/2024,21:15:22,,+4520000001,\n", "viber.csv")
    assert rows(viber) == [("message", "Ond (+4520000001)", "Hej"), ("missing", "+4520000001", "")]
    assert ("phone", "+4520000001") in {(one.kind, one.value) for one in viber.identifiers}


def test_skypes_files_calls_and_deleted_messages_are_told(chat: Chat) -> None:
    def said(who: str, kind: str, content: str, **more: object) -> dict[str, object]:
        at = "2024-03-05T21:15:22Z"
        return {"from": who, "messagetype": kind, "content": content, "originalarrivaltime": at, **more}

    picture = '<URIObject uri="https://x.dk/1"><OriginalName v="foto &amp; 1.jpg"></OriginalName>Se billede</URIObject>'
    called = (
        '<partlist type="missed" alt=""><part identity="ond"><name>Ond</name><duration>0</duration></part></partlist>'
    )
    talk = {
        "id": "8:ond",
        "displayName": "Ond Mand",
        "MessageList": [
            said("8:ond", "RichText", "Hej"),
            said("8:bo", "RichText/UriObject", picture, displayName="Bo"),
            said("8:ond", "Event/Call", called),
            said("8:ond", "Event/Call", ""),
            said("8:ond", "ThreadActivity/TopicUpdate", "<value>Nyt navn</value>"),
            said("8:ond", "RichText", "", properties={"deletetime": "1709673322000"}),
        ],
    }
    reading = chat(json.dumps({"userId": "8:bo", "exportDate": "x", "conversations": [talk]}), "messages.json")
    assert rows(reading) == [
        ("message", "Ond Mand", "Hej"),
        ("message", "Bo", "Se billede"),
        ("call", "Ond Mand", "Opkald (missed): Ond"),
        ("call", "Ond Mand", "Opkald"),
        ("system", "Ond Mand", "Nyt navn"),
        ("deleted", "Ond Mand", ""),
    ]
    assert [part.name for part in reading.parts] == ["foto & 1.jpg"]
    assert (reading.messages[0].to, reading.messages[1].to) == ((), ("Ond Mand",))
    assert ("user_id", "ond", "Ond Mand") in {(one.kind, one.value, one.name) for one in reading.identifiers}
