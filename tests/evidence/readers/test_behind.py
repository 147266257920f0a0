"""What lies behind, beside or under what is seen: films behind photos, later pages, hidden words, and what is said."""

import io
import struct
from pathlib import Path

import pytest
from PIL import Image

from tests.evidence.readers.sample_files import codes, read_file
from vaern.evidence.readers.shapes import Reading, Unreadable

FILM = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0\0\0\x08mdat"


def read(tmp_path: Path, data: bytes, name: str) -> Reading:
    (tmp_path / name).write_bytes(data)
    return read_file(tmp_path / name, tmp_path / "ud")


def drawn(form: str = "JPEG", **more: object) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((64, 48), 90).convert("RGB").save(out, form, **more)  # type: ignore[arg-type]  # Pillow's own
    return out.getvalue()


def with_map(photo: bytes) -> bytes:
    """A photo whose head names further pictures behind it."""
    note = b"MPF\0II*\0"
    return photo[:2] + b"\xff\xe2" + struct.pack(">H", len(note) + 2) + note + photo[2:]


def test_film_behind_a_photo_is_a_part(tmp_path: Path) -> None:
    found = read(tmp_path, drawn() + FILM, "a.jpg")
    (film,) = [part for part in found.parts if part.kind == "film"]
    assert (film.media_type, (tmp_path / "ud" / film.file).read_bytes()) == ("video/mp4", FILM)
    assert codes(found) == ["film_behind"]


def test_what_is_laid_behind_a_photo_is_told(tmp_path: Path) -> None:
    assert codes(read(tmp_path, drawn() + b"PK\3\4 en skjult fil", "a.jpg")) == ["trailing_data"]


@pytest.mark.parametrize("behind", [b"", bytes(4000), b"Samsungs egne noter SEFT"])
def test_what_belongs_to_a_photo_is_no_alarm(tmp_path: Path, behind: bytes) -> None:
    assert codes(read(tmp_path, drawn() + behind, "a.jpg")) == []


def test_further_pictures_that_the_head_names_are_no_alarm(tmp_path: Path) -> None:
    assert codes(read(tmp_path, with_map(drawn()) + drawn(), "a.jpg")) == []


def test_further_pictures_that_no_head_names_are_told(tmp_path: Path) -> None:
    assert codes(read(tmp_path, drawn() + drawn(), "a.jpg")) == ["trailing_data"]


@pytest.mark.parametrize("progressive", [False, True])
def test_the_end_of_a_photo_is_found_past_the_pictures_in_its_head(tmp_path: Path, progressive: bool) -> None:  # noqa: FBT001
    small = drawn()
    head = b"\xff\xe1" + struct.pack(">H", len(small) + 2) + small
    photo = drawn(progressive=progressive)
    found = read(tmp_path, photo[:2] + head + photo[2:], "a.jpg")
    assert (codes(found), found.whole) == ([], True)


def test_all_pages_of_a_scan_are_shown(tmp_path: Path) -> None:
    pages = [Image.new("L", (40, 30), shade) for shade in (10, 120, 240)]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    found = read_file(tmp_path / "a.tif", tmp_path / "ud")
    assert [(part.kind, part.name) for part in found.parts] == [
        ("shown", "vist kopi"),
        ("page", "side 2"),
        ("page", "side 3"),
    ]
    shades = [Image.open(tmp_path / "ud" / part.file).convert("L").getpixel((5, 5)) for part in found.parts]
    assert shades == [10, 120, 240]
    assert [one.says for one in found.warnings] == ["Billedet har 3 sider. Alle er vist."]


def test_scan_of_very_many_pages_says_how_many_are_shown(tmp_path: Path) -> None:
    pages = [Image.new("1", (8, 8)) for _ in range(33)]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    found = read_file(tmp_path / "a.tif", tmp_path / "ud")
    (says,) = [one.says for one in found.warnings]
    assert (len(found.parts), says) == (30, "Billedet har 33 sider. De første 30 er vist; resten står i originalen.")


def test_kind_of_picture_that_cannot_be_shown_is_named_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"JPEG XL.*skærmbillede"):
        read(tmp_path, b"\xff\x0a" + bytes(range(200)), "a.jxl")


def test_words_of_a_page_in_a_drawing_are_read(tmp_path: Path) -> None:
    page = "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'><p>Jeg ved</p><p>hvor</p></body></foreignObject>"
    found = read(tmp_path, f"<svg xmlns='http://www.w3.org/2000/svg'>{page}</svg>".encode(), "a.svg")
    assert [one.text for one in found.texts] == ["Jeg ved hvor"]
    assert "script" in codes(found)


def test_rich_text_tells_who_wrote_it_when_and_that_words_are_hidden(tmp_path: Path) -> None:
    info = (
        rb"{\info{\title Kl\'e6de}{\author Bo}{\operator Mie}{\creatim\yr2026\mo11\dy9\hr14\min3}{\revtim\yr2026\mo13}}"
    )
    found = read(tmp_path, rb"{\rtf1\ansi\ansicpg1252" + info + rb" Hej {\v skjult}\par}", "a.rtf")
    assert (found.title, [(one.value, one.role) for one in found.identifiers]) == (
        "Klæde",
        [("Bo", "author"), ("Mie", "last_modified_by")],
    )
    assert [(one.what, f"{one.at:%d.%m %H:%M}" if one.at else None, one.zone_known) for one in found.times] == [
        ("created", "09.11 13:03", False),
        ("modified", None, True),
    ]
    assert codes(found) == ["hidden_text"]


@pytest.mark.parametrize("words", [rb"\viewkind4 Hej", rb"{\v0 Hej}", rb"\vertalt Hej"])
def test_rich_text_without_hidden_words_is_not_said_to_have_them(tmp_path: Path, words: bytes) -> None:
    assert codes(read(tmp_path, rb"{\rtf1\ansi " + words + b"}", "a.rtf")) == []


def test_an_unknown_file_in_which_nothing_is_found_promises_nothing(tmp_path: Path) -> None:
    (says,) = [one.says for one in read(tmp_path, bytes(range(128, 256)) * 4, "a.xyz").warnings]
    assert says.endswith("Originalen er gemt uændret.")
    (says,) = [
        one.says for one in read(tmp_path, bytes(range(128, 256)) + b"skriv til bo@eksempel.dk", "b.xyz").warnings
    ]
    assert says.endswith("kunne findes i den.")


def test_card_with_the_name_in_its_pieces_alone_has_a_name(tmp_path: Path) -> None:
    card = "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=85kj=C3=A6r;Bo;;;\r\n"
    found = read(tmp_path, f"{card}TEL;CELL:+4520123456\r\nEND:VCARD\r\n".encode(), "a.vcf")
    assert (found.title, [(one.kind, one.value, one.name) for one in found.identifiers]) == (
        "Bo Åkjær",
        [("phone", "+4520123456", "Bo Åkjær"), ("name", "Bo Åkjær", "")],
    )


def test_calendar_says_that_it_comes_again_is_called_off_and_where_more_stands(tmp_path: Path) -> None:
    lines = "DTSTART:20261109T130000Z\r\nRRULE:FREQ=WEEKLY;COUNT=10\r\nSTATUS:CANCELLED\r\nURL:https://eksempel.dk/a"
    event = f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    found = read(tmp_path, event.encode(), "a.ics")
    assert found.texts[0].text.splitlines()[1:] == [
        "Gentages hver uge (FREQ=WEEKLY;COUNT=10)",
        "Aflyst",
        "Adresse: https://eksempel.dk/a",
    ]
    head = "From: a@eksempel.dk\r\nDate: Mon, 9 Nov 2026 12:00:00 +0100\r\nContent-Type: text/calendar\r\n\r\n"
    mail = read(tmp_path, (head + event).encode(), "a.eml")
    assert ("Aflyst" in mail.texts[0].text, "Gentages hver uge" in mail.texts[0].text) == (True, True)
    assert ("url", "https://eksempel.dk/a") in [(one.kind, one.value) for one in mail.identifiers]
