"""By what a conversation's own file knows those who wrote: accounts, numbers, addresses and pages, not names alone."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.evidence.readers.sample_files import read_file
from vaern.evidence.readers.shapes import Reading


def read(tmp_path: Path, given: Any, name: str) -> Reading:
    (tmp_path / name).write_text(given if isinstance(given, str) else json.dumps(given), "utf-8")
    return read_file(tmp_path / name, tmp_path / "ud")


def known(found: Reading) -> list[tuple[str, str, str]]:
    return [(one.kind, one.value, one.name) for one in found.identifiers if one.role == "party"]


def discord() -> dict[str, Any]:
    author = {"id": "222", "name": "bo_h", "nickname": "Bo"}
    row = {"id": "1", "type": "Default", "timestamp": "2026-11-09T14:03:11+01:00", "content": "hej", "author": author}
    return {"guild": {"id": "0"}, "channel": {"id": "9"}, "dateRange": {}, "messages": [row]}


def google() -> dict[str, Any]:
    who = {"name": "Bo Hansen", "email": "bo@eksempel.dk", "user_type": "Human"}
    when = "Monday, November 9, 2026 at 1:03:11 PM UTC"
    return {
        "messages": [
            {"creator": who, "created_date": when, "text": "hej"},
            {"creator": who, "created_date": when, "message_state": "DELETED"},
            {"creator": who, "created_date": when, "attached_files": [{"export_name": "kort.jpg"}]},
        ]
    }


def skype() -> dict[str, Any]:
    row = {"messagetype": "RichText", "originalarrivaltime": "2026-11-09T13:03:11Z", "content": "hej"}
    messages = [{**row, "from": "8:live:bo", "displayName": "Bo"}]
    return {"userId": "8:live:mie", "conversations": [{"id": "8:live:bo", "MessageList": messages}]}


LINKEDIN = (
    "CONVERSATION ID,FROM,SENDER PROFILE URL,TO,DATE,CONTENT\n"
    "2,Bo,https://www.linkedin.com/in/bo,Mie,2026-11-09 13:03:11 UTC,hej\n"
)
IMESSAGE = "Nov 09, 2026  2:03:11 PM\n+4520123456\nhej\n\nNov 09, 2026  2:05:11 PM\nbo@eksempel.dk\nnej\n\n"
CREATED = {"senderId": "1234567890", "recipientId": "9", "text": "hej", "createdAt": "2026-11-09T13:03:11.000Z"}
X = "window.YTD.direct_messages.part0 = " + json.dumps([{"dmConversation": {"messages": [{"messageCreate": CREATED}]}}])


@pytest.mark.parametrize(
    ("given", "name", "parties"),
    [
        (discord(), "d.json", [("user_id", "222", "Bo"), ("user_id", "bo_h", "Bo"), ("name", "Bo", "")]),
        (google(), "g.json", [("email", "bo@eksempel.dk", "Bo Hansen"), ("name", "Bo Hansen", "")]),
        (skype(), "s.json", [("user_id", "live:bo", "Bo"), ("name", "Bo", "")]),
        (
            LINKEDIN,
            "m.csv",
            [("profile_url", "https://www.linkedin.com/in/bo", "Bo"), ("name", "Bo", "")],
        ),
        (IMESSAGE, "i.txt", [("phone", "+4520123456", ""), ("email", "bo@eksempel.dk", "")]),
        (X, "direct-messages.js", [("user_id", "1234567890", "")]),
    ],
)
def test_those_who_wrote_are_known_by_what_the_file_has(tmp_path: Path, given: Any, name: str, parties: Any) -> None:
    assert known(read(tmp_path, given, name)) == parties


def test_a_group_that_speaks_for_itself_is_no_party(tmp_path: Path) -> None:
    lines = "[09.11.2026 14.03.11] Klub: \u200eBo oprettede denne gruppe\n[09.11.2026 14.03.12] Bo: Hej\n"
    found = read(tmp_path, lines, "_chat.txt")
    assert ([one.kind for one in found.messages], known(found)) == (["system", "message"], [("name", "Bo", "")])


def test_where_nothing_was_written_the_text_says_what_came_instead(tmp_path: Path) -> None:
    lines = read(tmp_path, google(), "g.json").texts[0].text.splitlines()
    assert [line.partition(": ")[2] for line in lines] == ["hej", "[beskeden er slettet]", "[fil: kort.jpg]"]


@pytest.mark.parametrize("number", ["-1", "-2", ""])
def test_a_number_that_was_not_shown_is_no_number(tmp_path: Path, number: str) -> None:
    call = f'<call number="{number}" duration="0" date="1794229571123" type="3" contact_name="null"/>'
    found = read(tmp_path, f'<?xml version="1.0"?>\n<calls count="1">{call}</calls>', "calls.xml")
    assert (found.title, found.messages[0].sender) == ("Opkald med skjult nummer", "skjult nummer")
    assert found.identifiers == ()


def test_a_name_that_a_company_sends_under_is_no_number(tmp_path: Path) -> None:
    sms = '<sms address="AULA" date="1794229571123" type="1" body="hej" contact_name="(Unknown)"/>'
    found = read(tmp_path, f'<?xml version="1.0"?>\n<smses count="1">{sms}</smses>', "sms.xml")
    assert known(found) == [("name", "AULA", "")]


def test_lines_of_signal_export_are_a_thread(tmp_path: Path) -> None:
    rows = [
        {"date": "2026-11-09 14:03", "sender": "Bo", "body": "hej", "quote": "", "sticker": "", "reactions": []},
        {
            "date": "2026-11-09 14:04",
            "sender": "Me",
            "body": "",
            "quote": "",
            "sticker": "",
            "reactions": [],
            "attachments": [{"name": "a.jpg", "path": "./media/a.jpg"}],
        },
    ]
    found = read(tmp_path, "\n".join(map(json.dumps, rows)), "data.json")
    assert (found.kind, [(one.sender, one.text) for one in found.messages]) == (
        "chat.signal",
        [("Bo", "hej"), ("Me", "")],
    )
    assert [f"{one.at.at:%H:%M}" for one in found.messages if one.at and one.at.at] == ["13:03", "13:04"]


def test_telegrams_pages_keep_where_a_link_leads_and_what_is_left_out(tmp_path: Path) -> None:
    page = (
        '<div class="page_wrap"><div class="page_header">Bo</div><div class="history">'
        '<div class="message default"><div class="body"><div class="date details" title="09.11.2026 14:04:11">'
        '14:04</div><div class="from_name">Bo</div><div class="text">se <a href="https://eksempel.dk/a">her</a>'
        " nu</div>"
        '</div></div><div class="message default joined"><div class="body"><div class="media_wrap"><div class="title">'
        'Voice message</div><div class="description">Not included</div></div></div></div>'
        '<div class="message service"><div class="body">x</div></div></div></div>'
    )
    found = read(tmp_path, f"<!DOCTYPE html><html><body>{page}</body></html>", "messages.html")
    assert [one.text for one in found.messages][:2] == [
        "se her <https://eksempel.dk/a> nu",
        "[Voice message, Not included]",
    ]


def test_a_poll_keeps_its_answers(tmp_path: Path) -> None:
    poll = {"question": "Hvem?", "answers": [{"text": "Bo"}, {"text": "Mie"}]}
    row = {"id": 1, "type": "message", "date": "2026-11-09T14:03:11", "from": "Bo", "from_id": "user1", "text": ""}
    given = {"name": "Bo", "type": "personal_chat", "id": 1, "messages": [{**row, "poll": poll}]}
    assert read(tmp_path, given, "result.json").messages[0].text == "[afstemning: Hvem? / Bo / Mie]"
