"""From where something is done: what surrounds the act says so."""

import uuid

import pytest

from vaern.audit.actors import SYSTEM, Actor
from vaern.audit.places import Place, acting_from, place_of

SOMEBODY = Actor(uuid.UUID(int=1), "leader")


@pytest.mark.parametrize("place", Place)
def test_person_acts_from_the_place_of_the_request(place):
    with acting_from(place):
        assert place_of(SOMEBODY) == place
    assert place_of(SOMEBODY) == Place.SERVER


def test_place_is_what_it_was_after_one_within_another():
    with acting_from(Place.OUTSIDE):
        with acting_from(Place.SERVER):
            assert place_of(SOMEBODY) == Place.SERVER
        assert place_of(SOMEBODY) == Place.OUTSIDE


@pytest.mark.parametrize(
    ("place", "said"),
    [(Place.OUTSIDE, Place.SERVER), (Place.BROWSER, Place.SERVER), (Place.COMMAND, Place.COMMAND)],
)
def test_what_the_system_does_by_itself_is_done_on_its_machine(place, said):
    with acting_from(place):
        assert place_of(SYSTEM) == said
