"""One bundle for all tests of the verifier."""

from collections.abc import Iterator

import pytest

from tests.timestamps.authority import Authority, authority
from tests.verifier.made import Made, make

KEPT: list[Made] = []


@pytest.fixture(scope="session")
def tsa() -> Iterator[Authority]:
    """A time-stamp authority on loopback."""
    with authority() as running:
        yield running


@pytest.fixture
def made(db, tsa, settings, tmp_path_factory):
    """The bundle; the first test that asks makes it."""
    if not KEPT:
        KEPT.append(make(tsa, settings, tmp_path_factory.mktemp("bundle")))
    return KEPT[0]
