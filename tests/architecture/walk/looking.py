"""What the walk looks for: canaries where they should not be, answers that tell something apart, and errors."""

from tests.architecture.walk.browser import Answer, Browser, not_said
from tests.architecture.walk.canaries import Canary, Nest
from tests.architecture.walk.places import Place

SERVER_ERROR = 500
NAME = "employee's name"
# Where all who work here are listed by design, to those who may open it: names of people stand there.
LISTS_COLLEAGUES = {
    "people", "unit", "person", "person_add", "role_end", "absence_end", "import_people", "invite", "my_absence",
    "second_factor_reset", "participants", "case_add_participant", "case_complaint",
}  # fmt: skip


def look(browser: Browser, nest: Nest, place: Place) -> list[str]:
    """What this person met at this place and should not have, as sentences."""
    found = []
    for way, answer in browser.every_way(place.path):
        here = f"at {way} {place.name}"
        found += [
            f"{browser.name} meets {canary.stands_in} of {canary.case or 'a draft'} {here}"
            for canary in nest.met(not_said(answer.whole, place.path))
            if not _may_stand(canary, browser.name, place, answer)
        ]
        if answer.status >= SERVER_ERROR:
            found.append(f"{browser.name} gets {answer.status} {here}: {answer.error}")
    if not place.is_open_to(browser.name):
        found += tells_apart(browser, place)
    return found


def _may_stand(canary: Canary, name: str, place: Place, answer: Answer) -> bool:
    listed = canary.stands_in == NAME and place.name in LISTS_COLLEAGUES and answer.status < 400
    return listed or canary.may_be_met_by(name)


def tells_apart(browser: Browser, place: Place) -> list[str]:
    """Where the answer for what is not theirs differs from the answer for what does not exist."""
    found = []
    both = zip(browser.every_way(place.path), browser.every_way(place.nowhere), strict=True)
    for (way, real), (_same_way, gone) in both:
        if real.without(place.path) != gone.without(place.nowhere):
            found.append(
                f"{browser.name} can tell that it exists at {way} {place.name}: {real.status} and not {gone.status}"
            )
    return found
