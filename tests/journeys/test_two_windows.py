"""A draft in two windows: what is written in the one that did not send is shown to be copied, and not lost."""

import pytest
from playwright.sync_api import Dialog, Page, expect

from tests.journeys.conftest import Visit, Visitor

pytestmark = pytest.mark.browser

BOX = "Fortæl det med dine egne ord"
SENT, LATE = "Han ringede igen.", "Han skrev også en besked bagefter."


def second_window(maja: Visitor) -> Page:
    """A draft is begun and saved, and opened in another window too."""
    page = maja.page
    maja.open("/fortael/")
    page.locator("form[action='/fortael/'] button").first.click()
    page.get_by_label(BOX).fill(SENT)
    expect(page.locator("#save-status")).to_contain_text("gemt kl.")
    other = maja.context.new_page()
    other.goto(page.url)
    return other


@pytest.mark.row("G03")
def test_what_is_written_after_another_window_sent_is_asked_about_and_shown_to_be_copied(visit: Visit) -> None:
    maja = visit("Maja Lindvig", width=390)
    page, asked = maja.page, list[str]()
    other = second_window(maja)
    other.get_by_role("button", name="Send", exact=True).click()
    other.wait_for_url("**/kvittering/**")
    page.get_by_label(BOX).fill(LATE)
    expect(page.locator("#save-status")).to_contain_text("er sendt")

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.once("dialog", stay)
    page.close(run_before_unload=True)
    expect(page.get_by_label(BOX)).to_have_value(LATE)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("main")).to_contain_text("Det, du har skrevet i dette vindue, er ikke med.")
    expect(page.locator("main")).to_contain_text(LATE)
    assert asked == ["beforeunload"]


@pytest.mark.row("G03")
def test_draft_is_thrown_away_by_one_press_behind_a_fold_and_the_other_window_says_so(visit: Visit) -> None:
    maja = visit("Maja Lindvig", width=390)
    page = maja.page
    other = second_window(maja)
    expect(other.locator("button[value=discard]")).to_be_hidden()
    other.locator("summary", has_text="Slet kladden").click()
    other.locator("button[value=discard]").click()
    other.wait_for_url("**/fortael/")
    page.get_by_label(BOX).fill(LATE)
    expect(page.locator("#save-status")).to_contain_text("slettet i et andet vindue")
    expect(page.get_by_label(BOX)).to_have_value(LATE)
    maja.complaints.clear()  # that there is no such draft


@pytest.mark.row("G03")
@pytest.mark.parametrize("script", [True, False])
def test_enter_in_a_field_saves_the_draft_and_never_throws_it_away(visit: Visit, *, script: bool) -> None:
    maja = visit("Maja Lindvig", width=390, script=script)
    page = maja.page
    maja.open("/fortael/")
    page.locator("form[action='/fortael/'] button").first.click()
    address = page.url
    page.get_by_label(BOX).fill(SENT)
    for _press in range(2):
        page.locator("[name=clock_typed]").fill("21.30")
        page.locator("[name=clock_typed]").press("Enter")
        expect(page.locator("#save-status")).to_contain_text("gemt kl.")
    page.goto(address)
    expect(page.get_by_label(BOX)).to_have_value(SENT)
    assert maja.complaints == []
