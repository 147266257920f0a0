"""Something is hidden in a copy, with a reason; the original and its proof remain."""

import hashlib
import io

import pytest
from PIL import Image

from tests.evidence.items import THREAD, kept, read_as
from tests.factories.cases import picture
from vaern.errors import BadInput, NotNow
from vaern.evidence import actions, locking, redaction
from vaern.evidence.pictures import without_position
from vaern.vault.blobs import read_whole

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
    assert (copy.name, copy.original_sha256 != copy.sha256) == ("B1-sloeret-1.png", True)
    assert read_whole(one.item.blob) == picture((400, 300))
    assert [(entry.act, entry.reason_code) for entry in one.item.custody.all()][1:] == [("transformed", "redacted")]
    assert redaction.layer_of(copy.row)["areas"][0]["value"] == "xywh=percent:0,0,50,50"


def test_words_are_replaced_in_a_copy():
    one = kept()
    read_as(one.item, **THREAD)
    redaction.redact_text(item=one.item, by=one.owner, words=["dine børn", "skole"], reason="Børn")
    text = b"".join(redaction.redacted_copies(one.item)[0].read()).decode()
    assert ("Jeg ved hvor [sløret] går i [sløret]." in text, "dine børn" in text, "Kopi af B1" in text) == (
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
    assert [entry.act for entry in one.item.custody.all()] == ["received", "copied"]
