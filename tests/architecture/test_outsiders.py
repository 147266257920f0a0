"""What an outsider sees is the same, byte for byte, before and after the cases came: no count, list or date differs."""

import pytest

from tests.architecture.walk.browser import Browser
from tests.architecture.walk.places import places
from tests.architecture.walk.world import EXPECTED, fill, seat_people
from vaern import clock

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# Not those who have a draft, were let in once, or are told of emergency access.
OUTSIDERS = [name for name, roles in EXPECTED.items() if not roles and name not in ("pernille", "mikkel", "kirstine")]

# Known, and said in the threat model: whoever keeps the machine sees how much work waits, and so that e-mails go out.
KNOWN = {("tove", "jobs")}


def test_outsiders_see_the_same_before_and_after_the_cases_came() -> None:
    """No count, list, date or number of e-mails differs."""
    world = seat_people()
    with clock.travel(clock.now()):
        browsers = {name: Browser(world, name) for name in OUTSIDERS}
        about_no_case = [place for place in places(world) if not place.case and not place.writer]
        before = {name: [browsers[name].ask(place.path) for place in about_no_case] for name in OUTSIDERS}
        fill(world)
        for name in OUTSIDERS:
            for place, then in zip(about_no_case, before[name], strict=True):
                if (name, place.name) in KNOWN:
                    continue
                now = browsers[name].ask(place.path)
                assert now.without(place.path) == then.without(place.path), f"{name} at {place.name}"
