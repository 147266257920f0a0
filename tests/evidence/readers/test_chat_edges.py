"""Corners of chats: files of an export that are broken, locked or too many, and pages with odd times."""
# ruff: noqa: E501 - pages have long lines of their own

import json
import struct
import zipfile
from pathlib import Path

import pytest

from tests.evidence.readers.chat_made import Chat, chat, clock, rows
from tests.evidence.readers.sample_files import codes
from vaern.evidence.readers import mojibake, threads, whatsapp
from vaern.evidence.readers.chat_files import Pack, texts_in
from vaern.evidence.readers.gather import Gather
from vaern.evidence.readers.out import Out
from vaern.evidence.readers.shapes import Source
from vaern.evidence.readers.threads import Line

__all__ = ["chat"]
LINE = "[12.03.2021 14.06.00] Anna: \u200e<vedhæftet: {}>\n"


def pack(folder: Path) -> Path:
    path = folder / "export.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("_chat.txt", LINE.format("a.bin") + LINE.format("b.bin"))
        made.writestr("a.bin", bytes(range(256)) * 40)
        made.writestr("b.bin", b"b" * 5000)
    return path


def read(path: Path, folder: Path, **limits: int):
    folder.mkdir(exist_ok=True)
    return whatsapp.read(Source(path, "export.zip", "application/zip"), Out(folder, **limits))


def test_broken_file_in_an_export_is_said(tmp_path: Path) -> None:
    path = pack(tmp_path)
    data = bytearray(path.read_bytes())
    place = data.index(b"a.bin") + 8
    data[place : place + 30] = bytes(30)
    path.write_bytes(data)
    reading = read(path, tmp_path / "out")
    assert (codes(reading)[0], reading.whole, len(reading.messages)) == ("attachment_broken", False, 2)


def test_locked_file_in_an_export_is_said(tmp_path: Path) -> None:
    path = pack(tmp_path)
    data = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):  # the bit that says "encrypted", for a.bin alone
        place = data.index(mark, data.index(mark) + 4)
        data[place + at] |= 1
    path.write_bytes(data)
    assert "attachment_broken" in codes(read(path, tmp_path / "out"))


def test_export_over_the_limits_lists_what_it_does_not_keep(tmp_path: Path) -> None:
    reading = read(pack(tmp_path), tmp_path / "out", most_bytes=6000)
    assert [(one.name, bool(one.file)) for one in reading.parts] == [("a.bin", False), ("b.bin", True)]
    assert "limit_reached" in codes(reading)


def test_what_is_no_zip_has_no_texts(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"PK\x05\x06" + struct.pack("<4H2LH", 0, 0, 9, 9, 99, 9, 0))
    assert texts_in(tmp_path / "x", whatsapp.TEXT) == []
    g = Gather(Source(tmp_path / "x", "x"), Out(tmp_path), "chat.test")
    assert Pack(g, tmp_path / "x").text("a") == b""
    assert Pack(g, pack(tmp_path)).text("not there") == b""


def test_thread_without_end_is_cut_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "MOST_MESSAGES", 3)
    g = Gather(Source(tmp_path / "x", "x"), Out(tmp_path), "chat.test")
    reading = threads.close(g, [Line("A", str(number), None) for number in range(5)])
    assert (len(reading.messages), codes(reading), reading.whole) == (3, ["too_many_messages"], False)


def test_file_is_of_bytes_only_when_all_of_it_can_be() -> None:
    assert mojibake.written_as_bytes('{"a": "s\\u00c3\\u00a5"}')
    assert not mojibake.written_as_bytes('{"a": "\\u2019"}')
    assert not mojibake.written_as_bytes('{"a": "’"}')
    assert mojibake.written_as_bytes('{"a": "\\\\u2019"}')
    assert (mojibake.from_bytes("sÃ¥"), mojibake.from_bytes("så"), mojibake.from_bytes("’")) == ("så", "så", "’")


def test_pages_with_odd_times_keep_their_words(chat: Chat) -> None:
    message = '<div class="message default clearfix"><div class="body"><div class="date" title="{}">x</div><div class="from_name">Bo</div><div class="text">Hej</div></div></div>'
    page = '<html><body><div class="page_wrap"><div class="page_header">Bo</div><div class="history">{}</div></div></body></html>'
    stamps = ("14.11.2023 23:13:20", "99.99.2023 23:13:20", "i går", "14.11.2023 23:13:20 UTC-05:30")
    reading = chat(page.format("".join(message.format(stamp) for stamp in stamps)), "messages.html")
    assert clock(reading) == ["2023-11-14 22:13:20", "", "", "2023-11-15 04:43:20"]
    assert [m.at.zone_known for m in reading.messages if m.at] == [False, False, False, True]


def test_pages_left_out_file_is_a_gap(chat: Chat) -> None:
    page = '<html><body><div class="page_wrap"><div class="page_header">Bo</div><div class="history"><div class="message default"><div class="body"><div class="from_name">Bo</div><div class="media_wrap"><div class="media">Video file<br>Not included</div></div></div></div></div></div></body></html>'
    assert rows(chat(page, "messages.html")) == [("missing", "Bo", "[Video file, Not included]")]


def test_pages_forwarded_words_are_not_the_forwarders_own(chat: Chat) -> None:
    named = '<div class="from_name">Bo <span class="date details" title="01.06.2024 10:00:00"> 01.06.2024 10:00:00</span></div>'
    message = '<div class="message default {}"><div class="body">{}<div class="pull_left forwarded userpic_wrap"></div>{}<div class="text">{}</div></div></div></div>'
    blocks = (
        message.format(
            "", '<div class="from_name">Anna</div>', '<div class="forwarded body">' + named, "Jeg finder dig"
        ),
        message.format("joined", "", '<div class="forwarded body">', "Snart"),
        message.format("joined", "", "<div>", "Så du den?"),
        message.format("joined", "", '<div class="forwarded body">', "Ukendt"),
    )
    page = '<html><body><div class="page_wrap"><div class="page_header">Bo</div><div class="history">{}</div></div></body></html>'
    assert rows(chat(page.format("".join(blocks)), "messages.html")) == [
        ("message", "Anna", "[videresendt fra Bo, 01.06.2024 10:00:00]\nJeg finder dig"),
        ("message", "Anna", "[videresendt fra Bo]\nSnart"),
        ("message", "Anna", "Så du den?"),
        ("message", "Anna", "[videresendt]\nUkendt"),
    ]


@pytest.mark.parametrize(("most", "seconds", "shown"), [(3, 9.0, ["0", "1", "0"]), (99, -1.0, ["0", "1"])])
def test_telegram_of_many_pages_is_read_as_far_as_there_is_time(
    chat: Chat, monkeypatch: pytest.MonkeyPatch, most: int, seconds: float, shown: list[str]
) -> None:
    monkeypatch.setattr(threads, "MOST_AT_ONCE", most)
    monkeypatch.setattr(threads, "SECONDS", seconds)
    block = '<div class="message default"><div class="body"><div class="from_name">Bo</div><div class="text">{}</div></div></div>'
    page = '<html><body><div class="page_wrap"><div class="page_header">Bo</div><div class="history">{}</div></div></body></html>'
    whole = page.format("".join(block.format(number) for number in range(2)))
    reading = chat({"a/messages.html": whole, "a/messages2.html": whole, "a/messages3.html": whole}, "x.zip")
    assert ([one.text for one in reading.messages], reading.whole) == (shown, False)
    assert codes(reading).count("too_many_messages") == 1


def test_pages_of_an_export_come_in_the_order_people_count(chat: Chat) -> None:
    page = '<html><body><div class="page_wrap"><div class="page_header">Bo</div><div class="history"><div class="message default"><div class="body"><div class="from_name">Bo</div><div class="text">{}</div></div></div></div></div></body></html>'
    names = [f"a/messages{number}.html" for number in ("", 2, 3, 10, 11)]
    reading = chat({name: page.format(name) for name in reversed(names)}, "x.zip")
    assert [one.text for one in reading.messages] == names


def test_messages_of_threads_in_many_files_come_oldest_first(chat: Chat) -> None:
    def said(title: str, text: str, at: int) -> str:
        message = {"sender_name": "Bo", "timestamp_ms": 1_700_000_000_000 + at, "content": text}
        return json.dumps({"participants": [{"name": "Bo"}], "messages": [message], "title": title})

    reading = chat(
        {
            "inbox/a_1/message_1.json": said("A", "3", 3),
            "inbox/a_1/message_2.json": said("A", "2", 2),
            "inbox/a_1/message_10.json": said("A", "1", 1),
            "inbox/b_2/message_1.json": said("B", "4", 0),
        },
        "x.zip",
    )
    assert [one.text for one in reading.messages] == ["1", "2", "3", "4"]


def test_page_from_meta_is_read_as_far_as_there_is_time(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "MOST_AT_ONCE", 2)
    block = '<div class="pam _a6-g"><div class="_a6-h">Bo</div><div class="_a6-p">{}</div><div class="_a6-o">12. mar. 2024 14.06.0{}</div></div>'
    page = f"<html><head><title>Bo</title></head><body>{''.join(block.format(one, one) for one in (3, 2, 1))}</body></html>"
    reading = chat(page, "message_1.html")
    assert ([one.text for one in reading.messages], "too_many_messages" in codes(reading)) == (["1", "2"], True)


def test_pages_after_the_time_is_up_are_left(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "SECONDS", -1.0)
    block = '<div class="pam _a6-g"><div class="_a6-h">Bo</div><div class="_a6-p">{}</div><div class="_a6-o">12. mar. 2024 14.06.0{}</div></div>'
    page = "<html><head><title>Bo</title></head><body>{}</body></html>"
    pages = {f"inbox/b_1/message_{5 - one}.html": page.format(block.format(one, one)) for one in range(1, 5)}
    reading = chat(pages, "x.zip")
    warned = [one.says for one in reading.warnings if one.code == "too_many_messages"]
    assert ([one.text for one in reading.messages], len(warned), "de første 1 " in warned[0]) == (["1"], 1, True)
