"""Databases: a phone's messages, tables that nobody knows, and files that only begin as a database does."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.evidence.readers.chat_made import clock, rows
from tests.evidence.readers.sample_files import codes, read_file
from vaern.evidence.readers import database
from vaern.evidence.readers.shapes import Reading, Unreadable

IMESSAGE = """
CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT);
CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, chat_identifier TEXT, display_name TEXT);
CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER);
CREATE TABLE attachment (ROWID INTEGER PRIMARY KEY, filename TEXT, transfer_name TEXT);
CREATE TABLE message_attachment_join (message_id INTEGER, attachment_id INTEGER);
CREATE TABLE message (ROWID INTEGER PRIMARY KEY, text TEXT, attributedBody BLOB, handle_id INTEGER, date INTEGER,
  is_from_me INTEGER, date_retracted INTEGER);
INSERT INTO handle VALUES (1, '+4520123456');
INSERT INTO chat VALUES (1, 'chat1', 'Gruppen');
INSERT INTO chat_message_join VALUES (1, 1);
INSERT INTO attachment VALUES (1, '~/Library/a.jpg', 'a.jpg');
INSERT INTO message_attachment_join VALUES (4, 1);
INSERT INTO message VALUES (1, 'Hej', NULL, 1, 731366122000000000, 0, 0);
INSERT INTO message VALUES (3, NULL, NULL, 1, 731366124000000000, 0, 731366125000000000);
INSERT INTO message VALUES (4, NULL, NULL, NULL, 731366126, 1, 0);
"""
PACKED = b"\x04\x0bstreamtyped\x84\x84\x08NSString\x01\x94\x84\x01+\x0cS\xc3\xb8ren, stop\x86\x84\x02iI"
ANDROID = """
CREATE TABLE sms (_id INTEGER PRIMARY KEY, address TEXT, date INTEGER, type INTEGER, body TEXT);
CREATE TABLE pdu (_id INTEGER PRIMARY KEY, date INTEGER, msg_box INTEGER);
CREATE TABLE part (_id INTEGER PRIMARY KEY, mid INTEGER, ct TEXT, cl TEXT, text TEXT);
INSERT INTO sms VALUES (1, '+4520123456', 1709673322000, 1, 'Hej'), (2, '+4520123456', 1709673323000, 2, 'Nej');
INSERT INTO pdu VALUES (1, 1709673324, 1);
INSERT INTO part VALUES (1, 1, 'image/jpeg', 'a.jpg', NULL), (2, 1, 'application/smil', 's', 'x');
"""
WHATSAPP = """
CREATE TABLE jid (_id INTEGER PRIMARY KEY, user TEXT);
CREATE TABLE chat (_id INTEGER PRIMARY KEY, jid_row_id INTEGER, subject TEXT);
CREATE TABLE message (_id INTEGER PRIMARY KEY, chat_row_id INTEGER, from_me INTEGER, sender_jid_row_id INTEGER,
  timestamp INTEGER, message_type INTEGER, text_data TEXT);
INSERT INTO jid VALUES (1, '4520123456');
INSERT INTO chat VALUES (1, 1, 'Gruppen');
INSERT INTO message VALUES (1, 1, 0, 0, 1709673322000, 0, 'Hej'), (2, 1, 1, 0, 1709673323000, 15, NULL);
"""
WHATSAPP_OLD = """
CREATE TABLE messages (key_remote_jid TEXT, key_from_me INTEGER, data TEXT, timestamp INTEGER, remote_resource TEXT);
INSERT INTO messages VALUES ('4520123456@s.whatsapp.net', 0, 'Hej', 1709673322000, ''),
  ('4520123456@s.whatsapp.net', 1, 'Nej', 1709673323000, NULL);
"""
WHATSAPP_IPHONE = """
CREATE TABLE ZWACHATSESSION (Z_PK INTEGER, ZPARTNERNAME TEXT);
CREATE TABLE ZWAMESSAGE (ZTEXT TEXT, ZMESSAGEDATE REAL, ZISFROMME INTEGER, ZFROMJID TEXT, ZCHATSESSION INTEGER);
INSERT INTO ZWACHATSESSION VALUES (1, 'Mette');
INSERT INTO ZWAMESSAGE VALUES ('Hej', 731366122.5, 0, '4520123456@s.whatsapp.net', 1), ('Nej', 731366123, 1, NULL, 1);
"""


def made(folder: Path, script: str, *packed: bytes) -> Path:
    path = folder / "base.db"
    with closing(sqlite3.connect(path)) as base:
        base.executescript(script)
        for body in packed:
            base.execute("INSERT INTO message VALUES (2, NULL, ?, 1, 731366123000000000, 0, 0)", (body,))
        base.commit()
    return path


def read(path: Path) -> Reading:
    return read_file(path, path.parent / "ud")


def test_messages_of_an_iphone_are_a_thread(tmp_path: Path) -> None:
    reading = read(made(tmp_path, IMESSAGE, PACKED))
    assert rows(reading) == [
        ("message", "+4520123456", "Hej"),
        ("message", "+4520123456", "Søren, stop"),
        ("deleted", "+4520123456", ""),
        ("message", "Mig", "[bilag: a.jpg]"),
    ]
    assert (reading.kind, clock(reading)[0], reading.messages[0].to) == (
        "chat.imessage",
        "2024-03-05 21:15:22",
        ("Gruppen",),
    )
    assert codes(reading) == ["attachments_apart", "deleted_messages"]


@pytest.mark.parametrize(
    ("script", "kind", "said"),
    [
        (
            *(ANDROID, "sms.android"),
            [("message", "+4520123456", "Hej"), ("message", "Mig", "Nej"), ("message", "", "[bilag: a.jpg]")],
        ),
        (WHATSAPP, "chat.whatsapp", [("message", "+4520123456", "Hej"), ("deleted", "Mig", "")]),
        (WHATSAPP_OLD, "chat.whatsapp", [("message", "+4520123456", "Hej"), ("message", "Mig", "Nej")]),
        (WHATSAPP_IPHONE, "chat.whatsapp", [("message", "+4520123456", "Hej"), ("message", "Mig", "Nej")]),
    ],
)
def test_messages_of_other_phones_are_a_thread(
    tmp_path: Path, script: str, kind: str, said: list[tuple[str, str, str]]
) -> None:
    reading = read(made(tmp_path, script))
    assert (reading.kind, rows(reading), clock(reading)[:1]) == (kind, said, ["2024-03-05 21:15:22"])


def test_unknown_tables_are_listed_with_their_first_rows(tmp_path: Path) -> None:
    reading = read(made(tmp_path, "CREATE TABLE [ti\"ng] (a, b); INSERT INTO [ti\"ng] VALUES ('hej å', x'00');"))
    assert (reading.kind, reading.whole, codes(reading)) == ("data.sqlite", False, ["unknown_kind"])
    assert reading.texts[0].text == 'ti"ng\nhej å\t[1 bytes]'


def test_database_in_use_may_lack_its_newest(tmp_path: Path) -> None:
    path = made(tmp_path, "PRAGMA journal_mode = WAL; " + ANDROID)
    assert codes(read(path)) == ["newest_missing", "attachments_apart"]


def test_broken_database_is_refused_with_words(tmp_path: Path) -> None:
    path = tmp_path / "base.db"
    path.write_bytes(b"SQLite format 3\x00" + b"\x11" * 5000)
    with pytest.raises(Unreadable, match="beskadiget eller krypteret"):
        read(path)


def test_half_a_database_gives_what_is_left(tmp_path: Path) -> None:
    more = "INSERT INTO sms SELECT NULL, address, date + 1, 1, hex(zeroblob(200)) FROM sms; "
    path = made(tmp_path, ANDROID + more * 7)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    try:
        assert read(path).whole is False
    except Unreadable as told:
        assert told.says == database.BROKEN  # noqa: PT017 - either answer is right; it depends on where pages lie


def test_slow_question_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "SECONDS", -1.0)
    monkeypatch.setattr(database, "STEPS", 1)
    with pytest.raises(Unreadable, match="database"):
        read(made(tmp_path, ANDROID))


def test_database_shorter_than_it_says_is_told(tmp_path: Path) -> None:
    path = made(tmp_path, ANDROID)
    path.write_bytes(path.read_bytes()[:-10])
    try:
        assert "truncated" in codes(read(path))
    except Unreadable as told:
        assert told.says == database.BROKEN  # noqa: PT017 - where the last page is the one that is asked for
