"""Emergency access on the pages: ended early by the owner or by the one who took it; and read a page at a time."""

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.bad_input.pages import browser, prose
from tests.evidence.items import kept
from tests.factories.cases import MONDAY, person, role
from vaern import clock
from vaern.audit.actors import Actor
from vaern.cases import actions
from vaern.cases.enums import CaseRole
from vaern.cases.models import Participation
from vaern.cases.paging import MOST_ON_PAGE
from vaern.cases.queries import actor_in
from vaern.people.enums import OrgRole
from vaern.people.queries import viewer_of
from vaern.process.exclusions import declare_conflict
from vaern.process.opening import break_glass
from vaern.web.reporting.presenter import readings

pytestmark = [pytest.mark.django_db, pytest.mark.row("G05")]
WHY = "Maja er truet, og Henrik svarer ikke."


@pytest.fixture(autouse=True)
def _monday():
    with clock.travel(MONDAY):
        yield


@pytest.fixture
def one():
    return kept()


@pytest.fixture
def asger(one):
    """A jurist who came in by emergency access."""
    jurist = viewer_of(role(one.place.other.person, OrgRole.JURIST, one.place.unit))
    break_glass(jurist, one.case.number, WHY)
    return jurist


def at(one, name):
    return reverse(name, args=[one.case.number])


def test_owner_ends_it_on_the_page_of_people_and_the_case_is_gone_for_the_one_who_had_it(one, asger):
    henrik, other = browser(one.place.henrik), browser(asger)
    assert other.get(at(one, "case")).status_code == 200
    page = henrik.get(at(one, "participants"))
    assert "Nødadgang kan bruges igen" in prose(page)
    row = Participation.objects.get(role=CaseRole.BREAK_GLASS)
    typed = {"participation": str(row.id), "reason": "Jeg er tilbage."}
    answer = henrik.post(at(one, "case_end_participation"), typed, follow=True)
    assert "Jeg er tilbage." in prose(answer)
    assert [other.get(at(one, name)).status_code for name in ("case", "case_plan", "evidence_list")] == [404] * 3
    assert "Din nødadgang til en sag er blevet afsluttet." in prose(other.get(reverse("overview")))
    assert one.case.number not in prose(other.get(reverse("overview")))
    assert "Henrik Solbjerg afsluttede en nødadgang til sagen." in prose(henrik.get(at(one, "case_log")))


def test_the_one_who_took_it_ends_it_on_any_page_of_the_case(one, asger):
    other = browser(asger)
    address = at(one, "case_end_emergency")
    for name in ("case", "case_plan", "evidence_list"):
        page = other.get(at(one, name))
        assert ("Du er her med nødadgang" in prose(page), f'action="{address}"' in page.content.decode()) == (
            True,
            True,
        )
    answer = other.post(address, follow=True)
    assert (answer.redirect_chain[-1][0], "Din nødadgang er afsluttet." in prose(answer)) == (reverse("overview"), True)
    assert other.get(at(one, "case")).status_code == 404
    assert other.post(address).status_code == 404
    newest = readings(one.case, one.place.maja.person)[0]
    assert (newest.name, newest.role, newest.what) == ("Asger Brink", "Nødadgang", "Afsluttede en nødadgang")


def test_nobody_else_is_shown_the_way_to_end_ones_own(one, asger):
    assert "Du er her med nødadgang" not in prose(browser(one.place.henrik).get(at(one, "case")))
    answer = browser(one.place.henrik).post(at(one, "case_end_emergency"))
    assert (answer.status_code, Participation.objects.get(role=CaseRole.BREAK_GLASS).until) == (
        422, MONDAY + timedelta(hours=24),
    )  # fmt: skip


def uses(one, who, many):
    """So many uses, a minute apart, each ended before the next."""
    for minute in range(many):
        with clock.travel(MONDAY + timedelta(minutes=minute)):
            row = actions.record_break_glass(case=one.case, person=who, reason=f"Grund nummer {minute:03}.")
            actions.end_participation(participation=row, by=Actor(who.id, "break_glass"), reason_code="let_out")


def test_officer_reads_every_use_a_page_at_a_time_and_each_once(one):
    uses(one, one.place.other.person, MOST_ON_PAGE + 3)
    officer = person("Jens Overgaard", one.place.unit)
    jens = browser(viewer_of(role(officer, OrgRole.DPO, one.place.unit)))
    with clock.travel(MONDAY + timedelta(days=1)):
        first = jens.get(reverse("emergencies"))
        older = first.context["older"]
        assert "Tidligere brug" in prose(first)
        second = jens.get(reverse("emergencies"), {"foer": older})
        rubbish = jens.get(reverse("emergencies"), {"foer": "rubbish"})
    assert "Tidligere brug" not in prose(second)
    read = [[use.reason for use in page.context["uses"]] for page in (first, second)]
    newest_first = [f"Grund nummer {minute:03}." for minute in reversed(range(MOST_ON_PAGE + 3))]
    assert (read[0] + read[1], [len(page) for page in read]) == (newest_first, [MOST_ON_PAGE, 3])
    assert len(rubbish.context["uses"]) == MOST_ON_PAGE


def test_page_is_full_although_the_newest_uses_are_in_a_case_the_officer_may_not_see(one):
    other = kept(place=one.place)
    uses(other, one.place.other.person, 2)
    officer = person("Jens Overgaard", one.place.unit)
    declare_conflict(one.case, actor_in(one.place.henrik.person, one.case), officer, "close_to_party")
    with clock.travel(MONDAY + timedelta(hours=1)):
        uses(one, one.place.mikkel.person, MOST_ON_PAGE)
        page = browser(viewer_of(role(officer, OrgRole.DPO, one.place.unit))).get(reverse("emergencies"))
    assert [use.row.case.number for use in page.context["uses"]] == [other.case.number] * 2
