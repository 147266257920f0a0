"""A photo in a kind that browsers do not know (HEIC) is seen, covered and given without its place like any other."""

import io

import pytest
from PIL import Image

from tests.bad_input.pages import text
from tests.evidence.items import kept
from tests.evidence.readers.sample_files import sampled
from tests.web.test_evidence import at, press
from vaern.errors import BadInput
from vaern.evidence import actions, redaction
from vaern.evidence.reading import read_item
from vaern.vault.blobs import read_whole

pytestmark = [pytest.mark.django_db, pytest.mark.samples]


@pytest.fixture
def photo():
    """A HEIC that has been read."""
    found = kept(sampled("image/heif/heif/zPug_3.heic").read_bytes(), "IMG_0001.HEIC")
    read_item(found.item)
    return found


def test_area_of_it_is_covered_in_a_copy(photo):
    row = redaction.redact_picture(item=photo.item, by=photo.owner, areas=[(0, 0, 50, 50)], reason="Et barn")
    with Image.open(io.BytesIO(read_whole(row.blob))) as made:
        assert (made.format, made.getpixel((1, 1))) == ("PNG", (0, 0, 0))


def test_copy_without_its_place_can_be_taken(photo):
    assert actions.copy_without_position(photo.item, photo.owner).media_type == "image/jpeg"
    assert photo.item.custody.last().reason_code == "without_position"


def test_page_offers_to_show_draw_and_copy_it(photo):
    page = text(press(photo, "evidence_open"))
    assert [at(photo, name) in page for name in ("evidence_picture", "evidence_copy")] == [True, True]
    assert 'name="areas"' in page
    page = press(photo, "evidence_redact", areas="0,0,10,10", reason="Et barn")
    assert "B1-sloeret-1.png" in text(page)


def test_before_it_has_been_read_there_is_nothing_to_draw_from():
    one = kept(sampled("image/heif/heif/zPug_3.heic").read_bytes(), "IMG_0001.HEIC")
    with pytest.raises(BadInput):
        redaction.redact_picture(item=one.item, by=one.owner, areas=[(0, 0, 50, 50)], reason="Et barn")
