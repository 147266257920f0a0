"""Word, Excel and PowerPoint before 2007, made here: the words are read, and what locks them is said."""

import struct

import pytest

from tests.evidence.readers.ole_made import atom, compound, record, word
from tests.evidence.readers.sample_files import codes, read_file
from vaern.evidence.readers.shapes import Unreadable

BOOK, OF_SHEET, EOF = record(0x809, b"\0\6\5\0" + bytes(12)), record(0x809, b"\0\6\x10\0" + bytes(12)), record(0x0A)
DATES = b"".join(record(0xE0, struct.pack("<HH", 0, number) + bytes(16)) for number in (0, 14, 164))


@pytest.fixture
def reading(tmp_path):
    def read(streams):
        (tmp_path / "fil").write_bytes(compound(streams))
        return read_file(tmp_path / "fil", tmp_path / "ud", "fil.doc")

    return read


def test_word_document_gives_its_words_and_notes(reading):
    text = "Første linje\rNæste\x0blinje \x13HYPERLINK x\x14her\x15\rA\x07B\x07\x07\rÆøå €"
    found = reading(word(text, notes="\x05Passer ikke\r"))
    assert [(one.kind, one.text) for one in found.texts] == [
        ("body", "Første linje\nNæste\nlinje her\nA\tB\nÆøå €"),
        ("comment", "Passer ikke"),
    ]
    assert (found.kind, codes(found), found.whole) == ("document.doc", ["words_only"], True)


def test_word_document_with_a_password_is_refused(reading):
    with pytest.raises(Unreadable, match="adgangskode"):
        reading(word("x", flags=0x0100))


def test_word_document_whose_pieces_lead_nowhere_is_told(reading):
    streams = word("Hej med dig")
    found = reading({**streams, "0Table": b"\x09" * 40})
    assert (codes(found), found.whole, found.texts) == (["no_words"], False, ())


def shared(*texts: str) -> bytes:
    """The table of shared texts, cut in the middle of the last one."""
    packed = [struct.pack("<HB", len(one), 1) + one.encode("utf-16-le") for one in texts]
    data = struct.pack("<II", len(texts), len(texts)) + b"".join(packed)
    return record(0xFC, data[:-4]) + record(0x3C, b"\x01" + data[-4:])


def workbook(cells: bytes, *, hidden: bool = False, more: bytes = b"") -> dict[str, bytes]:
    """A book with one sheet."""
    custom = record(0x41E, struct.pack("<HHB", 164, 16, 0) + b"dd-mm-yyyy hh:mm")
    before, after = BOOK + more + custom + DATES, shared("Navn", "Kære Åse") + EOF
    name = b"\x03\0Ark"
    begins = len(before) + len(record(0x85, bytes(6) + name)) + len(after)
    sheet = record(0x85, struct.pack("<IBB", begins, int(hidden), 0) + name)
    return {"Workbook": before + sheet + after + OF_SHEET + cells + EOF}


def test_workbook_gives_rows_days_and_what_formulas_came_to(reading):
    cells = record(0xFD, struct.pack("<HHHI", 0, 0, 0, 0)) + record(0xFD, struct.pack("<HHHI", 0, 2, 0, 1))
    cells += record(0x203, struct.pack("<HHHd", 1, 0, 1, 46083.0)) + record(
        0x203, struct.pack("<HHHd", 1, 1, 2, 46083.5)
    )
    cells += record(0x27E, struct.pack("<HHHI", 2, 0, 0, 1250 << 2 | 3)) + record(
        0x205, struct.pack("<HHHBB", 2, 1, 0, 1, 0)
    )
    cells += record(0x06, struct.pack("<HHH", 2, 2, 0) + b"\0" * 6 + b"\xff\xff" + bytes(8)) + record(
        0x207, b"\x02\0\0Ja"
    )
    found = reading(workbook(cells))
    assert (found.texts[0].text, found.texts[0].part) == (
        "Navn\t\tKære Åse\n2026-03-02\t2026-03-02 12:00\n12.5\tSAND\tJa",
        "Ark",
    )
    assert (found.kind, codes(found)) == ("document.xls", ["words_only"])


def test_workbook_with_a_hidden_sheet_or_a_password_says_so(reading, tmp_path):
    cell = record(0x204, struct.pack("<HHH", 0, 0, 0) + b"\x03\0\0Hej")
    assert codes(reading(workbook(cell, hidden=True))) == ["hidden_sheet", "words_only"]
    with pytest.raises(Unreadable, match="adgangskode"):
        reading(workbook(cell, more=record(0x2F, bytes(6))))


def slides(*, locked: bool = False) -> dict[str, bytes]:
    """Two slides, of which one has words outside the outline, an older edition of it, and a comment."""
    outline = atom(0x3F3, struct.pack("<I", 2) + bytes(16)) + atom(0xFA0, "Kære alle\rÆbler".encode("utf-16-le"))
    outline += atom(0x3F3, struct.pack("<I", 3) + bytes(16)) + atom(0xFA8, b"To")
    document = atom(0x3E8, atom(0xFF0, outline, holds=True), holds=True)
    author, words = atom(0xFBA, "Bo".encode("utf-16-le")), atom(0xFBA, "Fjern den".encode("utf-16-le"), 1)
    comment = atom(0x138B, atom(0x2EE0, author + words + atom(0xFBA, "B".encode("utf-16-le"), 2), holds=True))
    old = atom(0x3EE, atom(0xFA8, b"Slettet"), holds=True)
    first = atom(0x3EE, atom(0xFA8, b"I en boks") + atom(0xFBA, "navn".encode("utf-16-le")) + comment, holds=True)
    second = atom(0x3EE, b"", holds=True)
    body = document + old
    places = (0, len(body), len(body) + len(first))
    body += first + second
    directory = atom(0x1772, struct.pack("<IIII", 3 << 20 | 1, *places))
    edit = atom(0xFF5, bytes(8) + struct.pack("<III", 0, len(body), 1) + bytes(8))
    user = bytes(12) + struct.pack("<II", 0xF3D1C4DF if locked else 0xE391C05F, len(body) + len(directory))
    return {"PowerPoint Document": body + directory + edit, "Current User": user}


def test_slides_give_their_words_in_order_and_only_the_newest(reading):
    found = reading(slides())
    assert [(one.kind, one.part, one.text) for one in found.texts] == [
        ("page", "1", "Kære alle\nÆbler\nI en boks"),
        ("comment", "1", "Bo: Fjern den"),
        ("page", "2", "To"),
    ]
    assert (found.kind, codes(found)) == ("document.ppt", ["words_only"])


def test_slides_without_their_list_are_read_as_they_stand(reading):
    found = reading({"PowerPoint Document": atom(0x3EE, atom(0xFA8, b"Alene"), holds=True), "Current User": b""})
    assert [one.text for one in found.texts] == ["Alene"]


def test_slides_with_a_password_are_refused(reading):
    with pytest.raises(Unreadable, match="adgangskode"):
        reading(slides(locked=True))


JPEG = b"\xff\xd8\xff\xe0" + bytes(9000) + b"\xff\xd9"


def blip(picture: bytes, kind: int = 0xF01D, before: int = 17) -> bytes:
    """A picture in a record of its own, after its fingerprint."""
    return struct.pack("<HHI", 0x46A0, kind, len(picture) + before) + bytes(before) + picture


def pictures(found) -> list[tuple[str, int]]:
    return [(part.media_type, part.size) for part in found.parts if part.kind == "picture"]


def test_pictures_in_an_old_document_are_parts(reading):
    png = b"\x89PNG\r\n\x1a\n" + bytes(5000)
    data = b"\x1d\xf0\x1e\xf0" + bytes(40) + blip(JPEG) + bytes(7) + blip(png, 0xF01E, 33)
    found = reading(word("Hej") | {"Data": data})
    assert pictures(found) == [("image/jpeg", len(JPEG)), ("image/png", len(png))]


def test_picture_in_an_old_workbook_is_put_together_again(reading):
    drawn = blip(JPEG)
    more = record(0xEB, drawn[:8000]) + record(0x3C, drawn[8000:]) + record(0x3C) + record(0x3D, b"x")
    assert pictures(reading(workbook(b"", more=more))) == [("image/jpeg", len(JPEG))]


def test_words_in_a_box_over_the_cells_are_read(reading):
    shape = record(0x5D, struct.pack("<HHHHH", 0x15, 0x12, 6, 1, 0) + bytes(16))
    box = record(0x1B6, bytes(10) + struct.pack("<HH", 4, 8) + bytes(4)) + record(
        0x3C, b"\1" + "Pæst".encode("utf-16-le")
    )
    found = reading(workbook(shape + box + record(0x3C, bytes(8))))
    assert [(one.kind, one.text) for one in found.texts] == [("body", "Pæst")]


def test_box_without_its_shape_does_not_stop_the_reader(reading):
    assert codes(reading(workbook(record(0x1B6, bytes(18)) + record(0x3C, b"\0a")))) == ["no_words"]


@pytest.mark.parametrize(("runs", "told"), [(1, ["words_only", "macros", "embedded"]), (0, ["words_only", "embedded"])])
def test_slides_say_what_else_they_hold(runs, told, reading):
    program = atom(0x3FF, atom(0x400, struct.pack("<III", 7, runs, 2)), holds=True)
    held = atom(0x3E8, program + atom(0x409, atom(0xFCC, b"", holds=True), holds=True), holds=True)
    streams = {"PowerPoint Document": held + atom(0x3EE, atom(0xFA8, b"Alene"), holds=True), "Current User": b""}
    assert codes(reading(streams)) == told
