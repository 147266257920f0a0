"""Something is hidden in a copy, with a reason; the original and its proof remain."""

import hashlib
import io
import json

import pytest
from PIL import Image

from tests.evidence.items import THREAD, Text, kept, read_as
from tests.factories.cases import picture
from vaern.errors import BadInput, NotNow
from vaern.evidence import actions, cpr, locking, redaction
from vaern.evidence.pictures import redraw, without_position
from vaern.evidence.queries import custody_of
from vaern.evidence.reading import read_item
from vaern.vault.blobs import read_whole
from vaern.vault.text import seal_into

pytestmark = pytest.mark.django_db


@pytest.mark.row("B04")
def test_area_is_painted_over_in_a_copy_that_says_what_it_is():
    one = kept()
    redaction.redact_picture(item=one.item, by=one.owner, areas=[(0, 0, 50, 50)], reason="En tredje persons navn")
    copy = redaction.redacted_copies(one.item)[0]
    data = b"".join(copy.read())
    shown = Image.open(io.BytesIO(data))
    assert (shown.getpixel((10, 10)), shown.getpixel((390, 290))) == ((0, 0, 0), (201, 214, 217))
    assert shown.size[1] > 300
    assert (copy.sha256, copy.reason) == (hashlib.sha256(data).hexdigest(), "En tredje persons navn")
    assert copy.name == "B1-sloeret-1.png"
    assert read_whole(one.item.blob) == picture((400, 300))
    assert [(entry.act, entry.reason_code) for entry in custody_of(one.item)][1:] == [("transformed", "redacted")]
    assert redaction.layer_of(copy.row)["areas"][0]["value"] == "xywh=percent:0,0,50,50"


def test_words_are_replaced_in_a_copy():
    one = kept()
    read_as(one.item, **THREAD)
    redaction.redact_text(item=one.item, by=one.owner, words=["dine børn", "skole"], reason="Børn")
    text = b"".join(redaction.redacted_copies(one.item)[0].read()).decode()
    assert ("Jeg ved hvor [sløret] går i [sløret]." in text, "dine børn" in text, "Kopi med sløring" in text) == (
        True,
        False,
        True,
    )


def test_copy_that_is_withdrawn_is_not_given():
    one = kept()
    row = redaction.redact_picture(item=one.item, by=one.owner, areas=[(0, 0, 5, 5)], reason="x")
    redaction.withdraw(row=row, by=one.owner)
    assert redaction.redacted_copies(one.item) == []


@pytest.mark.parametrize(
    "more", [{"areas": []}, {"reason": " "}, {"areas": [(0, 0, 101, 5)]}, {"areas": [(0, 0, 1, 1)] * 61}]
)
def test_redaction_that_cannot_be_is_refused(more):
    one = kept()
    with pytest.raises(BadInput):
        redaction.redact_picture(item=one.item, by=one.owner, **{"areas": [(0, 0, 5, 5)], "reason": "x", **more})
    assert redaction.redacted_copies(one.item) == []


def test_words_that_do_not_stand_there_and_files_that_are_no_picture_are_refused():
    one = kept(b"almindelig tekst")
    for words in ([], ["findes ikke"]):
        with pytest.raises(BadInput):
            redaction.redact_text(item=one.item, by=one.owner, words=words, reason="x")
    with pytest.raises(BadInput):
        redaction.redact_picture(item=one.item, by=one.owner, areas=[(0, 0, 5, 5)], reason="x")


def test_nothing_of_what_is_locked_is_given():
    one = kept()
    redaction.redact_picture(item=one.item, by=one.owner, areas=[(0, 0, 5, 5)], reason="x")
    locking.lock(item=one.item, by=one.owner)
    assert redaction.redacted_copies(one.item) == []
    with pytest.raises(NotNow):
        redaction.redact_picture(item=one.item, by=one.owner, areas=[(0, 0, 5, 5)], reason="x")


def test_copy_that_leaves_does_not_say_where_it_was_taken():
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (55.0, 40.0, 34.0)}
    exif[0x010F] = "Kameraet"
    Image.new("RGB", (60, 40), "#aabbcc").save(out, "JPEG", exif=exif)
    one = kept(out.getvalue(), "foto.jpg")
    copy = actions.copy_without_position(one.item, one.owner)
    left = Image.open(io.BytesIO(copy.data))
    assert (dict(left.getexif()), left.size, "exif" in left.info) == ({}, (60, 40), False)
    assert without_position(out.getvalue()).media_type == "image/jpeg"
    assert [entry.act for entry in custody_of(one.item)] == ["received", "copied"]


def test_words_are_hidden_however_they_are_spelt():
    one = kept()
    words = "Lise Holm, lise holm og LISE\nHOLM. Li\u200bse Holm igen."
    read_as(one.item, kind="text", texts=(Text(words, kind="body"),))
    redaction.redact_text(item=one.item, by=one.owner, words=["Lise  Holm"], reason="En anden")
    text = b"".join(redaction.redacted_copies(one.item)[0].read()).decode()
    assert text.endswith("[sløret], [sløret] og [sløret]. [sløret] igen.\n")


def test_word_inside_a_longer_one_is_hidden_only_where_somebody_chooses_it():
    one = kept()
    words = "Ole sparker fodbolde. Oles fodbolde er nye."
    read_as(one.item, kind="text", texts=(Text(words, kind="body"),))
    found = redaction.longer_words_in(one.item, ["Ole", "bold"])
    assert [(each.word, each.times, each.genitive) for each in found] == [("fodbolde", 2, False), ("oles", 1, True)]
    with pytest.raises(BadInput):
        redaction.redact_text(item=one.item, by=one.owner, words=["Ole", "bold"], reason="x")
    redaction.redact_text(item=one.item, by=one.owner, words=["Ole"], reason="x", longer=["oles"])
    redaction.redact_text(item=one.item, by=one.owner, words=["Ole"], reason="x")
    first, second = redaction.redacted_copies(one.item)
    assert b"".join(first.read()).decode().endswith("[sløret] sparker fodbolde. [sløret] fodbolde er nye.\n")
    assert b"".join(second.read()).decode().endswith("[sløret] sparker fodbolde. Oles fodbolde er nye.\n")
    assert (first.left, second.left) == (0, 1)
    assert [redaction.still_says(first, [words]) for words in ("fodbolde", "Oles hus", "ole")] == [False, True, True]


def test_copy_from_before_hid_words_inside_longer_ones_and_is_held_to_that():
    one = kept()
    read_as(one.item, **THREAD)
    row = redaction.redact_text(item=one.item, by=one.owner, words=["skole"], reason="x")
    seal_into(row, layer=json.dumps({"words": ["skole"]}))
    row.save()
    assert redaction.still_says(redaction.redacted_copies(one.item)[0], ["førskolen"]) is True


def test_too_many_longer_words_are_not_listed_and_none_of_what_is_locked(monkeypatch):
    monkeypatch.setattr(redaction, "MOST_LONGER", 1)
    one = kept()
    read_as(one.item, **THREAD)
    with pytest.raises(BadInput):
        redaction.longer_words_in(one.item, ["e"])
    assert redaction.longer_words_in(one.item, ["skole"]) == []
    locking.lock(item=one.item, by=one.owner)
    with pytest.raises(NotNow):
        redaction.longer_words_in(one.item, ["sko"])
    with pytest.raises(NotNow):
        redaction.note_longer_seen(one.item, one.owner)
    assert [entry.act for entry in custody_of(one.item)] == ["received", "locked"]


def test_copy_does_not_carry_what_the_hidden_words_could_be_tried_against():
    one = kept()
    read_as(one.item, **THREAD)
    redaction.redact_text(item=one.item, by=one.owner, words=["skole"], reason="Børn")
    text = b"".join(redaction.redacted_copies(one.item)[0].read()).decode()
    digest = hashlib.sha256(read_whole(one.item.blob)).hexdigest()
    assert (digest[:8] in text, digest[-8:] in text, one.item.salted_digest[:24] in text.replace(" ", "")) == (
        False,
        False,
        True,
    )


def test_copy_of_a_mail_says_who_wrote_when_and_to_whom_and_nothing_twice():
    letter = (
        b"From: Rune Hald <rune@mail.invalid>\nTo: maja@lindsoe.invalid\nSubject: Til Maja\n"
        b"Date: Fri, 20 Nov 2026 21:41:00 +0100\nMessage-ID: <1@mail.invalid>\n\nJeg ved, hvor du bor.\n"
    )
    one = kept(letter, "brev.eml")
    read_item(one.item)
    redaction.redact_text(item=one.item, by=one.owner, words=["hvor du bor"], reason="Privat")
    text = b"".join(redaction.redacted_copies(one.item)[0].read()).decode()
    at = "20.\N{NO-BREAK SPACE}november 2026 kl.\N{NO-BREAK SPACE}21.41"
    told = ("Til Maja", at, "Rune Hald", "til maja@lindsoe.invalid", "Jeg ved, [sløret].")
    assert [(words in text, text.count(words)) for words in told] == [(True, 1)] * 5


def test_name_of_a_writer_is_hidden_in_the_copy_of_a_chat():
    one = kept()
    read_as(one.item, **THREAD)
    redaction.redact_text(item=one.item, by=one.owner, words=["+45 12 34 56 78"], reason="Nummer")
    text = b"".join(redaction.redacted_copies(one.item)[0].read()).decode()
    assert ("[sløret]\nJeg ved hvor" in text, "mig\nHold op" in text, "12 34" in text) == (True, True, False)


def test_fingerprint_in_a_copy_is_never_taken_for_a_civil_registration_number():
    one = kept()
    one.item.salted_digest = "0101901234" * 6 + "abcd"
    assert (cpr.find(one.item.salted_digest[:10]), cpr.find(redaction._label(one.item))) == (["0101901234"], [])


def clear_with_words_under(size=(200, 100)) -> bytes:
    """A clear picture with black under all that is clear but a strip, which is what people see."""
    out, whole = io.BytesIO(), Image.new("RGBA", size, (200, 30, 30, 0))
    whole.paste((0, 0, 0, 255), (0, 0, size[0], 20))
    whole.save(out, "PNG")
    return out.getvalue()


def test_colours_under_what_is_clear_do_not_go_along():
    """They can be read in the file, though nobody who covers areas sees them."""
    one = kept(clear_with_words_under())
    row = redaction.redact_picture(item=one.item, by=one.owner, areas=[(0, 0, 10, 10)], reason="Andres navn.")
    given = Image.open(io.BytesIO(read_whole(row.blob)))
    assert (given.getpixel((150, 10)), given.getpixel((150, 60))) == ((0, 0, 0), (255, 255, 255))
    for made in (without_position(clear_with_words_under()), redraw(clear_with_words_under())):
        copy = Image.open(io.BytesIO(made.data))
        assert (copy.getpixel((150, 10)), copy.getpixel((150, 60))) == ((0, 0, 0, 255), (0, 0, 0, 0))
