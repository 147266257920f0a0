"""A slow line: what is written and chosen before the page's scripts have come is saved all the same."""

import pytest
from playwright.sync_api import Route, expect

from tests.journeys.conftest import Visit
from vaern.demo.pictures import screenshot

pytestmark = pytest.mark.browser

WORDS = "Han skrev igen, og jeg skyndte mig at skrive det ned."


@pytest.mark.row("G03", "G18")
def test_what_is_written_and_chosen_before_the_script_has_come_is_saved(visit: Visit) -> None:
    maja = visit("Maja Lindvig", width=390)
    page, held = maja.page, list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/js/upload*.js", hold)
    maja.open("/fortael/")
    with page.expect_request("**/js/upload*.js"):
        page.locator("form[action='/fortael/'] button").first.click(no_wait_after=True)
    words, status = page.get_by_label("Fortæl det med dine egne ord"), page.locator("#save-status")
    words.fill(WORDS)
    page.get_by_label("I går").check(force=True)
    data = screenshot("Ny besked", ["Før linjen var klar"])
    page.locator("#files").set_input_files({"name": "tidligt.png", "mimeType": "image/png", "buffer": data})
    expect(status).to_be_empty()
    assert held
    for route in held:
        route.continue_()
    expect(status).to_contain_text("gemt kl.")
    expect(page.locator("#file-list")).to_contain_text("Gemt og forseglet", timeout=30_000)
    page.unroute("**/js/upload*.js", hold)
    page.reload()
    expect(words).to_have_value(WORDS)
    expect(page.get_by_label("I går")).to_be_checked()
    expect(page.locator("#file-list")).to_contain_text("tidligt.png")
    assert maja.complaints == []


@pytest.mark.row("G18")
def test_line_that_never_answers_is_given_up_and_the_words_are_saved_when_it_does(visit: Visit) -> None:
    maja = visit("Maja Lindvig", width=390)
    page, held = maja.page, list[Route]()

    def hold(route: Route) -> None:
        held.append(route)

    page.clock.install()
    maja.open("/fortael/")
    page.locator("form[action='/fortael/'] button").first.click()
    words, status = page.get_by_label("Fortæl det med dine egne ord"), page.locator("#save-status")
    page.route("**/gem/", hold)
    words.fill(WORDS)
    with page.expect_request("**/gem/"):  # it is on its way before the clock runs on
        page.clock.run_for(2_000)
    expect(status).to_contain_text("Gemmer")
    page.clock.run_for(25_000)
    expect(status).to_contain_text("uden net")
    assert held
    page.unroute("**/gem/", hold)
    page.clock.run_for(10_000)
    expect(status).to_contain_text("gemt kl.")
    page.reload()
    expect(words).to_have_value(WORDS)


@pytest.mark.row("G03", "G18")
def test_page_without_net_says_until_when_it_is_saved(visit: Visit) -> None:
    maja = visit("Maja Lindvig", width=390)
    page = maja.page
    maja.open("/fortael/")
    page.locator("form[action='/fortael/'] button").first.click()
    words, status = page.get_by_label("Fortæl det med dine egne ord"), page.locator("#save-status")
    words.fill("Det her er gemt.")
    expect(status).to_contain_text("gemt kl.")
    saved = status.inner_text()
    maja.context.set_offline(True)
    words.fill("Det her er gemt. Det her er ikke.")
    expect(status).to_contain_text(f"{saved} Du er uden net.")
    maja.context.set_offline(False)
    expect(status).not_to_contain_text("uden net")
    expect(status).to_contain_text("gemt kl.")
    maja.complaints.clear()  # that there was no net
