"""Time-stamps on items, by a real authority on loopback; and none of it lost while the authority is away."""

from pathlib import Path

import pytest

from tests.factories.cases import attached, draft, picture, workplace
from tests.timestamps.authority import authority
from vaern import timestamps
from vaern.evidence.models import ItemToken
from vaern.evidence.queries import items_of
from vaern.evidence.stamping import stamp_items
from vaern.process import report as process

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    place = workplace()
    report = draft(place.maja)
    attached(report, place.maja, picture())
    return items_of(process.send_report(report, by=place.maja).case).get()


@pytest.mark.row("B04")
def test_item_gets_a_token_over_its_salted_digest_once(item, settings):
    with authority() as tsa:
        settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS_FILE = tsa.url, str(Path(tsa.folder) / "ca.pem")
        stamp_items({})
        stamp_items({})
        token = ItemToken.objects.get(item=item)
        assert timestamps.check(bytes(token.token), bytes.fromhex(item.salted_digest), tsa.roots) == token.stamped_at


def test_authority_that_is_down_leaves_the_item_waiting(item, settings):
    with authority() as tsa:
        settings.TIMESTAMP_ROOTS_FILE = str(Path(tsa.folder) / "ca.pem")
        settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
        with pytest.raises(timestamps.Unavailable):
            stamp_items({})
    assert (ItemToken.objects.count(), item.custody.count()) == (0, 1)


def test_without_an_authority_nothing_is_asked(item, settings):
    settings.TIMESTAMP_URL = ""
    stamp_items({})
    assert ItemToken.objects.count() == 0
