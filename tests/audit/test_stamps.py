from collections.abc import Iterator

import pytest

from tests.audit.histories import found, tamper, write
from tests.timestamps.authority import Authority, authority
from vaern.audit.anchors import make_anchor, stamp_newest
from vaern.audit.models import AnchorToken
from vaern.audit.verify import verify_all
from vaern.timestamps import Unavailable

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def tsa() -> Iterator[Authority]:
    with authority() as running:
        yield running


@pytest.fixture
def configured(tsa: Authority, settings: object) -> None:
    """An authority is configured, and its root is trusted."""
    settings.TIMESTAMP_URL, settings.TIMESTAMP_ROOTS_FILE = tsa.url, str(tsa.folder / "ca.pem")


def test_newest_anchor_is_stamped_once(configured: None) -> None:
    write(1)
    make_anchor()
    newest = make_anchor()
    token = stamp_newest()
    assert (token.anchor_id, stamp_newest(), AnchorToken.objects.count()) == (newest.id, None, 1)
    report = verify_all()
    assert (report.holds, report.tokens, report.tokens_unchecked) == (True, 1, 0)


def test_stamp_of_another_anchor_is_found(configured: None) -> None:
    make_anchor()
    stamp_newest()
    second = make_anchor()
    tamper("UPDATE audit_anchortoken SET anchor_id = %s", second.id)
    assert found() == [(str(second.id), second.id, "token", 0)]


def test_stamps_that_cannot_be_checked_are_counted(configured: None, settings: object) -> None:
    make_anchor()
    stamp_newest()
    settings.TIMESTAMP_ROOTS_FILE = ""
    report = verify_all()
    assert (report.tokens, report.tokens_unchecked) == (0, 1)
    assert "VAERN_TIMESTAMP_ROOTS" in report.text()


def test_authority_that_is_down_loses_nothing(configured: None, settings: object) -> None:
    make_anchor()
    settings.TIMESTAMP_URL = "http://127.0.0.1:9/"
    with pytest.raises(Unavailable):
        stamp_newest()
    assert verify_all().holds
