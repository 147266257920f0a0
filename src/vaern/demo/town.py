"""Seeds Lindsø Kommune: the cast, the letter's case twice (one ended, one going on), and some forty more over 18 months."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta

from vaern import clock
from vaern.audit.actors import SYSTEM, Actor
from vaern.audit.anchors import make_anchor
from vaern.audit.places import Place, acting_from
from vaern.cases.enums import CaseRole, CaseState
from vaern.cases.models import Case
from vaern.cases.queries import person_in_role
from vaern.demo.cast import CAST, WORKPLACES
from vaern.demo.filing import file_report
from vaern.demo.happenings import HAPPENINGS
from vaern.demo.passage import Passage, Stage
from vaern.demo.people import seat_everyone
from vaern.demo.story import Story
from vaern.evidence.enums import Strength
from vaern.evidence.provenance import say
from vaern.people.actions import set_absence
from vaern.people.models import Notice, Person
from vaern.people.notices import mark_read
from vaern.vault import keys

CASES, DAYS, STILL_OPEN = 40, 540, 29
SEEN_AFTER = timedelta(days=3)
LATEST = {36: Stage.ASSESSED, 38: Stage.ASKED, 39: Stage.PROPOSED}
"""The newest wait for somebody: for the leader, for the jurist, for the one who decides."""
# The name that the screenshots show, as an address.
PROFILE = "https://www.facebook.com/natugle.77.opdigtet"
FIRST = 3
"""Whom the first case is about, so that the newest is in Familieafdelingen, where the visitor begins."""


@acting_from(Place.BROWSER)
def seed_if_empty() -> bool:
    """Seed once; whether anything was made."""
    if Person.objects.exists():
        return False
    now = clock.now()
    people = seat_everyone(now - timedelta(days=DAYS + 30))
    with keys.held():
        Story(people, now - timedelta(days=120)).tell()
        going_on = Story(people, now - timedelta(days=2))
        going_on.reported()
        going_on.first_days()
    _same_sender([going_on.case, *_many_more(people, now)])
    _away(people, now)
    _seen(people, now)
    make_anchor()
    return True


def _many_more(people: Mapping[str, Person], now: datetime) -> list[Case]:
    rng, told = random.Random(2026), list[Case]()
    staff = [people[part.name] for part in CAST if part.unit in WORKPLACES and not part.roles]
    for number in range(CASES):
        employee = staff[(number + FIRST) % len(staff)]
        happening = HAPPENINGS[rng.randrange(len(HAPPENINGS))]
        days = DAYS * (1 - number / CASES) + rng.random() * 5
        opened = _office_hours(now - timedelta(days=days), rng)
        with keys.held():
            with clock.travel(min(opened, now - timedelta(hours=1))):
                picture = (happening.picture[0], list(happening.picture[1])) if happening.picture else None
                receipt = file_report(
                    employee, picture, words=happening.words, media=list(happening.media), types=list(happening.types)
                )
            approver = people["Birthe Kramhøft" if "Familie" in employee.unit.name else "Anders Toftlund"]
            Passage(receipt.case, happening, people["Farid Nassar"], approver, now).go(_stage(number, days))
        told.append(receipt.case)
    return told


def _same_sender(cases: list[Case]) -> None:
    """The profile of the visitor's case was seen at another workplace too: who sees both cases is told which."""
    first = cases[0]
    other = next(
        case
        for case in reversed(cases)
        if case.unit_id != first.unit_id
        and case.items.exists()
        and Case.objects.filter(pk=case.pk, state=CaseState.OPEN)
    )
    with keys.held():
        for case in (first, other):
            item, owner = case.items.order_by("number").first(), person_in_role(case, CaseRole.CASE_OWNER)
            if item is not None and owner is not None:
                by = Actor(owner.id, CaseRole.CASE_OWNER.value)
                say(item=item, by=by, strength=Strength.OWN_DEVICE, url=PROFILE)


def _stage(number: int, days: float) -> Stage:
    """Old cases have ended, but one; the newest wait for somebody."""
    if days > 90:  # noqa: PLR2004 - a quarter of a year
        return Stage.DECIDED if number == STILL_OPEN else Stage.CLOSED
    return LATEST.get(number, Stage.DECIDED)


def _office_hours(moment: datetime, rng: random.Random) -> datetime:
    return clock.local(moment).replace(hour=rng.randint(7, 18), minute=rng.choice((2, 14, 27, 38, 51)), second=0)


def _seen(people: Mapping[str, Person], now: datetime) -> None:
    """What is older than some days has been seen, so that what is new stands out."""
    for person in people.values():
        old = Notice.objects.filter(person=person, read_at=None, made_at__lt=now - SEEN_AFTER)
        mark_read(person, list(old.values_list("pk", flat=True)))


def _away(people: Mapping[str, Person], now: datetime) -> None:
    """One leader is on holiday without a named substitute, so that a visitor can see who gets it instead."""
    today = clock.local(now).date()
    set_absence(
        person=people["Dorthe Klinteby"],
        first_day=today - timedelta(days=2),
        last_day=today + timedelta(days=9),
        by=SYSTEM,
    )
