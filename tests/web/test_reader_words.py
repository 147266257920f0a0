"""What a reader found stands in words that say no more than was found."""

import pytest

from tests.bad_input.pages import prose
from tests.evidence.items import kept, read_as
from tests.web.test_evidence import at, browser
from vaern.evidence.models import Item
from vaern.evidence.readers.shapes import Identifier, Part, Sure

pytestmark = pytest.mark.django_db


def page_of(**said):
    """The item's page when a reader has said this."""
    one = kept(b"et arkiv", "arkiv.bin")
    read_as(one.item, **said)
    return browser(one.place.henrik).get(at(one, "evidence_item"))


def test_fingerprints_in_a_file_are_not_said_to_be_a_signature():
    page = prose(page_of(kind="web.warc", checks={"digests": "matches"}))
    assert ("siden det blev signeret" in page, "Fingeraftryk i filen selv" in page) == (False, True)
    assert "Den, der ændrer filen, kan også ændre dem." in page


def test_signature_that_matches_says_that_nothing_was_changed_since():
    page = prose(page_of(kind="mail.eml", checks={"dkim": "matches"}))
    assert ("siden det blev signeret" in page, "Mailens underskrift (DKIM)" in page) == (True, True)


def test_who_is_told_with_where_it_stands_and_never_as_a_code():
    found = (
        Identifier("name", "Rune", role="party"),
        Identifier("email", "x@mail.invalid", role="bcc"),
        Identifier("ip", "203.0.113.9", role="route.2"),
        Identifier("position", "55.1, 12.2", sure=Sure.PROPOSED),
    )
    page = prose(page_of(identifiers=found))
    told = ["Navn Rune", "E-mailadresse (skjult kopi til) x@mail.invalid", "IP-adresse (led 2 på vejen) 203.0.113.9"]
    assert [words in page for words in (*told, "Jeg har sammenlignet det : Sted")] == [True] * 4


def test_file_keeps_its_own_name_and_a_copy_of_ours_is_not_said_to_lie_in_it():
    parts = (
        Part("1", "attachment", "hus.jpg", size=3),
        Part("2", "shown", "vist kopi", size=3),
    )
    page = prose(page_of(kind="web.html", parts=parts))
    assert ("hus.jpg" in page, "Hus.jpg" in page, "Vist kopi" in page) == (True, False, False)
    assert "Til at se på Kopi lavet af Værn til at se på" in page


def test_what_a_chat_only_tells_of_is_not_said_to_lie_in_it():
    page = prose(page_of(kind="chat.whatsapp", parts=(Part("1", "attachment", "image omitted"),)))
    assert ("image omitted Vedhæftet fil, er ikke med i filen" in page, "0 byte" in page) == (True, False)


def test_device_that_a_file_was_added_from_is_not_called_the_senders():
    """Here the sender is whoever harasses; a court would read that the file came from that person's telephone."""
    one = kept()
    Item.objects.filter(pk=one.item.pk).update(checked_in_browser=True)
    page = prose(browser(one.place.henrik).get(at(one, "evidence_item")))
    assert ("den enhed, filen blev lagt op fra" in page, "afsenderens enhed" in page) == (True, False)
