"""Corners of chats: files of an export that are broken, locked or too many, and pages with odd times."""
# ruff: noqa: E501 - pages have long lines of their own

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
    assert rows(chat(page, "messages.html")) == [("missing", "Bo", "[Video fileNot included]")]
