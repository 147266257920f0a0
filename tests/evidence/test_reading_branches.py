"""The rarer ways of moving, showing and uploading evidence."""

import pytest

from tests.evidence.items import case_with, kept
from tests.evidence.test_showing import part
from vaern.audit.enums import Stream
from vaern.audit.events import events_of
from vaern.cases.queries import actor_in
from vaern.errors import BadInput, IntegrityBroken, NotNow
from vaern.evidence import moving, showing, uploading
from vaern.evidence.models import Item
from vaern.evidence.showing import MOST_TEXT
from vaern.vault.text import seal_into

pytestmark = pytest.mark.django_db


def test_original_that_is_not_what_was_received_is_not_moved():
    one = kept()
    there = case_with(one.place, b"en anden sag", "andet.txt")
    seal_into(one.item, sha256="0" * 64)
    one.item.save()
    by_there = actor_in(one.place.henrik.person, there)
    with pytest.raises(IntegrityBroken):
        moving.move(item=one.item, to=there, by=one.owner, by_there=by_there, reason="Forkert sag.")
    assert Item.objects.get(pk=one.item.pk).case_id == one.case.id
    assert [one.name for one in events_of(Stream.CASE, there.id) if one.name.startswith("evidence.moved")] == []


def test_words_too_long_for_a_page_are_not_shown_but_can_be_downloaded():
    one = kept(b"en pakke")
    part(one.item, b"a" * MOST_TEXT, "text/plain", "1")
    part(one.item, b"a" * (MOST_TEXT + 1), "text/plain", "2")
    assert len(showing.show(one.item, "1").texts[0]) == MOST_TEXT
    with pytest.raises(BadInput):
        showing.show(one.item, "2")


def test_piece_that_does_not_follow_the_last_one_is_not_taken():
    one = kept()
    upload = uploading.begin(case=one.case, by=one.owner, name="film.mp4", length=2_000_000)
    with pytest.raises(NotNow):
        uploading.add_piece(upload, at=7, data=b"x" * 100)
    assert upload.offset == 0
