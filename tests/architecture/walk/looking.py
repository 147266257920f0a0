"""What the walk looks for: canaries where they should not be, answers that tell something apart, and errors."""

from tests.architecture.walk.browser import Answer, Browser, not_said
from tests.architecture.walk.canaries import Canary, Nest
from tests.architecture.walk.places import Place

SERVER_ERROR = 500
NAME = "employee's name"
# Where all who work here are listed by design, to those who may open it: names of people stand there.
LISTS_COLLEAGUES = {
    "people", "unit", "unit_close", "person", "person_add", "person_correct", "person_left",
    "role_end", "absence_end", "import_people", "invite", "my_absence",
    "second_factor_reset", "participants", "case_add_participant", "case_complaint",
    "case_sender_correct",
}  # fmt: skip


def look(browser: Browser, nest: Nest, place: Place) -> list[str]:
    """What this person met at this place and should not have, as sentences.

    Where the person may not come in, the answer must be the one about a case that does not exist, byte for byte.
    """
    found, inside = [], place.is_open_to(browser.name)
    for way, answer in browser.every_way(place.path, whole=inside):
        here = f"at {way} {place.name}"
        met = nest.met(not_said(answer.whole, place.path))
        wrong = [canary for canary in met if not _may_stand(canary, browser.name, place, answer)]
        found += [f"{browser.name} meets {one.stands_in} of {one.case or 'a draft'} {here}" for one in wrong]
        if answer.status >= SERVER_ERROR:
            found.append(f"{browser.name} gets {answer.status} {here}: {answer.error}")
        if not inside and answer.without(place.path) != browser.not_there(way, place.nowhere):
            found.append(f"{browser.name} can tell that it exists {here}: {answer.status}")
    return found


def _may_stand(canary: Canary, name: str, place: Place, answer: Answer) -> bool:
    listed = canary.stands_in == NAME and place.name in LISTS_COLLEAGUES and answer.status < 400
    return listed or canary.may_be_met_by(name)
