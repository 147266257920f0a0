"""Monday morning in Lindsø Kommune."""

import pytest

from tests.factories.cases import MONDAY, workplace
from vaern import clock


@pytest.fixture
def place():
    with clock.travel(MONDAY):
        yield workplace()
