"""The pages of a case: in a row where there is room, folded away on a phone; by keyboard and without script."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from tests.factories.casework import START, casework
from tests.web.browser import open_pages, violations
from tests.web.signed_in import signed_in
from vaern import clock

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
ROW, FOLD = ".v-jump.v-wide", "details.v-small"


@pytest.fixture
def shown():
    """The page of people of a case: its address, and what a leader gets."""
    with clock.travel(START):
        cast = casework()
        address = reverse("participants", args=[cast.case.number])
        return {address: signed_in(cast.leader).get(address).content.decode()}


@pytest.mark.parametrize("script", [True, False])
def test_phone_folds_the_pages_of_the_case_and_the_keyboard_unfolds_them(
    browser: Browser, shown: dict[str, str], *, script: bool
) -> None:
    page = open_pages(browser, shown, width=390, script=script).page
    links = page.locator(f"{FOLD} a")
    assert (page.locator(ROW).is_visible(), links.first.is_visible()) == (False, False)
    page.locator(f"{FOLD} summary").focus()
    page.keyboard.press("Enter")
    assert (links.first.is_visible(), links.count()) == (True, 13)
    assert page.locator(f"{FOLD} a[aria-current=page]").inner_text() == "Personer"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == links.first.inner_text()
    assert min(box["height"] for box in (link.bounding_box() for link in links.all()) if box) >= 24  # WCAG 2.5.8
    assert not script or violations(page) == []


def test_wide_screen_has_them_in_a_row_and_nothing_to_unfold(browser: Browser, shown: dict[str, str]) -> None:
    page = open_pages(browser, shown).page
    assert (page.locator(ROW).is_visible(), page.locator(FOLD).is_visible()) == (True, False)
    assert page.locator(f"{ROW} a[aria-current=page]").inner_text() == "Personer"
    assert violations(page) == []
