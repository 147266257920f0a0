"""From one item to the next: only the case's own, by links and by the arrow keys, and each page opens blurred."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from tests.bad_input.pages import browser as signed_in
from tests.bad_input.pages import text
from tests.evidence.items import Kept, case_with, kept
from tests.factories.cases import picture
from tests.web.browser import HOST, open_pages, violations
from vaern.evidence import actions, locking
from vaern.evidence.models import Item
from vaern.evidence.queries import items_of
from vaern.vault.blobs import Sealer
from vaern.web.casework.evidence_beside import beside

pytestmark = pytest.mark.django_db


def add(one: Kept, data: bytes) -> Item:
    """One more item in the case."""
    sealer = Sealer(one.case.vault_scope)
    sealer.write(data)
    return actions.add_to_case(case=one.case, by=one.owner, sealer=sealer, name="mere.png", claimed_sha256="")


@pytest.fixture
def three() -> Kept:
    """A case with three items; another case of the same people has items too."""
    one = kept()
    add(one, picture((9, 9)))
    add(one, picture((11, 11)))
    case_with(one.place, picture((13, 13)))
    return one


def address(one: Kept, number: int) -> str:
    return reverse("evidence_item", args=[one.case.number, items_of(one.case).get(number=number).id])


def test_item_alone_has_no_neighbours() -> None:
    one = kept()
    assert beside(one.item) is None
    assert "data-beside" not in text(signed_in(one.place.henrik).get(address(one, 1)))


def test_neighbours_are_those_of_the_case_by_number(three: Kept) -> None:
    found = [beside(item) for item in items_of(three.case)]
    assert [(one.place, one.of, one.before and one.before[0], one.after and one.after[0]) for one in found if one] == [
        (1, 3, None, 2),
        (2, 3, 1, 3),
        (3, 3, 2, None),
    ]


def test_file_in_a_draft_and_one_that_was_moved_are_no_neighbours(three: Kept) -> None:
    second = items_of(three.case).get(number=2)
    Item.objects.filter(pk=second.pk).update(secured_at=None)
    middle = beside(three.item)
    assert middle is not None
    assert (middle.of, middle.after and middle.after[0]) == (2, 3)


def test_next_page_is_blurred_also_when_the_one_before_was_shown_and_a_locked_one_stays_locked(three: Kept) -> None:
    client = signed_in(three.place.henrik)
    assert "areas-picture" in text(client.post(reverse("evidence_open", args=[three.case.number, three.item.id])))
    following = client.get(address(three, 2))
    assert ('rel="prev"' in text(following), 'rel="next"' in text(following)) == (True, True)
    assert ("areas-picture" in text(following), "is-blurred" in text(following)) == (False, True)
    locking.lock(item=items_of(three.case).get(number=3), by=three.owner)
    locked = text(client.get(address(three, 3)))
    assert ('rel="prev"' in locked, "is-blurred" in locked) == (True, False)


def opened(browser: Browser, three: Kept, width: int = 1280) -> Page:
    """The second of three items in a real browser, with its neighbours to go to."""
    client = signed_in(three.place.henrik)
    pages = {address(three, number): text(client.get(address(three, number))) for number in (2, 1, 3)}
    page = open_pages(browser, pages, width=width).page
    page.wait_for_load_state("networkidle")
    return page


@pytest.mark.browser
def test_arrow_keys_turn_the_pages(browser: Browser, three: Kept) -> None:
    page = opened(browser, three)
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(HOST + address(three, 3))
    page.wait_for_load_state("networkidle")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(HOST + address(three, 2))
    page.wait_for_load_state("networkidle")
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(HOST + address(three, 1))


@pytest.mark.browser
def test_arrow_keys_leave_what_is_written_alone(browser: Browser, three: Kept) -> None:
    page = opened(browser, three)
    page.get_by_text("Skriv, hvor det kommer fra").click()
    field = page.get_by_label("Sidens adresse")
    field.fill("https://netby.invalid")
    page.keyboard.press("ArrowLeft")
    page.locator("h1").click()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Alt+Shift+ArrowRight")
    page.wait_for_timeout(300)
    assert (page.url, field.input_value()) == (HOST + address(three, 2), "https://netby.invalid")


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_the_way_between_items_can_be_used_by_everybody(browser: Browser, three: Kept, width: int) -> None:
    page = opened(browser, three, width)
    assert (page.get_by_role("link", name="Det forrige: B1").is_visible(), violations(page)) == (True, [])
    assert page.locator(".v-keys").is_visible() is (width == 1280)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
