"""Text files: encodings, tables, cards, hostile XML, letters that deceive; and files that nobody knows."""

from datetime import UTC, datetime

import pytest

from tests.evidence.readers.sample_files import codes, read_file, sampled
from vaern.evidence.readers import unknown
from vaern.evidence.readers.charset import decode
from vaern.evidence.readers.shapes import Unreadable
from vaern.evidence.readers.strange import strange


@pytest.fixture
def reading(tmp_path):
    def read(data, name="fil.txt"):
        path = tmp_path / "fil"
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return read_file(path, tmp_path / "ud", name)

    return read


@pytest.mark.samples
@pytest.mark.parametrize("name", ["cyclic", "external", "external_file", "quadratic", "xmlbomb", "xmlbomb2"])
def test_hostile_xml_is_refused(name, tmp_path):
    with pytest.raises(Unreadable, match="folde sig ud"):
        read_file(sampled(f"adversarial/xml/{name}.xml"), tmp_path / "ud")


@pytest.mark.samples
@pytest.mark.parametrize("name", ["simple", "simple-ns"])
def test_honest_xml_is_read(name, tmp_path):
    found = read_file(sampled(f"adversarial/xml/{name}.xml"), tmp_path / "ud")
    assert (found.kind, found.texts[0].text) == ("text.xml", "key=value\ntext\ntext\ntail")


@pytest.mark.samples
@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("blns.txt", ["turned_text", "unseen_signs", "lookalikes", "stacked_signs", "controls"]),
        ("blns.json", ["turned_text", "unseen_signs", "lookalikes", "stacked_signs", "controls"]),
        ("blns.base64.txt", []),
        ("blns.base64.json", []),
    ],
)
def test_naughty_strings_are_read_and_told(name, told, tmp_path):
    found = read_file(sampled(f"adversarial/strings/{name}"), tmp_path / "ud")
    assert (codes(found), bool(found.texts)) == (told, True)


@pytest.mark.parametrize(
    ("data", "encoding", "warned"),
    [
        ("Så får du æblegrød".encode(), "utf-8", []),
        ("Så får du æblegrød".encode("utf-8-sig"), "utf-8-sig", []),
        ("Så får du æblegrød".encode("cp1252"), "windows-1252", ["encoding_guessed"]),
        ("Så får du æblegrød".encode("utf-16"), "utf-16", []),
        ("Så får du æblegrød".encode("utf-16-le"), "utf-16-le", ["encoding_guessed"]),
        ("Så får du æblegrød".encode("utf-16-be"), "utf-16-be", ["encoding_guessed"]),
    ],
)
def test_danish_text_is_read_in_every_encoding(data, encoding, warned, reading):
    found = reading(data)
    assert (found.texts[0].text, dict(found.facts)["encoding"], codes(found)) == (
        "Så får du æblegrød",
        encoding,
        warned,
    )


def test_bytes_are_only_text_when_they_look_it():
    assert (decode(b""), decode(bytes(range(256)) * 3), decode(b"", lenient=True).text) == (None, None, "")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Helt almindelig dansk tekst med é og ü", []),
        ("regning\u202egpj.exe", ["turned_text"]),
        ("kaj\u200bhansen", ["unseen_signs"]),
        ("pаypal", ["lookalikes"]),
        ("familie 👨‍👩‍👧 i dag", []),
        ("Z" + "\u0316" * 9, ["stacked_signs"]),
        ("a\x1b[31mb", ["controls"]),
        ("Москва", []),
    ],
)
def test_letters_that_deceive_are_told(text, told):
    assert strange(text) == told


def test_addresses_in_the_text_are_found(reading):
    found = reading("Skriv til kaj@eksempel.dk eller se https://eksempel.dk/kaj.")
    assert [(one.kind, one.value) for one in found.identifiers] == [
        ("url", "https://eksempel.dk/kaj"),
        ("email", "kaj@eksempel.dk"),
    ]


def test_table_with_a_formula_warns(reading):
    found = reading("navn;tal\nKaj;1\n=cmd|' /C calc'!A0;2\n", "liste.csv")
    assert (found.kind, dict(found.facts)["rows"], codes(found)) == ("text.csv", "3", ["formula"])


def test_table_with_old_line_ends_is_read(reading):
    assert reading(b"a,b\r1,2\r3,4", "liste.csv").texts[0].text == "a\tb\n1\t2\n3\t4"


def test_json_in_lines_and_json_that_is_broken(reading):
    assert dict(reading('{"a": 1}\n{"a": 2}\n').facts)["rows"] == "2"
    assert codes(reading('{"a": 1}\n{"a": \n')) == ["json_broken"]
    assert reading('["' + "å" * 10 + '"]').kind == "text.json"


def test_json_longer_than_there_is_memory_for_is_shown_as_it_stands(reading):
    found = reading('[{"a": "æ"}' + "," + ",".join(["0"] * (4 << 20)) + "]")
    assert (found.kind, found.texts[0].text[:11], codes(found)) == ("text.json", '[{"a": "æ"}', ["text_cut"])


def test_json_nested_without_end_does_not_stop_the_reader(reading):
    assert reading("[" * 60_000).kind in ("text.json", "text.plain")


def test_contact_card_gives_its_numbers(reading):
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Kaj\r\n Hansen\r\nTEL;TYPE=CELL:+4512345678\r\nEMAIL:kaj@eksempel.dk\r\n"
    card += "NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=utf-8:Bl=C3=A5\r\nREV:20260302T201400Z\r\nEND:VCARD\r\n"
    found = reading(card)
    assert [(one.kind, one.value, one.name) for one in found.identifiers][:3] == [
        ("name", "KajHansen", ""),
        ("phone", "+4512345678", "KajHansen"),
        ("email", "kaj@eksempel.dk", "KajHansen"),
    ]
    assert (dict(found.facts)["note"], found.times[0].at) == ("Blå", datetime(2026, 3, 2, 20, 14, tzinfo=UTC))


def test_calendar_gives_its_events(reading):
    event = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Møde\\, igen\r\nDTSTART;TZID=Europe/Copenhagen:20260302T211400\r\n"
    )
    event += "ORGANIZER;CN=Kaj:mailto:kaj@eksempel.dk\r\nDTEND;TZID=Ukendt/By:20260302T221400\r\nEND:VEVENT\r\n"
    found = reading(event)
    assert (found.kind, found.title) == ("calendar.ics", "Møde, igen")
    assert [one.at for one in found.times] == [
        datetime(2026, 3, 2, 20, 14, tzinfo=UTC),
        datetime(2026, 3, 2, 21, 14, tzinfo=UTC),
    ]
    assert [one.zone_known for one in found.times] == [True, False]
    assert (found.identifiers[0].role, found.identifiers[0].value) == ("organizer", "kaj@eksempel.dk")


def test_rtf_gives_its_words_and_warns_of_objects(reading):
    found = reading(rb"{\rtf1\ansi\ansicpg1252 H\'e5rd tone {\object\objemb 0102}}")
    assert ("Hård tone" in found.texts[0].text, codes(found)) == (True, ["embedded"])


@pytest.mark.parametrize(
    ("kind", "picture", "media_type"),
    [("pngblip", b"\x89PNG\r\n\x1a\n", "image/png"), ("jpegblip", b"\xff\xd8\xff\xe0", "image/jpeg")],
)
def test_pictures_in_rtf_are_parts(kind, picture, media_type, reading):
    whole = picture + bytes(90)
    figures = "\n".join(whole.hex()[at : at + 64] for at in range(0, 2 * len(whole), 64))
    found = reading(f"{{\\rtf1 Hej {{\\pict\\picw10\\pich10\\{kind} {figures}}} igen}}".encode())
    assert [(part.kind, part.media_type, part.size) for part in found.parts] == [("picture", media_type, len(whole))]
    assert found.texts[0].text.split() == ["Hej", "igen"]


def test_a_long_text_is_cut_and_says_so(reading):
    found = reading("ord " * 600_000)
    assert (len(found.texts[0].text), codes(found)) == (2_000_000, ["text_cut"])


@pytest.mark.samples
@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("test (single).vmdk", "archive.vmdk"),
        ("test (split).vmdk", "archive.vmdk"),
        ("test.iso", "archive.iso"),
        ("test.mdf", "archive.cd"),
        ("test.swf", "program.flash"),
    ],
)
def test_a_file_of_another_world_is_told_and_kept(name, kind, tmp_path):
    found = read_file(sampled(f"adversarial/type-sniffing/media/{name}"), tmp_path / "ud")
    assert (found.kind, found.whole, len(dict(found.facts)["sha256"])) == (kind, False, 64)


def test_an_unknown_file_gives_what_stands_in_it(reading):
    found = reading(
        b"\x00\x01\x02" * 30 + b"http://eksempel.dk/a kaj@eksempel.dk \xff\xfe" + "hemmelig tekst".encode("utf-16-le")
    )
    assert (found.kind, codes(found), found.whole) == ("unknown", ["unknown_kind"], False)
    assert [(one.value, one.sure) for one in found.identifiers] == [
        ("http://eksempel.dk/a", "proposed"),
        ("kaj@eksempel.dk", "proposed"),
    ]
    assert "hemmelig tekst" in found.texts[0].text


def test_a_very_large_unknown_file_is_not_read_to_its_end(reading, monkeypatch):
    monkeypatch.setattr(unknown, "SECONDS", 0)
    found = reading(b"\x00\x01\x02" * 300)
    assert (found.kind, "sha256" in dict(found.facts)) == ("unknown", False)


def test_a_program_is_told_to_be_one(reading):
    assert codes(reading(b"MZ\x90\x00" + bytes(200))) == ["unknown_kind", "program"]


def test_an_empty_file_is_refused(reading):
    with pytest.raises(Unreadable, match="tom"):
        reading(b"")


@pytest.mark.parametrize("encoding", ["cp1252", "cp865", "mac_roman"])
def test_danish_letters_of_old_computers_are_told_by_where_they_stand(reading, encoding):
    found = reading("Så er du færdig, din ødelagte ælling. Vi ses på rådhuset\n".encode(encoding), "a.txt")
    assert (found.texts[0].text, codes(found)) == (
        "Så er du færdig, din ødelagte ælling. Vi ses på rådhuset",
        ["encoding_guessed"],
    )


def test_quotation_marks_of_windows_are_no_letters(reading):
    said = "It’s ‘here’ and ‘there’, don’t you know, we’re off, l’eau d’été"
    assert reading(said.encode("cp1252"), "a.txt").texts[0].text == said


def test_card_with_an_encoding_that_does_not_exist_is_read(reading):
    card = b"BEGIN:VCARD\r\nFN;CHARSET=nonsens;ENCODING=QUOTED-PRINTABLE:=C5se\r\nEND:VCARD\r\n"
    assert reading(card, "a.vcf").title == "Åse"


def test_calendar_says_day_and_clock_in_words(reading):
    event = (
        'BEGIN:VEVENT\r\nDTSTART;TZID="(UTC+01:00) Brussels":20240305T100000\r\nDTEND;VALUE=DATE:20240306\r\nEND:VEVENT'
    )
    found = reading(f"BEGIN:VCALENDAR\r\n{event}\r\nEND:VCALENDAR\r\n".encode(), "a.ics")
    assert found.texts[0].text == "Begynder: 5. marts 2024 kl. 10.00 ((UTC+01:00) Brussels)\nSlutter: 6. marts 2024"
