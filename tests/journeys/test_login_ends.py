"""The login ends while somebody types: what was typed stands on the page, and is kept as soon as one is in again."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit, Visitor
from vaern.demo.pictures import screenshot

pytestmark = pytest.mark.browser

WORDS = "Han skrev igen."
MORE = "Han skrev igen. Det her kom til, efter at jeg var logget af."


@pytest.mark.row("G03", "G23")
def test_what_was_typed_after_the_login_ended_is_saved_when_one_is_in_again_in_another_window(visit: Visit) -> None:
    maja = visit("Maja Lindvig", width=390)
    page = maja.open("/fortael/")
    page.locator("form[action='/fortael/'] button").first.click()
    words, status = page.get_by_label("Fortæl det med dine egne ord"), page.locator("#save-status")
    words.fill(WORDS)
    expect(status).to_contain_text("gemt kl.")
    maja.context.clear_cookies(name="sessionid")
    words.fill(MORE)
    expect(status).to_contain_text("Du er blevet logget af")
    sign_in_elsewhere(maja, "Maja Lindvig")
    expect(status).not_to_contain_text("logget af", timeout=20_000)
    expect(status).to_contain_text("gemt kl.")
    other = maja.context.new_page()
    other.goto(page.url)
    expect(other.get_by_label("Fortæl det med dine egne ord")).to_have_value(MORE)
    page.bring_to_front()
    page.locator("button[value=send]").click()
    expect(page).to_have_url(re.compile("/kvittering/"))
    expect(page.locator("main")).to_contain_text(MORE)
    maja.complaints.clear()  # that the session was over


@pytest.mark.row("G03", "G18")
def test_file_chosen_after_the_login_ended_leads_to_the_login_and_goes_on_by_itself(visit: Visit) -> None:
    maja = visit("Maja Lindvig", width=390)
    page = maja.open("/fortael/")
    page.locator("form[action='/fortael/'] button").first.click()
    maja.context.clear_cookies(name="sessionid")
    picture = {"name": "sent.png", "mimeType": "image/png", "buffer": screenshot("Ny besked", ["Efter login"])}
    page.locator("#files").set_input_files(picture)
    waiting = page.locator("#file-list")
    expect(waiting).to_contain_text("Filen fortsætter, når du er logget ind igen.")
    expect(waiting.get_by_role("link", name="Log ind i et nyt vindue")).to_be_visible()
    sign_in_elsewhere(maja, "Maja Lindvig")
    expect(waiting).to_contain_text("Gemt og forseglet", timeout=30_000)
    maja.complaints.clear()  # that the session was over


def sign_in_elsewhere(somebody: Visitor, name: str) -> None:
    """The same person, in another window of the same browser."""
    other = somebody.context.new_page()
    other.goto(somebody.town)
    other.locator("form", has_text=name).get_by_role("button").first.click()
    other.wait_for_load_state()
    other.close()


@pytest.mark.row("B02")
def test_answer_to_a_question_is_kept_by_a_second_press_after_signing_in_again(visit: Visit) -> None:
    henrik = visit("Henrik Solbjerg")
    henrik.open("/sager/").locator("main a[href^='/sager/V-']").first.click()
    page = henrik.open(henrik.page.url.removeprefix(henrik.town) + "oplysninger/")
    form = page.locator("form:has(input[name=fact])").first
    fact = form.locator("input[name=fact]").input_value()
    form.locator("label[for$='-no']").click()
    form.locator("summary").first.click()
    form.locator("textarea").fill(WORDS)
    henrik.context.clear_cookies(name="sessionid")
    form.get_by_role("button", name="Gem svaret").click()
    told = page.locator("#went-wrong")
    expect(told).to_contain_text("Du er blevet logget af.")
    expect(told.get_by_role("link", name="Log ind i et nyt vindue")).to_be_visible()
    sign_in_elsewhere(henrik, "Henrik Solbjerg")
    expect(form.locator("textarea")).to_have_value(WORDS)
    with page.expect_response("**/oplysninger/svar/") as answered:
        form.get_by_role("button", name="Gem svaret").click()
    assert (answered.value.status, fact in answered.value.text()) == (200, True)
    expect(told).to_be_hidden()
    henrik.complaints.clear()  # that the session was over
